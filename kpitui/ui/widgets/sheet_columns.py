"""The columns of a sheet: how wide each is, what stands in it before the cell, and its head."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widgets import Static

from kpitui.charts.sparkline import sparkline
from kpitui.domain.numbers import unit_name
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.domain.value_parsing import DURATIONS, example_of, in_column
from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import BROAD, fitted
from kpitui.ui.theme import STYLES
from kpitui.ui.trend_looks import trend_parts
from kpitui.views.entry import EntryRow
from kpitui.words.spans import mark, status_style
from kpitui.words.standards import sample

DUE, GAP, MARK = 2, 1, 3
"""Cells of the mark of what is due, between two columns, and before the cell that is typed in."""
NAME, SHORT_NAME = 24, 16
LAST, UNIT, SAMPLE, STANDARD, TREND, LONG_TREND, LEAST_TREND = 9, 8, 11, 13, 8, 12, 4
SIGN = 1
"""Cells of the sign of how the person stands to the standard."""
SHORTEST_CELL = 12
"""Where a cell would have less, the trend gets shorter first, then sample sizes go, then what is
drawn of the past, and then the names are shorter.
"""
WITH_SAMPLES = 80
"""In fewer cells there are no sample sizes, no matter who is chosen."""
LONG_CELL = 28
"""Where a list is broad, names have all that a cell of this width and a longer trend leave."""
HEADS = ("last", "standard", "trend", "new")
SAMPLE_HEAD = "n"


class SheetColumns(Struct, frozen=True):
    """How wide the columns before the cell are; 0 is one that has no room."""

    name: int
    last: int
    unit: int
    standard: int
    trend: int
    sample: int = 0
    sign: int = 0

    @property
    def cell(self) -> int:
        """Where the cell begins."""
        every = (self.last, self.unit, self.sample, self.sign, self.standard, self.trend)
        return DUE + self.name + sum(GAP + one for one in every if one) + MARK

    def before_cell(self, row: EntryRow, context: AppContext) -> Content:
        """What is known of a metric: mark of what is due, name, last value, its unit and sample
        size, how the person stands to the standard, the standard, the trend.
        """
        past = [point.value for point in row.series[-self.trend :]] if self.trend else []
        due, unit = ("*" if row.due else " "), context.text(unit_of(row.metric))
        last, standard = known_of(row, context)
        return Content.assemble(
            (f"{due} ", "$text-warning bold"),
            fitted(context.text(row.metric.name), self.name, context),
            f" {last:>{self.last}}",
            (f" {fitted(unit, self.unit, context)}" if self.unit else "", "dim"),
            (
                f" {fitted(sample_of(row, context), self.sample, context)}" if self.sample else "",
                "dim",
            ),
            sign_of(row, context) if self.sign else "",
            (f" {set_cell_size(f'{standard:>{self.standard}}', self.standard)}", "dim"),
            " " if self.trend else "",
            *trend_parts(sparkline(past, self.trend, context.charset) if self.trend else ""),
        )

    def heads(self, room: int) -> str:
        """The heads of the columns right of the names, in a line of so many cells."""
        last, standard, trend, new = HEADS
        unit = " " * (GAP + self.unit) if self.unit else ""
        drawn = (f" {trend:<{self.trend}}" if self.trend else "") + " " * MARK
        size = f" {SAMPLE_HEAD:<{self.sample}}" if self.sample else ""
        sign = " " * (GAP + self.sign) if self.sign else ""
        line = f" {last:>{self.last}}{unit}{size}{sign} {standard:>{self.standard}}{drawn}{new}"
        return line.ljust(max(0, room - DUE - self.name))


class SheetHeads(Static):
    """A line above a sheet that names its columns; `first` is that of the names."""

    def __init__(self, first: str) -> None:
        super().__init__(classes="sheet-heads")
        self._first = first

    def show(self, columns: SheetColumns) -> None:
        """Stand above these columns."""
        first = f"{self._first:<{DUE + columns.name}}"
        self.update(Content.styled(first + columns.heads(0), "dim"), layout=False)


def columns_in(rows: Sequence[EntryRow], width: int, context: AppContext) -> SheetColumns:
    """The columns of these metrics in so many cells, each as wide as what stands in it."""
    known = [known_of(row, context) for row in rows]
    last, standard = (
        min(most, max(len(head), *(cell_len(one[at]) for one in known)))
        for at, (head, most) in enumerate(((HEADS[0], LAST), (HEADS[1], STANDARD)))
    )
    unit = min(UNIT, max(cell_len(context.text(unit_of(row.metric))) for row in rows))
    longest = max(cell_len(context.text(row.metric.name)) for row in rows)
    size = min(SAMPLE, max(cell_len(sample_of(row, context)) for row in rows))
    sign = SIGN if any(row.standing for row in rows) else 0
    name = min(NAME, longest)
    choices = [(unit, TREND, 0), (unit, 0, 0)]
    if width >= WITH_SAMPLES:
        shorter = ((unit, trend, size) for trend in range(TREND, LEAST_TREND - 1, -1))
        choices = [*shorter, *choices]
    for units, trend, samples in choices:
        found = SheetColumns(name, last, units, standard, trend, samples, sign)
        if SHORTEST_CELL + found.cell <= width:
            return _broader(found, longest, width)
    short = max(min(SHORT_NAME, longest), name - (SHORTEST_CELL + found.cell - width))
    return replace(found, name=short)


def _broader(found: SheetColumns, longest: int, width: int) -> SheetColumns:
    """The same with longer names and trends where the list is broad."""
    if width < BROAD:
        return found
    broad = replace(found, trend=LONG_TREND)
    spare = width - broad.cell - LONG_CELL
    return replace(broad, name=min(longest, broad.name + max(0, spare)))


def known_of(row: EntryRow, context: AppContext) -> tuple[str, str]:
    """The last value and the standard of a line as they stand in their columns."""
    last = context.value(row.last_value, row.metric, unit=False)
    return in_column(last), in_column(context.range(row.expected, row.metric, unit=False))


def sample_of(row: EntryRow, context: AppContext) -> str:
    """Of how many the last value is, in few cells; empty where that is not known."""
    last = next((value for value in reversed(row.series) if value.value is not None), None)
    said = sample(last, row.metric, context.speech) if last else ""
    return said.replace(" of ", "/").removeprefix("n=")


def sign_of(row: EntryRow, context: AppContext) -> tuple[str, str]:
    """The sign of how the person stands to the standard, and its style; a blank where nothing is
    expected.
    """
    if row.standing is None:
        return " " * (GAP + SIGN), ""
    word = row.standing.status
    return f"{'':{GAP}}{context.text(mark(word))}", STYLES[status_style(word)]


def unit_of(metric: Metric) -> str:
    """The unit as its column has it; a % stands behind each number."""
    return "" if metric.unit == "%" else unit_name(metric.unit)


def shape_of(metric: Metric) -> str:
    """How a value of the metric is typed, as an empty cell says it."""
    if metric.aggregation is Aggregation.RATIO:
        return "45/50 or %" if metric.unit == "%" else f"e.g. {example_of(metric)}"
    return f"e.g. {example_of(metric)}" if metric.unit in DURATIONS else "number"
