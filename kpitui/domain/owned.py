"""What is someone's to do: goals and KPIs that they own, actions of others that they promised,
decisions of reviews, and the agents that they coach. Anyone who leaves hands it over.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from kpitui.domain.records.dated import live
from kpitui.domain.records.decision import ReviewDecision
from kpitui.domain.records.goal import Priority, Strategy
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.domain.records.session import CoachingSession
from kpitui.domain.text import name_key

TAKES_OVER = "Take over the coaching"
"""The action by which the coaching of someone is handed over; who does it coaches them then, and
holds the follow-ups that are still planned.
"""


class _Plan(Protocol):
    """The parts of a plan that have owners."""

    @property
    def priorities(self) -> Sequence[Priority]: ...
    @property
    def strategies(self) -> Sequence[Strategy]: ...
    @property
    def kpis(self) -> Sequence[Kpi]: ...
    @property
    def metrics(self) -> Mapping[int, Metric]: ...


class Duty(StrEnum):
    """What kind of thing is someone's; the value is the table of its record."""

    PRIORITY = "priorities"
    STRATEGY = "strategies"
    KPI = "kpis"
    ACTION = "actions"
    DECISION = "decisions"
    COACHING = "sessions"


WORDS = {
    Duty.PRIORITY: "priority", Duty.STRATEGY: "strategy", Duty.KPI: "KPI", Duty.ACTION: "action",
    Duty.DECISION: "decision", Duty.COACHING: "coaching of",
}  # fmt: skip


class Owned(Struct, frozen=True, kw_only=True):
    """One thing and whose it is, by name; of coaching the record is the newest session with the
    agent `person_id`, and `due_on` the follow-up that is planned.
    """

    duty: Duty
    id: int
    name: str
    owner: str
    person_id: int | None = None
    due_on: date | None = None
    version: int = 1

    @property
    def key(self) -> str:
        """What tells it from every other: the key of its line on a screen."""
        kind = "session" if self.duty is Duty.COACHING else WORDS[self.duty].lower()
        return f"{kind}-{self.id}"

    @property
    def said(self) -> str:
        """What it is, and its name: `KPI Customer satisfaction`."""
        return f"{WORDS[self.duty]} {self.name}"


def owned(
    plan: _Plan, sessions: Iterable[CoachingSession], people: Mapping[int, Person], day: date,
    days_of_coaching: int, decisions: Iterable[ReviewDecision] = (),
) -> Iterator[Owned]:  # fmt: skip
    """Everything that is someone's on a day; `decisions` are those that are not done."""
    yield from _goals(plan, day)
    for decision in decisions:
        yield Owned(
            duty=Duty.DECISION, id=decision.id, name=decision.text, owner=decision.who,
            due_on=decision.due_on, version=decision.version,
        )  # fmt: skip
    here = {person.id: person.name for person in live(people.values(), day)}
    held = sorted(
        (session for session in sessions if session.person_id in here and session.date <= day),
        key=lambda session: (session.date, session.id),
    )
    for session in held:
        yield from _actions(session, here[session.person_id])
    for session, coach in _coaching(held, day - timedelta(days=days_of_coaching)):
        yield Owned(
            duty=Duty.COACHING, id=session.id, name=here[session.person_id], owner=coach,
            person_id=session.person_id, due_on=_follow_up(session),
            version=session.version,
        )  # fmt: skip


TakenOver = Mapping[tuple[int, str], str]
"""Who coaches someone now, by the id of who is coached and the key of the name of who did."""


def taken_over(found: Iterable[tuple[int, str, str]]) -> TakenOver:
    """Who took over last, by the actions that say so, the oldest first: who is coached, by whom,
    and by whom from then on.
    """
    return {(person_id, name_key(coach)): who for person_id, coach, who in found if who}


def _coaching(
    oldest_first: Sequence[CoachingSession], since: date
) -> Iterator[tuple[CoachingSession, str]]:
    """The sessions by which someone coaches an agent, and who: the newest one with them, within so
    many days or with a follow-up still planned; and of each other coach the newest with such a
    follow-up. Who took over from the coach coaches them now.
    """
    taken = taken_over(
        (session.person_id, session.coach, each.who)
        for session in oldest_first
        for each in session.actions
        if each.text == TAKES_OVER
    )
    newest: dict[int, CoachingSession] = {}
    planned: dict[tuple[int, str], CoachingSession] = {}
    for coaching_session in oldest_first:
        key = coaching_session.person_id, name_key(coaching_session.coach)
        newest[coaching_session.person_id] = coaching_session
        if _follow_up(coaching_session) is not None:
            planned[key] = coaching_session
    for coaching_session in newest.values():
        if coaching_session.date >= since or _follow_up(coaching_session) is not None:
            planned[coaching_session.person_id, name_key(coaching_session.coach)] = coaching_session
    for key, one in planned.items():
        yield one, taken.get(key, one.coach)


def _follow_up(session: CoachingSession) -> date | None:
    """The day of a follow-up that was not held yet."""
    return None if session.followed_up_on else session.follow_up_on


def _goals(plan: _Plan, day: date) -> Iterator[Owned]:
    for duty, goals in (
        (Duty.PRIORITY, live(plan.priorities, day)),
        (Duty.STRATEGY, live(plan.strategies, day)),
    ):
        for goal in goals:
            yield Owned(
                duty=duty, id=goal.id, name=goal.title, owner=goal.owner, version=goal.version
            )
    for kpi in live(plan.kpis, day):
        yield Owned(
            duty=Duty.KPI, id=kpi.id, name=plan.metrics[kpi.metric_id].name, owner=kpi.owner,
            version=kpi.version,
        )  # fmt: skip


def _actions(session: CoachingSession, person: str) -> Iterator[Owned]:
    """The open actions that someone else than the coached person promised."""
    for action in session.actions:
        if action.done_on is None and not action.is_of(person) and action.text != TAKES_OVER:
            yield Owned(
                duty=Duty.ACTION, id=action.id, name=action.text, owner=action.who,
                person_id=session.person_id, due_on=action.due_on, version=action.version,
            )  # fmt: skip


def owned_by(everything: Iterable[Owned], names: Collection[str]) -> list[Owned]:
    """What is someone's, by the keys of their names."""
    return [one for one in everything if one.owner and name_key(one.owner) in names]
