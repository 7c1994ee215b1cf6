"""Bringing people to what the lines of a file say, in one transaction; tells what it did."""

from collections.abc import Sequence
from datetime import date

from kpitui.actions.people import insert_person, leave, move
from kpitui.domain.access import Actor, Deed
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.history import DeedRecord
from kpitui.domain.people import Membership, Person
from kpitui.domain.people_drafts import PersonDraft
from kpitui.domain.text import name_key
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.people import load_person
from kpitui.storage.records import row_of, rows

Place = tuple[str | None, str | None]
"""Team and role, by name."""


class _NotThisTime(Exception):
    pass


def load_people_rows(
    database: DatabaseFile, actor: Actor, drafts: Sequence[tuple[int, PersonDraft]], *, today: date, dry_run: bool
) -> list[str]:
    """Bring people to what the lines of a file say, all or none; what was done, a line each.

    `drafts` carry their line in the file. Who is there, by code or else by name, is moved where team or role differ.
    """
    actor.require(Deed.PEOPLE)
    said: list[str] = []
    codes: dict[str, str] = {}
    try:
        with writing(database, DeedRecord(actor, "import people")) as db:
            for line, draft in drafts:
                try:
                    _require_one_name(codes, draft)
                    said += _bring(db, draft, today)
                except (BadData, Refused) as error:
                    raise BadData(f"Line {line}: {error.sentence.removesuffix('.')}; nothing was imported.") from None
            if dry_run or not said:
                raise _NotThisTime
    except _NotThisTime:
        pass
    return said


def _require_one_name(codes: dict[str, str], draft: PersonDraft) -> None:
    """Two names with one code in the same file are two people, not one who is called otherwise there."""
    if draft.code is None:
        return
    other = codes.setdefault(name_key(draft.code), draft.name)
    if name_key(other) != name_key(draft.name):
        raise BadData(f"{other} has the code {draft.code} already; choose another.")


def _bring(db: Database, draft: PersonDraft, today: date) -> list[str]:
    person = _known(db, draft)
    if person is None:
        person_id = insert_person(db, draft)
        return [f"added {draft.name}", *_gone(db, person_id, draft)]
    return _moved(db, person, draft, today) + _gone(db, person.id, draft)


def _known(db: Database, draft: PersonDraft) -> Person | None:
    code = name_key(draft.code) if draft.code else None
    found = rows(
        db,
        "SELECT id, name, code, code_key FROM people WHERE code_key = :code OR name_key = :name "
        "ORDER BY code_key IS :code DESC LIMIT 1",
        {"code": code, "name": name_key(draft.name)},
    )
    if not found:
        return None
    if code is not None and found[0]["code_key"] not in (None, code):
        raise BadData(
            f"{found[0]['name']} has the code {found[0]['code']}, not {draft.code}; "
            "mend the code, or give the other person a name that tells them apart."
        )
    return load_person(db, found[0]["id"])


def _moved(db: Database, person: Person, draft: PersonDraft, today: date) -> list[str]:
    last = person.memberships[-1] if person.memberships else None
    same_day = next((held for held in person.memberships if held.starts_on == draft.starts_on), last)
    wanted = draft.team or _place(db, last)[0], draft.role or _place(db, last)[1]
    # A file may tell of a move that another came after; that one is done and not to be done again.
    if any(_keys(wanted) == _keys(_place(db, held)) for held in (same_day, last)):
        return []
    # The day in the file is that of the move only where it lies after the last one, else that of the first.
    since = last.starts_on if last else person.starts_on
    move(db, person.id, *wanted, draft.starts_on if draft.starts_on > since else today)
    return [f"moved {person.name} to {wanted[0] or 'no team'}, {wanted[1] or 'no role'}"]


def _gone(db: Database, person_id: int, draft: PersonDraft) -> list[str]:
    row = row_of(db, "people", person_id)
    if draft.ends_on is None or row["ends_on"] == draft.ends_on.isoformat():
        return []
    leave(db, person_id, draft.ends_on)
    return [f"{row['name']} left on {draft.ends_on}"]


def _place(db: Database, held: Membership | None) -> Place:
    if held is None:
        return None, None
    team = row_of(db, "teams", held.team_id)["name"] if held.team_id else None
    return team, row_of(db, "roles", held.role_id)["name"] if held.role_id else None


def _keys(place: Place) -> tuple[str, str]:
    return name_key(place[0] or ""), name_key(place[1] or "")
