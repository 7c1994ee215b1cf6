"""Sessions about what varied as it always does, by what could be known at the end of the period in
which each was held: neither an earlier nor a later verdict says what a coach saw.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from kpitui.domain.file_rules import FileRules
from kpitui.domain.periods import AsOf, PeriodKind, period_of
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.dated import live
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.domain.records.session import CoachingSession
from kpitui.storage.driver import Database
from kpitui.storage.plan import PlanRecords
from kpitui.views.clearly_below import Key, load_clearly_below
from kpitui.views.judgement import Look, judge
from kpitui.views.limit_marks import UNMARKED, LimitMarks, load_limit_marks
from kpitui.views.team_members import team_of


class CoachedOnNoise:
    """Finds them; each chart and each team is looked at once for the sessions of one period."""

    def __init__(
        self,
        db: Database,
        plan: PlanRecords,
        people: Mapping[int, Person],
        as_of: AsOf,
        rules: FileRules,
    ) -> None:
        self._db, self._plan, self._people = db, plan, people
        self._as_of, self._rules = as_of, rules
        self._quiet: dict[tuple[int, SubjectFilter, date], bool] = {}
        self._below: dict[tuple[int, date], frozenset[Key]] = {}
        self._marks: dict[tuple[int, date], LimitMarks] = {}

    def of(self, sessions: Iterable[CoachingSession]) -> Iterator[tuple[int, int]]:
        """The sessions of late, each with a metric in which neither the person nor their team
        showed a signal, and of which the person was not clearly below the standard.
        """
        since = self._as_of.day - timedelta(days=self._rules.health.days_of_coaching)
        for session in (session for session in sessions if session.date >= since):
            person = self._people[session.person_id]
            team_id = team_of(person, session.date)
            if team_id is None:
                continue
            subjects = SubjectFilter(team_id=team_id), SubjectFilter(person_ids=(person.id,))
            for metric_id in session.focus:
                then = self._then(self._plan.metrics[metric_id], session.date)
                if all(
                    self._varied_as_usual(metric_id, subject, then) for subject in subjects
                ) and (
                    person.id,
                    metric_id,
                ) not in self._clearly_below(team_id, then):
                    yield session.id, metric_id

    def _then(self, metric: Metric, day: date) -> AsOf:
        """The end of the period of a day, or today where it is still running."""
        period = period_of(day, PeriodKind.of(metric.cadence), self._rules.calendar)
        return AsOf(min(period.last, self._as_of.day), self._as_of.today)

    def _varied_as_usual(self, metric_id: int, subject: SubjectFilter, then: AsOf) -> bool:
        """Whether there was a verdict on a series, and its chart claimed no change."""
        key = metric_id, subject, then.day
        if key not in self._quiet:
            look = Look(self._plan.metrics[metric_id], subject)
            marks = self._marks_of(metric_id, then)
            judged = judge(self._db, look, then, self._rules, marks)
            segments = judged.limits.segments
            decided = segments and not segments[-1].trial and segments[-1].limits is not None
            self._quiet[key] = bool(decided) and not judged.changes
        return self._quiet[key]

    def _marks_of(self, metric_id: int, then: AsOf) -> LimitMarks:
        key = metric_id, then.day
        if key not in self._marks:
            found = load_limit_marks(self._db, [metric_id], then.day)
            self._marks[key] = found.get(metric_id, UNMARKED)
        return self._marks[key]

    def _clearly_below(self, team_id: int, then: AsOf) -> frozenset[Key]:
        key = team_id, then.day
        if key not in self._below:
            found = load_clearly_below(
                self._db, self._plan, self._team_on(team_id, then.day), then, self._rules
            )
            self._below[key] = frozenset(found.people)
        return self._below[key]

    def _team_on(self, team_id: int, day: date) -> Sequence[Person]:
        here = live(self._people.values(), day)
        return [person for person in here if team_of(person, day) == team_id]
