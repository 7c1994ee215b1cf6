"""Who differs: the teams, then the people of each team, on one band or in a funnel."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import OptionList, Static

from kpitui.charts.compared_spec import spec_of
from kpitui.domain.errors import KpituiError
from kpitui.domain.records.metric import Metric
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.lines import Lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import while_open
from kpitui.ui.choice import Choice
from kpitui.ui.differ_lines import DifferColumns, columns_for, group_words, heads, options
from kpitui.ui.editing import EditingScreen
from kpitui.ui.parts import Part
from kpitui.ui.widgets.metric_chart import MetricChartView
from kpitui.ui.widgets.panel import Panel
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.differ import Differ, DifferGroup, load_comparable, load_differ
from kpitui.words import differ as words
from kpitui.words.spans import line, muted, title

SETTLE_SECONDS = 0.06
"""How long the cursor rests before a chart is drawn."""
NOTHING = "No metric was recorded for agents or teams yet. 2 records results."

OpenPage = Callable[["DifferScreen", str, Metric], Awaitable[None]]
"""Opens the chart of a metric on the page of a person, or the page of a team, by the key of its
line.
"""


class DifferLines(Lines):
    """The list; Enter opens the page of a line, left and right go to another metric."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.page", "Open", id="differ.page", key_display="enter",
            tooltip="Open the chart of this agent, or the page of this team"),
        Binding("right", "screen.metric(1)", "Next metric", id="differ.next", key_display="right",
            tooltip="Compare the next metric"),
        Binding("left", "screen.metric(-1)", "Previous", id="differ.previous", key_display="left",
            show=False, tooltip="Compare the previous metric"),
    ]  # fmt: skip


class DifferScreen(EditingScreen):
    """One metric: the chart of the group of the cursor, and below it everyone who is compared."""

    CSS_PATH = sheets("differ")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "choose", "Metric", id="differ.metric", tooltip="Choose the metric"),
        Binding("escape", "back", "Back", id="differ.back",
            tooltip="Back to where you came from"),
        Binding("r", "reload", "Refresh", id="differ.reload", show=False,
            tooltip="Refresh"),
    ]  # fmt: skip

    def __init__(self, context: AppContext, wanted: str, open_page: OpenPage) -> None:
        """The cursor begins on the line of the key `wanted`, where that is compared."""
        super().__init__(context, id="differ-screen")
        self._wanted, self._open_page = wanted, open_page
        self._metrics: list[Metric] = []
        self._place = 0
        self._differ: Differ | None = None
        self._columns = DifferColumns()
        self._words = Static(id="differ-words")
        self._chart = MetricChartView(context.charset, id="differ-chart")
        self._lines = DifferLines(id="differ-lines", markup=False)
        keys = ("differ.page", "differ.previous", "differ.next", "differ.metric")
        self._charted = Panel(self._chart, self._words, context=context, id="differ-charted")
        self._listed = Panel(
            self._lines,
            context=context,
            says="Who differs",
            keys=keys,
            heads=self._heads,
            id="differ-listed",
        )

    def compose(self) -> ComposeResult:
        """The bar, the chart, the list, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        with Container(id="differ-body"):
            yield self._charted
            yield self._listed
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self._lines.focus()

    def on_screen_resume(self) -> None:
        """Something may have been saved on another screen."""
        # later, once widths are known
        self.call_later(while_open, self, self.show_changed)

    def on_resize(self) -> None:
        """The columns are as wide as there is room for."""
        self.call_after_refresh(self.show_changed)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A metric is chosen where there are several."""
        if action in ("metric", "choose"):
            return len(self._metrics) > 1
        if action == "page":
            return self._differ is not None
        return super().check_action(action, parameters)

    def go_to(self, key: str) -> None:
        """Put the cursor on the line of a key, when the screen is shown."""
        self._wanted = key

    def show_changed(self, key: str = "") -> None:
        """Show how they compare now; the cursor stays on its line."""
        work = self.context
        chosen = self._metrics[self._place].id if self._metrics else None
        try:
            self._metrics = load_comparable(work.database, work.as_of)
            ids = [metric.id for metric in self._metrics]
            self._place = ids.index(chosen) if chosen in ids else 0
            self._differ = self._load() if ids else None
            why = "" if ids else NOTHING
        except KpituiError as error:
            self._differ, why = None, error.sentence
        self._show(why)

    def _load(self) -> Differ:
        work = self.context
        return load_differ(work.database, self._metrics[self._place].id, work.as_of)

    def _show(self, why: str) -> None:
        found, work = self._differ, self.context
        name = self._metrics[self._place].name if self._metrics else "Who differs"
        self.set_class(found is None, "-empty")
        marked = self._wanted or self._key
        self._wanted = ""
        width = max(1, self._lines.scrollable_content_region.width)
        self._columns = columns_for(found, width, work) if found else DifferColumns()
        self._listed.heads_changed()
        with self._lines.prevent(OptionList.OptionHighlighted):
            self._lines.clear_options()
            self._lines.add_options(options(found, self._columns, work) if found else ())
            keys = [option.id for option in self._lines.options]
            first = next((place for place, one in enumerate(keys) if one), None)
            self._lines.highlighted = keys.index(marked) if marked in keys else first
        if found is None:
            self._charted.say(name)
            self._words.update(Content(work.text(why)))
            self._chart.show(None)
        else:
            self._show_group()
        self.refresh_bindings()

    def _heads(self, width: int) -> list[Part]:
        found = self._differ
        return heads(found, self._columns, width, self.context) if found else []

    @property
    def _key(self) -> str:
        place = self._lines.highlighted
        return (self._lines.get_option_at_index(place).id or "") if place is not None else ""

    @property
    def _group(self) -> DifferGroup | None:
        """The group that the cursor is in."""
        groups, key = self._differ.groups if self._differ else (), self._key
        return next((group for group in groups if any(of.key == key for of in group.lines)), None)

    @on(OptionList.OptionHighlighted)
    def _another_line(self) -> None:
        self.at_rest(SETTLE_SECONDS, self._show_group)

    def _show_group(self) -> None:
        group, work = self._group, self.context
        if group is None or self._differ is None:
            return
        name = words.group_name(group, self._differ, work.speech)
        group_said = line(name, ": ", words.group_state(group))
        self._charted.say(
            line(title(self._differ.metric.name), "  ", group_said),
            line(muted(words.short_span(self._differ, work.speech))),
        )
        self._words.update(group_words(self._differ, group, work))
        of_cursor = next(
            (differ_line.id for differ_line in group.lines if differ_line.key == self._key), None
        )
        self._chart.show(
            spec_of(
                group.comparison, group.marks, self._differ.metric, work.writing,
                of=words.who(group), counted=words.counted(self._differ), highlighted=of_cursor,
            )
            if group.comparison
            else None
        )  # fmt: skip

    def copied(self, whole: bool) -> str:
        """The line of the cursor; or the chart, what it says, and the list."""
        if not whole:
            return self._lines.copied(whole)
        self._show_group()  # the cursor may have come here just now
        return "\n".join(
            (
                self._charted.title_text, self._chart.copied(), str(self._words.content), "",
                self._listed.title_text, self._lines.copied(whole),
            )
        )  # fmt: skip

    # keys -----------------------------------------------------------------------------------------

    async def action_page(self) -> None:
        """Open the chart of the agent of the cursor, or the page of the team."""
        if key := self._key:
            await self._open_page(self, key, self._metrics[self._place])

    def action_metric(self, step: int) -> None:
        """Compare the next metric, or the one before."""
        self._take((self._place + step) % len(self._metrics))

    async def action_choose(self) -> None:
        """Choose the metric from a list."""
        choices = [
            Choice(one.name, partial(self._take, place)) for place, one in enumerate(self._metrics)
        ]
        await self.changes.choose("Which metric", choices)

    def _take(self, place: int) -> None:
        self._place = place
        self.show_changed()

    def action_back(self) -> None:
        """Back to where you came from."""
        self.dismiss()
