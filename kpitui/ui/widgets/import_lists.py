"""The three lists of the Import screen: the files of a folder, the columns of a file, and what came
of it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kpitui.domain.import_answers import Question
from kpitui.domain.import_mapping import ACROSS
from kpitui.domain.typography import folded
from kpitui.terminal.lines import Lines, OneLine
from kpitui.ui.app_context import AppContext
from kpitui.ui.import_choices import ImportChoices
from kpitui.ui.import_told import question_lines
from kpitui.ui.theme import painted, painted_lines
from kpitui.words.spans import Line

SHOWN = 200
ENDINGS = frozenset(
    (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".html", ".htm")
)
SAMPLES = 4
MOST_ANSWERS = 9


class FolderList(OptionList, can_focus=False):
    """The folders and the files that can be read, of what is typed of a path."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(id="import-files", classes="import-list", markup=False)
        self._app_context = context
        self._entries: list[Path] = []

    def look(self, typed: str, past: Path | None) -> str:
        """List what fits a path as far as it is typed, with the cursor behind the file that came in
        last; gives what there is to say of it.
        """
        folder, _, begun = typed.rpartition("/")
        said = "Enter opens the highlighted file or folder; a path can be typed."
        try:
            found = sorted(
                Path(folder or "/").expanduser().iterdir(),
                key=lambda one: (not one.is_dir(), one.name.casefold()),
            )
            self._entries = [one for one in found if _fits(one, begun)][:SHOWN]
        except (OSError, RuntimeError) as error:
            self._entries = []
            why = error.strerror if isinstance(error, OSError) else None
            said = f"{folder or '/'}: {(why or 'it cannot be read').lower()}"
        names = [f"{entry.name}/" if entry.is_dir() else entry.name for entry in self._entries]
        self.clear_options()
        self.add_options([Option(Content(self._app_context.text(name))) for name in names])
        self.highlighted = self._first(begun, past) if names else None
        return said

    def _first(self, begun: str, past: Path | None) -> int:
        if past in self._entries:
            return min(self._entries.index(past) + 1, len(self._entries) - 1)
        files = (at for at, one in enumerate(self._entries) if not one.is_dir())
        return 0 if begun else next(files, 0)

    def chosen(self, typed: str) -> Path | str:
        """The file that is typed, else the one that is marked; of a folder its path with a `/`, and
        a sentence where there can be no such path, as a name can be too long to be one.
        """
        path, place = Path(typed), self.highlighted
        try:
            if typed.startswith("~"):
                path = path.expanduser()
            if not path.is_file() and place is not None and place < len(self._entries):
                path = self._entries[place]
            return f"{path}/".replace("//", "/") if path.is_dir() else path
        except (OSError, RuntimeError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or "it cannot be read"
            return f"That path cannot be used: {why.lower()}."


def _fits(one: Path, begun: str) -> bool:
    if one.name.startswith(".") and not begun.startswith("."):
        return False
    wanted = one.is_dir() or one.suffix.lower() in ENDINGS
    return wanted and folded(one.name).startswith(folded(begun))


class ColumnList(Lines):
    """The columns of a file, and what each is taken for."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(id="import-columns", classes="import-list", markup=False)
        self.display = False
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
        text, choices = self._app_context.text, self._choices
        assert choices is not None
        role = choices.role_of(column)
        name, taken, samples = self._widths
        words = choices.roles.get(role, role)
        if choices.mapping.names.get(column, column) != column:
            words += f" “{choices.mapping.names[column]}”"
        cells = "  ".join(choices.preview.samples(column)[:SAMPLES])
        return Content.assemble(
            (f"{_cut(text(column), name):<{name}}  ", "bold"),
            (f"{_cut(text(words), taken):<{taken}}  ", "" if role else "dim"),
            (_cut(text(cells), samples), "dim"),
        )

    @property
    def _widths(self) -> tuple[int, int, int]:
        width = max(60, self.size.width)
        name, taken = (24, 30) if width < 100 else (36, 36)
        return name, taken, width - name - taken - 6

    def heads(self) -> Content:
        """What stands over the columns of the list."""
        name, taken, _ = self._widths
        return Content(f"{'column':<{name}}  {'taken for':<{taken}}  first values")

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


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 3]}..."


class ReportList(Lines):
    """What an import would do, or did, and above it what it has to ask; answers are chosen with
    left and right, or by their number.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(number), f"screen.answer({number})", f"Answer {number}",
                    id=f"import.answer-{number}", show=False, tooltip=f"Take answer {number}")
            for number in range(1, MOST_ANSWERS + 1)
        ),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(id="import-report", classes="import-list", markup=False)
        self.display = False
        self._app_context = context
        self._questions: list[Question] = []

    def show(self, choices: ImportChoices, lines: Sequence[Line], *, ask: bool) -> None:
        """Show what is asked, then what came of it; the cursor is on what has no answer yet."""
        self._questions = choices.questions if ask else []
        self.clear_options()
        self.add_options([Option(self._asked(one, choices)) for one in self._questions])
        self.add_options([Option(painted(one, self._app_context)) for one in lines])
        self.highlighted = 0 if self.option_count else None
        self.go_to_open(choices)

    def _asked(self, question: Question, choices: ImportChoices) -> Content:
        answer = choices.answers.get(question.asked)
        return painted_lines(question_lines(question, answer), self._app_context)

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
    def question(self) -> Question | None:
        """The question under the cursor."""
        place = self.highlighted
        return (
            self._questions[place] if place is not None and place < len(self._questions) else None
        )
