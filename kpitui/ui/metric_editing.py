"""What can be done to a metric, from whichever screen: make it a KPI, give it a standard, mark it
as context.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kpitui.domain.errors import KpituiError
from kpitui.lazy import Lazy
from kpitui.ui.changes import Edit, Task, leading_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpitui.actions import measures
    from kpitui.domain.records.goal import Strategy
    from kpitui.domain.records.kpi import KpiDraft
    from kpitui.domain.records.metric import Metric, Place
    from kpitui.domain.records.standard import Standard, StandardDraft
    from kpitui.ui.editing import EditingScreen
    from kpitui.ui.forms import measures as forms
    from kpitui.ui.forms.form import Form
    from kpitui.views import catalogue, planning
    from kpitui.views.planning import Offers
else:
    measures, forms = Lazy("kpitui.actions.measures"), Lazy("kpitui.ui.forms.measures")
    catalogue, planning = Lazy("kpitui.views.catalogue"), Lazy("kpitui.views.planning")


class MetricEditor:
    """Gives metrics their place."""

    def __init__(self, screen: EditingScreen) -> None:
        self._screen = screen
        self._context = screen.context
        self._by = screen.context.database, screen.context.actor

    async def ask_kpi(
        self, strategy: Strategy | None, strategies: Sequence[Strategy], metric: Metric | None
    ) -> None:
        """Make a metric a KPI; where strategy or metric is not given, the form asks for it."""
        if not strategies:
            self._screen.tell(
                "A metric becomes a KPI only under a strategy; add a priority and a strategy first."
            )
        elif (offers := self._offers()) is not None:
            names = forms.MetricNames(offers.metrics, catalogue.load_catalogue())
            form = forms.kpi_form(strategy, strategies, metric, names, offers, self._context)
            await self._screen.changes.ask(form, self._tie, "KPI added")

    def _tie(self, draft: tuple[Strategy, KpiDraft]) -> str:
        return f"kpi-{measures.tie_kpi(*self._by, *draft)}"

    async def ask_standard(self, metric: Metric | None, standard: Standard | None = None) -> None:
        """Say what is expected of a metric; of a standard that is given, another level."""
        offers = self._offers()
        if offers is None:
            return

        def form(held: Standard | None) -> Form[StandardDraft]:
            names = forms.MetricNames(offers.metrics, catalogue.load_catalogue())
            return forms.standard_form(held, metric, names, offers, self._context)

        def change(held: Standard, draft: StandardDraft) -> None:
            measures.set_standard(*self._by, draft, held, earliest=self._context.today())

        changes, said = self._screen.changes, "The standard is set"
        if standard is None:
            await changes.ask(form(None), self._set_standard, said)
        else:
            await changes.edit(Edit(standard, form, change, f"standard-{standard.id}", said))

    def _set_standard(self, draft: StandardDraft) -> str:
        today = self._context.today()
        return f"standard-{measures.set_standard(*self._by, draft, earliest=today)}"

    def mark(self, metric: Metric, place: Place) -> None:
        """Mark a metric as context, or as not sorted yet."""
        mark = partial(measures.place_metric, *self._by, metric, place)
        task = Task(
            partial(leading_to, f"metric-{metric.id}", mark), f"{metric.name} is {place} now"
        )
        self._screen.changes.do(task)

    def _offers(self) -> Offers | None:
        """What can be named in a form; None where the file cannot be read, which is told."""
        work = self._context
        try:
            return planning.load_offers(work.database, work.as_of)
        except KpituiError as error:
            self._screen.tell(error.sentence, error=True)
            return None
