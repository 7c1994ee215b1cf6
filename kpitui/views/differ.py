"""Who really differs: the teams held against each other, then the people within each team."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.differ import Compared, Comparison
from kpitui.domain.errors import NothingFound
from kpitui.domain.expected_share import expected_of, share_on
from kpitui.domain.file_rules import FileRules
from kpitui.domain.judgement.worsening import bad_side
from kpitui.domain.metric_chart import Mark
from kpitui.domain.natural_limits import FEWEST
from kpitui.domain.people import scopes_on
from kpitui.domain.periods import AsOf, Period, PeriodKind, first_day, periods_between
from kpitui.domain.plan import Expectations
from kpitui.domain.readings import NOTHING, SubjectFilter, Sums
from kpitui.domain.records.dated import is_over, live
from kpitui.domain.records.metric import Aggregation, Metric, Range
from kpitui.domain.records.person import Person, team_on
from kpitui.domain.records.team import Team
from kpitui.domain.same_standard import compared_levels
from kpitui.domain.text import name_order
from kpitui.storage.branches import why_not_shown
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.days import Cut, load_days
from kpitui.storage.driver import Database
from kpitui.storage.last_readings import (
    last_dates,
    last_days_of_people,
    recorded_days,
    was_read_in_person,
)
from kpitui.storage.people import load_people, load_teams
from kpitui.storage.plan import load_kpis_and_standards, load_metrics
from kpitui.storage.readings import load_days_by_person
from kpitui.storage.recording_began import recording_began
from kpitui.storage.teams import load_team_tree
from kpitui.views.compared_series import compare_series
from kpitui.views.series import PeriodValue, series_of

PERIODS = 12
"""So many of the newest finished periods are compared where nothing else is said."""


class DifferLine(Struct, frozen=True):
    """A person or a team; `compared` is None where there are too few `periods`, or where they are
    held to `other`, a standard that too few share; `mark` says how they differ, None where they do
    not.
    """

    key: str
    """The key of its line on the People screen."""
    id: int
    name: str
    periods: int
    compared: Compared | None = None
    mark: Mark | None = None
    other: Range | None = None


class DifferGroup(Struct, frozen=True):
    """What is held against each other: the teams, or the people of the `team`, of none where that
    is None. Those who differ come first, then the others, then those with too few periods, each by
    name; without any they are left out. `comparison` is None where fewer than two have enough.
    """

    of_teams: bool
    team: Team | None
    lines: tuple[DifferLine, ...]
    comparison: Comparison | None
    level: Range | None = None
    """What all of them are held to, where people of the team have different standards."""

    @property
    def marks(self) -> dict[Hashable, tuple[str, str]]:
        """The name and the mark of each line, in their order."""
        return {line.id: (line.name, line.mark.value if line.mark else "") for line in self.lines}


class Differ(Struct, frozen=True):
    """A metric over some finished periods, oldest first, and the groups: first the teams, then the
    people of each.
    """

    metric: Metric
    by: PeriodKind
    periods: tuple[Period, ...]
    groups: tuple[DifferGroup, ...]
    noun: str
    """What one of the periods is called."""


def load_differ(
    database: DatabaseFile,
    metric_id: int,
    as_of: AsOf,
    *,
    team_id: int | None = None,
    last: int = PERIODS,
) -> Differ:
    """The comparison of the newest `last` finished periods, of one team's people, and the teams
    below it with theirs, alone where it is named; raises `NothingFound` with the reason where
    nothing can be compared.
    """
    with reading(database) as db:
        found = load_metrics(db, [metric_id], known_on=as_of.known_on)
        if not found:
            raise NothingFound("This metric was removed from the file.")
        look = _Look(db, found[0], as_of, database.rules.on(as_of.day), last)
        groups = list(look.groups(team_id))
    if all(group.comparison is None for group in groups):
        only_people = team_id is not None or look.metric.aggregation is Aggregation.SUM
        of = "agents" if only_people else "agents or teams"
        raise NothingFound(
            f"Too few to compare: fewer than 2 {of} have {FEWEST} full {look.noun}s of "
            f"{look.metric.name}."
        )
    return Differ(look.metric, look.by, look.periods, tuple(groups), look.noun)


def load_comparable(database: DatabaseFile, as_of: AsOf) -> list[Metric]:
    """The metrics of the day that were recorded of people, by name, then those of teams only."""
    day = as_of.day
    with reading(database) as db:
        found = [
            metric
            for metric in load_metrics(db, known_on=as_of.known_on)
            if not is_over(metric, day) and recorded_days(db, metric.id, day, 1)
        ]
        return sorted(found, key=lambda metric: not was_read_in_person(db, metric.id, day))


class _Look:
    """One look at the file for the comparison of a metric."""

    def __init__(
        self, db: Database, metric: Metric, as_of: AsOf, rules: FileRules, last: int
    ) -> None:
        if is_over(metric, as_of.day):
            raise NothingFound(
                f"{metric.name} ended on {metric.ends_on}; use --as-of with an earlier date."
            )
        self._db, self._as_of, self._rules = db, as_of, rules
        self.metric, self.by = metric, PeriodKind.of(metric.cadence)
        self.noun = rules.calendar.on(as_of.day).noun(self.by)
        self._cut = Cut(self.by, rules.calendar)
        self.periods = self._newest(last)
        self._since, self._until = self.periods[0].first, self.periods[-1].last
        _, standards = load_kpis_and_standards(db, metric.id, known_on=as_of.known_on)
        self._tree = load_team_tree(db, known_on=as_of.known_on)
        self._expected = Expectations(standards, self._tree)

    def groups(self, team_id: int | None) -> Iterator[DifferGroup]:
        """The teams, then the people of each; or those below one team, then its people. Teams are
        not compared by totals, of which a larger one has more.
        """
        known_on, day = self._as_of.known_on, self._as_of.day
        teams = live(load_teams(self._db, known_on=known_on), day)
        if self.metric.aggregation is not Aggregation.SUM:
            compared = self._side_by_side(teams, team_id)
            of_teams = [
                (team.id, team.name, self._of_team(team))
                for team in compared
                if self._is_shown(team)
            ]
            if sum(bool(series) for *_, series in of_teams) > 1:
                yield self._group(of_teams)
        people = live(load_people(self._db, known_on=known_on), day)
        of_all = self._of_people(people)
        under = None if team_id is None else self._tree.under(team_id, day)
        wanted = [team for team in teams if under is None or team.id in under]
        by_team: dict[int | None, list[Person]] = defaultdict(list)
        for person in people:
            if of_all[person.id]:
                by_team[team_on(person.memberships, day)].append(person)
        for team in (*wanted, *([None] if team_id is None else [])):
            yield from self._of_one_team(team, by_team[team.id if team else None], of_all)

    def _side_by_side(self, teams: Sequence[Team], team_id: int | None) -> list[Team]:
        """The teams right below a team, else those that no other is below: never a team and a part
        of it.
        """
        parent = partial(self._tree.parent, day=self._as_of.day)
        if team_id is not None:
            return [team for team in teams if parent(team.id) == team_id]
        parents = {parent(team.id) for team in teams}
        return [team for team in teams if team.id not in parents]

    def _of_one_team(
        self, team: Team | None, people: Sequence[Person], of_all: Mapping[int, list[PeriodValue]]
    ) -> Iterator[DifferGroup]:
        """Those held to another standard than most among their own, or not compared. Who is held to
        none is compared with most.
        """
        held = {person.id: self._level(person) for person in people}
        split = compared_levels(held.values())
        levels: list[Range | None] = [*split] or [None]
        for level in levels:
            first = level in (None, *split[:1])
            wanted = [person for person in people if not split or held[person.id] == level]
            others: list[DifferLine] = []
            if split and first:
                wanted += [person for person in people if held[person.id] is None]
                others = [
                    DifferLine(
                        f"person-{person.id}", person.id, person.name, 0, other=held[person.id]
                    )
                    for person in people
                    if held[person.id] not in (None, *split)
                ]
            if found := [(person.id, person.name, of_all[person.id]) for person in wanted]:
                group = self._group(found, team, of_teams=False)
                yield replace(group, lines=(*group.lines, *others), level=level)

    def _level(self, person: Person) -> Range | None:
        """What someone is held to at the end of the compared periods."""
        found = self._expected.of(scopes_on(person, self._until, self._tree), self._until)
        if found is None:
            return None
        share = share_on(person, self.metric, self._until, self._rules.full_time_on(self._until))
        return expected_of(found[1].level, share)

    def _newest(self, last: int) -> tuple[Period, ...]:
        """The newest finished periods in which something was recorded; where none recorded means
        none happened, simply the newest.
        """
        metric, day = self.metric, self._as_of.last_full_day
        days = recorded_days(self._db, metric.id, day, (last + 1) * self._cut.longest)
        if not days:
            raise NothingFound(self._why_nothing())
        if metric.zero_filled:
            since = max(first_day(self.by, self._as_of, last + 1, self._rules.calendar), days[-1])
            found: Iterable[Period] = periods_between(since, day, self.by, self._rules.calendar)
        else:
            found = sorted({self._cut.period(day) for day in days})
        finished = [period for period in found if self._as_of.finished(period)]
        if not finished:
            raise NothingFound(self._why_nothing())
        return tuple(finished[-last:])

    def _why_nothing(self) -> str:
        metric, day = self.metric, self._as_of.day
        known = last_dates(self._db, [metric.id], day)
        if known and not recorded_days(self._db, metric.id, day, 1):
            return (
                f"{metric.name} is recorded for the whole organisation only; agents and teams "
                "cannot be compared."
            )
        return f"{metric.name} has no full {self.by} of results for agents or teams up to {day}."

    def _is_shown(self, team: Team) -> bool:
        subject = SubjectFilter(team_id=team.id)
        return not why_not_shown(self._db, subject, self._since, self._until)

    def _of_team(self, team: Team) -> list[PeriodValue]:
        days = load_days(
            self._db, [self.metric], SubjectFilter(team_id=team.id), self._cut,
            since=self._since, until=self._until,
        )  # fmt: skip
        return self._series(days.get(self.metric.id, []))

    def _of_people(self, people: Sequence[Person]) -> dict[int, list[PeriodValue]]:
        """The periods of each since they are in their team."""
        ids = [person.id for person in people]
        days = load_days_by_person(
            self._db, [self.metric.id], ids, since=self._since, until=self._until
        )
        found = {}
        counted = last_days_of_people(self._db, [self.metric.id], ids, self._as_of.day)
        for person in people:
            since = _in_team_since(person, self._as_of.day)
            of_one = [
                each for each in days.get((person.id, self.metric.id), []) if each[0] >= since
            ]
            # Of whom nothing was ever recorded, none recorded says nothing.
            zeros = [self.metric] if person.id in counted else []
            for begun in recording_began(self._db, zeros, [person.id]).values():
                of_one.insert(0, (max(self._since, begun, since), NOTHING))
            found[person.id] = [each for each in self._series(of_one) if each.period.first >= since]
        return found

    def _series(self, days: Sequence[tuple[date, Sums]]) -> list[PeriodValue]:
        """The compared periods that are whole ones, and have a value."""
        every = series_of(
            self.metric, days, self.by, self._as_of, first=self._since,
            calendar=self._rules.calendar,
        )  # fmt: skip
        return [
            value
            for value in every
            if value.period in self.periods
            and value.value is not None
            and not value.partial_because
        ]

    # comparing ------------------------------------------------------------------------------------

    def _group(
        self,
        found: Sequence[tuple[int, str, list[PeriodValue]]],
        team: Team | None = None,
        *,
        of_teams: bool = True,
    ) -> DifferGroup:
        of_each = ((id, series) for id, _, series in found)
        comparison = compare_series(self.metric, self.periods, [*of_each])
        held = {compared.key: compared for compared in comparison.compared} if comparison else {}
        kind = "team" if of_teams else "person"
        lines = [
            self._line(DifferLine(f"{kind}-{id}", id, name, len(series), held.get(id)))
            for id, name, series in found
            if series
        ]
        return DifferGroup(of_teams, team, tuple(sorted(lines, key=_rank)), comparison)

    def _line(self, line: DifferLine) -> DifferLine:
        side = line.compared.side if line.compared else None
        if line.compared is None or side is None:
            return line
        bad = bad_side(self.metric.direction, line.compared.value, None)
        mark = Mark.UNUSUAL if bad is None else Mark.WORSE if side == bad else Mark.BETTER
        return replace(line, mark=mark)


def _rank(line: DifferLine) -> tuple[bool, bool, str]:
    return line.compared is None, line.mark is None, name_order(line.name)


def _in_team_since(person: Person, day: date) -> date:
    """Since when a person is in the team of a day, whatever roles they had in it."""
    team, since = team_on(person.memberships, day), person.starts_on
    for held in person.memberships:
        if held.starts_on > day:
            break
        if held.team_id != team:
            since = held.ends_on or day
    return max(since, person.starts_on)
