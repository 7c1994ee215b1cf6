"""What people say to how their contacts were scored: seen, or disputed; and what is decided."""

from datetime import date, datetime

from msgspec.structs import replace

from kpitui.actions.evaluations import UNSEEN, correct_evaluation_within
from kpitui.actions.own import is_own, one_sentence, require_own, require_own_or
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.dispute import Dispute, DisputeDecision, Outcome
from kpitui.domain.records.evaluation import Answer, Evaluation
from kpitui.storage.accounts import person_of
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.disputes import DECIDED
from kpitui.storage.driver import Database
from kpitui.storage.evaluations import load_evaluation
from kpitui.storage.records import Row, conflict, find_row, has_rows, insert, update
from kpitui.storage.within import gone


def see_evaluation(database: DatabaseFile, actor: Actor, evaluation_id: int, now: datetime) -> None:
    """Say that a person has seen how a contact of theirs was scored.

    They say so themselves, or a coach who told them does; that counts as said by the coach until
    they say it. `now` is a moment with its zone. Raises `Refused` where it is nothing new, where a
    member would speak for someone else, and of a calibration.
    """
    with writing(database, ChangeRecord(actor, "seen evaluation")) as db:
        one = _counting(db, evaluation_id)
        require_own_or(db, actor, one.person_id, Permission.COACHING)
        if not _see(db, actor, one, now):
            raise Refused("That was noted already.")


def dispute_answer(
    database: DatabaseFile,
    actor: Actor,
    evaluation_id: int,
    question_id: int,
    text: str,
    now: datetime,
) -> int:
    """Dispute an answer about a contact of one's own, which is then seen, and give the dispute's
    id; it waits on the list of the coaches.

    Raises `Refused` where it is someone else's, a calibration, or an earlier dispute of that
    question is open, and `BadData` for a sentence that is none.
    """
    text = one_sentence(text, "why it is wrong")
    with writing(database, ChangeRecord(actor, "dispute answer")) as db:
        one = _counting(db, evaluation_id)
        require_own(db, actor, one.person_id, "dispute how they were scored")
        if question_id not in {answer.question_id for answer in one.answers}:
            raise BadData("That question was not answered in that evaluation.")
        about: Row = {"evaluation_id": one.id, "question_id": question_id}
        if has_rows(db, "disputes", about | {"outcome": None}):
            raise Refused("Your earlier dispute of that question is not answered yet.")
        _see(db, actor, one, now)
        said = {"text": text, "raised_at": _iso(now), "raised_by": actor.name}
        return insert(db, "disputes", about | said)


def decide_dispute(
    database: DatabaseFile,
    actor: Actor,
    dispute: Dispute,
    answer: Answer,
    decided: DisputeDecision,
    now: datetime,
    *,
    today: date,
) -> None:
    """Decide about a disputed answer, as it was read: it stands, or is changed, and with it the
    score and its reading, in one change; what it was stays in the history, with the reason. Either
    way it is news to its person, who has not seen it.

    Raises `Refused` where it was decided already or is about the actor, `Conflict` where someone
    changed it since it was read, and `BadData` for a reason that is none or a value that the
    question does not have, or has already.
    """
    actor.require(Permission.READINGS)
    reason = one_sentence(decided.reason, "the reason")
    if not dispute.open:
        raise Refused("That dispute was decided already.")
    values = {
        "outcome": decided.outcome.value, "answer": reason,
        "answered_at": _iso(now), "answered_by": actor.name,
    }  # fmt: skip
    with writing(database, ChangeRecord(actor, DECIDED, reason)) as db:
        one = _counting(db, dispute.evaluation_id)
        if is_own(db, actor, one.person_id):
            raise Refused("Someone else decides what you dispute yourself.")
        update(db, "disputes", dispute.id, dispute.version, values)
        if answer not in one.answers:
            raise conflict(db, "answers", answer.id)
        if decided.outcome is Outcome.STANDS:
            update(db, "evaluations", one.id, one.version, UNSEEN)
        else:
            if decided.value == answer.value:
                raise BadData("That is the answer already; choose another one, or let it stand.")
            answers = [
                replace(each, value=decided.value) if each == answer else each
                for each in one.answers
            ]
            correct_evaluation_within(db, one, one, answers, today=today, why=reason, news=True)


def _counting(db: Database, evaluation_id: int) -> Evaluation:
    """An evaluation that is no calibration."""
    found = load_evaluation(db, evaluation_id)
    if found is None:
        raise gone(db, "That evaluation")
    if found.calibration_id is not None:
        raise Refused("That is a calibration: it counts for no one, so there is nothing to say.")
    return found


def _see(db: Database, actor: Actor, one: Evaluation, now: datetime) -> bool:
    """Whether it is news that the actor has seen it, or told its person of it."""
    row = find_row(db, "evaluations", {"id": one.id})
    assert row is not None
    seen_by = row["seen_by"]
    if seen_by is not None:
        by_self = person_of(db, seen_by) == one.person_id
        if by_self or not is_own(db, actor, one.person_id):
            return False
    seen: Row = {"seen_at": _iso(now), "seen_by": actor.name}
    update(db, "evaluations", one.id, row["version"], seen)
    return True


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
