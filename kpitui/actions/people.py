"""Upkeep of teams, roles and people: who belongs where, from when; one function a deed."""

from datetime import date

from kpitui.domain.access import Actor, Deed
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.history import DeedRecord
from kpitui.domain.metrics import NAME_LIMIT
from kpitui.domain.people import JobRole, Person, Team
from kpitui.domain.people_drafts import PersonDraft
from kpitui.domain.text import clean, name_key
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, insert, row_of, rows, update

_KIND = {"teams": "team", "roles": "role", "people": "person"}


def add_team(database: DatabaseFile, actor: Actor, name: str, starts_on: date) -> int:
    """Add a team; its id. Raises `BadData` where its name is taken."""
    actor.require(Deed.PEOPLE)
    with writing(database, DeedRecord(actor, "add team")) as db:
        name = _cleaned(name, "team")
        _require_free(db, "teams", name)
        return _insert_named(db, "teams", name, starts_on)


def rename_team(database: DatabaseFile, actor: Actor, team: Team, name: str) -> None:
    """Give a team another name."""
    actor.require(Deed.PEOPLE)
    with writing(database, DeedRecord(actor, "rename team")) as db:
        name = _cleaned(name, "team")
        _require_free(db, "teams", name, team.id)
        update(db, "teams", team.id, team.version, {"name": name, "name_key": name_key(name)})


def add_role(database: DatabaseFile, actor: Actor, name: str) -> int:
    """Add a role; its id. Raises `BadData` where its name is taken."""
    actor.require(Deed.PEOPLE)
    with writing(database, DeedRecord(actor, "add role")) as db:
        name = _cleaned(name, "role")
        _require_free(db, "roles", name)
        return insert(db, "roles", {"name": name, "name_key": name_key(name)})


def rename_role(database: DatabaseFile, actor: Actor, role: JobRole, name: str) -> None:
    """Give a role another name."""
    actor.require(Deed.PEOPLE)
    with writing(database, DeedRecord(actor, "rename role")) as db:
        name = _cleaned(name, "role")
        _require_free(db, "roles", name, role.id)
        update(db, "roles", role.id, role.version, {"name": name, "name_key": name_key(name)})


def end_team(database: DatabaseFile, actor: Actor, team: Team, on: date) -> None:
    """End a team on a date; refused while somebody is in it then or later."""
    actor.require(Deed.PEOPLE)
    with writing(database, DeedRecord(actor, "end team")) as db:
        inside = rows(
            db,
            "SELECT count(DISTINCT person_id) AS count FROM memberships JOIN people ON people.id = person_id "
            "WHERE team_id = :team AND (memberships.ends_on IS NULL OR memberships.ends_on > :on) "
            "AND (people.ends_on IS NULL OR people.ends_on > :on)",
            {"team": team.id, "on": on.isoformat()},
        )[0]["count"]
        if inside:
            people = "1 person" if inside == 1 else f"{inside} people"
            raise Refused(f"{team.name} has {people} on {on} or later; move them first.")
        _require_not_before(team.name, team.starts_on, on)
        update(db, "teams", team.id, team.version, {"ends_on": on.isoformat()})


def add_person(database: DatabaseFile, actor: Actor, draft: PersonDraft) -> int:
    """Add somebody with their team and role, which are made where they are new; their id."""
    actor.require(Deed.PEOPLE)
    with writing(database, DeedRecord(actor, "add person")) as db:
        return insert_person(db, draft)


def edit_person(database: DatabaseFile, actor: Actor, person: Person, name: str, code: str | None) -> None:
    """Give somebody another name or code."""
    actor.require(Deed.PEOPLE)
    with writing(database, DeedRecord(actor, "edit person")) as db:
        name, code = _cleaned(name, "person"), _optional(code, "code") or None
        _require_free(db, "people", name, person.id)
        _require_free_code(db, code, person.id)
        values = {"name": name, "name_key": name_key(name), "code": code, "code_key": name_key(code) if code else None}
        update(db, "people", person.id, person.version, values)


def move_person(
    database: DatabaseFile, actor: Actor, person: Person, team: str | None, role: str | None, on: date
) -> None:
    """Give somebody another team and role from a date on; readings of before stay with the old team."""
    actor.require(Deed.PEOPLE)
    with writing(database, DeedRecord(actor, "move person")) as db:
        _require_unchanged(db, person)
        move(db, person.id, team, role, on)


def person_left(database: DatabaseFile, actor: Actor, person: Person, on: date) -> None:
    """Say from which day on somebody is gone; refused where they have a reading of then or later."""
    actor.require(Deed.PEOPLE)
    with writing(database, DeedRecord(actor, "person left")) as db:
        _require_unchanged(db, person)
        leave(db, person.id, on)


def remove_person(database: DatabaseFile, actor: Actor, person: Person) -> None:
    """Take somebody out who was entered by mistake; refused where anything is on record of them."""
    actor.require(Deed.PEOPLE)
    with writing(database, DeedRecord(actor, "remove person")) as db:
        _require_unchanged(db, person)
        for table, what in (("readings", "readings"), ("sessions", "coaching sessions"), ("standards", "standards")):
            if rows(db, f"SELECT id FROM {table} WHERE person_id = :id LIMIT 1", {"id": person.id}):
                raise Refused(f"{person.name} has {what}; say when they left instead.")
        if rows(db, "SELECT id FROM accounts WHERE person_id = :id", {"id": person.id}):
            raise Refused(f"{person.name} has an account; say when they left instead.")
        db.execute("DELETE FROM memberships WHERE person_id = ?", [person.id])
        db.execute("DELETE FROM people WHERE id = ?", [person.id])


def insert_person(db: Database, draft: PersonDraft) -> int:
    """A new row of a person with the first membership, inside the transaction of the caller."""
    _require_free(db, "people", draft.name)
    _require_free_code(db, draft.code)
    values: dict[str, str | None] = {"name": draft.name, "name_key": name_key(draft.name)}
    values |= {"code": draft.code, "code_key": name_key(draft.code) if draft.code else None}
    person_id = insert(db, "people", values | {"starts_on": draft.starts_on.isoformat()})
    _insert_membership(db, person_id, draft.team, draft.role, draft.starts_on)
    return person_id


def move(db: Database, person_id: int, team: str | None, role: str | None, on: date) -> None:
    """Another membership from a date on, inside the transaction of the caller."""
    row = row_of(db, "people", person_id)
    _require_not_before(row["name"], date.fromisoformat(row["starts_on"]), on)
    if row["ends_on"] is not None:
        raise Refused(f"{row['name']} left on {row['ends_on']}.")
    where: Row = {"person": person_id, "on": on.isoformat()}
    later = rows(db, "SELECT starts_on FROM memberships WHERE person_id = :person AND starts_on > :on", where)
    if later:
        raise Refused(f"{row['name']} moves on {later[0]['starts_on']} already; move them on that day or later.")
    held = rows(
        db,
        "SELECT * FROM memberships "
        "WHERE person_id = :person AND starts_on <= :on AND (ends_on IS NULL OR ends_on > :on)",
        where,
    )
    if not held:
        _insert_membership(db, person_id, team, role, on)
    elif held[0]["starts_on"] == on.isoformat():
        values = {"team_id": _named(db, "teams", team, on), "role_id": _named(db, "roles", role, on)}
        update(db, "memberships", held[0]["id"], held[0]["version"], values)
    else:
        update(db, "memberships", held[0]["id"], held[0]["version"], {"ends_on": on.isoformat()})
        _insert_membership(db, person_id, team, role, on, held[0]["ends_on"])


def leave(db: Database, person_id: int, on: date) -> None:
    """The first day on which somebody is gone, inside the transaction of the caller."""
    row = row_of(db, "people", person_id)
    _require_not_before(row["name"], date.fromisoformat(row["starts_on"]), on)
    newest = rows(
        db, "SELECT max(date) AS day FROM readings WHERE person_id = :id AND state <> 'void'", {"id": person_id}
    )[0]["day"]
    if newest is not None and newest >= on.isoformat():
        raise Refused(f"{row['name']} has a reading of {newest}; they can be gone from a later day on only.")
    _end_memberships(db, person_id, row["ends_on"], on.isoformat())
    update(db, "people", person_id, row["version"], {"ends_on": on.isoformat()})


def _end_memberships(db: Database, person_id: int, left_before: str | None, on: str) -> None:
    found = rows(db, "SELECT * FROM memberships WHERE person_id = :id ORDER BY starts_on", {"id": person_id})
    for held in found:
        # Where a day of leaving is put right, they stayed in their last team until the new one.
        goes_on = held is found[-1] and held["ends_on"] == left_before
        if held["starts_on"] == on:
            continue  # it holds on no day, but says in which team they were last
        if held["starts_on"] > on:
            db.execute("DELETE FROM memberships WHERE id = ?", [held["id"]])
        elif held["ends_on"] is None or held["ends_on"] > on or goes_on:
            update(db, "memberships", held["id"], held["version"], {"ends_on": on})


def _insert_membership(
    db: Database, person_id: int, team: str | None, role: str | None, on: date, ends_on: str | None = None
) -> None:
    team_id, role_id = _named(db, "teams", team, on), _named(db, "roles", role, on)
    if team_id is None and role_id is None:
        return
    values = {"person_id": person_id, "team_id": team_id, "role_id": role_id, "starts_on": on.isoformat()}
    insert(db, "memberships", values | {"ends_on": ends_on})


def _named(db: Database, table: str, name: str | None, on: date) -> int | None:
    """The team or role of a name, made where it is new."""
    name = _optional(name, _KIND[table])
    if not name:
        return None
    found = rows(db, f"SELECT * FROM {table} WHERE name_key = :key", {"key": name_key(name)})
    if not found:
        return _insert_named(db, table, name, on)
    ended = found[0].get("ends_on")
    if ended is not None and ended <= on.isoformat():
        raise BadData(f"{found[0]['name']} ended on {ended}; choose a team that is still there.")
    return int(found[0]["id"])


def _insert_named(db: Database, table: str, name: str, on: date) -> int:
    dated = {"starts_on": on.isoformat()} if table == "teams" else {}
    return insert(db, table, {"name": name, "name_key": name_key(name)} | dated)


def _require_free(db: Database, table: str, name: str, besides: int = 0) -> None:
    where: Row = {"key": name_key(name), "id": besides}
    if rows(db, f"SELECT id FROM {table} WHERE name_key = :key AND id <> :id", where):
        raise BadData(f"There is a {_KIND[table]} “{name}” already; add something that tells them apart.")


def _require_free_code(db: Database, code: str | None, besides: int = 0) -> None:
    where: Row = {"key": name_key(code or ""), "id": besides}
    found = rows(db, "SELECT name FROM people WHERE code_key = :key AND id <> :id", where) if code else []
    if found:
        raise BadData(f"{found[0]['name']} has the code {code} already; choose another.")


def _require_unchanged(db: Database, person: Person) -> None:
    # A move changes no column of the person, yet two of them at once must not both pass: the new version tells.
    update(db, "people", person.id, person.version, {"name": person.name})


def _cleaned(name: str, kind: str) -> str:
    cleaned = _optional(name, kind)
    if not cleaned:
        raise BadData(f"The name of the {kind} is empty; type one.")
    return cleaned


def _optional(text: str | None, kind: str) -> str:
    try:
        return clean(text or "", NAME_LIMIT)
    except ValueError as error:
        raise BadData(f"The {kind}: {error}.") from None


def _require_not_before(name: str, start: date, day: date) -> None:
    if day < start:
        raise BadData(f"{name} is here since {start}; choose that day or a later one.")
