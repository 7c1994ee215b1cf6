"""What can be done to a metric, from whichever screen: make it a KPI, give it a standard, mark it as context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.domain.errors import KpituiError
from kpitui.later import Later
from kpitui.ui.editing import Deed, Edit, EditingScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kpitui.actions import measures
    from kpitui.domain.access import Actor
    from kpitui.domain.metrics import Metric, Place
    from kpitui.domain.plan import Standard, Strategy
    from kpitui.domain.plan_drafts import KpiDraft, StandardDraft
    from kpitui.ui.forms import measures as forms
    from kpitui.ui.forms.form import Form
    from kpitui.ui.forms.measures import MetricNames
    from kpitui.views import DatabaseFile, catalogue, planning
    from kpitui.views.planning import Offers
else:
    measures, forms = Later("kpitui.actions.measures"), Later("kpitui.ui.forms.measures")
    catalogue, planning = Later("kpitui.views.catalogue"), Later("kpitui.views.planning")


class MetricDeeds(EditingScreen):
    """A screen on which metrics find their place."""

    async def ask_kpi(self, strategy: Strategy | None, strategies: Sequence[Strategy], metric: Metric | None) -> None:
        """Make a metric a KPI; where strategy or metric is not given, the form asks for it."""
        if not strategies:
            self.tell("A metric becomes a KPI only under a strategy; add a priority and a strategy first.")
            return
        offers = self.offers()
        if offers is not None:
            form = forms.kpi_form(strategy, strategies, metric, self.names(offers), offers, self.workplace)
            await self.ask(form, self._tie, "It is a KPI now")

    def _tie(self, draft: tuple[Strategy, KpiDraft]) -> str:
        return f"kpi-{measures.tie_kpi(*self.by(), *draft)}"

    async def ask_standard(self, metric: Metric | None, standard: Standard | None = None) -> None:
        """Say what is expected of a metric; of a standard that is given, another level."""
        offers = self.offers()
        if offers is None:
            return

        def form(held: Standard | None) -> Form[StandardDraft]:
            return forms.standard_form(held, metric, self.names(offers), offers, self.workplace)

        def change(held: Standard, draft: StandardDraft) -> None:
            measures.set_standard(*self.by(), draft, held)

        if standard is None:
            await self.ask(form(None), self._set_standard, "The standard is set")
        else:
            await self.edit(Edit(standard, form, change, f"standard-{standard.id}", "The standard is set"))

    def _set_standard(self, draft: StandardDraft) -> str:
        return f"standard-{measures.set_standard(*self.by(), draft)}"

    def mark(self, metric: Metric, place: Place) -> None:
        """Mark a metric as context, or as not sorted yet."""
        deed = self.keyed(f"metric-{metric.id}", measures.place_metric, metric, place)
        self.do(Deed(deed, f"{metric.name} is {place} now"))

    def offers(self) -> Offers | None:
        """What can be named in a form; None where the file cannot be read, which is told."""
        work = self.workplace
        try:
            return planning.load_offers(work.database, work.as_of, work.config)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return None

    def names(self, offers: Offers) -> MetricNames:
        """The metrics that can be named."""
        return forms.MetricNames(offers.metrics, catalogue.load_catalogue())

    def by(self) -> tuple[DatabaseFile, Actor]:
        """The file, and who changes it."""
        return self.workplace.database, self.workplace.actor

    def keyed(self, key: str, action: Callable[..., object], *arguments: object) -> Callable[[], str]:
        """A deed that ends on the line of a key."""

        def do() -> str:
            action(*self.by(), *arguments)
            return key

        return do
