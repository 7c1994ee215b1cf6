"""What a total of several people is held against: of what adds up, a standard is that of one person
at full time.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from kpitui.domain.file_rules import FileRules
from kpitui.domain.heads import DAY, Group, Heads
from kpitui.domain.periods import AsOf, Period, PeriodKind
from kpitui.domain.readings import Level, SubjectFilter
from kpitui.domain.records.metric import Aggregation, Metric, Range
from kpitui.storage.branches import Branch, branch_of
from kpitui.storage.days import Cut, levels_read
from kpitui.storage.driver import Database
from kpitui.storage.last_readings import people_with_readings
from kpitui.storage.people import load_people, load_people_ever_in
from kpitui.storage.within import whole_of


class Totals:
    """The totals of a metric of a team, a role or the organisation; asked while the file is being
    read, and looked up only of what adds up.
    """

    def __init__(
        self, db: Database, metric: Metric, subject: SubjectFilter, as_of: AsOf, rules: FileRules
    ) -> None:
        self._narrowed, self._subject, self._as_of, self._rules = db, subject, as_of, rules
        self._metric = metric
        self._adds_up = metric.aggregation is Aggregation.SUM and len(subject.person_ids) != 1

    @cached_property
    def _db(self) -> Database:
        return whole_of(self._narrowed)

    def of(self, level: Range, period: Period) -> Range | None:
        """A level as it is expected of all of them in a period; None where it is not, as they were
        recorded team by team, or no one was there. What was recorded of the whole itself is held
        against the level as it is.
        """
        if not self._adds_up or self._is_own(period):
            return level
        heads = self.heads(period)
        return heads.of(level) if heads else None

    def heads(self, period: Period) -> Heads | None:
        """How many people a level is multiplied by; None where it is not."""
        if not self._adds_up or self._levels_in(period) != {Level.PERSON}:
            return None
        found = self._group.heads(period, self._rules.full_time_in(period))
        return found if found.count else None

    def _is_own(self, period: Period) -> bool:
        return self._branch.own in self._levels_in(period)

    def _levels_in(self, period: Period) -> frozenset[Level]:
        """At which levels it was recorded in a period; in one without any reading as in all."""
        every = frozenset(level for found in self._levels.values() for level in found)
        return self._levels.get(period) or every

    @cached_property
    def _levels(self) -> Mapping[Period, frozenset[Level]]:
        if self._subject.person_ids:
            return {Period(self._as_of.day, self._as_of.day, ""): frozenset([Level.PERSON])}
        cut = Cut(PeriodKind.of(self._metric.cadence), self._rules.calendar)
        return levels_read(self._db, self._metric.id, self._branch, cut, self._as_of.day)

    @cached_property
    def _branch(self) -> Branch:
        return branch_of(self._db, self._subject)

    @cached_property
    def _group(self) -> Group:
        """Those of whom it was ever recorded: others add nothing to it."""
        day, team_id = self._as_of.day, self._subject.team_id
        # Whole records of those alone: a large file has thousands of people.
        read = people_with_readings(self._db, self._metric.id, self._ids(), day)
        people = load_people(self._db, read, known_on=self._as_of.known_on)
        if team_id is None:
            return Group(people, lambda *_: True, (), day)
        branch, under = self._branch, self._branch.under or {}
        spans = [span for of_team in under.values() for span in of_team]
        edges = {first for first, _ in spans} | {last + DAY for _, last in spans if last < date.max}
        return Group(people, lambda team, on: branch.holds(team or 0, on), edges, day)

    def _ids(self) -> Iterable[int] | None:
        """The people who may have readings; None for everyone."""
        subject, known_on = self._subject, self._as_of.known_on
        if subject.person_ids or subject.team_id is None:
            return subject.person_ids or None
        teams = self._branch.under or [subject.team_id]
        return [person.id for person in load_people_ever_in(self._db, *teams, known_on=known_on)]
