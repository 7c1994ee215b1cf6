"""Who is clearly below a standard, so clearly that it is no chance: decided in one list for a whole
team and all its standards, whatever of it is shown (`design/judgement.md` §6).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.file_rules import FileRules
from kpitui.domain.held import edges_of, held_most
from kpitui.domain.holm import holm
from kpitui.domain.judgement.clearly_below import (
    FAMILY_LEVEL,
    PERIODS,
    Together,
    chance_of_mean,
    chance_of_share,
    chance_of_shares,
)
from kpitui.domain.people import scopes_on
from kpitui.domain.periods import AsOf, Period, PeriodKind, first_day, periods_between
from kpitui.domain.plan import Expectations, ScopeKey, standards_by_metric
from kpitui.domain.progress import is_stale
from kpitui.domain.readings import NOTHING, Sums, combine
from kpitui.domain.records.absence import counted_day
from kpitui.domain.records.dated import is_over
from kpitui.domain.records.metric import Aggregation, Metric, Range
from kpitui.domain.records.person import Person
from kpitui.storage.driver import Database
from kpitui.storage.last_readings import load_last_day_by_person
from kpitui.storage.person_sums import PersonSums, load_sized_sums
from kpitui.storage.plan import PlanRecords
from kpitui.storage.readings import PersonRow, day_of, each_of_people
from kpitui.views.team_members import team_of

Key = tuple[int, int]
"""Person and metric."""

FEWEST_OF_A_TEAM = 3
"""What most of a team do is said of no fewer people."""


class TeamMetric(Struct, frozen=True):
    """How many of a team were measured on a metric, and how many of them missed the standard over
    the newest periods together.
    """

    measured: int
    short: int

    @property
    def most(self) -> bool:
        """Whether most of them missed it, so that it is no matter of one of them; of fewer than
        three nothing is said.
        """
        return self.measured >= FEWEST_OF_A_TEAM and 2 * self.short > self.measured


class Evidence(Struct, frozen=True):
    """What makes someone clearly below a standard: their readings with a size of the newest
    periods together, how likely as much comes by chance among all that the team is tested on, and
    how the team did.
    """

    value: float
    together: Together
    periods: tuple[Period, ...]
    chance: float
    team: TeamMetric


class ClearlyBelow(Struct, frozen=True):
    """Who is clearly below which standard, and how the teams did, by team and metric."""

    people: Mapping[Key, Evidence]
    teams: Mapping[tuple[int | None, int], TeamMetric]


def load_clearly_below(
    db: Database, plan: PlanRecords, people: Sequence[Person], as_of: AsOf, rules: FileRules
) -> ClearlyBelow:
    """Who of some people is clearly below a standard that holds for them; the people are whole
    teams, as each is tested as one.
    """
    look = _Look(db, plan, people, as_of, rules)
    for kind in PeriodKind:
        look.at(kind)
    return ClearlyBelow(look.named(), look.teams())


class _Found(Struct, frozen=True):
    """What one person and metric gave: the chance, what it comes from, and the newest day read."""

    together: Together
    periods: tuple[Period, ...]
    chance: float
    last_on: date


class _Look:
    """One look at whole teams: at each kind of period, then at all that was found."""

    def __init__(
        self, db: Database, plan: PlanRecords, people: Sequence[Person], as_of: AsOf,
        rules: FileRules,
    ) -> None:  # fmt: skip
        self._db, self._as_of, self._rules = db, as_of, rules
        self._people = {person.id: person for person in people}
        self._team = {person.id: team_of(person, as_of.day) for person in people}
        self._metrics, self._tree = plan.metrics, plan.tree
        standards = standards_by_metric(plan.standards)
        self._standards = {
            metric_id: Expectations(found, plan.tree)
            for metric_id, found in standards.items()
            if not is_over(plan.metrics[metric_id], as_of.day)
        }
        moves = plan.tree.days_of_change()
        self._edges = {
            metric_id: edges_of(level for standard in found for level in standard.levels) | moves
            for metric_id, found in standards.items()
        }
        self._own = {standard.person_id for standard in plan.standards if standard.person_id}
        self._levels: dict[tuple[date, tuple[ScopeKey, ...]], dict[int, Range]] = {}
        self._found: dict[Key, _Found] = {}
        self._measured: Counter[tuple[int | None, int]] = Counter()
        self._short: Counter[tuple[int | None, int]] = Counter()

    def at(self, kind: PeriodKind) -> None:
        """Look at the metrics of one kind of period."""
        metrics = [
            standard
            for standard in self._standards
            if PeriodKind.of(self._metrics[standard].cadence) is kind
            and self._metrics[standard].aggregation in (Aggregation.RATIO, Aggregation.MEAN)
        ]
        window = self._window(kind)
        if not metrics or not self._people or not window:
            return
        first, last = window[0].first, window[-1].last
        changing = {metric for metric in metrics if _within(self._edges[metric], first, last)}
        moved = {
            person.id
            for person in self._people.values()
            if _within(edges_of(person.memberships), first, last)
        }
        closer: dict[Key, tuple[Range, tuple[Period, ...]]] = {}
        levels: dict[int, dict[int, Range]] = {}
        for total in load_sized_sums(self._db, metrics, self._people, since=first, until=last):
            key, person = (total.person_id, total.metric_id), self._people[total.person_id]
            if total.metric_id in changing or total.person_id in moved:
                if held := self._held(person, self._metrics[total.metric_id], window):
                    closer[key] = held
                continue
            if person.id not in levels:
                levels[person.id] = self._levels_on(person, last)
            level = levels[person.id].get(total.metric_id)
            if level is not None and not self._told_by_sums(key, total, level):
                closer[key] = level, window
        self._look_closer(closer, first, last)

    def _told_by_sums(self, key: Key, one: PersonSums, level: Range) -> bool:
        """Whether the sums of all periods tell enough: not of an average that misses its standard,
        nor of a share so low that how its periods vary matters; these have to be seen.
        """
        metric, together = self._metrics[one.metric_id], Together(one.sums, one.shares)
        short = together.short(metric, level)
        if short and not (
            together.counted(metric, level)
            and chance_of_share(metric, level, one.sums) > FAMILY_LEVEL
        ):
            return False
        if together.value(metric) is not None:
            self._note(key, short)
        return True

    def named(self) -> dict[Key, Evidence]:
        """Who is clearly below, among all that their team is tested on; no one of whom nothing was
        read lately.
        """
        tests: Counter[int | None] = Counter()
        for person in self._people.values():
            tests[self._team[person.id]] += len(self._levels_on(person, self._as_of.day))
        of_team: dict[int | None, dict[Key, float]] = defaultdict(dict)
        for key, found in self._found.items():
            if found.chance <= FAMILY_LEVEL:
                of_team[self._team[key[0]]][key] = found.chance
        named = {
            key: chance
            for team_id, chances in of_team.items()
            for key, chance in holm(chances, tests[team_id]).items()
            if chance <= FAMILY_LEVEL
        }
        stale = self._stale(named)
        teams = self.teams()
        return {
            key: self._evidence(key, chance, teams)
            for key, chance in named.items()
            if key not in stale
        }

    def teams(self) -> dict[tuple[int | None, int], TeamMetric]:
        """How many of each team were measured, and how many missed the standard."""
        return {key: TeamMetric(count, self._short[key]) for key, count in self._measured.items()}

    def _evidence(
        self, key: Key, chance: float, teams: Mapping[tuple[int | None, int], TeamMetric]
    ) -> Evidence:
        found, team_id = self._found[key], self._team[key[0]]
        # Those in no team share nothing but that.
        team = TeamMetric(0, 0) if team_id is None else teams[team_id, key[1]]
        value = found.together.value(self._metrics[key[1]])
        assert value is not None
        return Evidence(value, found.together, found.periods, chance, team)

    def _window(self, kind: PeriodKind) -> tuple[Period, ...]:
        """The newest finished periods, oldest first."""
        calendar = self._rules.calendar
        since = first_day(kind, self._as_of, PERIODS + 1, calendar)
        periods = periods_between(since, self._as_of.day, kind, calendar)
        return tuple(period for period in periods if self._as_of.finished(period))[-PERIODS:]

    def _levels_on(self, person: Person, day: date) -> dict[int, Range]:
        """The level of each metric that is expected of someone on a day; worked out once for all
        of one team and role.
        """
        scopes = scopes_on(person, day, self._tree)
        key = day, scopes if person.id in self._own else scopes[1:]
        if key not in self._levels:
            self._levels[key] = {
                metric_id: found[1].level
                for metric_id, standards in self._standards.items()
                if (found := standards.of(key[1], day))
            }
        return self._levels[key]

    def _held(
        self, person: Person, metric: Metric, window: tuple[Period, ...]
    ) -> tuple[Range, tuple[Period, ...]] | None:
        """The level of the newest period, and the periods in which the same held; who is judged by
        a new level is not held to it before.
        """
        edges = self._edges[metric.id] | edges_of(person.memberships)
        levels = [
            held_most(lambda day: self._levels_on(person, day).get(metric.id), edges, period)
            for period in window
        ]
        now = levels[-1]
        if now is None:
            return None
        same = tuple(period for period, level in zip(window, levels, strict=True) if level == now)
        return now, same

    def _look_closer(
        self, wanted: Mapping[Key, tuple[Range, tuple[Period, ...]]], since: date, until: date
    ) -> None:
        """Read the periods of those whose sums do not tell enough."""
        of_metric: dict[int, list[int]] = defaultdict(list)
        for person_id, metric_id in wanted:
            of_metric[metric_id].append(person_id)
        for metric_id, people in of_metric.items():
            every = each_of_people(self._db, [metric_id], people, since=since, until=until)
            self._look_at_periods(self._metrics[metric_id], every, wanted)

    def _look_at_periods(
        self,
        metric: Metric,
        every: Iterable[tuple[Key, Iterable[PersonRow]]],
        wanted: Mapping[Key, tuple[Range, tuple[Period, ...]]],
    ) -> None:
        for key, found in every:
            level, periods = wanted[key]
            read = [one for one in found if _sized(one)]
            values, parts, shares, last_on = _periods_of(metric, read, periods)
            if last_on is None:
                continue
            together = Together(sum(parts, NOTHING), shares)
            short = together.short(metric, level)
            self._note(key, short)
            if not short:
                continue
            chance = (
                chance_of_shares(metric, level, parts)
                if together.counted(metric, level)
                else chance_of_mean(level, values)
            )
            if chance is not None:
                self._found[key] = _Found(together, periods, chance, last_on)

    def _note(self, key: Key, short: bool) -> None:
        """That someone was measured, and whether they missed the standard."""
        of = self._team[key[0]], key[1]
        self._measured[of] += 1
        self._short[of] += short

    def _stale(self, keys: Collection[Key]) -> set[Key]:
        """Of whom nothing was read lately, with or without a size."""
        doubtful = {key for key in keys if self._is_stale(key, self._found[key].last_on)}
        if not doubtful:
            return set()
        newest = load_last_day_by_person(
            self._db, {one for _, one in doubtful}, {one for one, _ in doubtful}, self._as_of.day
        )
        return {key for key in doubtful if self._is_stale(key, newest[key][-1][0])}

    def _is_stale(self, key: Key, last_on: date) -> bool:
        """Whether the newest day read is long ago, as it counts for who was away since."""
        day = self._as_of.day
        counted = counted_day(self._people[key[0]].absences, last_on, day)
        return is_stale(self._metrics[key[1]], counted, day, self._rules.calendar)


def _within(edges: Iterable[date | None], first: date, last: date) -> bool:
    return any(day is not None and first < day <= last for day in edges)


def _sized(row: PersonRow) -> bool:
    _, _, _, _, n, _, denominator = row
    return n is not None or denominator is not None


def _periods_of(
    metric: Metric, rows: Sequence[PersonRow], periods: Sequence[Period]
) -> tuple[list[float], list[Sums], bool, date | None]:
    """The values and the sums of some periods, oldest first, whether all readings are so many of a
    whole number, and the newest day read.
    """
    values, parts, shares, last_on = [], [], True, None
    days = [day_of(row) for row in rows]
    for period in periods:
        inside = [day for day in days if period.first <= day[0] <= period.last]
        value, of_period = combine(metric, inside)
        if value is None or (metric.aggregation is Aggregation.RATIO and not of_period.denominator):
            continue
        values.append(value)
        parts.append(of_period)
        last_on = inside[-1][0]
        shares = shares and all(
            0 <= one.numerator <= one.denominator and one.denominator.is_integer()
            for _, one in inside
        )
    return values, parts, shares, last_on
