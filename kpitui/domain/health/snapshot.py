"""What health rules look at: the plan of a day, and what is known of its readings and its coaching."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct, field

from kpitui.domain.coaching import CoachingSession
from kpitui.domain.metrics import Metric
from kpitui.domain.natural_limits import Limits
from kpitui.domain.people import JobRole, Person, Team
from kpitui.domain.plan import Kpi, Mission, Priority, Standard, Strategy, live_on
from kpitui.domain.thresholds import Thresholds

YEAR = timedelta(days=365)


class KpiProcess(Struct, frozen=True):
    """What the limits of a KPI say: None while there is no verdict; `changing` while a signal goes on."""

    limits: Limits | None
    changing: bool


class Shortfall(Struct, frozen=True):
    """Somebody short of a standard in each of their last finished periods, so many in a row."""

    person_id: int
    metric_id: int
    standard_id: int
    periods: int


class Split(Struct, frozen=True):
    """An event at which limits start anew: on what, when, and why."""

    key: str
    of: str
    date: date
    text: str
    reason: str


class Snapshot(Struct, frozen=True):
    """The plan as it stands today, with its past, and what the rules need of readings, reviews and coaching.

    `last_read` is the day each metric was read last; `read_of` the person whose readings of a metric are the only ones
    lately; `noise` the sessions and metrics of them that show routine variation only, of the person and of their team;
    `unweighted` the percentages averaged without sample sizes; `usual_place` and `group_results` what the catalogue
    says of a metric.
    """

    today: date
    thresholds: Thresholds = field(default_factory=Thresholds)
    missions: Sequence[Mission] = ()
    priorities: Sequence[Priority] = ()
    strategies: Sequence[Strategy] = ()
    kpis: Sequence[Kpi] = ()
    standards: Sequence[Standard] = ()
    metrics: Mapping[int, Metric] = field(default_factory=dict)
    people: Mapping[int, Person] = field(default_factory=dict)
    teams: Sequence[Team] = ()
    roles: Sequence[JobRole] = ()
    sessions: Sequence[CoachingSession] = ()
    last_read: Mapping[int, date] = field(default_factory=dict)
    read_of: Mapping[int, int] = field(default_factory=dict)
    reviewed: Mapping[int, date] = field(default_factory=dict)
    processes: Mapping[int, KpiProcess] = field(default_factory=dict)
    shortfalls: Sequence[Shortfall] = ()
    noise: frozenset[tuple[int, int]] = frozenset()
    unweighted: frozenset[int] = frozenset()
    splits: Sequence[Split] = ()
    usual_place: Mapping[int, str] = field(default_factory=dict)
    group_results: frozenset[int] = frozenset()

    @property
    def live_metrics(self) -> list[Metric]:
        """The metrics of today."""
        return [one for one in self.metrics.values() if one.ends_on is None or self.today < one.ends_on]

    @property
    def live_priorities(self) -> list[Priority]:
        """The priorities of today."""
        return [one for one in self.priorities if live_on(one, self.today)]

    @property
    def live_strategies(self) -> list[Strategy]:
        """The strategies of today."""
        return [one for one in self.strategies if live_on(one, self.today)]

    @property
    def live_kpis(self) -> list[Kpi]:
        """The KPIs of today."""
        return [one for one in self.kpis if live_on(one, self.today)]

    @property
    def live_standards(self) -> list[Standard]:
        """The standards that a level holds of today."""
        return [one for one in self.standards if any(live_on(level, self.today) for level in one.levels)]

    @property
    def live_people(self) -> list[Person]:
        """Who is here today."""
        return [one for one in self.people.values() if live_on(one, self.today)]

    @property
    def year_ago(self) -> date:
        """The first day that counts as within a year."""
        return self.today - YEAR

    def strategy(self, kpi: Kpi) -> Strategy:
        """The strategy that a KPI serves."""
        return next(one for one in self.strategies if one.id == kpi.strategy_id)

    def name(self, kpi: Kpi) -> str:
        """What a KPI is called."""
        return self.metrics[kpi.metric_id].name

    def person(self, person_id: int) -> str:
        """What somebody is called."""
        return self.people[person_id].name if person_id in self.people else "somebody"

    def scope(self, standard: Standard) -> str:
        """Whom a standard is for."""
        if standard.person_id:
            return self.person(standard.person_id)
        groups: Sequence[JobRole | Team] = self.roles if standard.role_id else self.teams if standard.team_id else ()
        wanted = standard.role_id or standard.team_id
        return next((one.name for one in groups if one.id == wanted), "everybody")
