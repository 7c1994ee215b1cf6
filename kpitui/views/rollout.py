"""How the KPIs of a strategy changed in the teams that had one of its activities, beside those that
have not had it yet: numbers only, and nothing of why.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from statistics import fmean

from msgspec import Struct

from kpitui.domain.coaching_effect import BEFORE
from kpitui.domain.file_rules import FileRules
from kpitui.domain.periods import AsOf, Period, PeriodKind
from kpitui.domain.readings import SubjectFilter, combine
from kpitui.domain.records.activity import Activity
from kpitui.domain.records.dated import live
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.domain.team_tree import FLAT, TeamTree
from kpitui.domain.text import name_key
from kpitui.storage.days import Cut
from kpitui.storage.driver import Database
from kpitui.storage.people import load_teams
from kpitui.storage.teams import load_team_tree
from kpitui.views.series import PeriodValue, load_series


class RolloutSide(Struct, frozen=True):
    """The periods on one side of a start: what they come to together, and how many have a value."""

    value: float | None
    n: int


class TeamChange(Struct, frozen=True):
    """A metric of a team before and after an activity began; in a team that has `had` it not, by
    the day on which it began elsewhere.
    """

    team: str
    had: bool
    before: RolloutSide
    after: RolloutSide


class Rollout(Struct, frozen=True):
    """An activity, the day on which it began first, and a metric in each team: first those that had
    it.
    """

    activity: str
    since: date
    metric: Metric
    teams: tuple[TeamChange, ...]
    noun: str
    """What the periods that are counted are called."""

    @property
    def by(self) -> PeriodKind:
        """The periods that are counted."""
        return PeriodKind.of(self.metric.cadence)

    @property
    def counts(self) -> list[tuple[int, int]]:
        """How many periods before and after are counted: one pair where that is alike for all."""
        return [*dict.fromkeys((team.before.n, team.after.n) for team in self.teams)]


def starts_of(activities: Iterable[Activity], day: date) -> list[tuple[str, dict[int, date]]]:
    """Each activity of some teams that began by a day, in their order, with the first day of each
    team by its id; those of one name are one.
    """
    found: dict[str, tuple[str, dict[int, date]]] = {}
    for activity in activities:
        if activity.starts_on is None or activity.starts_on > day:
            continue
        _, starts = found.setdefault(name_key(activity.text), (activity.text, {}))
        for team_id in activity.team_ids:
            starts[team_id] = min(activity.starts_on, starts.get(team_id, activity.starts_on))
    return [one for one in found.values() if one[1]]


def load_rollouts(
    db: Database,
    activities: Iterable[Activity],
    metrics: Sequence[Metric],
    as_of: AsOf,
    rules: FileRules,
) -> tuple[Rollout, ...]:
    """What each activity that began in some teams came with, for each of some metrics, by what was
    read up to a day.
    """
    began = starts_of(activities, as_of.day)
    teams = load_teams(db, known_on=as_of.known_on) if began else []
    tree = load_team_tree(db, known_on=as_of.known_on) if began else FLAT
    here = {team.id for team in live(teams, as_of.day)}
    found = []
    for text, starts in began:
        first = min(starts.values())
        others = here - _akin(starts, here, tree, as_of.day)
        there = [team for team in teams if team.id in starts or team.id in others]
        for metric in metrics:
            rows = [
                TeamChange(
                    team.name, team.id in starts,
                    *_around(db, metric, team.id, starts.get(team.id, first), as_of, rules),
                )
                for team in sorted(there, key=lambda team: team.id not in starts)
            ]  # fmt: skip
            read = tuple(row for row in rows if row.before.n or row.after.n)
            if any(row.had for row in read):
                noun = rules.calendar.on(as_of.day).noun(PeriodKind.of(metric.cadence))
                found.append(Rollout(text, first, metric, read, noun))
    return tuple(found)


def _akin(starts: Iterable[int], here: Iterable[int], tree: TeamTree, day: date) -> set[int]:
    """The teams of a day that are not beside those that began: above or below one of them, or made
    of other teams.
    """
    above = {one: {*tree.with_above(one, day)} for one in here}
    began = {team for start in starts for team in tree.with_above(start, day)}
    below = {one for one, chain in above.items() if not chain.isdisjoint(starts)}
    return began | below | {team for one, chain in above.items() for team in chain - {one}}


def _around(
    db: Database, metric: Metric, team_id: int, day: date, as_of: AsOf, rules: FileRules
) -> tuple[RolloutSide, RolloutSide]:
    """The newest periods before that of a day and the first after it, whole ones with a value; its
    own belongs to neither.
    """
    cut = Cut(PeriodKind.of(metric.cadence), rules.calendar)
    at = cut.period(day)
    since = cut.period(at.first - timedelta(days=2 * BEFORE * cut.longest)).first
    subject = SubjectFilter(team_id=team_id)
    series = load_series(db, metric, as_of, subject=subject, since=since, calendar=rules.calendar)
    whole = [value for value in series if value.value is not None and value.partial_because is None]
    before = [value for value in whole if _ends_before(value.period, at)][-BEFORE:]
    after = [value for value in whole if _ends_before(at, value.period)][:BEFORE]
    return _side(metric, before), _side(metric, after)


def _ends_before(one: Period, other: Period) -> bool:
    return one.last < other.first


def _side(metric: Metric, periods: Sequence[PeriodValue]) -> RolloutSide:
    return RolloutSide(typical_value(metric, periods), len(periods))


def typical_value(metric: Metric, periods: Sequence[PeriodValue]) -> float | None:
    """What some periods with a value come to: of totals and latest values their mean, else all of
    their readings combined; None of none.
    """
    values = [period.value for period in periods if period.value is not None]
    if not values or metric.aggregation in (Aggregation.SUM, Aggregation.LAST):
        return fmean(values) if values else None
    return combine(metric, [(period.period.last, period.sums) for period in periods])[0]
