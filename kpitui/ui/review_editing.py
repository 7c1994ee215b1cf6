"""What is decided in a review, and what the limits of its charts rest on."""

from collections.abc import Callable
from functools import partial

from kpitui.actions import reviews as actions
from kpitui.domain.errors import KpituiError
from kpitui.domain.event_scope import WHOLE
from kpitui.domain.history import ChangeRecord
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.records.decision import DecisionDraft
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.review import Decision, ReviewDraft
from kpitui.ui.changes import Task
from kpitui.ui.editing import EditingScreen
from kpitui.ui.event_editing import ask_event
from kpitui.ui.forms.review import Decided, Lock, decision_form, lock_form
from kpitui.ui.split_editing import ask_split
from kpitui.views.decisions import load_doers, load_limits_to_lock
from kpitui.views.reviews import ReviewItem, ReviewStop


class ReviewEditor:
    """Decides on the KPI that it is given; `chart_of` gives its chart as it is shown, `go_on` goes
    to the next KPI, as this one is decided.
    """

    def __init__(
        self,
        screen: EditingScreen,
        chart_of: Callable[[ReviewStop], MetricChart | None],
        go_on: Callable[[], None],
    ) -> None:
        self._screen = screen
        self._context = screen.context
        self._by = screen.context.database, screen.context.actor
        self._chart_of = chart_of
        self._go_on = go_on

    def keep(self, item: ReviewItem) -> None:
        """Decide to keep the KPI as it is, and go on to the next."""
        draft = ReviewDraft(kpi_id=item.line.kpi.id, decision=Decision.KEEP, seen=self._seen(item))
        said = f"{item.line.metric.name}: keep"
        self._screen.changes.do(Task(partial(self._review, draft), said))
        self._go_on()

    async def decide(self, item: ReviewItem, decision: Decision) -> None:
        """Decide with what is to be done, a comment and how sure one is, and go on to the next."""
        work, kpi = self._context, item.line.kpi
        last = item.reviews[0] if item.reviews else None
        name = item.line.metric.name
        try:
            doers = load_doers(work.database, work.today(), kpi.owner)
        except KpituiError as error:
            self._screen.tell(error.sentence, error=True)
            return
        form = decision_form(kpi, name, decision, self._seen(item), last, doers, work)
        decided = partial(self._decided, item.line.metric)
        await self._screen.changes.ask(form, decided, f"{name}: decided")

    def _decided(self, metric: Metric, found: Decided) -> str:
        self._review(found.review, found.decision, metric)
        self._screen.app.call_from_thread(self._go_on)
        return ""

    def _review(
        self,
        draft: ReviewDraft,
        decided: DecisionDraft | None = None,
        metric: Metric | None = None,
    ) -> str:
        work = self._context
        change = ChangeRecord(work.actor, "review")
        limits = (
            load_limits_to_lock(work.database, metric, work.as_of) if decided and metric else None
        )
        actions.review(
            *self._by, draft, work.today(), decided=decided, limits=limits, change=change
        )
        return ""

    def _seen(self, item: ReviewItem) -> str:
        chart = self._chart_of(item)
        return "; ".join(chart.words) if chart else ""

    async def annotate(self, item: ReviewStop) -> None:
        """Note a dated event on the metric of the KPI."""
        chart = self._chart_of(item)
        subject = chart.subject if chart else WHOLE
        await ask_event(self._screen, item.line.metric, subject=subject)

    async def lock(self, item: ReviewStop) -> None:
        """Lock the limits to a span, or unlock them."""
        work, chart = self._context, self._chart_of(item)
        if chart is None or not chart.periods:
            self._screen.tell("There are no periods to lock limits to.")
            return
        metric = item.line.metric

        def lock(draft: Lock) -> None:
            if draft.days is None:
                actions.unlock_baseline(*self._by, metric.id, draft.why)
            else:
                actions.lock_baseline(*self._by, metric.id, *draft.days, draft.why)

        form = lock_form(
            work.text(metric.name), chart.periods, *chart.locked_or_offered, work.writing
        )
        await self._screen.changes.change(
            form,
            "",
            lock,
            lambda draft: "The limits are locked" if draft.days else "The limits are unlocked",
        )

    async def split(self, item: ReviewStop) -> None:
        """Let the limits start again at an event, or no longer."""
        await ask_split(self._screen, self._chart_of(item))
