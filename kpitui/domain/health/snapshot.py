"""What health rules look at: the plan of a day, and what is known of its readings and
its coaching.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct, field

from kpitui.domain.access import AccessRole
from kpitui.domain.natural_limits import Limits
from kpitui.domain.periods import CALENDAR, Calendar
from kpitui.domain.records.dated import is_over, live_on
from kpitui.domain.records.decision import ReviewDecision
from kpitui.domain.records.goal import Priority, Strategy
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.mission import Mission
from kpitui.domain.records.person import Person
from kpitui.domain.records.role import JobRole
from kpitui.domain.records.seen_level import LevelKey
from kpitui.domain.records.session import CoachingSession
from kpitui.domain.records.standard import Standard
from kpitui.domain.records.team import Team
from kpitui.domain.team_tree import FLAT, TeamTree
from kpitui.domain.thresholds import Thresholds

YEAR = timedelta(days=365)


class KpiProcess(Struct, frozen=True):
    """What the limits of a KPI say: None while there is no verdict; `changing` while a
    signal goes on.
    """

    limits: Limits | None
    changing: bool


class PersonBelow(Struct, frozen=True):
    """Someone clearly below a standard: `said` is their value over the newest periods together,
    and `with_team` whether most of their team missed it with them.
    """

    person_id: int
    metric_id: int
    said: str
    with_team: bool = False


class TeamBelow(Struct, frozen=True):
    """A team of which so many of those `measured` missed a standard over the newest periods
    together, someone of them clearly; `since` is where the change of the team began, and `event`
    the mark nearest to it, both in words and empty where there is none.
    """

    team_id: int
    metric_id: int
    short: int
    measured: int
    since: str = ""
    event: str = ""


class TeamNotCoached(Struct, frozen=True):
    """A team of which no one with a rhythm was coached for two of them: the day of the last
    session, None where never, and how many people are coached every so many days, the shortest
    rhythm first.
    """

    team_id: int
    since: date | None
    rhythms: tuple[tuple[int, int], ...]


class Worsening(Struct, frozen=True):
    """A real change for the worse of those that a standard is for, from the period called `said`
    on, whose first day is `since`.
    """

    standard_id: int
    since: date
    said: str


class TwoFigures(Struct, frozen=True):
    """A period with a figure of its own for a team or the organisation, and another one by what was
    read below it.
    """

    period: str
    of: str
    own: float
    below: float


class FewEvaluations(Struct, frozen=True, kw_only=True):
    """Who of the `people` of a metric had fewer evaluations than asked for in the last full month,
    each with how many: of its KPI or of its standards.
    """

    metric_id: int
    is_kpi: bool
    month: str
    asked: int
    noun: str
    few: tuple[tuple[str, int], ...]
    people: int


class Split(Struct, frozen=True):
    """An event at which limits start again: on what, when, and why."""

    key: str
    of: str
    date: date
    text: str
    reason: str


OpenDecision = tuple[ReviewDecision, int, str]
"""A decision that is not done, with the id of its KPI and what that is called."""


class AccountFacts(Struct, frozen=True):
    """An account that may do something: its role, and whether it has teams and a person;
    `over` names its teams where each of them has ended.
    """

    name: str
    role: AccessRole
    teams: bool
    has_person: bool
    over: tuple[str, ...] = ()


class Snapshot(Struct, frozen=True):
    """The plan as it stands today, with its past, and what the rules need of readings, reviews and
    coaching.

    `last_read` is the day each metric was read last; `read_of` the person whose readings of a
    metric are the only ones lately; `noise` the sessions and metrics of them that showed, when
    they were held, routine variation only, of the person and of their team, and no one clearly
    below; `unweighted` the percentages averaged without sample sizes; `worsening` the standards
    that get worse now, `events` the day of the newest event on each metric for each team, or for
    the whole organisation (None), and `decisions` what was written in reviews; `seen_levels` which
    person has seen or was told of which level; `usual_place` and `group_results` what the
    catalogue says of a metric; `account_names` are those of the accounts of each person.
    `sessions_about` are those that may answer what gets worse, of anyone, and `coached`
    their people; where `people_are_some`, people and sessions are those of some teams alone, and no
    finding names any other.
    """

    today: date
    calendar: Calendar = CALENDAR
    thresholds: Thresholds = field(default_factory=Thresholds)
    missions: Sequence[Mission] = ()
    priorities: Sequence[Priority] = ()
    strategies: Sequence[Strategy] = ()
    kpis: Sequence[Kpi] = ()
    standards: Sequence[Standard] = ()
    metrics: Mapping[int, Metric] = field(default_factory=dict)
    people: Mapping[int, Person] = field(default_factory=dict)
    teams: Sequence[Team] = ()
    tree: TeamTree = FLAT
    roles: Sequence[JobRole] = ()
    sessions: Sequence[CoachingSession] = ()
    last_read: Mapping[int, date] = field(default_factory=dict)
    read_of: Mapping[int, int] = field(default_factory=dict)
    reviewed: Mapping[int, date] = field(default_factory=dict)
    processes: Mapping[int, KpiProcess] = field(default_factory=dict)
    clearly_below: Sequence[PersonBelow] = ()
    teams_below: Sequence[TeamBelow] = ()
    coached_on: Mapping[tuple[int, int], date] = field(default_factory=dict)
    """When those who are clearly below were coached last, by person and metric."""
    not_coached: Sequence[TeamNotCoached] = ()
    noise: frozenset[tuple[int, int]] = frozenset()
    two_figures: Mapping[int, TwoFigures] = field(default_factory=dict)
    unweighted: frozenset[int] = frozenset()
    splits: Sequence[Split] = ()
    worsening: Sequence[Worsening] = ()
    events: Mapping[tuple[int, int | None], date] = field(default_factory=dict)
    decisions: Sequence[tuple[date, str]] = ()
    seen_levels: frozenset[tuple[int, LevelKey]] = frozenset()
    usual_place: Mapping[int, str] = field(default_factory=dict)
    group_results: frozenset[int] = frozenset()
    few_evaluations: Sequence[FewEvaluations] = ()
    account_names: Mapping[int, Collection[str]] = field(default_factory=dict)
    accounts: Sequence[AccountFacts] = ()
    people_are_some: bool = False
    sessions_about: Sequence[CoachingSession] = ()
    coached: Mapping[int, Person] = field(default_factory=dict)
    open_decisions: Sequence[OpenDecision] = ()

    @property
    def live_metrics(self) -> list[Metric]:
        """The metrics of today."""
        return [metric for metric in self.metrics.values() if not is_over(metric, self.today)]

    @property
    def used_metrics(self) -> list[Metric]:
        """The metrics of today that are a KPI, a standard, or were ever read."""
        used = set(self.last_read) | {kpi.metric_id for kpi in self.live_kpis}
        used |= {standard.metric_id for standard in self.live_standards}
        return [metric for metric in self.live_metrics if metric.id in used]

    @property
    def live_priorities(self) -> list[Priority]:
        """The priorities of today."""
        return [priority for priority in self.priorities if live_on(priority, self.today)]

    @property
    def live_strategies(self) -> list[Strategy]:
        """The strategies of today."""
        return [strategy for strategy in self.strategies if live_on(strategy, self.today)]

    @property
    def live_kpis(self) -> list[Kpi]:
        """The KPIs of today."""
        return [kpi for kpi in self.kpis if live_on(kpi, self.today)]

    @property
    def live_standards(self) -> list[Standard]:
        """The standards that a level holds of today."""
        return [
            standard
            for standard in self.standards
            if any(live_on(level, self.today) for level in standard.levels)
        ]

    @property
    def live_people(self) -> list[Person]:
        """Who is here today."""
        return [person for person in self.people.values() if live_on(person, self.today)]

    @property
    def present_people(self) -> list[Person]:
        """Who is here today and not away."""
        return [person for person in self.live_people if not person.away_on(self.today)]

    @property
    def year_ago(self) -> date:
        """The first day that counts as within a year."""
        return self.today - YEAR

    def strategy(self, kpi: Kpi) -> Strategy:
        """The strategy that a KPI serves."""
        return next(strategy for strategy in self.strategies if strategy.id == kpi.strategy_id)

    def name(self, kpi: Kpi) -> str:
        """What a KPI is called."""
        return self.metrics[kpi.metric_id].name

    def person(self, person_id: int) -> str:
        """What someone is called."""
        return self.people[person_id].name if person_id in self.people else "someone"

    def scope(self, standard: Standard) -> str:
        """Who a standard is for."""
        if standard.person_id:
            return self.person(standard.person_id)
        groups: Sequence[JobRole | Team] = (
            self.roles if standard.role_id else self.teams if standard.team_id else ()
        )
        wanted = standard.role_id or standard.team_id
        return next((group.name for group in groups if group.id == wanted), "everyone")
