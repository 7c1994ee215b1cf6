"""What stands below the path on the Import screen: the folder, the columns or the report, and what
there is to say of the marked column.
"""

from collections.abc import Iterator
from enum import Enum

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static

from kpitui.ui.app_context import AppContext
from kpitui.ui.import_choices import ImportChoices
from kpitui.ui.theme import painted
from kpitui.ui.widgets.import_lists import ColumnList, FolderList, ReportList
from kpitui.ui.widgets.panel import Panel
from kpitui.ui.widgets.words import Sections
from kpitui.words.sections import Section
from kpitui.words.spans import Line, Span, line, muted

SHOWN = 15
"""So many of the first values of a column are shown beside the list."""


class Step(Enum):
    """How far it is with a file."""

    FOLDER = "folder"
    COLUMNS = "columns"
    TRIED = "tried"
    DONE = "done"


KINDS = (
    Section(
        "What can be read",
        tuple(map(line, ("CSV, TSV and other text", "Excel: .xlsx, .xlsm, .xls",
                         "LibreOffice: .ods", "JSON, and tables of web pages"))),
    ),
    Section(
        "How it goes",
        tuple(map(line, ("1  Open a file: most columns are recognised",
                         "2  Say what the others are", "3  Try it: see what it would add",
                         "4  Import it; u undoes all of it"))),
    ),
)  # fmt: skip
"""What is said beside the folder."""


class ImportSaid(Static):
    """What is said above or below the lists; nothing of it is seen while nothing is said."""

    def __init__(self, context: AppContext, id: str) -> None:
        super().__init__(id=id)
        self._app_context = context

    def say(self, *said: str | Line, error: bool = False) -> None:
        """Say each on a line of its own."""
        context = self._app_context
        lines = [
            Content(context.said(one)) if isinstance(one, str) else painted(one, context)
            for one in said
            if one
        ]
        self.update(Content("\n").join(lines))
        self.set_class(error, "-refused")
        self.display = bool(lines)


class ImportBody(Container):
    """The panels; which are shown depends on the step."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(id="import-body")
        self._app_context = context
        self.folder, self.columns = FolderList(context), ColumnList(context)
        self.report = ReportList(context)
        self._step = Step.FOLDER
        self._choices: ImportChoices | None = None

    def compose(self) -> ComposeResult:
        """A panel for each list, and one beside them."""
        context = self._app_context
        yield Panel(
            self.folder, context=context, says="Files", keys=("path.open",),
            heads=self.folder.heads, id="import-folder",
        )  # fmt: skip
        yield Panel(
            self.columns, context=context, says="Columns", heads=self.columns.heads,
            keys=("import.try", "import.roles", "import.bring"),
            id="import-said",
        )  # fmt: skip
        keys = ("import.go-on", "import.sort", "import.profile")
        yield Panel(self.report, context=context, keys=keys, id="import-came")
        page = VerticalScroll(Static(id="import-about-text"), can_focus=False)
        yield Panel(page, context=context, id="import-about")

    def go_to(self, step: Step) -> OptionList:
        """Show what belongs to a step; gives its list."""
        self._step = step
        shown = {Step.FOLDER: "import-folder", Step.COLUMNS: "import-said"}.get(step, "import-came")
        for panel in self.query(Panel):
            if panel.id != "import-about":
                panel.display = panel.id == shown
        self.set_class(step in (Step.TRIED, Step.DONE), "-whole")
        self._tell_about()
        found: OptionList = self.query_one(f"#{shown}").query_one(OptionList)
        return found

    def show_columns(self, choices: ImportChoices) -> None:
        """Show the columns of another file."""
        self._choices = choices
        self.columns.show(choices)
        count = len(choices.preview.columns)
        self.query_one("#import-said", Panel).say("Columns", line(muted(str(count))))

    def show_roles(self) -> None:
        """Show what columns are taken for now."""
        self.columns.show_roles()
        self._tell_about()

    def count_files(self) -> None:
        """Say how many files there are to choose from."""
        count = self.folder.files
        said = "1 file" if count == 1 else f"{count or 'no'} files"
        self.query_one("#import-folder", Panel).say("Files", line(muted(said)))

    def say_of_report(self, choices: ImportChoices, *, done: bool) -> None:
        """Say what the report is of."""
        title = "What was imported" if done else "What would be imported"
        count = 0 if done else len(choices.unanswered)
        asked = "1 question" if count == 1 else f"{count} questions"
        state = (
            Span(asked, "warning") if count else muted("imported" if done else "not imported yet")
        )
        self.query_one("#import-came", Panel).say(title, line(state))

    @on(OptionList.OptionHighlighted, "#import-columns")
    def _tell_about(self) -> None:
        context, sections = self._app_context, [*KINDS]
        title = "Importing"
        if self._step is not Step.FOLDER:
            title, sections = self.columns.marked or "", [*self._of_column()]
        self.query_one("#import-about", Panel).say(title)
        words = Sections(sections, context, airy=True)
        self.query_one("#import-about-text", Static).update(words)

    def _of_column(self) -> Iterator[Section]:
        column, choices = self.columns.marked, self._choices
        if column is None or choices is None:
            return
        yield Section("Taken for", (line(choices.role_words(column)),))
        values = choices.preview.samples(column)[:SHOWN]
        yield Section("First values", tuple(map(line, values)) or (line(muted("none")),))
