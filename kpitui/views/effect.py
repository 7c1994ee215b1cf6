"""What coaching sessions did to the metrics they were about, and what else could have done it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.config import Config
from kpitui.domain.cells import format_value
from kpitui.domain.coaching import CoachingSession
from kpitui.domain.coaching_effect import BEFORE, WANTED, CoachingEffect, coaching_effect
from kpitui.domain.metrics import Metric, Range
from kpitui.domain.natural_limits import Method
from kpitui.domain.people import Person, membership_on
from kpitui.domain.periods import AsOf, Calendar, Period, PeriodKind, next_period, period_of, previous_period
from kpitui.domain.plan import expectation, live
from kpitui.storage.coaching import load_sessions
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_teams
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.readings import Subject, load_days
from kpitui.storage.records import rows
from kpitui.views.coaching import SessionLine
from kpitui.views.series import series_of

SESSIONS_SHOWN = 6
"""The effect of so many of the newest sessions is shown; each costs two series."""

Key = tuple[int, int]
"""Session and metric."""


class SessionEffect(Struct, frozen=True):
    """The effect of a session on one of its metrics.

    `labels` name the periods that the effect counts; `shared` says what else happened in its window; `team` is the
    same of those of the team who were not coached on the metric then, `others` of them, None where there are none.
    """

    metric: Metric
    effect: CoachingEffect
    kind: PeriodKind
    labels: tuple[str, ...]
    shared: tuple[str, ...]
    team_name: str
    others: int
    team: CoachingEffect | None
    words: tuple[str, ...] = ()
    """What can be said of it, the metric first."""


class _Window(Struct, frozen=True):
    """The periods around a session: those looked at before it, and the eight after."""

    kind: PeriodKind
    begin: date
    near: date
    at: Period
    end: date

    @classmethod
    def around(cls, day: date, metric: Metric, calendar: Calendar) -> "_Window":
        kind = PeriodKind.of(metric.cadence)
        at = before = after = period_of(day, kind, calendar)
        near = before.first
        for place in range(BEFORE):
            before = previous_period(before, kind, calendar)
            near = before.first if place < WANTED else near
        for _ in range(WANTED):
            after = next_period(after, kind, calendar)
        return cls(kind, before.first, near, at, after.last)


def load_effects(
    database: DatabaseFile, sessions: Sequence[CoachingSession], as_of: AsOf, config: Config, *, team: bool = True
) -> dict[Key, SessionEffect]:
    """The effect of each session on each metric it was about; without the `team`, nothing is said of its others."""
    if not sessions:
        return {}
    with reading(database) as db:
        look = _Look(db, as_of, config, team=team)
        found = {(one.id, metric_id): look.effect(one, metric_id) for one in sessions for metric_id in one.focus}
    return {key: replace(one, words=tuple(_in_words(one, config))) for key, one in found.items()}


def load_newest_effects(
    database: DatabaseFile, newest_first: Sequence[SessionLine], as_of: AsOf, config: Config, *, team: bool = True
) -> dict[int, tuple[str, ...]]:
    """What can be said of the newest sessions of somebody, by session; without the `team`, nothing of its others."""
    sessions = [one.session for one in newest_first[:SESSIONS_SHOWN]]
    effects = load_effects(database, sessions, as_of, config, team=team)
    said: dict[int, tuple[str, ...]] = {}
    for (session_id, _), one in effects.items():
        said[session_id] = said.get(session_id, ()) + one.words
    return said


class _Look:
    """One look at the file for the effects of several sessions."""

    def __init__(self, db: Database, as_of: AsOf, config: Config, *, team: bool) -> None:
        self._db, self._as_of, self._config, self._team = db, as_of, config, team
        self._method = Method(rules=config.rules, dispersion=config.limits_from)
        self._plan: PlanRecords = load_plan(db)
        self._people: dict[int, Person] = {one.id: one for one in load_people(db)}
        self._teams = {one.id: one.name for one in load_teams(db)}
        self._sessions = load_sessions(db)

    def effect(self, session: CoachingSession, metric_id: int) -> SessionEffect:
        """The effect of one session on one metric."""
        metric = self._plan.metrics[metric_id]
        window = _Window.around(session.date, metric, self._config.calendar)
        person = self._people[session.person_id]
        held = membership_on(person.memberships, session.date)
        others = self._others(session, metric_id, window) if self._team else []
        labels, values = self._values(metric, (person.id,), window)
        good = self._good(metric, person, session.date)
        team = None
        if others:
            team = self._tested(metric, window, *self._values(metric, others, window), good)
        return SessionEffect(
            metric=metric,
            effect=self._tested(metric, window, labels, values, good),
            kind=window.kind,
            labels=tuple(labels),
            shared=(*self._sessions_beside(session, metric_id, window), *self._changes(metric_id, session, window)),
            team_name=self._teams.get(held.team_id, "") if held and held.team_id else "",
            others=len(others),
            team=team,
        )

    def _values(self, metric: Metric, people: Sequence[int], window: _Window) -> tuple[list[str], list[float | None]]:
        """Labels and values of the finished periods of a window."""
        until = min(window.end, self._as_of.day)
        subject = Subject(person_ids=tuple(people))
        days = load_days(self._db, [metric.id], subject, since=window.begin, until=until).get(metric.id, [])
        looked = AsOf(until, self._as_of.today)
        series = series_of(metric, days, window.kind, looked, first=window.begin, calendar=self._config.calendar)
        return [one.period.said for one in series], [None if one.running else one.value for one in series]

    def _tested(
        self, metric: Metric, window: _Window, labels: list[str], values: list[float | None], good: Range | None
    ) -> CoachingEffect:
        at = labels.index(window.at.said) if window.at.said in labels else len(values)
        return coaching_effect(values, at, metric.direction, good=good, method=self._method)

    def _good(self, metric: Metric, person: Person, day: date) -> Range | None:
        held = membership_on(person.memberships, day)
        found = expectation(
            [one for one in self._plan.standards if one.metric_id == metric.id],
            day,
            person_id=person.id,
            role_id=held.role_id if held else None,
            team_id=held.team_id if held else None,
        )
        return found[1].level if found else None

    def _near(self, metric_id: int, window: _Window) -> Iterator[CoachingSession]:
        """The sessions about a metric whose eight periods touch those of this one."""
        for one in self._sessions:
            if metric_id in one.focus and window.near <= one.date <= window.end:
                yield one

    def _sessions_beside(self, session: CoachingSession, metric_id: int, window: _Window) -> Iterator[str]:
        for one in self._near(metric_id, window):
            if one.person_id == session.person_id and one.id != session.id:
                yield f"session of {one.date}"

    def _others(self, session: CoachingSession, metric_id: int, window: _Window) -> list[int]:
        """Those of the team on the day who were not coached on the metric in the window."""
        coached = {one.person_id for one in self._near(metric_id, window)} | {session.person_id}
        held = membership_on(self._people[session.person_id].memberships, session.date)
        if held is None or held.team_id is None:
            return []
        return [
            one.id
            for one in live(self._people.values(), session.date)
            if one.id not in coached
            and (place := membership_on(one.memberships, session.date))
            and place.team_id == held.team_id
        ]

    def _changes(self, metric_id: int, session: CoachingSession, window: _Window) -> Iterator[str]:
        """What changed in the plan about the metric from the session's period to the end of the window."""

        def inside(day: date | None) -> bool:
            return day is not None and window.at.first <= day <= min(window.end, self._as_of.day)

        kpis = [one for one in self._plan.kpis if one.metric_id == metric_id]
        strategies = {one.strategy_id for one in kpis}
        for strategy in self._plan.strategies:
            if strategy.id in strategies and inside(strategy.starts_on):
                yield f"strategy “{strategy.title}” began on {strategy.starts_on}"
            if strategy.id in strategies and inside(strategy.ends_on):
                yield f"strategy “{strategy.title}” ended on {strategy.ends_on}"
        for kpi in kpis:
            yield from (f"new target on {one.starts_on}" for one in kpi.targets if inside(one.starts_on))
        for standard in self._plan.standards:
            if standard.metric_id == metric_id:
                yield from (f"new standard on {one.starts_on}" for one in standard.levels if inside(one.starts_on))
        yield from self._new_limits(metric_id, strategies, window)

    def _new_limits(self, metric_id: int, strategies: Iterable[int], window: _Window) -> Iterator[str]:
        wanted = ", ".join(str(one) for one in strategies)
        for row in rows(
            self._db,
            "SELECT date, text FROM annotations WHERE new_limits "
            f"AND (metric_id = :metric OR strategy_id IN ({wanted})) "
            "AND date BETWEEN :first AND :last ORDER BY date, id",
            {"metric": metric_id, "first": window.at.first.isoformat(), "last": window.end.isoformat()},
        ):
            yield f"“{row['text']}” on {row['date']}"


def _in_words(found: SessionEffect, config: Config) -> Iterator[str]:
    noun, effect = found.kind.value, found.effect
    said = _finding(effect, found.labels, noun)
    if found.shared and effect.signal is not None:
        said = f"cannot be told apart ({said}): also {', '.join(found.shared)}"
    yield f"{found.metric.name}: {said}"
    if effect.comes_back is not None:
        # Part of a percentage is one of points.
        back = format_value(effect.comes_back, found.metric, decimal_comma=config.decimal_comma).replace("%", " points")
        yield f"the {noun} before was the worst of {WANTED}: about {back} would have come back by itself"
    if found.team is not None:
        of = f"{found.others} of {found.team_name}" if found.team_name else f"{found.others}"
        yield f"{of}, not coached: {_finding(found.team, found.labels, noun)}"


def _finding(effect: CoachingEffect, labels: Sequence[str], noun: str) -> str:
    if effect.limits is None:
        return f"{effect.verdict}: {effect.before} of the 12 {noun}s before"
    if effect.signal is None:
        return f"{effect.verdict} ({effect.after} of {WANTED})"
    count = len(effect.signal.indices)
    periods = f"{count} {noun}" if count == 1 else f"{count} {noun}s"
    above = "above" if effect.signal.side == "high" else "below"
    where = {
        "beyond_limit": f"{above} the limits",
        "run": f"{above} the mean before",
        "trend": "of steady " + ("rise" if effect.signal.side == "high" else "fall"),
    }.get(effect.signal.rule, "near the " + ("upper" if effect.signal.side == "high" else "lower") + " limit")
    since = labels[effect.signal.indices[0]]
    return f"{effect.verdict}: {periods} {where} since {since}, limits from the {effect.before} {noun}s before"
