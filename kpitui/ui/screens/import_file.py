"""The Import screen: choose a file, say what its columns are, try it, bring it in."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from kpitui.actions.import_readings import ImportReport
from kpitui.actions.importing import Importing
from kpitui.domain.access import Deed as Kind
from kpitui.domain.errors import KpituiError, ReasonNeeded
from kpitui.domain.fields import Texts
from kpitui.domain.import_mapping import ColumnMapping, Preview, guessed_mapping, missing, role_choices
from kpitui.domain.metrics import Metric
from kpitui.domain.typography import folded
from kpitui.paths import sheets
from kpitui.ui.dialogs.choices import Choice
from kpitui.ui.dialogs.form import FormDialog
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.form import Field, Filled, Form
from kpitui.ui.forms.upkeep import reason_form
from kpitui.ui.keys import move
from kpitui.ui.typed_ahead import SAVING
from kpitui.ui.widgets.key_bar import KeyBar
from kpitui.ui.widgets.line_input import LineInput
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.workplace import Workplace
from kpitui.views.vocabulary import load_metrics_by_id

SHOWN = 200
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
REJECTS_SHOWN = 4


@dataclass
class Tried(Message):
    """An import was tried or done."""

    report: ImportReport
    done: bool


@dataclass
class NotImported(Message):
    """An import was stopped, and why; `reason` where it waits for one."""

    sentence: str
    reason: bool


@dataclass
class Read(Message):
    """How far a file is read, in percent."""

    percent: int


class PathInput(LineInput):
    """Where the path is typed; the arrows move in the list of the folder."""

    BINDINGS: ClassVar[list[BindingType]] = [
        move("up", "screen.up", "Up", "path.up", "Go up in the list"),
        move("down", "screen.down", "Down", "path.down", "Go down in the list"),
    ]


class ImportScreen(EditingScreen):
    """A file of readings on its way in."""

    CSS_PATH = sheets("import_file")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f9", "bring", "Import", id="import.bring", tooltip="Bring the file in as its columns are said"),
        Binding("right,l", "role(1)", "Taken for", id="import.next", show=False, tooltip="The next thing it can be"),
        Binding("left,h", "role(-1)", "Before", id="import.before", show=False, tooltip="The thing before"),
        Binding("d", "dates", "Dates", id="import.dates", tooltip="How dates like 01/02/2026 are meant"),
        Binding("c", "comma", "Comma", id="import.comma", tooltip="Whether numbers have a decimal comma or a point"),
        Binding("n", "create", "New names", id="import.create", tooltip="Make teams and people that are not known yet"),
        Binding("p", "profile", "Profile", id="import.profile", tooltip="Keep what the columns are as a profile"),
        Binding("escape", "back", "Back", id="import.back", tooltip="Another file, or back to where you came from"),
    ]

    def __init__(self, workplace: Workplace, importing: Importing) -> None:
        super().__init__(workplace, id="import-screen")
        self._importing = importing
        self._entries: list[Path] = []
        self._path: Path | None = None
        self._preview: Preview | None = None
        self._mapping = ColumnMapping()
        self._metrics: list[Metric] = []
        self._busy = False

    def compose(self) -> ComposeResult:
        """The bar, the file, its columns or the folder, what came of it, the keys."""
        yield TopBar(self.workplace, "")
        yield TooSmall()
        with Horizontal(id="import-head"):
            yield Label("File ")
            yield PathInput(f"{Path.cwd()}/", id="path", compact=True)
        yield Static(id="import-hint")
        yield OptionList(id="import-list", markup=False)
        yield Static(id="import-result")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start with the path."""
        self.query_one(PathInput).cursor_blink = False
        self.query_one(PathInput).focus()
        self._list_folder()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Columns are changed when there are some; nobody makes people who may not."""
        if action in ("bring", "role", "dates", "comma", "create", "profile"):
            return self._path is not None and (action != "create" or self.workplace.actor.may(Kind.PEOPLE))
        return super().check_action(action, parameters)

    def show_changed(self, key: str) -> None:
        """Nothing of the file is shown here."""

    def _say(self, sentence: str) -> None:
        self.query_one("#import-hint", Static).update(Content(self.workplace.words(self.workplace.text(sentence))))

    def _result(self, lines: list[str]) -> None:
        text = self.workplace.text
        self.query_one("#import-result", Static).update(Content("\n").join(Content(text(line)) for line in lines))

    # the file ---------------------------------------------------------------------------------------------------

    @on(Input.Changed, "#path")
    def _list_folder(self) -> None:
        if self._path is not None:
            return
        typed = self.query_one(PathInput).value
        folder, _, begun = typed.rpartition("/")
        try:
            found = sorted(Path(folder or "/").iterdir(), key=lambda one: (not one.is_dir(), one.name.casefold()))
            self._entries = [one for one in found if self._fits(one, begun)][:SHOWN]
            self._say("Enter takes the marked one; a path can be typed.")
        except OSError as error:
            self._entries = []
            self._say(f"{folder or '/'}: {(error.strerror or 'it cannot be read').lower()}")
        listed = self.query_one("#import-list", OptionList)
        listed.can_focus = False
        listed.clear_options()
        names = [f"{one.name}/" if one.is_dir() else one.name for one in self._entries]
        listed.add_options([Option(Content(self.workplace.text(name))) for name in names])
        listed.highlighted = 0 if names else None

    def _fits(self, one: Path, begun: str) -> bool:
        if one.name.startswith(".") and not begun.startswith("."):
            return False
        wanted = one.is_dir() or one.suffix.lower() in ENDINGS
        return wanted and folded(one.name).startswith(folded(begun))

    @on(Input.Submitted, "#path")
    def _take_path(self) -> None:
        field, place = self.query_one(PathInput), self.query_one("#import-list", OptionList).highlighted
        typed = Path(field.value)
        try:
            chosen = (
                typed if typed.is_file() else self._entries[place] if place is not None and self._entries else typed
            )
            is_folder = chosen.is_dir()
        except OSError as error:  # a name can be too long to be one
            self._say(f"That path cannot be used: {(error.strerror or 'it cannot be read').lower()}.")
            return
        if is_folder:
            field.value = f"{chosen}/".replace("//", "/")
            field.cursor_position = len(field.value)
            return
        self._look(chosen, None)

    def _look(self, path: Path, sheet: str | None) -> None:
        work = self.workplace
        try:
            preview = self._importing.preview(path, sheet)
            self._metrics = [*load_metrics_by_id(work.database, work.today()).values()]
        except KpituiError as error:
            self._say(error.sentence)
            return
        if not preview.columns and preview.sheets:
            self.run_worker(self._choose_sheet(path, preview.sheets))
            return
        self._path, self._preview = path, preview
        self._mapping = guessed_mapping(preview, self._metrics, sheet)
        self._mapping.dates = self.workplace.config.writing.order
        self.query_one(PathInput).value = str(path)
        listed = self.query_one("#import-list", OptionList)
        listed.can_focus = True
        self._list_columns(0)
        listed.focus()
        self._result([])
        self.refresh_bindings()

    async def _choose_sheet(self, path: Path, sheets: tuple[str, ...]) -> None:
        def look(sheet: str) -> Choice:
            return Choice(sheet, lambda: self._look(path, sheet))

        await self.choose("Which sheet?", [look(sheet) for sheet in sheets])

    # its columns ------------------------------------------------------------------------------------------------

    def _list_columns(self, place: int) -> None:
        assert self._preview is not None
        choices, text = role_choices(self._metrics), self.workplace.text
        listed = self.query_one("#import-list", OptionList)
        listed.clear_options()
        for column in self._preview.columns:
            role = choices[self._mapping.roles[column]]
            samples = "  ".join(self._preview.samples(column)[:4])
            listed.add_option(
                Content.assemble(
                    (f"{text(column)[:24]:<25}", "bold"),
                    (f"{text(role)[:24]:<26}", "" if self._mapping.roles[column] else "dim"),
                    (text(samples), "dim"),
                )
            )
        listed.highlighted = place
        signs = {True: "comma", False: "point", None: "either"}
        said = f"{self._path.name if self._path else ''}: left and right change what a column is. "
        said += f"Dates {self._mapping.dates or 'year first'}, decimal sign {signs[self._mapping.decimal_comma]}"
        said += ", new people are made" if self._mapping.create else ""
        self._say(f"{said}. Enter tries it, ctrl+s imports.")

    def action_role(self, step: int) -> None:
        """Take the marked column for something else."""
        place = self.query_one("#import-list", OptionList).highlighted
        if self._preview is None or place is None:
            return
        column, roles = self._preview.columns[place], [*role_choices(self._metrics)]
        self._mapping.roles[column] = roles[(roles.index(self._mapping.roles[column]) + step) % len(roles)]
        self._list_columns(place)

    def action_dates(self) -> None:
        """Day, month and year in another order."""
        orders: list[Literal["dmy", "mdy"] | None] = [None, "dmy", "mdy"]
        self._mapping.dates = orders[(orders.index(self._mapping.dates) + 1) % 3]
        self._list_columns(self.query_one("#import-list", OptionList).highlighted or 0)

    def action_comma(self) -> None:
        """A decimal comma, a point, or either."""
        signs = [None, True, False]
        self._mapping.decimal_comma = signs[(signs.index(self._mapping.decimal_comma) + 1) % 3]
        self._list_columns(self.query_one("#import-list", OptionList).highlighted or 0)

    def action_create(self) -> None:
        """Make teams and people that are not known yet, or reject their lines."""
        self._mapping.create = not self._mapping.create
        self._list_columns(self.query_one("#import-list", OptionList).highlighted or 0)

    # trying and importing ---------------------------------------------------------------------------------------

    def on_option_list_option_selected(self) -> None:
        """Enter tries it."""
        self._start(dry_run=True)

    def action_bring(self) -> None:
        """Bring the file in."""
        self._start(dry_run=False)

    def _start(self, *, dry_run: bool, why: str = "") -> None:
        lacks = missing(self._mapping)
        if lacks:
            self._say(lacks)
        elif self._busy:
            self._say("It is being read; wait until that is done.")
        elif self._path is not None:
            self._busy = True
            self._result(["reading ..."])
            self._run(self._path, dry_run, why)

    @work(thread=True, group=SAVING, exclusive=True)
    def _run(self, path: Path, dry_run: bool, why: str) -> None:
        told = [-1]

        def progress(place: int, size: int) -> None:
            percent = 100 * place // size if size else 0
            if percent != told[0]:
                told[0] = percent
                self.post_message(Read(percent))

        try:
            report = self._importing.run(
                path, self._mapping, dry_run=dry_run, why=why, today=self.workplace.today(), progress=progress
            )
        except KpituiError as error:
            self.post_message(NotImported(error.sentence, isinstance(error, ReasonNeeded)))
        else:
            self.post_message(Tried(report, not dry_run))

    @on(Read)
    def _tell_how_far(self, message: Read) -> None:
        if self._busy:
            filled = message.percent // 4
            self._result([f"reading [{'#' * filled}{'.' * (25 - filled)}] {message.percent} %"])

    @on(Tried)
    def _tell(self, message: Tried) -> None:
        self._busy = False
        report, would = message.report, "" if message.done else "would be "
        lines = [
            f"{report.read} readings read: {report.added} {would}added, {report.unchanged} already there, "
            f"{report.rejected_count} rejected" + ("; u takes it back" if message.done else "")
        ]
        for kind, names in (("people", report.new_people), ("teams", report.new_teams)):
            lines += [f"new {kind}: {', '.join(names[:5])}{' ...' if len(names) > 5 else ''}"] if names else []
        lines += [f"line {one.line}: {one.reason}" for one in report.rejected[:REJECTS_SHOWN]]
        if report.rejected_count > REJECTS_SHOWN:
            lines.append(f"and {report.rejected_count - REJECTS_SHOWN} more; kpitui import --rejects FILE lists them")
        self._result(lines)

    @on(NotImported)
    async def _tell_why(self, message: NotImported) -> None:
        self._busy = False
        self._result([f"Nothing was imported. {message.sentence}"])
        if not message.reason:
            return

        def answered(filled: Filled[str] | None) -> None:
            if filled is not None and filled.draft is not None:
                self._start(dry_run=False, why=filled.draft)

        form = reason_form("import", message.sentence, self.workplace.today())
        await self.app.push_screen(FormDialog(form, self.workplace), answered)

    async def action_profile(self) -> None:
        """Keep what the columns are as a profile, for kpitui import --profile."""
        lacks = missing(self._mapping)
        if lacks or self._path is None:
            self._say(lacks)
            return
        mapping, importing = self._mapping, self._importing

        def read(texts: Texts) -> Path:
            return Path(texts["path"].strip()).expanduser()

        def save(path: Path) -> str:
            importing.save_profile(path, mapping)
            return ""

        field = Field("path", "New file", str(self._path.with_suffix(".toml")), "used by: kpitui import --profile")
        await self.ask(Form("profile", "Keep the columns as a profile", (field,), read), save, "")

    def action_up(self) -> None:
        """Go up in the list."""
        self.query_one("#import-list", OptionList).action_cursor_up()

    def action_down(self) -> None:
        """Go down in the list."""
        self.query_one("#import-list", OptionList).action_cursor_down()

    def action_back(self) -> None:
        """Another file; from there back to where you came from."""
        if self._path is None:
            self.dismiss()
            return
        folder = self._path.parent
        self._path = self._preview = None
        self.query_one(PathInput).value = f"{folder}/"
        self._result([])
        self._list_folder()
        self.query_one(PathInput).focus()
        self.refresh_bindings()
