"""What coaching sessions did to the metrics they were about, against those not coached, and what
else could have done it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from kpitui.config import Config
from kpitui.domain.coaching_effect import FEWEST_AFTER, CoachingEffect, coaching_effect
from kpitui.domain.effect_words import EffectContext, brief_sentence, effect_sentence, remarks
from kpitui.domain.expected_share import expected_of, share_in
from kpitui.domain.file_rules import FileRules
from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.plan import expectation
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.dated import live_on
from kpitui.domain.records.metric import Metric, Range
from kpitui.domain.records.person import Person, membership_on
from kpitui.domain.records.session import CoachingSession
from kpitui.domain.value_parsing import format_value
from kpitui.storage.coaching import SessionDay, load_session_days
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_people_ever_in, load_teams
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.within import whole_of
from kpitui.views.around_session import (
    AroundSession,
    Frame,
    around_session,
    load_series_of_people,
)
from kpitui.views.coaching import SessionLine
from kpitui.views.limit_marks import UNMARKED, load_limit_marks, marks_for
from kpitui.views.other_causes import other_causes
from kpitui.views.series import PeriodValue

SESSIONS_SHOWN = 6
"""The effect of so many of the newest sessions is shown."""

MOST_PEERS = 100
"""More make the comparison no surer (√(1 + 1/100) is 1.005), and a page would wait for them."""

Key = tuple[int, int]
"""Session and metric."""


class SessionEffect(Struct, frozen=True):
    """The effect of a session on one of its metrics, and what belongs into its sentence."""

    metric: Metric
    effect: CoachingEffect
    of: EffectContext
    words: tuple[str, ...] = ()
    """What can be said of it: one sentence with the metric first, then remarks."""
    in_brief: str = ""
    """The same in one short line."""

    @property
    def shared(self) -> tuple[str, ...]:
        """What else happened in its window."""
        return self.of.shared


class Effects(Struct, frozen=True):
    """What the newest sessions of someone did, in words by session, and in one line what came of
    the newest of them; empty where nothing can be said.
    """

    words: dict[int, tuple[str, ...]]
    in_brief: str = ""


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
        look = EffectLook(whole_of(db), sessions, as_of, database.rules.on(as_of.day))
        return {
            (session.id, metric_id): _told(look.effect(session, metric_id), config, team=team)
            for session in sessions
            for metric_id in session.focus
        }


def load_effects_by_session(
    database: DatabaseFile,
    newest_first: Sequence[SessionLine],
    as_of: AsOf,
    config: Config,
    *,
    team: bool = True,
) -> dict[int, tuple[SessionEffect, ...]]:
    """The effects of the newest sessions of someone, by session; without the `team`, nothing is
    said of its others.
    """
    sessions = [line.session for line in newest_first[:SESSIONS_SHOWN]]
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
) -> Effects:
    """What can be said of the newest sessions of someone; without the `team`, nothing of its
    others.
    """
    found = load_effects_by_session(database, newest_first, as_of, config, team=team)
    said = {session_id: said_of(effects) for session_id, effects in found.items()}
    return Effects(said, _in_brief([line.session for line in newest_first], found))


def said_of(effects: Sequence[SessionEffect]) -> tuple[str, ...]:
    """What can be said of the effects of one session."""
    return tuple(said for effect in effects for said in effect.words)


def _in_brief(
    newest_first: Sequence[CoachingSession], effects: Mapping[int, tuple[SessionEffect, ...]]
) -> str:
    """Whether someone got better, in a line: of the newest session that can be judged by now, else
    of the newest one that has any result after it.
    """
    found = [
        (session, effect)
        for session in newest_first
        for effect in effects.get(session.id, ())
        if effect.effect.own.n_after
    ]
    if not found:
        return ""
    judged = (one for one in found if one[1].effect.own.n_after >= FEWEST_AFTER)
    session, one = next(judged, found[0])
    return f"Coached {session.date}: {one.in_brief}"


def _told(found: SessionEffect, config: Config, *, team: bool) -> SessionEffect:
    """The same with what can be said of it."""
    metric, comma = found.metric, config.decimal_comma

    def shown(value: float | None) -> str:
        return format_value(value, metric, decimal_comma=comma, unit=False)

    def with_unit(value: float | None) -> str:
        return format_value(value, metric, decimal_comma=comma)

    numbers = (found.effect, metric, found.of)
    return replace(
        found,
        words=(effect_sentence(*numbers, shown, peers=team), *remarks(*numbers, with_unit)),
        in_brief=brief_sentence(*numbers, shown, peers=team),
    )


class EffectLook:
    """One look at the file for the effects of several sessions; what they share is read once."""

    def __init__(
        self, db: Database, sessions: Sequence[CoachingSession], as_of: AsOf, rules: FileRules
    ) -> None:
        self._db, self._as_of, self._rules = db, as_of, rules
        self._plan: PlanRecords = load_plan(db)
        self._teams = {team.id: team.name for team in load_teams(db)}
        coached = load_people(db, {session.person_id for session in sessions})
        self._people: dict[int, Person] = {person.id: person for person in coached}
        focus = {metric_id for session in sessions for metric_id in session.focus}
        self._marks = load_limit_marks(db, focus, as_of.day, as_of.known_on)
        self._together: dict[tuple[int, int | None], list[CoachingSession]] = defaultdict(list)
        for session in sessions:
            for metric_id in session.focus:
                self._together[metric_id, self._team_of(session)].append(session)
        self._series: dict[tuple[int, int | None], dict[int, list[PeriodValue]]] = {}
        self._in_team: dict[int | None, list[Person]] = {}
        self._days: dict[int | None, dict[int, list[SessionDay]]] = {}

    def effect(
        self, session: CoachingSession, metric_id: int, *, causes: bool = True
    ) -> SessionEffect:
        """The effect of one session on one metric; without `causes` nothing else that could have
        done it is looked for.
        """
        metric, team_id = self._plan.metrics[metric_id], self._team_of(session)
        own, *others = self._around(session, metric)
        good = self._good(metric, session)
        shared: tuple[str, ...] = ()
        if causes:
            shared = tuple(other_causes(self._db, self._plan, session, metric_id, own.window))
        of = EffectContext(
            noun=self._rules.calendar.on(self._as_of.day).noun(PeriodKind.of(metric.cadence)),
            team=self._teams.get(team_id or 0, ""),
            shared=shared,
            reset=own.reset,
            good=good,
        )
        changes = [other.change for other in others]
        found = coaching_effect(own.change, changes, metric.direction, good, shared=bool(shared))
        return SessionEffect(metric, found, of)

    # the values -----------------------------------------------------------------------------------

    def _frame(self, metric: Metric) -> Frame:
        return Frame(metric, self._as_of, self._rules.calendar)

    def _around(self, session: CoachingSession, metric: Metric) -> list[AroundSession]:
        """What the values of the person did around the session, and those of each who was not
        coached and has some.
        """
        frame, key = self._frame(metric), (metric.id, self._team_of(session))
        if key not in self._series:
            sessions = self._together[key]
            people = {session.person_id for session in sessions}
            people.update(*(self._not_coached(session, metric) for session in sessions))
            at = [frame.period(session.date) for session in sessions]
            self._series[key] = load_series_of_people(self._db, frame, people, at)
        series, at_session = self._series[key], frame.period(session.date)
        marks, known_on = self._marks.get(metric.id, UNMARKED), self._as_of.known_on

        def around(person_id: int) -> AroundSession:
            own = marks_for(self._db, marks, SubjectFilter((person_id,)), known_on)
            return around_session(series.get(person_id, []), at_session, frame, own)

        others = (one for one in self._not_coached(session, metric) if one in series)
        return [around(one) for one in (session.person_id, *others)]

    def _good(self, metric: Metric, session: CoachingSession) -> Range | None:
        held = membership_on(self._people[session.person_id].memberships, session.date)
        found = expectation(
            [standard for standard in self._plan.standards if standard.metric_id == metric.id],
            session.date,
            self._plan.tree,
            person_id=session.person_id,
            role_id=held.role_id if held else None,
            team_id=held.team_id if held else None,
        )
        if found is None:
            return None
        period = self._frame(metric).period(session.date)
        person = self._people[session.person_id]
        share = share_in(person, metric, period, self._rules.full_time_in(period))
        return expected_of(found[1].level, share)

    # the others -----------------------------------------------------------------------------------

    def _team_of(self, session: CoachingSession) -> int | None:
        held = membership_on(self._people[session.person_id].memberships, session.date)
        return held.team_id if held else None

    def _team(self, team_id: int | None) -> list[Person]:
        """Everyone who ever was in a team, and who was coached when."""
        if team_id not in self._in_team:
            people = load_people_ever_in(self._db, team_id) if team_id is not None else []
            people.sort(key=lambda person: person.id)
            self._in_team[team_id] = people
            self._days[team_id] = load_session_days(self._db, [person.id for person in people])
        return self._in_team[team_id]

    def _not_coached(self, session: CoachingSession, metric: Metric) -> list[int]:
        """Those of the team on the day who had no session within 12 periods; of a very large team
        those who have been in the file longest.
        """
        return list(islice(self._peers(session, metric), MOST_PEERS))

    def _peers(self, session: CoachingSession, metric: Metric) -> Iterator[int]:
        frame, team_id = self._frame(metric), self._team_of(session)
        first, last = frame.not_coached(frame.period(session.date))
        for person in self._team(team_id):
            held = membership_on(person.memberships, session.date)
            here = live_on(person, session.date) and held is not None and held.team_id == team_id
            days = self._days[team_id].get(person.id, ())
            coached = any(first <= day.date <= last for day in days)
            if here and not coached and person.id != session.person_id:
                yield person.id
