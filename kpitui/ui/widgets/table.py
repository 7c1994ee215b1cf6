"""Lists in fixed columns: heads for the panel around them, lines that are made when drawn."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets.option_list import Option

from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import Part, cut, parts_of, width_of
from kpitui.ui.widgets.words import Sections
from kpitui.words.sections import Section
from kpitui.words.spans import Line, text_of

GAP = 2
"""Blank cells between two columns."""

ANY = 1000
"""More cells than any window has."""

DAY, MOMENT = 11, 17
"""Cells of a day, as 24 Dec 2025, and of a moment."""

Cells = Sequence[Line]
"""What stands in the columns of a line."""


class TableColumn(Struct, frozen=True):
    """A column: its head, and how many cells it has; it takes what is left up to `most` of them.

    Where there is no room, the columns with the highest `spare` go first; those with 0 stay, and
    the first of them that could grow is cut.
    """

    head: str
    width: int
    right: bool = False
    most: int = 0
    spare: int = 0


class Table:
    """The columns of a list, fitted to its width."""

    def __init__(self, columns: Sequence[TableColumn], context: AppContext) -> None:
        self._columns, self._context = columns, context
        self._fitted: tuple[int, list[int | None]] = (-1, [])

    def heads(self, width: int) -> list[Part]:
        """The heads in a list of that width, for its panel."""
        cells = [((column.head, "dim"),) for column in self._columns]
        parts = self._across(cells, width)
        return [*parts, (" " * (width - width_of(parts)), "")]

    def line(self, make: Callable[[], Cells]) -> "TableLine":
        """A line of the list, whose cells are made when it is drawn."""
        return TableLine(self, make)

    def drawn(self, cells: Cells, width: int) -> Content:
        """A line in that width."""
        return Content.assemble(
            *self._across([parts_of(cell, self._context) for cell in cells], width)
        )

    def _across(self, cells: Sequence[Sequence[Part]], width: int) -> list[Part]:
        parts: list[Part] = []
        for column, cell, wide in self._spread(cells, width):
            if parts:
                parts.append((" " * GAP, ""))
            shown = [*cut(cell, wide, self._context)]
            blank = (" " * (wide - width_of(shown)), "")
            parts += [blank, *shown] if column.right else [*shown, blank]
        return parts

    def _spread(
        self, cells: Sequence[Sequence[Part]], width: int
    ) -> Iterator[tuple[TableColumn, Sequence[Part], int]]:
        """The cells with their widths; a text that would be cut goes on over empty cells, and over
        what is blank before a cell that stands at the right.
        """
        shown = deque(
            (column, cell, wide)
            for column, cell, wide in zip(self._columns, cells, self._widths(width), strict=True)
            if wide is not None
        )
        while shown:
            column, cell, wide = shown.popleft()
            while (
                not column.right and width_of(cell) > wide and shown and not width_of(shown[0][1])
            ):
                wide += GAP + shown.popleft()[2]
            if not column.right and width_of(cell) > wide and shown and shown[0][0].right:
                beside, behind, room = shown.popleft()
                blank = max(0, room - width_of(behind))
                wide += blank
                shown.appendleft((beside, behind, room - blank))
            yield column, cell, wide

    def _widths(self, width: int) -> list[int | None]:
        """How wide each column is; None of those that have no room."""
        if self._fitted[0] != width:
            self._fitted = width, self._fit(width)
        return self._fitted[1]

    def _fit(self, width: int) -> list[int | None]:
        widths: list[int | None] = [max(column.width, len(column.head)) for column in self._columns]

        def left() -> int:
            shown = [width for width in widths if width is not None]
            return width - sum(shown) - GAP * (len(shown) - 1)

        spare = sorted(range(len(widths)), key=lambda at: self._columns[at].spare)
        while left() < 0 and self._columns[spare[-1]].spare:
            widths[spare.pop()] = None
        for at, column in enumerate(self._columns):
            if column.most and (now := widths[at]) is not None:
                widths[at] = max(1, min(now + left(), max(now, column.most)))
        return widths


class TableLine(Visual):
    """A line of a table; copied, its cells stand behind tabs."""

    def __init__(self, table: Table, make: Callable[[], Cells]) -> None:
        self._table, self._make = table, make

    def __str__(self) -> str:
        return "\t".join(text_of(cell).strip() for cell in self._make())

    def get_height(self, rules: RulesMap, width: int) -> int:
        """One line, whatever the width."""
        return 1

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """All of the width."""
        return container_width

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """The line as it is drawn."""
        return self._table.drawn(self._make(), width).render_strips(width, height, style, options)


def nothing(said: Sequence[Line], context: AppContext) -> Option:
    """What a list says that has no lines: why, and what to do next."""
    return Option(Sections([Section("", tuple(said))], context), disabled=True)
