"""What the Import screen asks on the way: which sheet, which table, which profile, which role."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from kpitui.actions.importing import Importing
from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError
from kpitui.domain.first_few import and_dots
from kpitui.domain.import_answers import Asked, ImportQuestion
from kpitui.domain.import_mapping import missing
from kpitui.terminal.background import in_background
from kpitui.terminal.typed_ahead import SAVING
from kpitui.ui.choice import Choice
from kpitui.ui.forms.form import Field, Form
from kpitui.ui.import_choices import ImportChoices
from kpitui.views.sorting import load_sorting
from kpitui.views.vocabulary import load_metrics_by_id

if TYPE_CHECKING:
    from textual.worker import Worker

    from kpitui.domain.fields import Texts
    from kpitui.ui.editing import EditingScreen

ValueT = TypeVar("ValueT")

TABLES, PROFILES = 20, 50
"""So many tables and profiles are listed."""

ENCODINGS = {
    "cp1252": "Windows, western Europe (cp1252)", "latin-1": "ISO, western Europe (latin-1)",
    "cp1250": "Windows, central Europe (cp1250)", "cp1251": "Windows, Cyrillic (cp1251)",
    "shift_jis": "Japanese (shift_jis)", "gb18030": "Chinese (gb18030)",
    "mac_roman": "old Mac (mac_roman)",
}  # fmt: skip
"""What files that are not UTF-8 mostly are in."""

NAMED = 5
"""So many columns of a table are named."""


class Say(Protocol):
    """Says something over the list."""

    def __call__(self, *said: str, error: bool = False) -> None:
        """Each on a line of its own."""


class ImportAsking:
    """Opens files, and asks what they do not say; `say` tells why one cannot be read, and `opened`
    shows its columns.
    """

    def __init__(
        self, screen: EditingScreen, importing: Importing, say: Say,
        opened: Callable[[ImportChoices], None],
    ) -> None:  # fmt: skip
        self._screen, self._importing = screen, importing
        self._say, self._opened = say, opened
        self._context = screen.context
        self._worker: Worker[None] | None = None
        self._wanted: tuple[object, ...] = ()
        self._opens = ""
        """The name of the file that is opened."""

    @property
    def may_create(self) -> bool:
        """Whether metrics and people can be made by who sits here."""
        actor = self._context.actor
        return actor.may(Permission.PEOPLE) and actor.may(Permission.PLAN)

    # a file ---------------------------------------------------------------------------------------

    def open(
        self, path: Path, sheet: str | None = None, header: int | None = None,
        encoding: str | None = None,
    ) -> None:  # fmt: skip
        """Look at a file, and ask for the sheet or the table of several, or for its encoding; once,
        however often it is asked for meanwhile.
        """
        wanted = path, sheet, header, encoding
        if self.is_busy and wanted == self._wanted:
            return
        self._wanted = wanted
        self._go(self._open(path, sheet, header, encoding), path)

    def _go(self, work: Coroutine[Any, Any, None], path: Path) -> None:
        """Read in the background; what was begun before is not waited for any more.

        The next key belongs to what is shown then: it waits as behind a save.
        """
        self._opens = path.name
        self._say(f"Opening {path.name} ...", "esc stops it")
        self._worker = self._screen.run_worker(work, group=SAVING, exclusive=True)

    @property
    def is_busy(self) -> bool:
        """Whether a file is being opened."""
        return self._worker is not None and not self._worker.is_finished

    def stop(self) -> None:
        """Wait for it no longer."""
        if self._worker is not None:
            self._worker.cancel()
            self._say(f"{self._opens} was not opened.")

    async def _open(
        self, path: Path, sheet: str | None, header: int | None, encoding: str | None
    ) -> None:
        work = self._context
        look = partial(self._importing.preview, path, sheet, header, encoding)
        try:
            preview = await in_background(look)
            metrics = [*load_metrics_by_id(work.database, work.today()).values()]
            if not preview.columns and preview.sheets:
                await self._choose_sheet(path, preview.sheets)
                return
            # As long as nothing has its place, whatever comes is taken as it is and sorted later.
            unsorted = len(load_sorting(work.database, work.today()).metrics)
            chosen = ImportChoices(
                path, preview, metrics, sheet=sheet, header=header, encoding=encoding,
                create=self.may_create and unsorted == len(metrics),
            )  # fmt: skip
        except KpituiError as error:
            self._say(error.sentence, error=True)
            if "--encoding" in error.sentence and encoding is None:
                await self._choose_encoding(path, sheet, header)
            return
        self._opened(chosen)
        if preview.tables and header is None:
            await self._choose_table(chosen)

    async def _choose_sheet(self, path: Path, sheets: Iterable[str]) -> None:
        choices = [Choice(sheet, partial(self.open, path, sheet)) for sheet in sheets]
        self._say("This workbook has several sheets.")
        await self._screen.changes.choose("Which sheet?", choices)

    async def _choose_encoding(self, path: Path, sheet: str | None, header: int | None) -> None:
        by = partial(self.open, path, sheet, header)
        choices = [Choice(words, partial(by, one)) for one, words in ENCODINGS.items()]
        await self._screen.changes.choose("Its letters are not UTF-8, but:", choices)

    def choose_header(self, chosen: ImportChoices) -> None:
        """Ask which line names the columns: of the tables that were found, or any other."""
        self._go(self._choose_table(chosen), chosen.path)

    async def _choose_table(self, chosen: ImportChoices) -> None:
        by = partial(self.open, chosen.path, chosen.sheet)
        choices = []
        for line, names in await in_background(partial(self._tables, chosen)):
            told = f"line {line}: {and_dots(names, NAMED)}"
            choices.append(Choice(told, partial(by, line, chosen.encoding)))
        self._opened(chosen)
        another = partial(self._type_header, chosen)
        if not choices:
            await another()
            return
        choices.append(Choice("another line ...", another))
        await self._screen.changes.choose("Which table? Its headings:", choices)

    def _tables(self, chosen: ImportChoices) -> list[tuple[int, Sequence[str]]]:
        """The first tables of a file: the line each begins on, and what its columns are called."""
        found: list[tuple[int, Sequence[str]]] = []
        for line in chosen.preview.tables[:TABLES]:
            with suppress(KpituiError):
                preview = self._importing.preview(chosen.path, chosen.sheet, line, chosen.encoding)
                found.append((line, preview.columns))
        return found

    async def _type_header(self, chosen: ImportChoices) -> None:
        def read(texts: Texts) -> int:
            reader = self._context.reader(texts)
            line = reader.read("line", int, None)
            if line is None or line < 1:
                reader.errors["line"] = "type the number of a line, such as 4"
            reader.done()
            assert line is not None
            return line

        async def again(line: int) -> None:
            self.open(chosen.path, chosen.sheet, line, chosen.encoding)

        field = Field("line", "Line", str(chosen.preview.header), "as your sheet numbers it")
        await self._form("header", "The line that names the columns", field, read, again)

    # profiles -------------------------------------------------------------------------------------

    async def choose_profile(self, chosen: ImportChoices) -> None:
        """Ask for a kept profile, of those beside the file or any other."""
        try:
            beside = sorted(chosen.path.parent.glob("*.toml"))[:PROFILES]
        except OSError:
            beside = []
        another = partial(self._type_profile, chosen)
        if not beside:
            await another()
            return
        choices = [Choice(path.name, partial(self._use, chosen, path)) for path in beside]
        choices.append(Choice("another file ...", another))
        await self._screen.changes.choose("Which profile?", choices)

    async def _type_profile(self, chosen: ImportChoices) -> None:
        field = Field("path", "Profile", f"{chosen.path.parent}/", "a file that ends in .toml")
        await self._form("use-profile", "Take the columns as a profile does", field, _path,
                         lambda path: self._use(chosen, path))  # fmt: skip

    async def _use(self, chosen: ImportChoices, profile: Path) -> None:
        self._go(self._look_by(chosen, profile), chosen.path)

    async def _look_by(self, chosen: ImportChoices, profile: Path) -> None:
        by = partial(self._importing.by_profile, chosen.path, profile, chosen.sheet)
        try:
            preview, mapping = await in_background(by)
        except KpituiError as error:
            self._opened(chosen)
            self._screen.tell(error.sentence, error=True)
            return
        chosen.forget_questions()
        chosen.use_profile(profile, preview, mapping)
        self._opened(chosen)

    async def keep_profile(self, chosen: ImportChoices) -> None:
        """Ask where what the columns are is kept, and keep it there."""
        importing, wanted = self._importing, chosen.as_profile()
        if wanted.mapping is not None and (lacks := missing(wanted.mapping)):
            self._screen.tell(lacks)
            return

        def save(path: Path) -> str:
            importing.save_profile(path, wanted)
            return ""

        file = str(chosen.path.with_suffix(".toml"))
        field = Field("path", "New file", file, "used by: kpitui import --profile, and m here")
        form = Form("profile", "Keep the columns as a profile", (field,), _path)
        await self._screen.changes.ask(form, save, "")

    # columns and answers --------------------------------------------------------------------------

    async def choose_role(
        self, chosen: ImportChoices, column: str, then: Callable[[], None]
    ) -> None:
        """Ask what a column is, of all that it can be."""

        def take(role: str) -> None:
            chosen.take_for(column, role)
            then()

        now = chosen.role_of(column)
        choices = [
            Choice(words, partial(take, role), is_now=role == now)
            for role, words in chosen.roles.items()
        ]
        await self._screen.changes.choose(f"What is “{column}”?", choices)

    async def type_answer(
        self, chosen: ImportChoices, question: ImportQuestion, then: Callable[[], None]
    ) -> None:
        """Ask for an answer that can be any day or name."""

        def read(texts: Texts) -> str:
            text = texts["answer"].strip()
            reader = self._context.reader(texts)
            if not text:
                reader.errors["answer"] = "type a day or a name"
            reader.done()
            return text

        async def take(text: str) -> None:
            chosen.answers[question.asked] = text
            then()

        is_day = question.asked is Asked.DATE
        field = Field("answer", "Day" if is_day else "Metric", question.default,
                      "such as 2026-01-31, or a year" if is_day else "its name")  # fmt: skip
        await self._form("answer", question.sentence, field, read, take)

    async def _form(
        self, key: str, title: str, field: Field, read: Callable[[Texts], ValueT],
        then: Callable[[ValueT], Awaitable[None]],
    ) -> None:  # fmt: skip
        from kpitui.ui.dialogs.form import FormDialog
        from kpitui.ui.forms.form import Filled

        async def filled(found: Filled[ValueT] | None) -> None:
            if found is not None and found.draft is not None:
                await then(found.draft)

        form = Form(f"import-{key}", title, (field,), read)
        await self._screen.app.push_screen(FormDialog(form, self._context), filled)


def _path(texts: Texts) -> Path:
    return Path(texts["path"].strip()).expanduser()
