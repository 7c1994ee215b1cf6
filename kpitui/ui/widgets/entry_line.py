"""What one metric of the Enter screen says, and what is made of the text that is typed for it."""

from rich.cells import set_cell_size
from textual.content import Content

from kpitui.charts.sparkline import sparkline
from kpitui.domain.cells import DURATIONS, Cell, cell_note, in_column, parse_cell
from kpitui.domain.metrics import Aggregation, Metric
from kpitui.domain.numbers import NotANumber
from kpitui.domain.sanity import question
from kpitui.ui.widgets.plan_tree import fitted
from kpitui.ui.workplace import Workplace
from kpitui.views.entry import EntryRow

NAME_WIDTH = 24
VALUE_WIDTH = 10
EXPECTED_WIDTH = 13
SPARKLINE_WIDTH = 8
LABEL_WIDTH = 62
"""Where the cell begins."""
SHORT_NAME_WIDTH = 16
SHORT_LABEL_WIDTH = LABEL_WIDTH - SPARKLINE_WIDTH - NAME_WIDTH + SHORT_NAME_WIDTH
SHORTEST_CELL = 12
"""Where a cell would have less, the name is shorter and nothing is drawn of the past."""


def label_width(width: int) -> int:
    """Where the cell begins in a line of that width."""
    return LABEL_WIDTH if width >= LABEL_WIDTH + SHORTEST_CELL else SHORT_LABEL_WIDTH


def shape_of(metric: Metric) -> str:
    """How a value of the metric is typed, where it is more than a number."""
    if metric.aggregation is Aggregation.RATIO:
        return "part/whole"
    return metric.unit if metric.unit in DURATIONS else ""


class EntryLine:
    """A metric with the text typed for it. A value that nobody would expect is asked for once more, in place."""

    def __init__(self, row: EntryRow, workplace: Workplace) -> None:
        self.row = row
        self.typed = ""
        self.remark = ""
        """What is to be said about the text: why it cannot be kept, else its note."""
        self._workplace = workplace
        self._asked: str | None = None
        self._confirmed: str | None = None

    @property
    def metric(self) -> Metric:
        """The metric of the row."""
        return self.row.metric

    @property
    def text(self) -> str:
        """What is typed, without blanks around it."""
        return self.typed.strip()

    def label(self, width: int = LABEL_WIDTH) -> Content:
        """The line before its cell: mark of what is due, name, sparkline, last value, expectation."""
        row, work, short = self.row, self._workplace, width < LABEL_WIDTH
        past = [one.value for one in row.series[-SPARKLINE_WIDTH:]]
        spark = "" if short else sparkline(past, SPARKLINE_WIDTH, work.charset)
        due = "*" if row.due else " "
        expected = in_column(work.range(row.expected, row.metric, unit=False))
        return Content.assemble(
            (f"{due} ", "$text-warning bold"),
            fitted(work.text(row.metric.name), SHORT_NAME_WIDTH if short else NAME_WIDTH, work),
            " ",
            (spark, "$text-accent"),
            f"{in_column(work.value(row.last_value, row.metric, unit=False)):>{VALUE_WIDTH}} ",
            (
                set_cell_size(f"{expected:>{EXPECTED_WIDTH}}", EXPECTED_WIDTH),
                "dim",
            ),
            "  ",
        )

    def copied(self) -> str:
        """The line, with what is typed behind it."""
        return f"{self.label().plain}{self._workplace.text(self.text)}"

    def type(self, text: str) -> None:
        """Take the text; what was asked about it stays until it is another one."""
        self.typed = text
        if self.text != self._asked:
            self.remark = self._note()

    def parsed(self) -> Cell | None:
        """What the cell says, None where it is empty; raises `NotANumber` where it cannot be read."""
        if not self.text:
            return None
        return parse_cell(self.text, self.metric, decimal_comma=self._workplace.config.decimal_comma or None)

    def check(self, *, entered: bool) -> bool:
        """Whether the text can be kept; the remark says why not. `entered`: Enter was pressed in its cell."""
        doubt = self._doubt(entered=entered)
        self.remark = doubt or self._note()
        return doubt is None

    def _doubt(self, *, entered: bool) -> str | None:
        """Why the cell cannot be kept yet: what is wrong with it, or a question that Enter alone answers."""
        try:
            cell = self.parsed()
        except NotANumber as error:
            return str(error)
        if cell is None:
            return None
        comma = self._workplace.config.decimal_comma
        asked = question(cell.shown(self.metric), self.metric, self.row.usual, decimal_comma=comma)
        if entered and self._asked == self.text:
            self._confirmed = self.text
        if not asked or self._confirmed == self.text:
            return None
        self._asked = self.text
        return self._workplace.words(f"{asked}: again Enter to keep")

    def _note(self) -> str:
        note = cell_note(self.text)[1]
        return self._workplace.text(f"note: {note}") if note else ""
