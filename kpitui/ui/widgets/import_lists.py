"""The three lists of the Import screen: the files of a folder, the columns of a file, and what came
of it.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from msgspec import Struct
from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from kpitui.domain.import_answers import ImportQuestion
from kpitui.domain.import_mapping import ACROSS
from kpitui.domain.typography import folded
from kpitui.terminal.lines import CopiedList, Lines, OneLine
from kpitui.ui.app_context import AppContext
from kpitui.ui.import_choices import ImportChoices
from kpitui.ui.import_told import question_lines
from kpitui.ui.parts import BY_LETTERS, Part, fitted
from kpitui.ui.theme import painted
from kpitui.ui.widgets.words import HungLines
from kpitui.words.spans import Line

SHOWN = 200
SIZE_WIDTH, DAY_WIDTH = 8, 11
NAME_LEAST = 40
ENDINGS = frozenset(
    (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".html", ".htm")
)
SAMPLES = 4
MOST_ANSWERS = 9


class _Entry(Struct, frozen=True):
    """A folder or a file of the list."""

    path: Path
    is_dir: bool
    size: int | None = None
    changed: datetime | None = None


class FolderList(CopiedList, can_focus=False):
    """The folders and the files that can be read, of what is typed of a path."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(id="import-files", classes=f"import-list {BY_LETTERS}", markup=False)
        self._app_context = context
        self._entries: list[_Entry] = []

    def look(self, typed: str, past: Path | None) -> str:
        """List what fits a path as far as it is typed, with the cursor behind the file that came in
        last; gives why nothing is listed, where nothing is.
        """
        typed = _begun_again(typed)
        folder, _, begun = typed.rpartition("/")
        said = ""
        try:
            found = sorted(
                Path(folder or "/").expanduser().iterdir(),
                key=lambda path: (not path.is_dir(), path.name.casefold()),
            )
            self._entries = [_entry(path) for path in found if _fits(path, begun)][:SHOWN]
        except (OSError, RuntimeError) as error:
            self._entries = []
            why = error.strerror if isinstance(error, OSError) else None
            said = f"{folder or '/'}: {(why or 'it cannot be read').lower()}"
        if not self._entries and not said:
            said = "No file here that can be read; type another path."
        self.clear_options()
        self.add_options([Option(OneLine(self._words, entry)) for entry in self._entries])
        self.highlighted = self._first(begun, past) if self._entries else None
        return said

    @property
    def files(self) -> int:
        """How many files are listed."""
        return sum(1 for entry in self._entries if not entry.is_dir)

    def heads(self, width: int) -> list[Part]:
        """What stands over its columns at the right."""
        heads = f"{'size':>{SIZE_WIDTH}}  {'changed':<{DAY_WIDTH}}"
        return [(heads + " " * (width - len(heads) - self._name_width(width) - 2), "dim")]

    def _name_width(self, room: int) -> int:
        """As wide as the longest name, so that what is said of a file stands near to it."""
        names = (cell_len(self._app_context.text(entry.path.name)) + 1 for entry in self._entries)
        return min(max(NAME_LEAST, *names, 0), room - SIZE_WIDTH - DAY_WIDTH - 4)

    def _words(self, entry: _Entry) -> Content:
        context, room = self._app_context, self.scrollable_content_region.width
        name = context.text(entry.path.name) + "/" * entry.is_dir
        size = "" if entry.size is None else _size_words(entry.size)
        day = context.speech.day_of(entry.changed) if entry.changed else ""
        return Content.assemble(
            fitted(name, self._name_width(room), context),
            (f"  {size:>{SIZE_WIDTH}}  {day:<{DAY_WIDTH}}", "dim"),
        )

    def _first(self, begun: str, past: Path | None) -> int:
        paths = [entry.path for entry in self._entries]
        if past in paths:
            return min(paths.index(past) + 1, len(paths) - 1)
        files = (at for at, one in enumerate(self._entries) if not one.is_dir)
        return 0 if begun else next(files, 0)

    def chosen(self, typed: str) -> Path | str:
        """The file that is typed, else the one that is marked; of a folder its path with a `/`, and
        a sentence where there can be no such path, as a name can be too long to be one.
        """
        typed = _begun_again(typed)
        path, place = Path(typed), self.highlighted
        try:
            if typed.startswith("~"):
                path = path.expanduser()
            if not path.is_file() and place is not None and place < len(self._entries):
                path = self._entries[place].path
            return f"{path}/".replace("//", "/") if path.is_dir() else path
        except (OSError, RuntimeError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or "it cannot be read"
            return f"That path cannot be used: {why.lower()}."


def _begun_again(typed: str) -> str:
    """A whole path that was typed or pasted behind the folder that stood there already."""
    return typed[max(typed.rfind("//"), typed.rfind("/~/")) + 1 :]


def _entry(path: Path) -> _Entry:
    """A path with what is shown of it; a link that leads nowhere has no size."""
    if path.is_dir():
        return _Entry(path, True)
    try:
        found = path.stat()
    except OSError:
        return _Entry(path, False)
    return _Entry(path, False, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))


def _size_words(count: int) -> str:
    """How large a file is: `820 B`, `14 kB`, `3.4 MB`."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            found = count / size
            return f"{found:.1f} {unit}" if found < 10 and unit != "kB" else f"{found:.0f} {unit}"
    return f"{count} B"


def _fits(one: Path, begun: str) -> bool:
    if one.name.startswith(".") and not begun.startswith("."):
        return False
    wanted = one.is_dir() or one.suffix.lower() in ENDINGS
    return wanted and folded(one.name).startswith(folded(begun))


class ColumnList(Lines):
    """The columns of a file, and what each is taken for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Try", id="import.try",
                tooltip="See what would come in; nothing is kept yet"),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(id="import-columns", classes="import-list", markup=False)
        self._app_context = context
        self._choices: ImportChoices | None = None

    def show(self, choices: ImportChoices) -> None:
        """Show the columns of another file, as their names say what they are."""
        self._choices = choices
        self.clear_options()
        columns = choices.preview.columns
        self.add_options([Option(OneLine(self._words, column)) for column in columns])
        self.highlighted = 0 if columns else None

    def _words(self, column: str) -> Content:
        context, choices = self._app_context, self._choices
        assert choices is not None
        name, taken, samples = _widths(self.scrollable_content_region.width)
        words = choices.role_words(column)
        cells = "  ".join(choices.preview.samples(column)[:SAMPLES])
        return Content.assemble(
            (fitted(context.text(column), name, context), "bold"),
            "  ",
            (fitted(context.text(words), taken, context), "" if choices.role_of(column) else "dim"),
            "  ",
            (fitted(context.text(cells), samples, context), "dim"),
        )

    def heads(self, width: int) -> list[Part]:
        """What stands over its columns, but for the first, which is the title's."""
        _, taken, samples = _widths(width)
        return [(f"{'taken for':<{taken}}  {'first values':<{samples}}", "dim")]

    @property
    def marked(self) -> str | None:
        """The column under the cursor."""
        place, choices = self.highlighted, self._choices
        return choices.preview.columns[place] if choices is not None and place is not None else None

    def show_roles(self) -> None:
        """Show what the marked column is taken for now, and those that share what headings say."""
        choices = self._choices
        if choices is None:
            return
        for place, column in enumerate(choices.preview.columns):
            if place == self.highlighted or choices.mapping.roles[column] == ACROSS:
                self.replace_option_prompt_at_index(place, OneLine(self._words, column))


def _widths(width: int) -> tuple[int, int, int]:
    """The widths of name, what it is taken for, and first values."""
    name, taken = (22, 28) if width < 100 else (36, 36)
    return name, taken, max(1, width - name - taken - 4)


class ReportList(Lines):
    """What an import would do, or did, and above it what it has to ask; answers are chosen with
    left and right, or by their number.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.go_on", "Go on", id="import.go-on",
                tooltip="Type an answer, try again by the answers, or bring the file in"),
        *(
            Binding(str(number), f"screen.answer({number})", f"Answer {number}",
                    id=f"import.answer-{number}", show=False, tooltip=f"Take answer {number}")
            for number in range(1, MOST_ANSWERS + 1)
        ),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(id="import-report", classes="import-list", markup=False)
        self._app_context = context
        self._questions: list[ImportQuestion] = []

    def show(self, choices: ImportChoices, lines: Sequence[Line], *, ask: bool) -> None:
        """Show what is asked, then what came of it; the cursor is on what has no answer yet."""
        self._questions = choices.questions if ask else []
        self.clear_options()
        self.add_options([Option(self._asked(question, choices)) for question in self._questions])
        if self._questions and lines:
            self.add_option(Option("", disabled=True))
        self.add_options([Option(self._hung([line])) for line in lines])
        self.highlighted = 0 if self.option_count else None
        self.go_to_open(choices)

    def _asked(self, question: ImportQuestion, choices: ImportChoices) -> HungLines:
        answer = choices.answers.get(question.asked)
        return self._hung(question_lines(question, answer))

    def _hung(self, lines: Iterable[Line]) -> HungLines:
        context = self._app_context
        return HungLines((painted(line, context) for line in lines), context)

    def show_answers(self, choices: ImportChoices) -> None:
        """Show the answers as they are now."""
        for place, one in enumerate(self._questions):
            self.replace_option_prompt_at_index(place, self._asked(one, choices))

    def go_to_open(self, choices: ImportChoices) -> bool:
        """Put the cursor on the first question without an answer; whether there is one."""
        for place, one in enumerate(self._questions):
            if one.asked not in choices.answers:
                self.highlighted = place
                return True
        return False

    @property
    def question(self) -> ImportQuestion | None:
        """The question under the cursor."""
        place = self.highlighted
        return (
            self._questions[place] if place is not None and place < len(self._questions) else None
        )
