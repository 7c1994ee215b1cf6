"""Coaching: a session with its readings in one change, and what is done about it later."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from kpitui.actions.corrections import save_placed
from kpitui.actions.own import one_sentence, require_own, require_own_or
from kpitui.actions.readings import ReadingRules
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData, Refused, nothing_saved
from kpitui.domain.history import ChangeRecord
from kpitui.domain.people import names_of
from kpitui.domain.records.action import Action, Promise
from kpitui.domain.records.person import Person
from kpitui.domain.records.session import (
    CoachingSession,
    FollowUpOutcome,
    FollowUpSaid,
    SessionDraft,
    SessionTerms,
)
from kpitui.domain.same_day import Placed
from kpitui.domain.text import LINE_LIMIT, clean, name_key
from kpitui.domain.writing import WRITING
from kpitui.storage.accounts import accounts_of, name_behind
from kpitui.storage.coaching import (
    change_focus,
    insert_action,
    insert_session,
    iso,
)
from kpitui.storage.database import AlreadyDone, DatabaseFile, reading, writing
from kpitui.storage.driver import Database
from kpitui.storage.readings import readings_of_change
from kpitui.storage.records import (
    Row,
    delete,
    find_rows,
    has_rows,
    moment_in,
    row_of,
    update,
    values_of,
)
from kpitui.storage.since import ANSWERS
from kpitui.storage.talked_about import contacts_named, talk_about

ASK_AGAIN_DAYS = 7
"""So many days later it is asked again about what is not yet done."""
KEPT = FollowUpSaid()


class SessionRecorded(Struct, frozen=True):
    """A session that is in the file, with its readings."""

    session_id: int
    reading_ids: tuple[int, ...]
    with_ids: tuple[int, ...] = ()
    """The sessions of the others who were there."""
    coach: str = ""


def record_session(
    database: DatabaseFile,
    actor: Actor,
    draft: SessionDraft,
    *,
    today: date,
    change: ChangeRecord | None = None,
    reason: str = "",
    readings: Sequence[Placed] | None = None,
    once: bool = False,
) -> SessionRecorded:
    """Save a session with its actions and readings in one transaction: all of it, or nothing. With
    several people each has a session and actions of their own.

    `readings` says what becomes of those of the draft where some stand for the day already. The
    coach is who sits there where the draft names no one, by the name of their person. Give the same
    `change` again to retry after an unknown outcome. With `once` the very same words about the same
    day are refused: a line that was sent twice. Raises `BadData` or `Refused` with a sentence,
    `ReasonNeeded` where a reading falls into a closed month.
    """
    actor.require(Permission.COACHING)
    change = change or ChangeRecord(actor, "coaching session", reason)
    try:
        with writing(database, change) as db:
            rules = ReadingRules.load(db, today, change.why)
            person = _coached(rules, draft.person_id, draft.date)
            coach = draft.coach or name_behind(db, actor.name)
            _require_no_own_coach(db, person, coach)
            if once:
                _require_not_there(db, draft, person, coach)
            session_id = _insert(db, draft, person, coach)
            _talk_about(db, session_id, draft)
            with_ids = _save_others(db, rules, draft, session_id, coach)
            whose = {"session_id": session_id, "person_id": person.id}
            taken = map(Placed, draft.readings) if readings is None else readings
            own = [replace(placed, draft=replace(placed.draft, **whose)) for placed in taken]
            ids = save_placed(db, rules, own)
    except AlreadyDone as done:
        with reading(database) as db:
            found = find_rows(db, "sessions", {"deed_id": done.change_id})
            session_id, *with_ids = [int(row["id"]) for row in found]
            coach = str(found[0]["coach"])
            ids = [row["id"] for row in readings_of_change(db, done.change_id)]
    return SessionRecorded(session_id, tuple(ids), tuple(with_ids), coach)


def _save_others(
    db: Database, rules: ReadingRules, draft: SessionDraft, first_id: int, coach: str
) -> list[int]:
    others = [id_ for id_ in dict.fromkeys(draft.with_ids) if id_ != draft.person_id]
    people = [_coached(rules, other, draft.date) for other in others]
    for person in people:
        _require_no_own_coach(db, person, coach)
    return [_insert(db, draft, person, coach, first_id) for person in people]


def _require_no_own_coach(db: Database, person: Person, coach: str) -> None:
    if name_key(coach) in names_of(person, accounts_of(db, person.id)):
        said = f"{person.name} cannot coach themselves; name the coach who held the session."
        raise nothing_saved(BadData(said))


def _insert(
    db: Database, draft: SessionDraft, person: Person, coach: str, first_id: int | None = None
) -> int:
    whose = {"coach": coach, "person_id": person.id, "together_id": first_id}
    session_id = insert_session(db, values_of(draft, SessionTerms) | whose, draft.focus)
    _add_actions(db, session_id, draft.actions, person)
    return session_id


def _require_not_there(db: Database, draft: SessionDraft, person: Person, coach: str) -> None:
    said = values_of(draft, SessionTerms) | {"coach": coach, "person_id": person.id}
    if (draft.seen or draft.agreed) and has_rows(db, "sessions", said):
        told = (
            f"The very same session with {person.name} on {draft.date} is in the file already; "
            "if there were two, change a word of it."
        )
        raise nothing_saved(Refused(told))


def change_session(
    database: DatabaseFile, actor: Actor, old: CoachingSession, draft: SessionDraft, *, today: date
) -> None:
    """Write a session down again: its words, coach, focus, evaluations and follow-up; actions are
    added to, readings stay as they are, and so do the sessions of others who were there.

    Raises `Conflict` where someone changed it since it was read.
    """
    actor.require(Permission.COACHING)
    with writing(database, ChangeRecord(actor, "change coaching session")) as db:
        rules = ReadingRules.load(db, today)
        person = _coached(rules, draft.person_id, draft.date)
        coach = {"coach": draft.coach or old.coach}
        if coach["coach"] != old.coach:
            _require_no_own_coach(db, person, draft.coach)
        update(db, "sessions", old.id, old.version, values_of(draft, SessionTerms) | coach)
        change_focus(db, old, draft.focus)
        _talk_about(db, old.id, draft)
        _change_actions(db, old, draft.actions, person)


def finish_action(database: DatabaseFile, actor: Actor, action: Action, today: date) -> None:
    """Say that what was promised is done: a coach, or who promised it in a session of their own.

    Raises `Refused` for any other action, `Conflict` where someone changed it since it was read.
    """
    with writing(database, ChangeRecord(actor, "action done")) as db:
        person_id = row_of(db, "sessions", action.session_id)["person_id"]
        require_own_or(db, actor, person_id, Permission.COACHING)
        person = str(row_of(db, "people", person_id)["name"])
        if not (actor.may(Permission.COACHING) or action.is_of(person)):
            raise Refused(f"That action is for {action.who}; ask them to mark it done.")
        if action.done_on is not None:
            raise Refused("That action is done already.")
        update(db, "actions", action.id, action.version, {"done_on": today.isoformat()})


def follow_up(
    database: DatabaseFile,
    actor: Actor,
    session_id: int,
    version: int,
    today: date,
    said: FollowUpSaid = KEPT,
) -> None:
    """Say what became of what was agreed; what is not yet done is asked about again on a later day.

    Raises `BadData` for a day that is none, `Conflict` where someone changed the session since it
    was read.
    """
    actor.require(Permission.COACHING)
    values: Row = {"outcome": said.outcome.value, "outcome_note": _in_a_line(said.note)}
    if said.outcome is FollowUpOutcome.NOT_YET:
        values["follow_up_on"] = iso(_later(said.again_on, today))
    else:
        values["followed_up_on"] = today.isoformat()
    with writing(database, ChangeRecord(actor, "followed up")) as db:
        if row_of(db, "sessions", session_id)["followed_up_on"] is not None:
            raise Refused("That follow-up is done already.")
        update(db, "sessions", session_id, version, values)


def _later(day: date | None, today: date) -> date:
    day = day or today + timedelta(days=ASK_AGAIN_DAYS)
    if day <= today:
        raise BadData(f"{day} is not after today; say a later day to ask again.")
    return day


def _in_a_line(note: str) -> str:
    try:
        return clean(note, LINE_LIMIT)
    except ValueError as error:
        raise nothing_saved(BadData(f"{str(error).capitalize()}.")) from None


def acknowledge(
    database: DatabaseFile, actor: Actor, session_id: int, version: int, now: datetime
) -> None:
    """Say that the person confirmed what was agreed: they themselves, or a coach who notes it.

    `now` is a moment with its zone. Raises `Refused` where it was confirmed already, or where a
    member would confirm the session of someone else.
    """
    with writing(database, ChangeRecord(actor, "acknowledge session")) as db:
        session = row_of(db, "sessions", session_id)
        require_own_or(db, actor, session["person_id"], Permission.COACHING)
        if moment_in(session["acknowledged_at"]) is not None:
            when = WRITING.moment(session["acknowledged_at"], database.clock)
            raise Refused(f"The agent confirmed that session on {when} already.")
        values = {
            "acknowledged_at": now.isoformat(timespec="seconds"),
            "acknowledged_by": actor.name,
        }
        update(db, "sessions", session_id, version, values)


def reply_to_session(
    database: DatabaseFile, actor: Actor, session: CoachingSession, reply: str
) -> None:
    """Answer a session of one's own in a sentence; another answer takes the place of the first.

    Raises `Refused` for the session of someone else, `BadData` for an answer that is none, and
    `Conflict` where someone changed the session since it was read.
    """
    reply = one_sentence(reply, "an answer")
    with writing(database, ChangeRecord(actor, ANSWERS)) as db:
        require_own(db, actor, session.person_id, "answer their session")
        update(db, "sessions", session.id, session.version, {"reply": reply})


def _coached(rules: ReadingRules, person_id: int, day: date) -> Person:
    person = rules.people.get(person_id)
    if person is None:
        rules.team_of(person_id, None, day)  # says why
        raise BadData("That person was removed from the file.")
    if day > rules.today:
        raise BadData(f"{day} is in the future; record a session after it took place.")
    if day < person.starts_on or (person.ends_on is not None and day >= person.ends_on):
        raise BadData(f"{person.name} was not here on {day}.")
    return person


def _talk_about(db: Database, session_id: int, draft: SessionDraft) -> None:
    known = {*contacts_named(db, draft.person_id).values()} if draft.evaluations else set()
    if not known.issuperset(draft.evaluations):
        raise nothing_saved(BadData("An evaluation is of someone else, or was removed."))
    talk_about(db, session_id, draft.evaluations)


def _add_actions(
    db: Database, session_id: int, promises: Sequence[Promise], person: Person
) -> None:
    for promise in promises:
        insert_action(db, session_id, replace(promise, who=promise.who or person.name))


def _change_actions(
    db: Database, old: CoachingSession, promises: Sequence[Promise], person: Person
) -> None:
    # What is worded as before is the same action; of the others a new wording takes the place of an
    # old one.
    left = [
        promise
        for promise in promises
        if promise.text not in {action.text for action in old.actions}
    ]
    for action in old.actions:
        same = next((promise for promise in promises if promise.text == action.text), None)
        promise = same or (left.pop(0) if left else None)
        if promise is None:
            delete(db, "actions", action.id)
        elif (promise.text, promise.due_on) != (action.text, action.due_on):
            update(
                db,
                "actions",
                action.id,
                action.version,
                {"text": promise.text, "due_on": iso(promise.due_on)},
            )
    _add_actions(db, old.id, left, person)
