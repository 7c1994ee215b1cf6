"""What is decided on the Review screen, and what its limits rest on; what is shown is in the screen itself."""

from kpitui.actions import measures
from kpitui.actions import reviews as deeds
from kpitui.domain.access import Deed as Kind
from kpitui.domain.history import DeedRecord
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.review_drafts import ReviewDraft
from kpitui.domain.reviews import Decision
from kpitui.ui.editing import Deed, EditingScreen
from kpitui.ui.forms.measures import annotation_form
from kpitui.ui.forms.review import Lock, Split, decision_form, lock_form, split_form
from kpitui.views.reviews import ReviewItem

DECIDING = ("keep", "decide")
NOTING = ("annotate", "lock", "split")


class ReviewDeeds(EditingScreen):
    """The deeds of the Review screen."""

    @property
    def item(self) -> ReviewItem | None:
        """The KPI that is shown."""
        raise NotImplementedError

    def chart_of(self, item: ReviewItem) -> MetricChart | None:
        """The chart of a KPI as it is shown."""
        raise NotImplementedError

    def go_on(self) -> None:
        """Go to the next KPI, as this one is decided."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the role may not do is not offered."""
        if action in DECIDING:
            return self.workplace.actor.may(Kind.REVIEWS)
        if action in NOTING:
            return self.workplace.actor.may(Kind.ANNOTATIONS)
        return super().check_action(action, parameters)

    def action_keep(self) -> None:
        """Decide to keep the KPI as it is, and go on to the next."""
        item = self.item
        if item is not None:
            draft = ReviewDraft(kpi_id=item.line.kpi.id, decision=Decision.KEEP, seen=self._seen(item))
            self.do(Deed(lambda: self._review(draft), f"{item.line.metric.name}: keep"))
            self.go_on()

    async def action_decide(self, decision: str) -> None:
        """Decide with a comment and how sure one is, and go on to the next."""
        item = self.item
        if item is None:
            return
        last = item.reviews[0] if item.reviews else None
        name = item.line.metric.name
        form = decision_form(item.line.kpi.id, name, Decision(decision), self._seen(item), last)
        await self.ask(form, self._decided, f"{name}: decided")

    def _decided(self, draft: ReviewDraft) -> str:
        self._review(draft)
        self.app.call_from_thread(self.go_on)
        return ""

    def _review(self, draft: ReviewDraft) -> str:
        work = self.workplace
        deeds.review(work.database, work.actor, draft, work.today(), deed=DeedRecord(work.actor, "review"))
        return ""

    def _seen(self, item: ReviewItem) -> str:
        chart = self.chart_of(item)
        return "; ".join(chart.words) if chart else ""

    async def action_annotate(self) -> None:
        """Note a dated event on the metric of this KPI."""
        work, item = self.workplace, self.item
        if item is None:
            return
        form = annotation_form(item.line.metric, None, work)
        await self.change(form, "", lambda draft: measures.annotate(work.database, work.actor, draft), "Noted")

    async def action_lock(self) -> None:
        """Lock the limits to a span, or unlock them."""
        work, item = self.workplace, self.item
        chart = self.chart_of(item) if item else None
        if item is None or chart is None or not chart.periods:
            self.tell("There are no periods to lock limits to.")
            return
        metric = item.line.metric

        def lock(draft: Lock) -> None:
            if draft.days is None:
                deeds.unlock_baseline(work.database, work.actor, metric.id, draft.why)
            else:
                deeds.lock_baseline(work.database, work.actor, metric.id, *draft.days, draft.why)

        form = lock_form(work.text(metric.name), chart.periods, *chart.locked_or_offered, work.config.writing)
        await self.change(form, "", lock, "The limits are locked, or free again")

    async def action_split(self) -> None:
        """Let the limits start anew at an event, or no longer."""
        work, item = self.workplace, self.item
        chart = self.chart_of(item) if item else None
        if item is None or chart is None or not chart.marked:
            self.tell("Limits start anew at an event of the chart, and there is none; n notes one.")
            return

        def split(draft: Split) -> None:
            event = draft.event
            deeds.split_limits(work.database, work.actor, event.id, event.version, draft.why, split=not event.splits)

        form = split_form(work.text(item.line.metric.name), chart.marked, chart.proposed_split, work.config.writing)
        await self.change(form, "", split, "The limits start anew there, or are joined again")
