"""What is someone's to do: goals and KPIs that they own, actions of others that they promised, and
the agents that they coach. Anyone who leaves hands it over.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from kpitui.domain.records.dated import live
from kpitui.domain.records.goal import Priority, Strategy
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.domain.records.session import CoachingSession
from kpitui.domain.text import name_key

TAKES_OVER = "Take over the coaching"
"""The action by which the coaching of someone is handed over; who does it coaches them then."""


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
    COACHING = "sessions"


WORDS = {
    Duty.PRIORITY: "priority", Duty.STRATEGY: "strategy", Duty.KPI: "KPI", Duty.ACTION: "action",
    Duty.COACHING: "coaching of",
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
    days_of_coaching: int,
) -> Iterator[Owned]:  # fmt: skip
    """Everything that is someone's on a day. An agent is coached by who held the newest session
    with them, within so many days or with a follow-up still planned, or by who took that over.
    """
    yield from _goals(plan, day)
    here = {one.id: one.name for one in live(people.values(), day)}
    newest: dict[int, CoachingSession] = {}
    for session in sessions:
        if session.person_id not in here or session.date > day:
            continue
        if session.person_id not in newest or newest[session.person_id].date <= session.date:
            newest[session.person_id] = session
        yield from _actions(session, here[session.person_id])
    since = day - timedelta(days=days_of_coaching)
    for session in newest.values():
        follow_up = None if session.followed_up_on else session.follow_up_on
        if session.date >= since or follow_up is not None:
            yield Owned(
                duty=Duty.COACHING, id=session.id, name=here[session.person_id],
                owner=_coach(session), person_id=session.person_id, due_on=follow_up,
                version=session.version,
            )  # fmt: skip


def _goals(plan: _Plan, day: date) -> Iterator[Owned]:
    for duty, goals in (
        (Duty.PRIORITY, live(plan.priorities, day)),
        (Duty.STRATEGY, live(plan.strategies, day)),
    ):
        for one in goals:
            yield Owned(duty=duty, id=one.id, name=one.title, owner=one.owner, version=one.version)
    for kpi in live(plan.kpis, day):
        yield Owned(
            duty=Duty.KPI, id=kpi.id, name=plan.metrics[kpi.metric_id].name, owner=kpi.owner,
            version=kpi.version,
        )  # fmt: skip


def _actions(session: CoachingSession, person: str) -> Iterator[Owned]:
    """The open actions that someone else than the coached person promised."""
    for one in session.actions:
        if one.done_on is None and not one.is_of(person) and one.text != TAKES_OVER:
            yield Owned(
                duty=Duty.ACTION, id=one.id, name=one.text, owner=one.who,
                person_id=session.person_id, due_on=one.due_on, version=one.version,
            )  # fmt: skip


def _coach(session: CoachingSession) -> str:
    taken = [one.who for one in session.actions if one.text == TAKES_OVER and one.who]
    return taken[-1] if taken else session.coach


def owned_by(everything: Iterable[Owned], names: Collection[str]) -> list[Owned]:
    """What is someone's, by the keys of their names."""
    return [one for one in everything if one.owner and name_key(one.owner) in names]
