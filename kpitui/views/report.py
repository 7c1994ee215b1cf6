"""The review as a document: every KPI with its chart and decisions, what is stale, the
standards apart.
"""

from collections.abc import Iterable
from datetime import date
from functools import partial

from msgspec import Struct

from kpitui.config import Config
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import EVERYBODY, SubjectFilter
from kpitui.domain.records.goal import Strategy, Verdict
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.mission import Mission
from kpitui.domain.records.review import Review
from kpitui.domain.records.team import Team
from kpitui.storage.database import DatabaseFile
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.coaching_done import CoachingDone, load_coaching_done
from kpitui.views.corrected import load_corrected
from kpitui.views.decisions import DecisionLine
from kpitui.views.meanwhile import NOTHING, Meanwhile, load_beside_each
from kpitui.views.overview import KpiLine, Overview
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown
from kpitui.views.reviews import (
    MovedStandard,
    ReviewItem,
    load_moved_standards,
    load_review_list,
    of_teams,
)
from kpitui.views.standard_lines import StandardLine

DECISION_DAYS = 31
"""Without a month a report tells the decisions of so many days."""


class ReportedKpi(Struct, frozen=True):
    """One KPI with its chart, what was decided about it in the days of the report, newest first,
    and what got worse beside it.
    """

    line: KpiLine
    chart: MetricChart
    decided: tuple[Review, ...]
    beside: Meanwhile = NOTHING

    @property
    def signal(self) -> str:
        """What the chart says where its last finished period is more than routine
        variation; else nothing.
        """
        return self.chart.words[0] if self.chart.changing else ""


class Report(Struct, frozen=True):
    """Everything a report tells; KPIs worst first, the standards apart from them."""

    day: date
    since: date
    mission: Mission | None
    kpis: tuple[ReportedKpi, ...]
    ended: tuple[tuple[KpiLine, tuple[Review, ...]], ...]
    """KPIs that ended since, and those that ended before of which something was decided since, with
    the decisions about them.
    """
    verdicts: tuple[tuple[Strategy, Verdict], ...]
    """What was learned from the strategies that ended since."""
    standards: tuple[StandardLine, ...]
    moved: tuple[tuple[MovedStandard, MetricChart], ...] = ()
    """Standards that got worse, with their charts."""
    corrected: int = 0
    """How many readings of these days were corrected after them."""
    decisions: tuple[DecisionLine, ...] = ()
    """What was decided or done in these days, and what waits, that first."""
    coaching: CoachingDone | None = None
    """How much was coached since, and what became of it."""
    whose: str = ""
    """Whose readings the KPIs are judged by, or of which teams the standards are, in words."""
    period: str = ""
    """Which period it is of, by the name that the organisation gave it, where one was asked for."""


def load_report(
    database: DatabaseFile,
    as_of: AsOf,
    config: Config,
    since: date,
    shown: TeamsShown = EVERY_TEAM,
    team: Team | None = None,
) -> Report:
    """The report of a day, with the decisions from another day on, with the standards of some teams
    and of everyone; with a `team` its readings alone tell of the KPIs.
    """
    of, days = SubjectFilter(team_id=team.id) if team else EVERYBODY, _Days(since, as_of.day)
    reviews = load_review_list(database, as_of, ended=True, of=of)
    lines = [(item.line.kpi, item.line.strategy) for item in reviews.items]
    beside = {} if team else load_beside_each(database, lines, as_of)
    name = team.name if team else "Organisation"
    chart = partial(load_chart, database, as_of=as_of, config=config)
    kpis = tuple(
        ReportedKpi(
            item.line,
            chart(ChartQuestion(item.line.metric.id, of, name, kpi_id=item.line.kpi.id)),
            days.decided(item),
            beside.get(item.line.kpi.id, NOTHING),
        )
        for item in reviews.items
    )
    ended = days.ended(reviews.ended)
    moved = tuple(
        (team, chart(question_of(team)))
        for team in of_teams(load_moved_standards(database, reviews.overview), shown)
    )
    standards = tuple(
        standard for standard in reviews.overview.standards if shown.shares(standard.standard)
    )
    told = [kpi.line for kpi in kpis] + [line for line, _ in ended]
    corrected = load_corrected(database, as_of, told, standards, since, of_team=team is not None)
    return Report(
        as_of.day, since, reviews.mission, kpis, ended, days.verdicts(reviews.overview), standards,
        moved, corrected, days.register(reviews.decisions),
        load_coaching_done(database, since, as_of.day, shown),
        _whose(reviews.overview, team, shown),
    )  # fmt: skip


class _Days(Struct, frozen=True):
    """The days that a report is of, and what fell into them."""

    since: date
    until: date

    def _has_end_of(self, record: Strategy | Kpi) -> bool:
        return record.ends_on is not None and self.since <= record.ends_on <= self.until

    def decided(self, item: ReviewItem) -> tuple[Review, ...]:
        """What was decided about a KPI, newest first."""
        return tuple(review for review in item.reviews if review.date >= self.since)

    def ended(self, items: Iterable[ReviewItem]) -> tuple[tuple[KpiLine, tuple[Review, ...]], ...]:
        """The KPIs that ended, which would vanish with it, and a decision to stop them."""
        found = ((item.line, self.decided(item)) for item in items)
        return tuple(one for one in found if one[1] or self._has_end_of(one[0].kpi))

    def verdicts(self, overview: Overview) -> tuple[tuple[Strategy, Verdict], ...]:
        """The strategies that ended, with what was learned."""
        return tuple(
            (strategy.strategy, strategy.verdict)
            for priority in overview.priorities
            for strategy in priority.strategies
            if strategy.verdict is not None and self._has_end_of(strategy.strategy)
        )

    def register(self, decisions: Iterable[DecisionLine]) -> tuple[DecisionLine, ...]:
        """What was decided or done, and what waits."""
        return tuple(
            decision
            for decision in decisions
            if decision.review.date >= self.since
            or decision.decision.done_on is None
            or decision.decision.done_on >= self.since
        )


def _whose(overview: Overview, team: Team | None, shown: TeamsShown) -> str:
    if team is None:
        return f"standards of {shown.said}" if shown else ""
    left_out = f" ({overview.not_shown})" if overview.not_shown else ""
    return f"readings of {team.name}{left_out}"


def question_of(moved: MovedStandard) -> ChartQuestion:
    """The chart of those that a standard is for."""
    return ChartQuestion(moved.line.metric.id, moved.subject, moved.line.scope)
