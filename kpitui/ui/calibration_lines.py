"""The lists of calibrations: which there are, and one side by side."""

from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct
from rich.cells import cell_len
from textual.widgets.option_list import Option

from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import fitted
from kpitui.ui.theme import painted
from kpitui.ui.widgets.table import DAY, Table, TableColumn, TableLine
from kpitui.views.calibrations import CalibrationLine, CalibrationPage
from kpitui.words import calibrations as words
from kpitui.words.calibrations import APART, ComparedRow
from kpitui.words.spans import Line, Span, line, title

COLUMNS = (
    TableColumn("no.", 3, right=True), TableColumn("state", 8), TableColumn("contact", 28, most=40),
    TableColumn("date", DAY, spare=1), TableColumn("call sheet", 12, most=24, spare=3),
    TableColumn("scored by", 14, most=60, spare=2),
)  # fmt: skip
NAME_LEAST, NAME_MOST, GAP = 22, 60, 2
"""Cells of a question at least and at most, and between columns."""
EVALUATOR_MOST, EVALUATOR_LEAST = 18, 10
"""Cells of the name of an evaluator: as many as cut no question, and at least."""


def list_line(table: Table, one: CalibrationLine, context: AppContext) -> TableLine:
    """A calibration in the list."""
    return table.line(partial(_list_cells, one, context))


def _list_cells(one: CalibrationLine, context: AppContext) -> list[Line]:
    call, speech = one.calibration, context.speech
    return [
        line(str(call.id)), line(words.state_word(one)), line(words.contact(one)),
        line(speech.day(call.date)),
        line(one.sheet.name), line(words.who_scored(one)),
    ]  # fmt: skip


class CalibrationTable(Struct, frozen=True):
    """The table of a calibration in a width: the evaluators from the `first` on that fit."""

    table: Table
    rows: tuple[ComparedRow, ...]
    first: int
    shown: int
    names: tuple[str, ...]

    @property
    def said(self) -> str:
        """Which of the evaluators are shown, where not all are."""
        if self.shown == len(self.names):
            return ""
        last = self.first + self.shown
        return f"{self.first + 1} to {last} of {len(self.names)} evaluators"

    def options(self, context: AppContext) -> Iterator[Option]:
        """A line for each row, sections as heads."""
        for place, row in enumerate(self.rows):
            if row.is_section:
                yield Option(painted(line(title(context.text(row.name))), context), disabled=True)
            else:
                yield Option(self.table.line(partial(self._cells, row)), id=f"row-{place}")

    def _cells(self, row: ComparedRow) -> list[Line]:
        mark = Span(APART, "warning") if row.differs else Span(" ")
        given = row.cells[self.first : self.first + self.shown]
        answers = [
            line(Span(f"{text}{APART}", "warning") if apart else Span(f"{text} "))
            for text, apart in given
        ]
        blank = [line()] * (self.shown - len(given))
        return [line(mark), line(row.name), *answers, *blank, *map(line, row.figures)]


def compared(
    page: CalibrationPage, width: int, first: int, context: AppContext
) -> CalibrationTable:
    """The table that fits in a width, from an evaluator on, or from the last ones that fill it."""
    rows = tuple(words.table(page, context.speech))
    names = tuple(words.evaluators(page))
    figures = [
        max(len(head), *(len(row.figures[at]) for row in rows), 1)
        for at, head in enumerate(words.HEADS)
    ]
    beside = width - 1 - GAP - sum(figure + GAP for figure in figures)
    longest = min(NAME_MOST, max(cell_len(context.text(row.name)) for row in rows))
    for most in range(EVALUATOR_MOST, EVALUATOR_LEAST - 1, -1):
        values = _answers(rows, names, most, context)
        if sum(wide + GAP for wide in values) <= beside - longest:
            break
    room = beside - NAME_LEAST
    first = max(0, min(first, len(names) - _fitting(values[::-1], room)))
    shown = _fitting(values[first:], room)
    heads = [
        TableColumn(f"{fitted(name, min(most, wide - 1), context).rstrip()} ", wide, right=True)
        for name, wide in zip(names[first : first + shown], values[first:], strict=False)
    ]
    numbers = [
        TableColumn(head, wide, right=True) for head, wide in zip(words.HEADS, figures, strict=True)
    ]
    question = TableColumn("", NAME_LEAST, most=NAME_MOST)
    table = Table((TableColumn("", 1), question, *heads, *numbers), context)
    return CalibrationTable(table, rows, first, shown, names)


def _answers(
    rows: Sequence[ComparedRow], names: Sequence[str], most: int, context: AppContext
) -> list[int]:
    """How wide the column of each evaluator is, with names of at most so many cells."""
    return [
        max(
            min(cell_len(context.text(name)), most) + 1,
            *(cell_len(row.cells[at][0]) + 1 for row in rows if row.cells),
        )
        for at, name in enumerate(names)
    ]


def _fitting(widths: Sequence[int], room: int) -> int:
    """How many columns fit; one at least where there are any."""
    for count, wide in enumerate(widths):
        room -= wide + GAP
        if room < 0:
            return max(1, count)
    return len(widths)
