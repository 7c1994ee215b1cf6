"""The names of events in the rows above a chart."""

from collections.abc import Sequence

from msgspec import Struct

from kpitui.charts.spec import ChartAnnotation
from kpitui.charts.text import Cell, Charset, Style, name_cells, styled

SHORTEST = 10
"""A name is cut to no fewer cells than this."""
APART = 2
"""Blank cells between two names."""


class Name(Struct, frozen=True):
    """The name of the event at a column: its cells, in which row from the top, and where they
    begin.
    """

    row: int
    start: int
    column: int
    cells: list[str]


class EventNames(Struct, frozen=True):
    """The names that found room, the newest first, and the events that found none."""

    names: list[Name]
    left_out: list[ChartAnnotation]

    def drawn(self, width: int, rows: int, stroke: str) -> list[list[Cell]]:
        """The rows of names; below one that stands higher the line of its event, `stroke`, goes
        on.
        """
        drawn: list[list[Cell]] = [[(" ", Style.BLANK)] * width for _ in range(rows)]
        for name in self.names:
            drawn[name.row][name.start : name.start + len(name.cells)] = styled(
                name.cells, Style.LABEL
            )
            for below in range(name.row + 1, rows):
                drawn[below][name.column] = (stroke, Style.ANNOTATION)
        return drawn


def event_names(
    events: Sequence[tuple[int, ChartAnnotation]], width: int, rows: int, charset: Charset
) -> EventNames:
    """Places for the names of events at columns, oldest first, in so many rows of `width` cells,
    cut where that makes room for them.

    A name begins above the line of its event, or ends there. The newest is placed first, in the
    lowest row, and none reaches over the line of an older event.
    """
    free = [width] * rows
    found = EventNames([], [])
    longest = max(width // 2, SHORTEST)
    for index in range(len(events) - 1, -1, -1):
        column, event = events[index]
        before = events[index - 1][0] if index else -APART
        for row in range(rows - 1, -1, -1):
            span = range(min(before + APART, column), free[row])
            start, cells = _placed(event.name, column, span, longest, charset)
            # A line that goes up to a higher row would cross what stands in the rows below it.
            if cells and all(free[below] > column for below in range(row + 1, rows)):
                found.names.append(Name(row, start, column, cells))
                for below in range(row + 1, rows):
                    free[below] = min(free[below], column - APART + 1)
                free[row] = start - APART
                break
        else:
            found.left_out.insert(0, event)
    return found


def _placed(
    name: str, column: int, span: range, longest: int, charset: Charset
) -> tuple[int, list[str]]:
    """Where a name begins that has the columns of `span`, and its cells; none without room."""
    whole = name_cells(name, longest, charset)
    right, left = span.stop - column, column + 1 - span.start
    if len(whole) <= right:
        return column, whole
    if len(whole) <= left and right > 0:
        return column + 1 - len(whole), whole
    if right >= SHORTEST:
        return column, name_cells(name, right, charset)
    if left >= SHORTEST and right > 0:
        cells = name_cells(name, left, charset)
        return column + 1 - len(cells), cells
    return column, []
