"""Coaching sessions and their actions as answers for programs."""

from collections.abc import Sequence
from datetime import date as day
from datetime import datetime

from msgspec import Struct

from kpitui.domain.records.action import Action
from kpitui.views.coaching import SessionLine


class SessionAnswer(Struct, frozen=True, kw_only=True):
    """One coaching session; `effect` says in sentences what can be said of it, of the
    newest sessions, `counts` whether anything was observed, strong, agreed or to be done.
    """

    id: int
    date: day
    kind: str
    coach: str
    minutes: int | None
    focus: list[str]
    evaluations: list[str]
    behaviour: str | None
    seen: str | None
    agreed: str | None
    follow_up_on: day | None
    followed_up_on: day | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    reply: str | None
    effect: list[str]
    others: list[str]
    strengths: str | None
    reference: str | None
    outcome: str | None
    outcome_note: str | None
    counts: bool


class ActionAnswer(Struct, frozen=True, kw_only=True):
    """One action that is open."""

    id: int
    session: int
    text: str
    who: str | None
    due_on: day | None
    overdue: bool


def session_answer(line: SessionLine, effect: Sequence[str]) -> SessionAnswer:
    """The same for programs, with what can be said of its effect."""
    session = line.session
    return SessionAnswer(
        id=session.id,
        date=session.date,
        kind=session.kind.value,
        coach=session.coach,
        minutes=session.minutes,
        focus=[metric.name for metric in line.focus],
        evaluations=[evaluation.name for evaluation in line.evaluations],
        behaviour=session.behaviour or None,
        seen=session.seen or None,
        agreed=session.agreed or None,
        follow_up_on=session.follow_up_on,
        followed_up_on=session.followed_up_on,
        acknowledged_at=session.acknowledged_at,
        acknowledged_by=session.acknowledged_by,
        reply=session.reply or None,
        effect=list(effect),
        others=[*line.others],
        strengths=session.strengths or None,
        reference=session.reference or None,
        outcome=session.outcome and session.outcome.value,
        outcome_note=session.outcome_note or None,
        counts=session.counts,
    )


def action_answer(action: Action, on: day) -> ActionAnswer:
    """The same for programs, as it is on a day."""
    return ActionAnswer(
        id=action.id,
        session=action.session_id,
        text=action.text,
        who=action.who or None,
        due_on=action.due_on,
        overdue=action.overdue(on),
    )
