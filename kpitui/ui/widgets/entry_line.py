"""What one metric of the Enter screen says, and what is made of the text that is typed for it."""

from rich.cells import set_cell_size
from textual.content import Content

from kpitui.charts.sparkline import sparkline
from kpitui.domain.cells import DURATIONS, Cell, cell_note, in_column, parse_cell
from kpitui.domain.metrics import Aggregation, Metric
from kpitui.domain.sanity import Doubt, doubt_about
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
REFUSED, ASKED = "!", "?"
"""What stands beside a typed text that cannot be read, or that is to be confirmed."""
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
    """A metric with the text typed for it, and what is to be looked at in that text before it is saved."""

    def __init__(self, row: EntryRow, workplace: Workplace, whose: str) -> None:
        self.row = row
        self.typed = ""
        self.doubt: Doubt | None = None
        self._workplace = workplace
        self._whose = whose
        self._looked_at = ""

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
        """Take the text; what was said of another one is forgotten."""
        self.typed = text
        if self.text != self._looked_at:
            self._looked_at, self.doubt = "", None

    def settle(self) -> bool:
        """Look at the text; False where it was looked at before."""
        if self.text == self._looked_at:
            return False
        comma = self._workplace.config.decimal_comma
        self._looked_at = self.text
        self.doubt = doubt_about(self.text, self.metric, self.row.usual, whose=self._whose, decimal_comma=comma)
        return True

    def parsed(self) -> Cell | None:
        """What the cell says, None where it is empty; raises `NotANumber` where it cannot be read."""
        if not self.text:
            return None
        return parse_cell(self.text, self.metric, decimal_comma=self._workplace.config.decimal_comma or None)

    @property
    def mark(self) -> str:
        """A sign for what is to be looked at, so that it is seen without colours."""
        return REFUSED if self.doubt and self.doubt.refused else ASKED if self.doubt else " "

    @property
    def remark(self) -> str:
        """What is to be said about the text: what is to be looked at, else its note."""
        if self.doubt is not None:
            return self._workplace.words(self.doubt.sentence)
        note = cell_note(self.text)[1]
        return self._workplace.text(f"note: {note}") if note else ""
