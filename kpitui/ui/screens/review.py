"""The Review screen: one KPI at a time, worst first: what is real in it, and what is decided."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.timer import Timer
from textual.widgets import Static

from kpitui.charts.metric_chart import spec_of
from kpitui.charts.spec import TrendSpec
from kpitui.domain.errors import KpituiError
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.periods import PeriodKind
from kpitui.paths import sheets
from kpitui.ui import review_words as words
from kpitui.ui.copying import page_text
from kpitui.ui.dialogs.choices import Choice
from kpitui.ui.dialogs.keys_help import KeysHelp
from kpitui.ui.messages import LineAsked
from kpitui.ui.screens.review_deeds import DECIDING, NOTING, ReviewDeeds
from kpitui.ui.screens.review_summary import ReviewSummary, WriteReport
from kpitui.ui.widgets.key_bar import KeyBar
from kpitui.ui.widgets.metric_chart import MetricChartView
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.workplace import Workplace
from kpitui.views import Subject
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.people import load_people_lines
from kpitui.views.reviews import EVERYTHING, ReviewFilter, ReviewItem, ReviewList, load_review_list

ROOM = Size(80, 24)
"""What a whole review needs."""

AHEAD_SECONDS = 0.08
"""How long after a KPI is shown the next one is read and drawn."""
ZOOMS: tuple[int | None, ...] = (24, 12, None)
"""How many of the newest periods are drawn; None draws all."""
FEW_LINES = 3
"""A chart that says no more than this gets the rows that it leaves."""
SHOWS_KPI = (*DECIDING, *NOTING, "by", "zoom", "table", "plan")
"""What needs a KPI to be shown."""
EVERYBODY = (Subject(), "")


class ReviewScreen(ReviewDeeds):
    """One KPI fills the screen: why it is there, its chart, what the chart says, what was decided."""

    CSS_PATH = sheets("review")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,right", "step(1)", "Next", id="review.next", key_display="space", tooltip="Go to the next KPI"),
        Binding("backspace,left", "step(-1)", "Back", id="review.back", show=False, tooltip="Go to the KPI before"),
        Binding("k", "keep", "Keep", id="review.keep", tooltip="Decide to keep it as it is, and go on"),
        Binding("a", "decide('adjust')", "Adjust", id="review.adjust", tooltip="Decide to adjust it, and say what"),
        Binding("s", "decide('stop')", "Stop", id="review.stop", tooltip="Decide to stop it, and say why"),
        Binding("enter", "decide('keep')", "Comment", id="review.comment", show=False,
                tooltip="Decide with a comment, and how sure you are that the target will be met"),
        Binding("v", "table", "Table", id="review.table", tooltip="The values instead of the chart, and back"),
        Binding("z", "zoom", "Zoom", id="review.zoom", tooltip="Draw the newest 24 periods, the newest 12, or all"),
        Binding("w", "by('week')", "Week", id="review.week", show=False, tooltip="By week"),
        Binding("m", "by('month')", "Month", id="review.month", show=False, tooltip="By month"),
        Binding("c", "by('quarter')", "Quarter", id="review.quarter", show=False, tooltip="By quarter"),
        Binding("n", "annotate", "Note", id="review.note", show=False, tooltip="Note a dated event in this chart"),
        Binding("b", "lock", "Baseline", id="review.lock", show=False,
                tooltip="Lock the limits to a span that stands for how it was, or unlock them"),
        Binding("l", "split", "Split", id="review.split", show=False,
                tooltip="Let the limits start anew at an event of the chart, or no longer"),
        Binding("f", "filter", "Filter", id="review.filter", show=False,
                tooltip="Only the KPIs of a priority, a strategy or an owner; or the readings of one team"),
        Binding("e", "summary", "Summary", id="review.summary", show=False, tooltip="What came of the review so far"),
        Binding("g", "plan", "Plan", id="review.plan", show=False, tooltip="Go to this KPI on the Plan screen"),
        Binding("r", "reload", "Reload", id="review.reload", show=False, tooltip="Read the file anew"),
        Binding("question_mark,f1", "rules", "Keys", id="review.rules", key_display="?",
                tooltip="The rule behind each sentence, and the keys of this screen"),
    ]  # fmt: skip

    told_seconds = 2.0  # it covers what the chart says

    def __init__(self, workplace: Workplace, write: WriteReport | None = None) -> None:
        super().__init__(workplace, id="review-screen")
        self._write = write
        self._reviews: ReviewList | None = None
        self._place = 0
        self._by: PeriodKind | None = None
        self._zoom = ZOOMS[0]
        self._only = EVERYTHING
        self._whose = EVERYBODY
        self._charts: dict[int, MetricChart] = {}
        self._reading_ahead: Timer | None = None
        self._ending = False
        self._wanted = ""

    def compose(self) -> ComposeResult:
        """The bar, the KPI with its chart, what it says, what was decided, the keys."""
        yield TopBar(self.workplace, "review")
        yield TooSmall()
        yield Static(id="review-head")
        yield Static(id="review-why")
        yield Static(Content("Too small for the whole Review: make it 80x24 or larger."), id="review-small")
        yield MetricChartView(self.workplace.charset, id="review-chart")
        with VerticalScroll(id="review-table"):
            yield Static(id="review-values")
        yield Static(id="review-said")
        yield Static(id="review-decided")
        yield KeyBar()

    def on_resize(self) -> None:
        """Say so where parts of a review have no room."""
        self.set_class(self.size.width < ROOM.width or self.size.height < ROOM.height, "-small")

    def on_screen_resume(self) -> None:
        """Take the review up where it was left, else at the first KPI that was not reviewed."""
        if self._reviews is None:
            self._begin()
        else:
            self.reload()
        self._show_wanted()

    def _begin(self) -> None:
        """Start at the first KPI that was not reviewed."""
        self._reviews, self._place = None, 0
        self.reload()
        self._go_to(next((place for place, one in enumerate(self._items) if not one.done), 0))

    def go_to(self, key: str) -> None:
        """Show the KPI of a key, or one of the metric or the strategy of it, now or when the screen is shown."""
        self._wanted = key
        if self.is_current:
            self._show_wanted()

    def _show_wanted(self) -> None:
        wanted, self._wanted = self._wanted, ""
        for place, one in enumerate(self._items if wanted else ()):
            line = one.line
            if wanted in (f"kpi-{line.kpi.id}", f"metric-{line.metric.id}", f"strategy-{line.strategy.id}"):
                self._go_to(place)
                return

    @property
    def _items(self) -> tuple[ReviewItem, ...]:
        return self._reviews.items if self._reviews else ()

    @property
    def item(self) -> ReviewItem | None:
        """The KPI that is shown."""
        return self._items[self._place] if self._place < len(self._items) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a KPI is not offered where there is none."""
        if action in SHOWS_KPI and self.item is None:
            return False
        return super().check_action(action, parameters)

    def copied(self, whole: bool) -> str:
        """The KPI with what its chart says; or all of it, with the chart or the table of its values."""
        said = {
            part: page_text(self.query_one(f"#review-{part}")) for part in ("head", "why", "values", "said", "decided")
        }
        if not whole:
            return f"{said['head']}\n{said['said']}"
        middle = said["values"] if self.has_class("-table") else self.query_one(MetricChartView).copied()
        return "\n".join((said["head"], said["why"], middle, said["said"], said["decided"]))

    # shown ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the file anew, and stay at the KPI."""
        work, kpi_id = self.workplace, self.item.line.kpi.id if self.item else None
        try:
            self._reviews = load_review_list(work.database, work.as_of, work.config, self._only)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        self._charts = {}
        places = [place for place, one in enumerate(self._reviews.items) if one.line.kpi.id == kpi_id]
        self._go_to(places[0] if places else min(self._place, max(0, len(self._reviews.items) - 1)))

    def show_changed(self, key: str) -> None:
        """Show what the file holds now; the review goes on where it is, and ends when its last KPI is on record."""
        self.reload()
        ended, self._ending = self._ending and self.item is not None and self.item.done, False
        if ended:
            self.call_later(self.action_summary)

    def look_again(self) -> None:
        """Show what others have done; a decision of ours that is on its way is told by its own answer."""
        self.reload()

    def _go_to(self, place: int) -> None:
        self._place = place
        item = self.item
        if self.has_class("-empty") != (item is None):
            self.set_class(item is None, "-empty")
            self.refresh_bindings()
        if item is None or self._reviews is None:
            self._show_nothing()
            return
        work = self.workplace
        chart = self.chart_of(item)
        of = f"{place + 1}/{len(self._items)}"
        shown = [*words.said(chart, work)] if chart else []
        past = [words.decided(one, work) for one in item.reviews[: words.REVIEWS_SHOWN]]
        self._say("head", *words.head(item, of, self._whose[1], work))
        self._say("why", words.why(item.line, self._reviews, work))
        width = max(1, self.size.width - 2)
        self.set_class(sum(-(-line.cell_length // width) for line in shown) <= FEW_LINES, "-few")
        self._say("said", *shown)
        self._say("decided", *(past or [Content.styled("never reviewed", "dim")]))
        self._draw(chart)
        self._read_ahead_soon()

    def _say(self, part: str, *lines: Content) -> None:
        # Every part has its own height, so that nothing is laid out anew and the next chart can be drawn ahead.
        self.query_one(f"#review-{part}", Static).update(Content("\n").join(lines), layout=False)

    def _show_nothing(self) -> None:
        said = (
            "No KPI is to be reviewed here; f takes another filter."
            if self._only != EVERYTHING
            else "There is no KPI yet; make one on the Plan screen (1, then p)."
        )
        self._say("head", Content(said))
        for part in ("why", "said", "decided"):
            self._say(part)
        self.query_one(MetricChartView).show(None)

    def _draw(self, chart: MetricChart | None) -> None:
        table = self.has_class("-table")
        if table:
            lines = words.table(chart, self.workplace) if chart else []
            self.query_one("#review-values", Static).update(Content("\n").join(lines))
        else:
            self.query_one(MetricChartView).show(self._spec(chart) if chart else None)

    def _spec(self, chart: MetricChart) -> TrendSpec:
        return spec_of(chart, self.workplace.config.writing, newest=self._zoom)

    def chart_of(self, item: ReviewItem) -> MetricChart | None:
        """The chart of a KPI, read once."""
        work, subject = self.workplace, self._whose
        kpi_id = item.line.kpi.id
        if kpi_id not in self._charts:
            whose = subject[1] or "Organisation"
            question = ChartQuestion(item.line.metric.id, subject[0], whose, by=self._by, kpi_id=kpi_id)
            try:
                self._charts[kpi_id] = load_chart(work.database, question, work.as_of, work.config)
            except KpituiError as error:
                self.tell(error.sentence, error=True)
                return None
        return self._charts[kpi_id]

    def _read_ahead_soon(self) -> None:
        if self._reading_ahead is not None:
            self._reading_ahead.stop()
        self._reading_ahead = self.set_timer(AHEAD_SECONDS, self._read_ahead)

    def _read_ahead(self) -> None:
        if self._place + 1 < len(self._items) and (chart := self.chart_of(self._items[self._place + 1])):
            self.query_one(MetricChartView).prepare(self._spec(chart))

    # keys -------------------------------------------------------------------------------------------------------

    async def action_step(self, step: int) -> None:
        """Go to the next KPI or the one before; after the last one stands what came of the review."""
        if self._place + step >= len(self._items):
            await self.action_summary()
        elif self._place + step >= 0:
            self._go_to(self._place + step)

    async def action_summary(self) -> None:
        """What came of the review so far."""
        if self._reviews is not None:
            await self.app.push_screen(ReviewSummary(self.workplace, self._reviews, self._write))

    def action_by(self, kind: str) -> None:
        """Show weeks, months or quarters; once more, the periods of the metric's own cadence."""
        by = PeriodKind(kind)
        self._by = None if by is self._by else by
        self._show_anew()

    def action_zoom(self) -> None:
        """Draw more or fewer of the newest periods."""
        self._zoom = ZOOMS[(ZOOMS.index(self._zoom) + 1) % len(ZOOMS)]
        self._show_anew()

    def action_table(self) -> None:
        """The values instead of the chart, and back."""
        self.toggle_class("-table")
        self._show_anew()
        scroll = self.query_one("#review-table")
        self.set_focus(scroll if self.has_class("-table") else None)

    def _show_anew(self) -> None:
        self._charts = {}
        self._go_to(self._place)

    def action_rules(self) -> None:
        """The rule behind each sentence, and the keys."""
        item = self.item
        chart = self.chart_of(item) if item else None
        behind = words.rules(chart, item, self.workplace) if chart and item else []
        self.app.push_screen(KeysHelp(self.active_bindings, behind))

    def action_plan(self) -> None:
        """Go to this KPI on the Plan screen."""
        if self.item is not None:
            self.app.post_message(LineAsked("plan", f"kpi-{self.item.line.kpi.id}"))

    def action_reload(self) -> None:
        """Read the file anew."""
        self.reload()

    async def action_filter(self) -> None:
        """Only some of the KPIs, or the readings of one team."""
        work = self.workplace
        try:
            everything = load_review_list(work.database, work.as_of, work.config)
            teams = load_people_lines(work.database, work.today()).teams
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        lines = [one.line for one in everything.items]
        found = {"everything": (EVERYTHING, EVERYBODY)}
        found |= {f"priority: {one.priority.title}": (ReviewFilter(one.priority.id), EVERYBODY) for one in lines}
        found |= {
            f"strategy: {one.strategy.title}": (ReviewFilter(strategy_id=one.strategy.id), EVERYBODY) for one in lines
        }
        found |= {
            f"owner: {one.kpi.owner}": (ReviewFilter(owner=one.kpi.owner), EVERYBODY) for one in lines if one.kpi.owner
        }
        found |= {f"readings of team: {one.name}": (EVERYTHING, (Subject(team_id=one.id), one.name)) for one in teams}

        def take(only: ReviewFilter, whose: tuple[Subject, str]) -> None:
            self._only, self._whose = only, whose
            self._begin()

        choices = [Choice(label, partial(take, *chosen)) for label, chosen in found.items()]
        await self.choose("Review", choices)

    def go_on(self) -> None:
        """The next KPI; after the last one comes the summary, when that is on record."""
        self._ending = self._place + 1 >= len(self._items)
        if not self._ending:
            self._go_to(self._place + 1)
