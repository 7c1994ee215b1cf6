"""What people say to the levels expected of them: seen, or why; and what a coach answers."""

from collections.abc import Sequence
from datetime import datetime

from kpitui.actions.own import is_own, one_sentence, require_own, require_own_or
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.seen_level import LevelKey, SeenLevel
from kpitui.storage.accounts import person_of
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, insert, row_of, update
from kpitui.storage.seen_levels import columns_of, seen_level_of


def see_levels(
    database: DatabaseFile,
    actor: Actor,
    seen: Sequence[tuple[int, LevelKey]],
    now: datetime,
) -> None:
    """Say of people, by their ids, which levels they have seen.

    They say so themselves, or a coach who told them does; that counts as said by the coach until
    they say it. `now` is a moment with its zone. Raises `Refused` where nothing of it is new, or
    where a member would speak for someone else.
    """
    with writing(database, ChangeRecord(actor, "seen level")) as db:
        for person_id in {one for one, _ in seen}:
            require_own_or(db, actor, person_id, Permission.COACHING)
        if not [True for one, level in seen if _see(db, actor, one, level, now)]:
            raise Refused(_nothing_new(db, seen))


def ask_why(
    database: DatabaseFile,
    actor: Actor,
    person_id: int,
    level: LevelKey,
    question: str,
    now: datetime,
    *,
    seen: Sequence[LevelKey] = (),
) -> None:
    """Ask about a level, which is then seen, as are others that were `seen` with it; the question
    waits on the list of the coaches. It takes the place of one that was answered, which the history
    keeps.

    Raises `Refused` where it is not the actor's own page, or an earlier question is not answered
    yet, and `BadData` for a question that is none.
    """
    question = one_sentence(question, "a question")
    with writing(database, ChangeRecord(actor, "ask about level")) as db:
        require_own(db, actor, person_id, "ask about their standards")
        for one in {*seen, level}:
            _see(db, actor, person_id, one, now)
        row = seen_level_of(db, person_id, level)
        assert row is not None
        if row["question"] and not row["answer"]:
            raise Refused("Your earlier question about that level is not answered yet.")
        asked: Row = {
            "question": question, "seen_at": _iso(now), "seen_by": actor.name,
            "answer": "", "answered_at": None, "answered_by": None,
        }  # fmt: skip
        update(db, "seen_levels", row["id"], row["version"], asked)


def answer_question(
    database: DatabaseFile, actor: Actor, asked: SeenLevel, answer: str, now: datetime
) -> None:
    """Answer a question; the answer stands on the page of who asked.

    Raises `Refused` where it was answered already, `Conflict` where someone changed it since it
    was read, and `BadData` for an answer that is none.
    """
    actor.require(Permission.COACHING)
    answer = one_sentence(answer, "an answer")
    if not asked.open:
        raise Refused("That question was answered already.")
    values = {"answer": answer, "answered_at": _iso(now), "answered_by": actor.name}
    with writing(database, ChangeRecord(actor, "answer question")) as db:
        update(db, "seen_levels", asked.id, asked.version, values)


def _nothing_new(db: Database, seen: Sequence[tuple[int, LevelKey]]) -> str:
    """Why nothing of it is new: who was told of it and has not seen it, or that all have."""
    told = set()
    for person_id, level in seen:
        row = seen_level_of(db, person_id, level)
        if row is not None and person_of(db, row["seen_by"]) != person_id:
            told.add(str(row_of(db, "people", person_id)["name"]))
    if not told:
        return "That level was seen already."
    who = f"{told.pop()} has" if len(told) == 1 else "they have"
    return f"That was noted already; {who} not seen it yet."


def _see(db: Database, actor: Actor, person_id: int, level: LevelKey, now: datetime) -> bool:
    """Whether anything new was said."""
    row = seen_level_of(db, person_id, level)
    said: Row = {"seen_at": _iso(now), "seen_by": actor.name}
    if row is None:
        insert(db, "seen_levels", columns_of(person_id, level) | said)
        return True
    if row["seen_by"] != actor.name and is_own(db, actor, person_id):
        update(db, "seen_levels", row["id"], row["version"], said)
        return True
    return False


def _iso(now: datetime) -> str:
    return now.isoformat(timespec="seconds")
