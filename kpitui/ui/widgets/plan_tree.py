"""The tree of the plan: mission, priorities, strategies and KPIs, and the standards
apart from it.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.style import Style as Look
from textual.widgets.tree import TreeNode

from kpitui.charts.sparkline import sparkline
from kpitui.charts.text import Charset
from kpitui.domain.value_parsing import in_column
from kpitui.terminal.keys import move, moves
from kpitui.terminal.line_tree import LineTree
from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import BROAD, Part, fitted, fold_signs
from kpitui.ui.plan_lines import PlanLine, plan_lines
from kpitui.ui.theme import STYLES
from kpitui.ui.trend_looks import trend_parts
from kpitui.views.overview import KpiLine, Overview
from kpitui.views.standard_lines import StandardLine
from kpitui.words.spans import mark, status_style

WORD_WIDTH, GAP = 9, 2
TRENDS = ((BROAD, 20), (76, 12), (0, 8))
"""From which width of the tree on a trend has how many periods."""
NAME_LEAST = 24
"""Cells that the name of a KPI keeps, with the guides before it; columns go where it has fewer."""
NO_LABEL = Text(" ")
"""What a line says is drawn from its record; a text of its own would be read as markup."""


class PlanTree(LineTree[PlanLine]):
    """The plan as a tree of aligned lines; it keeps its cursor and what is folded when the plan is
    read again.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *moves("plan", first="home,g", last="end,G"),
        move("left,h", "fold", "Fold", "plan.fold", "Fold the branch, or go to its parent"),
        move("right,l", "unfold", "Unfold", "plan.unfold", "Unfold the branch"),
        Binding("enter", "screen.larger", "Full screen", id="plan.larger", key_display="enter",
            show=False, tooltip="Open full screen"),
    ]  # fmt: skip

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tree--cursor"}

    def __init__(self, context: AppContext) -> None:
        super().__init__(Text("plan"), id="plan-tree")
        self.show_root = False
        self.guide_depth = 2
        self.auto_expand = False
        self._app_context = context
        self._widths = 0, 0
        """How wide the latest values and the targets are."""
        self._drawn: LRUCache[tuple[int, bool, int, bool, object], Strip] = LRUCache(256)
        if context.charset is Charset.ASCII:
            self.LINES = dict.fromkeys(self.LINES, ("  ", "| ", "`-", "|-"))

    def show(self, overview: Overview, go_to: str | None = None) -> None:
        """Show a plan; the cursor stays on its record where that is still there, or goes to the
        record of a key.
        """
        cursor = self.cursor_node.data.key if self.cursor_node and self.cursor_node.data else None
        folded = {
            node.data.key: node.is_expanded
            for node in _nodes(self.root)
            if node.data and node.allow_expand
        }
        scroll = self.scroll_y
        self.clear()
        lines = plan_lines(overview, self._app_context)
        self._widths = _widest(lines, "value"), _widest(lines, "target")
        for line in lines:
            if go_to and line.holds(go_to):
                folded[line.key] = True  # what was just changed is seen
            self._add(self.root, line, folded)
        shown = [
            node for place in range(self.last_line + 1) if (node := self.get_node_at_line(place))
        ]
        by_key = {node.data.key: node for node in shown if node.data}
        self.move_cursor(
            by_key.get(go_to or "") or by_key.get(cursor or "") or next(iter(shown), None)
        )
        self.scroll_to(y=scroll, animate=False)

    def _add(self, parent: TreeNode[PlanLine], line: PlanLine, folded: dict[str, bool]) -> None:
        if not line.below:
            parent.add_leaf(NO_LABEL, line)
            return
        node = parent.add(NO_LABEL, line, expand=folded.get(line.key, line.open))
        for below in line.below:
            self._add(node, below, folded)

    def action_first(self) -> None:
        """Go to the first line."""
        self.move_cursor(self.get_node_at_line(0))

    def action_last(self) -> None:
        """Go to the last line."""
        self.move_cursor(self.get_node_at_line(self.last_line))

    def action_fold(self) -> None:
        """Fold the branch, or go to its parent."""
        node = self.cursor_node
        if node is None:
            return
        if node.allow_expand and node.is_expanded:
            node.collapse()
        elif node.parent is not None and node.parent is not self.root:
            self.move_cursor(node.parent)

    def action_unfold(self) -> None:
        """Unfold the branch."""
        if self.cursor_node is not None and self.cursor_node.allow_expand:
            self.cursor_node.expand()

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the marked line begins on the screen."""
        node = self.cursor_node
        depth = 0 if node is None else self.scrollable_content_region.width - self._room(node)
        return self.content_region.offset + Offset(depth, self.cursor_line - round(self.scroll_y))

    def get_label_width(self, node: TreeNode[PlanLine]) -> int:
        """A line takes the room that there is and asks for none, so that the tree never
        scrolls sideways.
        """
        return 1

    def _room(self, node: TreeNode[PlanLine]) -> int:
        depth, parent = 0, node.parent
        while parent is not None and parent is not self.root:
            depth, parent = depth + 1, parent.parent
        return max(1, self.scrollable_content_region.width - depth * self.guide_depth)

    def copied(self, whole: bool) -> str:
        """The chosen line, or every line that is unfolded."""
        found = [node for node in _nodes(self.root) if node.data is not None and node.line >= 0]
        shown = found if whole else [node for node in found if node is self.cursor_node]
        return "\n".join(self._copied(node, indent=whole) for node in shown)

    def _copied(self, node: TreeNode[PlanLine], *, indent: bool) -> str:
        depth = (self.scrollable_content_region.width - self._room(node)) if indent else 0
        return " " * depth + "".join(text for text, _ in self._parts(node))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines with what is around them, each made once for as long as it looks the same."""
        top, width = self.scroll_offset.y, self.outer_size.width
        around = width, self.has_focus, self.look
        keys = {y: (y + top, y + top == self.cursor_line, *around) for y in crop.line_range}
        strips = {
            y: strip for y, key in keys.items() if (strip := self._drawn.get(key)) is not None
        }
        if missing := [y for y in keys if y not in strips]:
            self._base = self.rich_style
            drawn = super().render_lines(Region(0, missing[0], width, missing[-1] + 1 - missing[0]))
            for y, strip in enumerate(drawn, missing[0]):
                strips[y] = self._drawn[keys[y]] = strip
        return [strips[y].crop(*crop.column_span) for y in keys]

    def render_line(self, y: int) -> Strip:
        """One line of the tree."""
        place = y + self.scroll_offset.y
        path = self.path_at(place)
        if not path:
            return Strip([])
        base = self._base
        if self._app_context.config.mouse:
            base += Style(meta={"line": place})  # where a click leads
        space, beside, last, cross = (shape[0] + " " for shape in self.LINES["default"])
        guides = "".join(space if node.is_last else beside for node in path[1:-1])
        if len(path) > 1:
            guides += last if path[-1].is_last else cross
        text, marked = base, place == self.cursor_line
        if marked:
            text += self.get_component_rich_style("tree--cursor")
        # Reversed, each colour would be a patch of its own instead of one bar.
        plain = marked and self.app.native_ansi_color
        parts = [
            Segment(part, text + _style(look) if look and not plain else text)
            for part, look in self._parts(path[-1])
        ]
        return Strip([Segment(guides, base + _style("$rule")), *parts])

    def _parts(self, node: TreeNode[PlanLine]) -> Iterator[tuple[str, str]]:
        """One line of the tree, its columns aligned with those of every other line, each part with
        its look.
        """
        line = node.data
        if line is None:
            return
        room = self._room(node)
        if node.allow_expand:
            opened, shut = fold_signs(self._app_context)
            yield opened if node.is_expanded else shut, ""
            room -= 2
        yield from self._measured(line, room) if line.status else self._goal(line, room)

    def heads(self, width: int) -> list[Part]:
        """The heads of the columns in a tree of that width."""
        columns = self._columns(width)
        parts = [f"{'status':<{columns.status}}"] if columns.status else []
        parts += [f"{'latest':>{columns.value}}"] if columns.value else []
        parts += [f"{'target':>{columns.target}}"] if columns.target else []
        parts += [f" {'trend':<{columns.trend}}"] if columns.trend else []
        return [("".join(parts), "dim")]

    def _columns(self, width: int) -> "_Columns":
        return _Columns.of(width, *self._widths)

    def _measured(self, line: PlanLine, room: int) -> Iterator[tuple[str, str]]:
        look = STYLES[status_style(line.status)]
        columns = self._columns(self.scrollable_content_region.width)
        yield self._app_context.text(mark(line.status)) + " ", look
        yield fitted(line.name, room - 3 - columns.width, self._app_context) + " ", ""
        if columns.status:
            yield f"{line.status:<{columns.status}}", look
        if columns.value:
            yield f"{in_column(line.value):>{columns.value}}", ""
        if columns.target:
            yield f"{in_column(line.target):>{columns.target}}", "dim"
        if columns.trend:
            yield " ", ""
            yield from trend_parts(self._sparkline(line, columns.trend))

    def _sparkline(self, line: PlanLine, width: int) -> str:
        """More of the past where there is room for it."""
        assert isinstance(line.source, (KpiLine, StandardLine))
        return sparkline(
            [point.value for point in line.source.series[-width:]], width, self._app_context.charset
        )

    def _goal(self, line: PlanLine, room: int) -> Iterator[tuple[str, str]]:
        """A branch: what is said of it stands in the column of the status where the name leaves
        that free.
        """
        columns = self._columns(self.scrollable_content_region.width)
        remark = line.remark
        if remark and room - cell_len(remark) - 2 < NAME_LEAST:
            remark = fitted(remark, room - NAME_LEAST - 2, self._app_context)
        most = room - cell_len(remark) - 2 if remark else room
        name = cell_len(line.name) + 2 if remark else room
        name_room = min(most, max(room - columns.width - 2, name - 2)) if remark else room
        yield fitted(line.name, name_room, self._app_context), "bold"
        # To the right edge, so that the marked line is a whole one.
        yield (f"  {remark}" if remark else "").ljust(room - name_room), "dim"


class _Columns(Struct, frozen=True):
    """How wide the columns right of the names are; 0 where one has no room."""

    status: int
    value: int
    target: int
    trend: int

    @classmethod
    def of(cls, width: int, value: int, target: int) -> "_Columns":
        """Those of a tree of some width, alike for every line of it; `value` and `target` are how
        wide the widest of these is.
        """
        trend = next(cells for least, cells in TRENDS if width >= least)
        wanted = [WORD_WIDTH, value + GAP, target + GAP, trend]
        while wanted and width - sum(wanted) - 5 < NAME_LEAST:
            wanted.pop()
        return cls(*wanted, *[0] * (4 - len(wanted)))

    @property
    def width(self) -> int:
        """How many cells all of them take."""
        return self.status + self.value + self.target + (self.trend + 1 if self.trend else 0)


def _widest(lines: list[PlanLine], column: str) -> int:
    """How wide a column is, with its head."""
    return max(
        (
            max(cell_len(in_column(getattr(line, column))), _widest(line.below, column))
            for line in lines
        ),
        default=len("latest"),
    )


def _style(look: str) -> Style:
    return Look.parse(look).rich_style


def _nodes(node: TreeNode[Any]) -> Iterator[TreeNode[PlanLine]]:
    for child in node.children:
        yield child
        yield from _nodes(child)
