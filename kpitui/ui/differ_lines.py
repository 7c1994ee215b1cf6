"""The list of the screen that shows who differs: the groups, and below each its lines."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content
from textual.widgets.option_list import Option

from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import Part, fitted
from kpitui.ui.theme import painted, painted_lines
from kpitui.views.differ import Differ, DifferGroup
from kpitui.words import differ as words
from kpitui.words.spans import line, title

GAP, NAME_LEAST, NAME_MOST, VERDICT = 2, 14, 32, 24
"""Cells between two columns, of a name, and of a verdict."""


class DifferColumns(Struct, frozen=True):
    """How wide the names are, and the columns behind them that there is room for."""

    name: int = 0
    widths: tuple[int, ...] = ()

    def row(self, texts: Sequence[str]) -> str:
        """The cells behind a name, those without room left out."""
        cells = zip(texts, self.widths, strict=False)
        return "".join(f"{'':{GAP}}{text:>{wide}}" for text, wide in cells) + " " * GAP


def columns_for(differ: Differ, width: int, context: AppContext) -> DifferColumns:
    """The columns in a list of that width; where it is narrow the limits go, and then the sizes."""
    cells = [words.heads(differ)]
    for group in differ.groups:
        cells += [
            (row.value, row.size, context.text(row.limits))
            for row in words.rows(differ, group, context.speech)
        ]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]

    def room() -> int:
        return width - sum(widths) - GAP * (len(widths) + 1) - VERDICT

    while room() < NAME_LEAST and len(widths) > 1:
        widths.pop()
    return DifferColumns(max(1, min(room(), NAME_MOST)), tuple(widths))


def heads(differ: Differ, columns: DifferColumns, width: int, context: AppContext) -> list[Part]:
    """The heads of the columns, in a list of that width."""
    said = columns.row([context.text(head) for head in words.heads(differ)])
    return [(said + " " * max(0, width - columns.name - cell_len(said)), "dim")]


def options(differ: Differ, columns: DifferColumns, context: AppContext) -> Iterator[Option]:
    """A head for each group with how many differ, and a line for each that is compared."""
    for place, group in enumerate(differ.groups):
        if place:
            yield Option("", disabled=True)
        name = words.group_name(group, differ, context.speech)
        said = line(title(name), "  ", words.group_state(group))
        yield Option(painted(said, context), disabled=True)
        rows = words.rows(differ, group, context.speech)
        for row, one in zip(rows, group.lines, strict=True):
            called = fitted(context.text(row.name), columns.name, context)
            cells = columns.row((row.value, row.size, context.text(row.limits)))
            # The reason is longer than a verdict and takes the room of the empty cells.
            cells = f"{'':{GAP}}" if one.other else cells
            yield Option(painted(line(called, cells, row.verdict), context), id=one.key)


def group_words(differ: Differ, group: DifferGroup, context: AppContext) -> Content:
    """What the lines of a group are held against."""
    return painted_lines(words.limits(differ, group, context.speech), context)
