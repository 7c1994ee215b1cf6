"""What coaching sessions did to the metrics they were about, and what else could have done it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.config import Config
from kpitui.domain.coaching_effect import WANTED, CoachingEffect, EffectVerdict
from kpitui.domain.file_rules import FileRules
from kpitui.domain.natural_limits import VERDICT, Method
from kpitui.domain.periods import AsOf, Period, PeriodKind, period_of
from kpitui.domain.plan import expectation
from kpitui.domain.records.dated import live
from kpitui.domain.records.metric import Metric, Range
from kpitui.domain.records.person import Person, membership_on
from kpitui.domain.records.session import CoachingSession
from kpitui.domain.value_parsing import format_value
from kpitui.storage.coaching import load_annotations, load_sessions
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_teams
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.views.around_session import AroundSession, Window, load_around_session
from kpitui.views.coaching import SessionLine
from kpitui.views.limit_marks import UNMARKED, load_limit_marks

SESSIONS_SHOWN = 6
"""The effect of so many of the newest sessions is shown; each costs two series."""

Key = tuple[int, int]
"""Session and metric."""


class SessionEffect(Struct, frozen=True):
    """The effect of a session on one of its metrics.

    `labels` name the periods that the indices of the effect stand for; `shared` says what else
    happened in its window; `team` is the same of those of the team who were not coached on the
    metric then, `others` of them, None where there are none; its periods are `team_labels`.
    """

    metric: Metric
    effect: CoachingEffect
    kind: PeriodKind
    labels: tuple[str, ...]
    shared: tuple[str, ...]
    team_name: str
    others: int
    team: CoachingEffect | None
    team_labels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """What can be said of it, the metric first."""


def load_effects(
    database: DatabaseFile,
    sessions: Sequence[CoachingSession],
    as_of: AsOf,
    config: Config,
    *,
    team: bool = True,
) -> dict[Key, SessionEffect]:
    """The effect of each session on each metric it was about; without the `team`, nothing is said
    of its others.
    """
    if not sessions:
        return {}
    with reading(database) as db:
        look = _Look(db, sessions, as_of, database.rules.on(as_of.day), team=team)
        found = {
            (session.id, metric_id): look.effect(session, metric_id)
            for session in sessions
            for metric_id in session.focus
        }
    return {key: replace(one, words=tuple(_in_words(one, config))) for key, one in found.items()}


def load_effects_by_session(
    database: DatabaseFile,
    newest_first: Sequence[SessionLine],
    as_of: AsOf,
    config: Config,
    *,
    team: bool = True,
) -> dict[int, tuple[SessionEffect, ...]]:
    """The effects of the newest sessions of somebody, by session; without the `team`, nothing is
    said of its others.
    """
    sessions = [one.session for one in newest_first[:SESSIONS_SHOWN]]
    found: dict[int, tuple[SessionEffect, ...]] = {}
    for (session_id, _), one in load_effects(database, sessions, as_of, config, team=team).items():
        found[session_id] = (*found.get(session_id, ()), one)
    return found


def load_newest_effects(
    database: DatabaseFile,
    newest_first: Sequence[SessionLine],
    as_of: AsOf,
    config: Config,
    *,
    team: bool = True,
) -> dict[int, tuple[str, ...]]:
    """What can be said of them, by session."""
    found = load_effects_by_session(database, newest_first, as_of, config, team=team)
    return {session_id: said_of(effects) for session_id, effects in found.items()}


def said_of(effects: Sequence[SessionEffect]) -> tuple[str, ...]:
    """What can be said of the effects of one session."""
    return tuple(said for one in effects for said in one.words)


class _Look:
    """One look at the file for the effects of several sessions."""

    def __init__(
        self,
        db: Database,
        sessions: Sequence[CoachingSession],
        as_of: AsOf,
        rules: FileRules,
        *,
        team: bool,
    ) -> None:
        self._db, self._as_of, self._rules, self._team = db, as_of, rules, team
        self._method = Method(
            rules=rules.rule_set, centre=rules.limits_from, dispersion=rules.limits_from
        )
        self._plan: PlanRecords = load_plan(db)
        self._people: dict[int, Person] = {person.id: person for person in load_people(db)}
        self._teams = {one.id: one.name for one in load_teams(db)}
        self._sessions = load_sessions(db)
        focus = {metric_id for session in sessions for metric_id in session.focus}
        self._marks = load_limit_marks(db, focus, as_of.day, as_of.known_on)

    def effect(self, session: CoachingSession, metric_id: int) -> SessionEffect:
        """The effect of one session on one metric."""
        metric = self._plan.metrics[metric_id]
        at = period_of(session.date, PeriodKind.of(metric.cadence), self._rules.calendar)
        person = self._people[session.person_id]
        held = membership_on(person.memberships, session.date)
        own = self._around(metric, (person.id,), at)
        window = own.window(at, self._as_of, self._rules.calendar)
        others = self._others(session, metric_id, window) if self._team else []
        good = self._good(metric, person, session.date)
        team = self._around(metric, others, at) if others else None
        return SessionEffect(
            metric=metric,
            effect=own.effect(good, self._method),
            kind=own.kind,
            labels=own.labels,
            shared=(
                *self._sessions_beside(session, metric_id, window),
                *self._changes(metric_id, session, window),
            ),
            team_name=self._teams.get(held.team_id, "") if held and held.team_id else "",
            others=len(others),
            team=team.effect(good, self._method) if team else None,
            team_labels=team.labels if team else (),
        )

    def _around(self, metric: Metric, people: Sequence[int], at: Period) -> AroundSession:
        marks = self._marks.get(metric.id, UNMARKED)
        return load_around_session(
            self._db, metric, people, at, self._as_of, marks, self._rules.calendar
        )

    def _good(self, metric: Metric, person: Person, day: date) -> Range | None:
        held = membership_on(person.memberships, day)
        found = expectation(
            [standard for standard in self._plan.standards if standard.metric_id == metric.id],
            day,
            person_id=person.id,
            role_id=held.role_id if held else None,
            team_id=held.team_id if held else None,
        )
        return found[1].level if found else None

    def _near(self, metric_id: int, window: Window) -> Iterator[CoachingSession]:
        """The sessions about a metric whose eight periods touch those of this one."""
        for session in self._sessions:
            if metric_id in session.focus and window.near <= session.date <= window.end:
                yield session

    def _sessions_beside(
        self, session: CoachingSession, metric_id: int, window: Window
    ) -> Iterator[str]:
        for one in self._near(metric_id, window):
            if one.person_id == session.person_id and one.id != session.id:
                yield f"session of {one.date}"

    def _others(self, session: CoachingSession, metric_id: int, window: Window) -> list[int]:
        """Those of the team on the day who were not coached on the metric in the window."""
        coached = {one.person_id for one in self._near(metric_id, window)} | {session.person_id}
        held = membership_on(self._people[session.person_id].memberships, session.date)
        if held is None or held.team_id is None:
            return []
        return [
            person.id
            for person in live(self._people.values(), session.date)
            if person.id not in coached
            and (place := membership_on(person.memberships, session.date))
            and place.team_id == held.team_id
        ]

    def _changes(self, metric_id: int, session: CoachingSession, window: Window) -> Iterator[str]:
        """What changed in the plan about the metric from the session's period to the
        end of the window.
        """

        def inside(day: date | None) -> bool:
            return day is not None and window.at.first <= day <= window.end

        kpis = [one for one in self._plan.kpis if one.metric_id == metric_id]
        strategies = {one.strategy_id for one in kpis}
        for strategy in self._plan.strategies:
            if strategy.id in strategies and inside(strategy.starts_on):
                yield f"strategy “{strategy.title}” began on {strategy.starts_on}"
            if strategy.id in strategies and inside(strategy.ends_on):
                yield f"strategy “{strategy.title}” ended on {strategy.ends_on}"
        for kpi in kpis:
            yield from (
                f"new target on {target.starts_on}"
                for target in kpi.targets
                if inside(target.starts_on)
            )
        for standard in self._plan.standards:
            if standard.metric_id == metric_id:
                yield from (
                    f"new standard on {level.starts_on}"
                    for level in standard.levels
                    if inside(level.starts_on)
                )
        yield from self._new_limits(metric_id, strategies, window)

    def _new_limits(
        self, metric_id: int, strategies: Collection[int], window: Window
    ) -> Iterator[str]:
        for event in load_annotations(self._db, metric_id=metric_id, strategy_ids=strategies):
            if event.new_limits and window.at.first <= event.date <= window.end:
                yield f"“{event.text}” on {event.date}"


def _in_words(found: SessionEffect, config: Config) -> Iterator[str]:
    noun, effect = found.kind.value, found.effect
    said = _finding(effect, found.labels, noun)
    if found.shared and effect.signal is not None:
        said = f"cause unclear ({said}): also {', '.join(found.shared)}"
    yield f"{found.metric.name}: {said}"
    if effect.comes_back is not None:
        # Part of a percentage is one of points.
        back = format_value(
            effect.comes_back, found.metric, decimal_comma=config.decimal_comma
        ).replace("%", " points")
        yield (
            f"the {noun} before was the worst of {WANTED}: about {back} of rebound would be "
            "expected anyway"
        )
    if found.team is not None:
        of = f"{found.others} of {found.team_name}" if found.team_name else f"{found.others}"
        yield f"For comparison, {of}, not coached: {_finding(found.team, found.team_labels, noun)}"


def _finding(effect: CoachingEffect, labels: Sequence[str], noun: str) -> str:
    had = f"{effect.before} of the {VERDICT} {noun}s before"
    if effect.verdict is EffectVerdict.NOT_ENOUGH:
        many = effect.before >= VERDICT
        return f"{effect.verdict}: {f'too many gaps in the {noun}s before' if many else had}"
    if effect.signal is None:
        yet = "" if effect.after == WANTED else " yet"
        said = f"{effect.verdict}{yet} ({effect.after} of {WANTED})"
        if effect.limits is None and effect.new_since is not None:
            said += f": limits reset on {labels[effect.new_since]}, {had}"
        return said
    count = len(effect.signal.indices)
    periods = f"{count} {noun}" if count == 1 else f"{count} {noun}s"
    above = "above" if effect.signal.side == "high" else "below"
    where = {
        "beyond_limit": f"{above} the limits",
        "run": f"{above} the earlier mean",
        "trend": "of steady " + ("rise" if effect.signal.side == "high" else "fall"),
    }.get(
        effect.signal.rule,
        "near the " + ("upper" if effect.signal.side == "high" else "lower") + " limit",
    )
    since = labels[effect.signal.indices[0]]
    return (
        f"{effect.verdict}: {periods} {where} since {since}, limits from the {effect.before} "
        f"{noun}s before"
    )
