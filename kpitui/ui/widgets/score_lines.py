"""How a call sheet is drawn while it is scored: a line a question, its section above it and what
is said of it below.
"""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct
from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text
from textual.content import Content
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from kpitui.domain.records.sheet import AnswerKind, Question
from kpitui.domain.text import picture
from kpitui.ui.app_context import AppContext
from kpitui.ui.cell_typing import REFUSED
from kpitui.ui.parts import Part, fitted
from kpitui.ui.sheet_answers import SheetAnswers
from kpitui.ui.theme import painted
from kpitui.ui.widgets.sheet_picture import CellCursor, as_bar
from kpitui.ui.widgets.table import ANY, Table, TableColumn
from kpitui.words.spans import Line, Span, line, muted

BEFORE_COMMENT = 8
"""Blank cells before a comment: it stands below the words of its question."""

CRITICAL = "!"
"""The sign before a critical question; the words beside the list say what it is."""

_KEYS = {AnswerKind.YES_NO: "y n", AnswerKind.SCALE: "1-5", AnswerKind.COUNT: "0-9"}
_WORDS = {"y": "yes", "n": "no", "-": "n/a"}


class RowKind(StrEnum):
    """What stands in a row."""

    SECTION = "section"
    QUESTION = "question"
    COMMENT = "comment"
    SAVE = "save"


class ScoreRow(Struct, frozen=True):
    """A row of the list, with the place of the question it belongs to."""

    kind: RowKind
    place: int


def rows_of(answers: SheetAnswers, commented: int | None) -> Iterator[ScoreRow]:
    """The rows of the list; `commented` is the place whose comment is being typed."""
    section = ""
    for place, question in enumerate(answers.questions):
        if question.section != section:
            section = question.section
            yield ScoreRow(RowKind.SECTION, place)
        yield ScoreRow(RowKind.QUESTION, place)
        if answers.comment(place) or place == commented:
            yield ScoreRow(RowKind.COMMENT, place)
    last = len(answers.questions)
    yield ScoreRow(RowKind.SAVE, last)
    if answers.comment(last) or last == commented:
        yield ScoreRow(RowKind.COMMENT, last)


class ScoreLines:
    """The rows drawn one by one, in the styles of the widget that shows them."""

    def __init__(self, shown_in: Widget, answers: SheetAnswers, context: AppContext) -> None:
        self._widget, self._answers, self._context = shown_in, answers, context
        self._left = 0
        """So many columns of the comment that is typed are out of sight."""
        self.rows: list[ScoreRow] = []
        self._table = Table((), context)
        self.arrange(None)

    def arrange(self, commented: int | None) -> None:
        """Make the rows again, as there are other comments or questions now."""
        questions = self._answers.questions
        columns = [TableColumn("", 3, right=True)]
        if any(question.critical for question in questions):
            columns.append(TableColumn(CRITICAL, 1))
        columns.append(TableColumn("question", 12, most=ANY))
        if len({question.weight for question in questions}) > 1:
            columns.append(TableColumn("weight", 6, right=True, spare=3))
        self._table = Table([*columns, TableColumn("answer", 8)], self._context)
        self.rows = [*rows_of(self._answers, commented)]

    def heads(self, width: int) -> list[Part]:
        """The heads of the columns."""
        return self._table.heads(width)

    def place_of(self, kind: RowKind, place: int) -> int:
        """In which row something stands."""
        return self.rows.index(ScoreRow(kind, place))

    # the comment that is typed --------------------------------------------------------------------

    def begin_comment(self) -> None:
        """It shows its beginning."""
        self._left = 0

    def follow(self, cursor: CellCursor) -> None:
        """Bring the cursor into sight within the comment."""
        room, at = self._room - 1, cell_len(cursor.text[: cursor.at])
        most = max(0, cell_len(cursor.text) - room)
        self._left = max(0, min(max(self._left, at - room), at, most))

    def column_of(self, cursor: CellCursor) -> int:
        """The column where the cursor is."""
        return BEFORE_COMMENT + cell_len(cursor.text[: cursor.at]) - self._left

    @property
    def _room(self) -> int:
        return max(1, self._widget.size.width - BEFORE_COMMENT)

    # drawing --------------------------------------------------------------------------------------

    def strip(self, row: int, cursor: CellCursor | None, *, marked: bool) -> Strip:
        """A row; with the cursor where it is in a comment. The marked row is a bar."""
        widget, width = self._widget, self._widget.size.width
        if row >= len(self.rows):
            return Strip.blank(width, widget.rich_style)
        if cursor is not None:
            return self._typed_comment(cursor, width)
        words = self._words(self.rows[row], width)
        [drawn] = Visual.to_strips(widget, words, width, 1, widget.visual_style)
        drawn = drawn.adjust_cell_length(width, widget.rich_style)
        return as_bar(drawn, self._look("score--bar")) if marked else drawn

    def copied(self, row: ScoreRow) -> str:
        """A row as text."""
        return self._words(row, max(80, self._widget.size.width)).plain.strip()

    def _words(self, row: ScoreRow, width: int) -> Content:
        work, place = self._context, row.place
        if row.kind is RowKind.SECTION:
            return painted(line(Span(self._answers.questions[place].section, "heading")), work)
        if row.kind is RowKind.COMMENT:
            said = fitted(work.text(self._answers.comment(place)), self._room, work).rstrip()
            return Content(" " * BEFORE_COMMENT) + Content.styled(said, "dim italic")
        if row.kind is RowKind.SAVE:
            return Content(set_cell_size(f"{'':{BEFORE_COMMENT}}Save", width))
        question = self._answers.questions[place]
        return self._table.drawn(self._cells(place, question), width)

    def _cells(self, place: int, question: Question) -> list[Line]:
        cells: list[Line] = [line(muted(str(place + 1)))]
        if any(question.critical for question in self._answers.questions):
            cells.append(line(Span(CRITICAL, "warning") if question.critical else muted(" ")))
        cells.append(line(question.text))
        if len({question.weight for question in self._answers.questions}) > 1:
            cells.append(line(muted(f"{question.weight:g}")))
        return [*cells, self._answer(question)]

    def _answer(self, question: Question) -> Line:
        typed = self._answers.typed(question)
        if refused := self._answers.refused(question):
            return line(Span(f"{REFUSED} {refused}", "status:not met"))
        if not typed:
            also = " -" if question.not_applicable else ""
            return line(muted(f"{_KEYS[question.kind]}{also}"))
        said = f"{typed} {_WORDS.get(typed, '')}".strip()
        failed = question.critical and typed == "n"
        return line(Span(f"{said} !", "status:not met") if failed else Span(said, "strong"))

    def _typed_comment(self, cursor: CellCursor, width: int) -> Strip:
        text = Text(picture(cursor.text), no_wrap=True, end="")
        if cursor.at >= len(text):
            text.pad_right(cursor.at + 1 - len(text))
        if not cursor.selection.is_empty:
            start, end = sorted(cursor.selection)
            text.stylize_before(self._look("input--selection"), start, end)
        text.stylize(self._look("input--cursor"), cursor.at, cursor.at + 1)
        whole = Strip(text.render(self._widget.app.console))
        shown = whole.crop(self._left, self._left + self._room).extend_cell_length(self._room)
        ground = self._widget.get_component_rich_style("score--comment")
        before = Strip.blank(BEFORE_COMMENT, self._widget.rich_style)
        return Strip.join([before, shown.apply_style(ground)]).adjust_cell_length(width)

    def _look(self, name: str) -> Style:
        """A style without the ground it stands on."""
        return self._widget.get_component_rich_style(name, partial=True)
