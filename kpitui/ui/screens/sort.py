"""The Sort screen: every metric without a place, one key each."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static

from kpitui.domain.access import Deed as Kind
from kpitui.domain.errors import KpituiError
from kpitui.domain.metrics import Place
from kpitui.domain.numbers import unit_name
from kpitui.paths import sheets
from kpitui.ui.keys import moves
from kpitui.ui.marked_list import show_lines
from kpitui.ui.metric_deeds import MetricDeeds
from kpitui.ui.widgets.key_bar import KeyBar
from kpitui.ui.widgets.lines import CopiedList
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.workplace import Workplace
from kpitui.views.sorting import Sorting, Unsorted, load_sorting


class SortList(CopiedList):
    """The metrics; k is the key of a KPI here, so the way up has no letter."""

    BINDINGS: ClassVar[list[BindingType]] = moves("sort", up="up")


class SortScreen(MetricDeeds):
    """People arrive with everything called a KPI; here each metric finds its place."""

    CSS_PATH = sheets("sort")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "kpi", "KPI", id="sort.kpi", tooltip="It tells whether a strategy works: tie it to one"),
        Binding("s", "standard", "Standard", id="sort.standard", tooltip="It is expected of people every day"),
        Binding("c", "context", "Context", id="sort.context", tooltip="It is good to know: keep it as context"),
        Binding("space", "later", "Later", id="sort.later", tooltip="Leave it for later"),
        Binding("escape", "back", "Plan", id="sort.back", tooltip="Back to the plan"),
        Binding("r", "reload", "Reload", id="sort.reload", show=False, tooltip="Read the file anew"),
    ]

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, id="sort-screen")
        self._sorting = Sorting([], [])

    def compose(self) -> ComposeResult:
        """The bar, how much there is to do, the metrics, the keys."""
        yield TopBar(self.workplace, "plan")
        yield TooSmall()
        yield Static(id="sort-hint")
        yield SortList(id="unsorted", markup=False)
        yield Static(id="sort-definition")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one("#unsorted").focus()

    def on_screen_resume(self) -> None:
        """Metrics may have come in while another screen was shown."""
        self.reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the role may not do is not offered."""
        if action in ("kpi", "standard", "context"):
            return self.workplace.actor.may(Kind.PLAN)
        return super().check_action(action, parameters)

    def show_changed(self, key: str) -> None:
        """Show what is left; the cursor is on the metric after the one that found its place."""
        self.reload()

    def reload(self) -> None:
        """Show what is left."""
        try:
            self._sorting = load_sorting(self.workplace.database, self.workplace.today())
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        lines = [(str(one.metric.id), self._words(one)) for one in self._sorting.metrics]
        show_lines(self.query_one("#unsorted", OptionList), lines)
        count = len(lines)
        words = f"{count} to sort: k for a KPI, s for a standard, c for context."
        self.query_one("#sort-hint", Static).update(Content(words if count else "Every metric has its place."))
        self._define()

    def _words(self, one: Unsorted) -> Content:
        text, metric = self.workplace.text, one.metric
        detail = [
            unit_name(metric.unit),
            metric.cadence.value,
            f"last {self.workplace.day(one.last_reading_on)}" if one.last_reading_on else "",
        ]
        usually = f"  usually {one.usually}" if one.usually else ""
        return Content.assemble(
            text(metric.name),
            ("  " + ", ".join(text(part) for part in detail if part), "dim"),
            (usually, "$text-accent"),
        )

    def on_option_list_option_highlighted(self) -> None:
        """Tell what the marked metric means."""
        self._define()

    def _define(self) -> None:
        chosen = self._chosen
        words = self.workplace.text(chosen.metric.definition) if chosen else ""
        self.query_one("#sort-definition", Static).update(Content(words))

    @property
    def _chosen(self) -> Unsorted | None:
        place = self.query_one("#unsorted", OptionList).highlighted
        metrics = self._sorting.metrics
        return metrics[place] if place is not None and place < len(metrics) else None

    async def action_kpi(self) -> None:
        """Tie the metric to a strategy."""
        if self._chosen is not None:
            await self.ask_kpi(None, self._sorting.strategies, self._chosen.metric)

    async def action_standard(self) -> None:
        """Give the metric a standard."""
        if self._chosen is not None:
            await self.ask_standard(self._chosen.metric)

    def action_context(self) -> None:
        """Keep the metric as context."""
        if self._chosen is not None:
            self.mark(self._chosen.metric, Place.CONTEXT)

    def action_later(self) -> None:
        """Leave the metric for later."""
        self.query_one("#unsorted", OptionList).action_cursor_down()

    def action_reload(self) -> None:
        """Read the file anew."""
        self.reload()

    async def action_back(self) -> None:
        """Back to the plan."""
        await self.run_action("app.open_screen('plan')")
