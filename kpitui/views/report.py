"""The review as a document: every KPI with its chart and decisions, what is stale, the standards apart."""

from collections import Counter
from datetime import date

from msgspec import Struct

from kpitui.config import Config
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.periods import AsOf
from kpitui.domain.plan import Mission
from kpitui.domain.progress import Status
from kpitui.domain.reviews import Review
from kpitui.storage.database import DatabaseFile
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.overview import WORST_FIRST, KpiLine, StandardLine
from kpitui.views.reviews import ReviewItem, load_review_list

DECISION_DAYS = 31
"""Without a month a report tells the decisions of so many days."""


class ReportedKpi(Struct, frozen=True):
    """One KPI with its chart and what was decided about it in the days of the report, newest first."""

    line: KpiLine
    chart: MetricChart
    decided: tuple[Review, ...]

    @property
    def why(self) -> tuple[str, str]:
        """The strategy and the priority above it."""
        return self.line.strategy.title, self.line.priority.title

    @property
    def signal(self) -> str:
        """What the chart says where its last finished period is more than routine variation; else nothing."""
        values = self.chart.limits.values
        finished = [at for at, one in enumerate(values) if one is not None and at != self.chart.limits.unfinished]
        return self.chart.words[0] if finished and self.chart.limits.signals_at(finished[-1]) else ""


class Report(Struct, frozen=True):
    """Everything a report tells; KPIs worst first, the standards apart from them."""

    day: date
    since: date
    mission: Mission | None
    kpis: tuple[ReportedKpi, ...]
    ended: tuple[tuple[KpiLine, tuple[Review, ...]], ...]
    """KPIs that ended by that day, with the decisions about them since; without one they are left out."""
    standards: tuple[StandardLine, ...]

    @property
    def summary(self) -> str:
        """How many KPIs stand how, and how many were decided about; never an average."""
        if not self.kpis:
            return "There is no KPI."
        counts = Counter(one.line.standing.judgement.status for one in self.kpis)
        statuses = ", ".join(f"{counts[status]} {status}" for status in reversed(WORST_FIRST) if counts[status])
        count = "1 KPI" if len(self.kpis) == 1 else f"{len(self.kpis)} KPIs"
        decided = sum(1 for one in self.kpis if one.decided)
        return f"{count}: {statuses}. Decided about {decided} of them since {self.since}."

    @property
    def unread(self) -> list[str]:
        """KPIs and standards of which nothing, or nothing lately, was read."""
        unread = (Status.STALE, Status.NO_DATA)
        kpis = [
            f"{one.line.metric.name} ({one.line.standing.judgement.status})"
            for one in self.kpis
            if one.line.standing.judgement.status in unread
        ]
        standards = [
            f"{one.metric.name} of {one.scope} ({one.status})"
            for one in self.standards
            if one.status in [status.value for status in unread]
        ]
        return kpis + standards


def load_report(database: DatabaseFile, as_of: AsOf, config: Config, since: date) -> Report:
    """The report of a day, with the decisions from another day on."""
    reviews = load_review_list(database, as_of, config, ended=True)

    def decided(item: ReviewItem) -> tuple[Review, ...]:
        return tuple(one for one in item.reviews if one.date >= since)

    kpis = tuple(
        ReportedKpi(
            one.line,
            load_chart(database, ChartQuestion(one.line.metric.id, kpi_id=one.line.kpi.id), as_of, config),
            decided(one),
        )
        for one in reviews.items
    )
    # A decision to stop a KPI would vanish with it otherwise.
    ended = tuple((one.line, decided(one)) for one in reviews.ended if decided(one))
    return Report(as_of.day, since, reviews.mission, kpis, ended, tuple(reviews.overview.standards))
