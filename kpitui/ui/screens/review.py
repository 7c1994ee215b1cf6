"""The Review screen: one KPI at a time, worst first: what is real in it, and what is decided."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size

from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError
from kpitui.domain.periods import PeriodKind
from kpitui.domain.records.review import Decision
from kpitui.lazy import Lazy
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.ui.app_context import AppContext
from kpitui.ui.choice import Choice
from kpitui.ui.messages import LineAsked
from kpitui.ui.review_charts import ReviewCharts, ReviewScope, place_of
from kpitui.ui.teams_shown import TeamsScreen
from kpitui.ui.theme import painted
from kpitui.ui.widgets.review_page import ReviewPage
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.reviews import ReviewItem, ReviewList, ReviewStop, load_review_list

if TYPE_CHECKING:
    from kpitui.ui import review_editing
    from kpitui.ui.dialogs import keys_help
    from kpitui.ui.screens import decisions
    from kpitui.ui.screens import review_summary as summary
    from kpitui.ui.screens.review_summary import WriteReport
else:
    review_editing = Lazy("kpitui.ui.review_editing")
    keys_help = Lazy("kpitui.ui.dialogs.keys_help")
    decisions = Lazy("kpitui.ui.screens.decisions")
    summary = Lazy("kpitui.ui.screens.review_summary")

ROOM = Size(80, 24)
"""What a whole review needs."""

AHEAD_SECONDS = 0.08
"""How long after a KPI is shown the next one is read and drawn."""
NEEDS = {
    **dict.fromkeys(("keep", "decide"), Permission.REVIEWS),
    "mark": Permission.ANNOTATIONS,
}
"""What changes something, and who may do it."""
SHOWS_KPI = (*NEEDS, "by", "zoom", "table", "plan", "words")
"""What needs a KPI to be shown."""


class ReviewScreen(TeamsScreen):
    """One KPI fills the screen: why it is there, its chart, what the chart says, what
    was decided.
    """

    CSS_PATH = sheets("review")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,right", "step(1)", "Next", id="review.next", key_display="space",
            tooltip="Go to the next KPI"),
        Binding("backspace,left", "step(-1)", "Back", id="review.back", show=False,
            tooltip="Go to the previous KPI"),
        Binding("k", "keep", "Keep", id="review.keep",
            tooltip="Decide to keep it as it is, and go on"),
        Binding("a", "decide('adjust')", "Adjust", id="review.adjust",
            tooltip="Decide to adjust it: what, who and by when"),
        Binding("s", "decide('stop')", "Stop", id="review.stop",
            tooltip="Decide to stop it, and say why"),
        Binding("enter", "decide('keep')", "Comment", id="review.comment", show=False,
                tooltip="Decide with a comment, and how sure you are that the target will be met"),
        Binding("down,pagedown", "words", "All words", id="review.words", show=False,
            tooltip="Read everything that is said of it; the arrows scroll"),
        Binding("v", "table", "Table", id="review.table",
            tooltip="Switch between chart and table of values"),
        Binding("z", "zoom", "Zoom", id="review.zoom",
            tooltip="Show last 24 periods, last 12, or all"),
        Binding("w", "by('week')", "Week", id="review.week", show=False, tooltip="By week"),
        Binding("m", "by('month')", "Month", id="review.month", show=False, tooltip="By month"),
        Binding("c", "by('quarter')", "Quarter", id="review.quarter", show=False,
            tooltip="By quarter"),
        Binding("n", "mark('event')", "Event", id="review.note", show=False,
            tooltip="Add an event to the chart"),
        Binding("b", "mark('lock')", "Baseline", id="review.lock", show=False,
                tooltip="Lock the limits to a baseline period, or unlock them"),
        Binding("l", "mark('split')", "Split", id="review.split", show=False,
                tooltip="Reset the limits at an event, or undo that"),
        Binding("f", "filter", "Filter", id="review.filter", show=False,
                tooltip="Only the KPIs of a priority, a strategy or an owner; or the readings of "
                    "one team"),
        Binding("d", "decisions", "Decisions", id="review.decisions", show=False,
            tooltip="What was decided, whether it is done, and what the charts did since"),
        Binding("e", "summary", "Summary", id="review.summary", show=False,
            tooltip="Summary of the review so far"),
        Binding("g", "plan", "Plan", id="review.plan", show=False,
            tooltip="Go to this KPI on the Plan screen"),
        Binding("r", "reload", "Refresh", id="review.reload", show=False, tooltip="Refresh"),
        Binding("question_mark,f1", "rules", "Keys", id="review.rules", key_display="?",
                tooltip="Which rule applied, and the keys of this screen"),
    ]  # fmt: skip

    told_seconds = 2.0  # it covers what the chart says

    def __init__(self, context: AppContext, write: WriteReport | None = None) -> None:
        super().__init__(context, id="review-screen")
        self._write = write
        self._reviews: ReviewList | None = None
        self._place = 0
        self._shown: type = type(None)
        self._charts = ReviewCharts(context, partial(self.tell, error=True))
        self._ending, self._wanted = False, ""

    def compose(self) -> ComposeResult:
        """The bar, the KPI, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        yield ReviewPage(self.context)
        yield KeyBar()

    def on_resize(self) -> None:
        """Say so where parts of a review have no room."""
        self.set_class(self.size.width < ROOM.width or self.size.height < ROOM.height, "-small")

    def on_screen_resume(self) -> None:
        """Take the review up where it was left, else at the first KPI that was not reviewed."""
        again = self._reviews is not None
        if not (again and self.as_shown.stays):
            (self.reload if again else self._begin)()
        if not (again or self._wanted) and self._reviews and self._reviews.came_back:
            self.call_later(self._show_decisions)
        self._show_wanted()

    def _begin(self) -> None:
        """Start at the first KPI that was not reviewed."""
        self._reviews, self._place = None, 0
        self.reload()
        self._go_to(next((place for place, one in enumerate(self._items) if not one.done), 0))

    def go_to(self, key: str) -> None:
        """Show the KPI of a key, or one of the metric or the strategy of it, now or when the screen
        is shown.
        """
        self._wanted = key
        if self.is_current:
            self._show_wanted()

    def _show_wanted(self) -> None:
        wanted, self._wanted = self._wanted, ""
        if wanted and (place := place_of(wanted, self._items)) is not None:
            self._go_to(place)

    @property
    def _items(self) -> tuple[ReviewItem, ...]:
        return self._reviews.items if self._reviews else ()

    @property
    def _stops(self) -> tuple[ReviewStop, ...]:
        return (*self._items, *self._charts.moved)

    @property
    def item(self) -> ReviewStop | None:
        """The KPI that is shown, or the standard behind the last of them."""
        return self._stops[self._place] if self._place < len(self._stops) else None

    @property
    def kpi(self) -> ReviewItem | None:
        """The KPI that is shown, None at a standard."""
        return self.item if isinstance(self.item, ReviewItem) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a KPI is not offered where there is none, nor what the role may not do."""
        shown = self.kpi if action in ("keep", "decide") else self.item
        if action in SHOWS_KPI and shown is None:
            return False
        if action in NEEDS:
            return self.context.actor.may(NEEDS[action])
        return super().check_action(action, parameters)

    def copied(self, whole: bool) -> str:
        """The KPI with what its chart says; or all of it."""
        return self.query_one(ReviewPage).copied(whole)

    # shown ----------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Refresh, and stay at the KPI."""
        work, key = self.context, self.item.key if self.item else None
        self.as_shown.begin()
        try:
            self.shown_teams()
            self._reviews = load_review_list(work.database, work.as_of, self._charts.scope.only)
        except KpituiError as error:
            self.as_shown.forget()
            self.tell(error.sentence, error=True)
            return
        self._charts.forget()
        places = [place for place, one in enumerate(self._stops) if one.key == key]
        self._go_to(places[0] if places else min(self._place, max(0, len(self._stops) - 1)))

    def show_changed(self, key: str = "") -> None:
        """Show what the file holds now; the review ends when its last KPI is on record."""
        self.reload()
        ended, self._ending = self._ending and self.kpi is not None and self.kpi.done, False
        if ended:
            self.call_later(self.action_summary)

    def look_again(self) -> None:
        """Show what others have done; our own decision is told by its own answer."""
        self.reload()

    def _go_to(self, place: int) -> None:
        self._place = place
        item, page = self.item, self.query_one(ReviewPage)
        before, self._shown = self._shown, type(item)
        if before is not self._shown:
            self.refresh_bindings()
        if item is None or self._reviews is None:
            page.show_nothing(self._charts.nothing)
            return
        of = self._charts.place_of(place, len(self._items))
        chart, beside = self._charts.chart_of(item), self._charts.beside(item)
        page.show(item, of, self._charts.scope.team, self._reviews, chart, beside)
        self.at_rest(AHEAD_SECONDS, self._read_ahead)

    def _read_ahead(self) -> None:
        if self._reviews is not None and self._charts.read_beside(self._reviews):
            self._go_to(self._place)
        ahead = self._stops[self._place + 1 : self._place + 2]
        if ahead and (chart := self._charts.chart_of(ahead[0])):
            self.query_one(ReviewPage).prepare(chart)

    # keys -----------------------------------------------------------------------------------------

    async def action_step(self, step: int) -> None:
        """Go to the next KPI or the one before, then to the standards that moved; after the last
        one stands what came of the review.
        """
        if self._is_last(step):
            await self.action_summary()
        elif self._place + step >= 0:
            self._go_to(self._place + step)

    def _is_last(self, step: int = 1) -> bool:
        if self._place + step >= len(self._items) and self._reviews is not None:
            self._charts.read_beside(self._reviews)
        return self._place + step >= len(self._stops)

    async def action_summary(self) -> None:
        """Summary of the review so far."""
        if self._reviews is not None:
            page = summary.ReviewSummary(self.context, self._reviews, self._write)
            await self.app.push_screen(page)

    async def action_decisions(self) -> None:
        """What was decided, whether it is done, and what the charts did since."""
        await self._show_decisions(self.item.key if self.item else "")

    async def _show_decisions(self, key: str = "") -> None:
        await self.app.push_screen(decisions.DecisionsScreen(self.context, self.go_to, key))

    def action_by(self, kind: str) -> None:
        """Show weeks, months or quarters; once more, the periods of the metric's own cadence."""
        self._charts.by(PeriodKind(kind))
        self._go_to(self._place)

    def action_zoom(self) -> None:
        """Draw more or fewer of the newest periods."""
        self.query_one(ReviewPage).zoom()
        self._go_to(self._place)

    def action_table(self) -> None:
        """Switch between chart and table of values."""
        self.query_one(ReviewPage).turn()
        self._go_to(self._place)

    def action_rules(self) -> None:
        """The keys, and the rule behind each sentence."""
        item = self.item
        behind = self._charts.rules_behind(item) if item else ()
        shown = [painted(one, self.context) for one in behind]
        keys = self.active_bindings
        self.app.push_screen(keys_help.KeysHelp("Keys and rules", keys, self.context, after=shown))

    def action_words(self) -> None:
        """What has no room on the page, in a box that scrolls."""
        self.query_one(ReviewPage).read_in_a_box()

    def action_plan(self) -> None:
        """Go to this KPI or standard on the Plan screen."""
        if self.item is not None:
            self.app.post_message(LineAsked("plan", self.item.key))

    async def action_filter(self) -> None:
        """Only some of the KPIs, or the readings of one team."""

        def take(scope: ReviewScope) -> None:
            self._charts.scope = scope
            self._begin()

        scopes = self._charts.scopes().items()
        if choices := [Choice(label, partial(take, scope)) for label, scope in scopes]:
            await self.changes.choose("Review", choices)

    # changes --------------------------------------------------------------------------------------

    @property
    def _editor(self) -> review_editing.ReviewEditor:
        return review_editing.ReviewEditor(self, self._charts.chart_of, self._go_on)

    def action_keep(self) -> None:
        """Decide to keep the KPI as it is, and go on to the next."""
        if self.kpi is not None:
            self._editor.keep(self.kpi)

    async def action_decide(self, decision: str) -> None:
        """Decide with a comment and how sure one is, and go on to the next."""
        if self.kpi is not None:
            await self._editor.decide(self.kpi, Decision(decision))

    async def action_mark(self, what: str) -> None:
        """Note an event on this chart, lock its limits, or let them start again."""
        editor = self._editor
        of = {"event": editor.annotate, "lock": editor.lock, "split": editor.split}
        if self.item is not None:
            await of[what](self.item)

    def _go_on(self) -> None:
        """The next KPI or standard that moved; after the last, once on record, the summary."""
        self._ending = self._is_last()
        if not self._ending:
            self._go_to(self._place + 1)
