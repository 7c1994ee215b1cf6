"""The tree of the plan: mission, priorities, strategies and KPIs, and the standards apart from it."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import Struct, field
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.style import Style as Look
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from kpitui.charts.marks import mark
from kpitui.charts.sparkline import sparkline
from kpitui.charts.text import Charset
from kpitui.domain.cells import in_column
from kpitui.domain.metrics import Metric
from kpitui.ui.keys import move, moves
from kpitui.ui.workplace import Workplace
from kpitui.views.overview import KpiLine, Overview, PriorityLine, StandardLine, StrategyLine, tally

VALUE_WIDTH = 8
TARGET_WIDTH = 12
WORD_WIDTH = 9
NAME_LEAST = 16
NO_LABEL = Text(" ")
"""What a line says is drawn from its record; a text of its own would be read as markup."""

LOOKS = {
    "on track": "$text-success", "met": "$text-success", "at risk": "$text-warning", "off track": "bold $text-error",
    "not met": "bold $text-error", "stale": "dim", "no data": "dim", "no level": "dim",
}  # fmt: skip
"""How the words of a status look."""

Source = KpiLine | StandardLine | PriorityLine | StrategyLine | Metric | None


class PlanLine(Struct):
    """What one line of the tree shows, and the record behind it."""

    key: str
    name: str
    source: Source = None
    status: str = ""
    value: str = ""
    target: str = ""
    remark: str = ""
    below: list["PlanLine"] = field(default_factory=list)
    open: bool = True

    def holds(self, key: str) -> bool:
        """Whether the line of a key hangs below this one."""
        return any(line.key == key or line.holds(key) for line in self.below)


def plan_lines(overview: Overview, workplace: Workplace) -> list[PlanLine]:
    """The branches of the tree."""
    mission = overview.mission.statement if overview.mission else "No mission yet"
    chain = PlanLine(
        "mission", workplace.text(mission), below=[_priority(one, workplace) for one in overview.priorities]
    )
    standards = PlanLine("standards", "Standards", below=_standards(overview.standards, workplace))
    standards.remark = "expected of everybody, every day" if overview.standards else "none yet"
    branches = [chain, standards]
    others = [*overview.unsorted, *overview.context]
    if others:
        unsorted = f"{len(overview.unsorted)} not sorted yet" if overview.unsorted else "context, kept on purpose"
        branches.append(
            PlanLine("others", "Other metrics", remark=unsorted, open=False, below=[
                PlanLine(f"metric-{one.id}", workplace.text(one.name), one, remark=one.place) for one in others
            ])
        )  # fmt: skip
    return branches


def _priority(line: PriorityLine, workplace: Workplace) -> PlanLine:
    strategies = [
        PlanLine(
            f"strategy-{one.strategy.id}", workplace.text(one.strategy.title), one, remark=_remark(one, workplace),
            below=[_kpi(kpi, workplace) for kpi in one.kpis],
        )
        for one in line.strategies
    ]  # fmt: skip
    return PlanLine(
        f"priority-{line.priority.id}",
        workplace.text(line.priority.title),
        line,
        remark=_remark(line, workplace),
        below=strategies,
    )


def _remark(line: PriorityLine | StrategyLine, workplace: Workplace) -> str:
    record = line.priority if isinstance(line, PriorityLine) else line.strategy
    return f"ended {workplace.day(record.ends_on)}" if line.ended else tally(line.kpis)


def _kpi(line: KpiLine, workplace: Workplace) -> PlanLine:
    judged = line.standing.judged
    if line.ended:
        value = workplace.value(judged.value if judged else None, line.metric)
        target = workplace.range(line.standing.target_range, line.metric)
        remark = f"ended {workplace.day(line.kpi.ends_on)}, {line.standing.judgement.status} with {value} of {target}"
        return PlanLine(f"kpi-{line.kpi.id}", workplace.text(line.metric.name), line, remark=remark)
    return PlanLine(
        f"kpi-{line.kpi.id}",
        workplace.text(line.metric.name),
        line,
        status=line.standing.judgement.status.value,
        value=workplace.value(judged.value if judged else None, line.metric, unit=False),
        target=workplace.range(line.standing.target_range, line.metric, unit=False),
    )


def _standards(lines: list[StandardLine], workplace: Workplace) -> list[PlanLine]:
    """A line a metric; what is expected of some stands below what is expected of everybody, which comes first."""
    shown: list[PlanLine] = []
    of_everybody: dict[int, PlanLine] = {}
    for line in lines:
        drawn_line = _standard(line, workplace)
        above = of_everybody.get(line.metric.id)
        if above is not None:
            drawn_line.name = workplace.text(line.scope)
            above.below.append(drawn_line)
            continue
        if not line.standard.rank:
            of_everybody[line.metric.id] = drawn_line
        shown.append(drawn_line)
    return shown


def _standard(line: StandardLine, workplace: Workplace) -> PlanLine:
    name = workplace.text(line.metric.name)
    if line.standard.rank:
        name = f"{name} ({workplace.text(line.scope)})"
    return PlanLine(
        f"standard-{line.standard.id}",
        name,
        line,
        status=line.status,
        value=workplace.value(line.value.value if line.value else None, line.metric, unit=False),
        target=workplace.range(line.level.level if line.level else None, line.metric, unit=False),
    )


class PlanTree(Tree[PlanLine]):
    """The plan as a tree of aligned lines; it keeps its cursor and what is folded when the plan is read anew."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *moves("plan", first="home,g", last="end,G"),
        move("left,h", "fold", "Fold", "plan.fold", "Fold the branch, or go to its parent"),
        move("right,l", "unfold", "Unfold", "plan.unfold", "Unfold the branch"),
        Binding("enter", "screen.larger", "Larger", id="plan.larger", key_display="enter", show=False,
                tooltip="Give the chosen line the whole screen"),
    ]  # fmt: skip

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tree--cursor"}

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(Text("plan"), id="plan-tree")
        self.show_root = False
        self.guide_depth = 2
        self.auto_expand = False
        self._workplace = workplace
        self._drawn: LRUCache[tuple[int, bool, int, bool, int], Strip] = LRUCache(256)
        if workplace.charset is Charset.ASCII:
            self.LINES = dict.fromkeys(self.LINES, ("  ", "| ", "`-", "|-"))

    def show(self, overview: Overview, go_to: str | None = None) -> None:
        """Show a plan; the cursor stays on its record where that is still there, or goes to the record of a key."""
        cursor = self.cursor_node.data.key if self.cursor_node and self.cursor_node.data else None
        folded = {node.data.key: node.is_expanded for node in _nodes(self.root) if node.data and node.allow_expand}
        scroll = self.scroll_y
        self.clear()
        for line in plan_lines(overview, self._workplace):
            if go_to and line.holds(go_to):
                folded[line.key] = True  # what was just changed is seen
            self._add(self.root, line, folded)
        shown = [node for place in range(self.last_line + 1) if (node := self.get_node_at_line(place))]
        by_key = {node.data.key: node for node in shown if node.data}
        self.move_cursor(by_key.get(go_to or "") or by_key.get(cursor or "") or next(iter(shown), None))
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
        """A line takes the room that there is and asks for none, so that the tree never scrolls sideways."""
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
        around = width, self.has_focus, self._updates
        keys = {y: (y + top, y + top == self.cursor_line, *around) for y in crop.line_range}
        strips = {y: strip for y, key in keys.items() if (strip := self._drawn.get(key)) is not None}
        if anew := [y for y in keys if y not in strips]:
            self._base = self.rich_style
            drawn = super().render_lines(Region(0, anew[0], width, anew[-1] + 1 - anew[0]))
            for y, strip in enumerate(drawn, anew[0]):
                strips[y] = self._drawn[keys[y]] = strip
        return [strips[y].crop(*crop.column_span) for y in keys]

    def render_line(self, y: int) -> Strip:
        """One line of the tree."""
        place = y + self.scroll_offset.y
        if place >= len(self._tree_lines):
            return Strip([])
        path = self._tree_lines[place].path
        base = self._base
        if self._workplace.config.mouse:
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
            Segment(part, text + _style(look) if look and not plain else text) for part, look in self._parts(path[-1])
        ]
        return Strip([Segment(guides, base + _style("$rule")), *parts])

    def _refresh_node(self, node: TreeNode[PlanLine]) -> None:
        # Textual would draw all that hangs below a marked line anew, whose guides it paints in another colour.
        self._refresh_line(node.line)

    def _parts(self, node: TreeNode[PlanLine]) -> Iterator[tuple[str, str]]:
        """One line of the tree, its columns aligned with those of every other line, each part with its look."""
        line = node.data
        if line is None:
            return
        room = self._room(node)
        if node.allow_expand:
            opened, shut = ("- ", "+ ") if self._workplace.charset is Charset.ASCII else ("▾ ", "▸ ")
            yield opened if node.is_expanded else shut, ""
            room -= 2
        yield from self._measured(line, room) if line.status else self._goal(line, room)

    def _measured(self, line: PlanLine, room: int) -> Iterator[tuple[str, str]]:
        look = LOOKS[line.status]
        right = [
            (f"{line.status:<{WORD_WIDTH}}", look),
            (f"{in_column(line.value):>{VALUE_WIDTH}}", ""),
            (f"{in_column(line.target):>{TARGET_WIDTH}}", "dim"),
            ("  " + self._sparkline(line), "$text-accent"),
        ]
        taken = 3 + sum(cell_len(part) for part, _ in right)
        while right and room - taken < NAME_LEAST:
            taken -= cell_len(right.pop()[0])
        yield mark(line.status, self._workplace.charset) + " ", look
        yield fitted(line.name, room - taken, self._workplace) + " ", ""
        yield from right

    def _sparkline(self, line: PlanLine) -> str:
        """More of the past where there is room for it."""
        assert isinstance(line.source, (KpiLine, StandardLine))
        width = 8 if self.size.width < 76 else 12 if self.size.width < 100 else 20
        return sparkline([one.value for one in line.source.series[-width:]], width, self._workplace.charset)

    def _goal(self, line: PlanLine, room: int) -> Iterator[tuple[str, str]]:
        remark = f"  {line.remark}" if line.remark else ""
        if room - cell_len(remark) < NAME_LEAST:
            remark = ""
        name_room = min(cell_len(line.name), room - cell_len(remark))
        yield fitted(line.name, name_room, self._workplace), "bold"
        # To the right edge, so that the marked line is a whole one.
        yield remark.ljust(room - name_room), "dim"


# Textual's tree has seven, and all rules are gone through for each whenever a class changes.
PlanTree._inherit_component_classes = False


def _style(look: str) -> Style:
    return Look.parse(look).rich_style


def fitted(text: str, width: int, workplace: Workplace) -> str:
    """The text in exactly `width` cells, cut with an ellipsis where it is longer."""
    if cell_len(text) <= width:
        return set_cell_size(text, max(0, width))
    return set_cell_size(text, max(0, width - 1)) + workplace.words("…") if width > 0 else ""


def _nodes(node: TreeNode[Any]) -> Iterator[TreeNode[PlanLine]]:
    for child in node.children:
        yield child
        yield from _nodes(child)
