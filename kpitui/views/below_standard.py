"""What Health says of people and teams below their standards: who is named, and what a whole team
shares.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from kpitui.domain.file_rules import FileRules
from kpitui.domain.health.snapshot import PersonBelow, TeamBelow
from kpitui.domain.judgement.clearly_below import PERIODS
from kpitui.domain.periods import AsOf, Period, PeriodKind
from kpitui.domain.plan import expectation
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.annotation import Annotation
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.domain.sizes_words import together_words
from kpitui.storage.coaching import load_annotations
from kpitui.storage.driver import Database
from kpitui.storage.plan import PlanRecords
from kpitui.views.clearly_below import Evidence, load_clearly_below
from kpitui.views.judgement import Judged
from kpitui.views.meanwhile import worse_of
from kpitui.views.team_members import team_of

Judge = Callable[[int, SubjectFilter], Judged]
"""Gives the verdict on the series of a metric and a subject."""


class BelowStandard:
    """Who of everyone is clearly below a standard, and the teams of which most miss one."""

    def __init__(
        self,
        db: Database,
        plan: PlanRecords,
        people: Sequence[Person],
        as_of: AsOf,
        rules: FileRules,
        judge: Judge,
    ) -> None:
        self._plan, self._as_of, self._judge = plan, as_of, judge
        self._events = [
            annotation
            for annotation in load_annotations(db)
            if annotation.person_id is None and annotation.date <= as_of.day
        ]
        self._found = load_clearly_below(db, plan, people, as_of, rules).people
        self._team = {person.id: team_of(person, as_of.day) for person in people}
        self.people = tuple(
            PersonBelow(person_id, metric_id, _said(plan.metrics[metric_id], one), one.team.most)
            for (person_id, metric_id), one in self._found.items()
        )
        self.teams = tuple(self._teams())

    def _teams(self) -> Iterator[TeamBelow]:
        shared = {
            (team_id, metric_id): one
            for (person_id, metric_id), one in self._found.items()
            if one.team.most and (team_id := self._team[person_id]) is not None
        }
        for (team_id, metric_id), one in shared.items():
            metric = self._plan.metrics[metric_id]
            since = self._since(team_id, metric)
            first = since.first if since else one.periods[0].first
            event = self._event(team_id, metric, first)
            yield TeamBelow(
                team_id, metric_id, one.team.short, one.team.measured,
                since.since(self._as_of.day) if since else "", event,
            )  # fmt: skip

    def _since(self, team_id: int, metric: Metric) -> Period | None:
        """Where the change for the worse of a team began, by the chart of the team."""
        held = expectation(
            [standard for standard in self._plan.standards if standard.metric_id == metric.id],
            self._as_of.day,
            self._plan.tree,
            person_id=None,
            role_id=None,
            team_id=team_id,
        )
        judged = self._judge(metric.id, SubjectFilter(team_id=team_id))
        worse = worse_of(metric, judged, held[0] if held else None)
        return worse.since if worse else None

    def _event(self, team_id: int, metric: Metric, since: date) -> str:
        """The event of a team or everyone nearest to a day, no further than the periods looked at;
        one of the metric or a strategy that it is a KPI of goes before one of another metric, which
        is named.
        """
        most = PERIODS * metric.cadence.days
        own = (
            event
            for event in self._events
            if event.team_id in (None, *self._plan.tree.with_above(team_id, event.date))
        )
        near = [annotation for annotation in own if abs((annotation.date - since).days) <= most]
        if not near:
            return ""
        serves = {kpi.strategy_id for kpi in self._plan.kpis if kpi.metric_id == metric.id}

        def rank(one: Annotation) -> tuple[bool, int]:
            own = one.metric_id == metric.id or one.strategy_id in serves
            return not own, abs((one.date - since).days)

        found = min(near, key=rank)
        other = ""
        if found.metric_id not in (None, metric.id):
            other = f" ({self._plan.metrics[found.metric_id or 0].name})"
        return f"“{found.text}” on {found.date}{other}"


def _said(metric: Metric, one: Evidence) -> str:
    noun = PeriodKind.of(metric.cadence).value
    return together_words(metric, one.value, one.together.sums, len(one.periods), noun=noun)
