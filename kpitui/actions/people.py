"""Upkeep of teams, roles and people: who belongs where, from when; one function a change."""

from datetime import date, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from kpitui.actions.moved_readings import readings_go_along
from kpitui.actions.people_names import (
    cleaned,
    cleaned_name,
    id_or_made,
    insert_named,
    require_free,
    require_free_code,
)
from kpitui.actions.teams import put_new_under, put_team_under, require_none_under, start_place
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.numbers import counted
from kpitui.domain.records.dated import is_over
from kpitui.domain.records.person import Membership, Person, PersonDraft
from kpitui.domain.records.role import JobRole
from kpitui.domain.records.team import Team
from kpitui.domain.text import name_key
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.last_readings import newest_day
from kpitui.storage.people import first_day_of, load_people_ever_in, load_team
from kpitui.storage.records import Row, delete, find_rows, has_rows, insert, row_of, update


class TeamAndRole(Struct, frozen=True):
    """A team and a role by name, and the hours a week, None for full time."""

    team: str | None = None
    role: str | None = None
    hours: float | None = None


def add_team(
    database: DatabaseFile, actor: Actor, name: str, starts_on: date, under: Team | None = None
) -> int:
    """Add a team, under another where one is named; its id. Raises `BadData` where its name is
    taken.
    """
    actor.require(Permission.PEOPLE)
    with writing(database, ChangeRecord(actor, "add team")) as db:
        name = cleaned_name(name, "team")
        require_free(db, "teams", name)
        team_id = insert_named(db, "teams", name, starts_on)
        if under is not None:
            put_new_under(db, load_team(db, team_id), under, starts_on)
        return team_id


def rename_team(database: DatabaseFile, actor: Actor, team: Team, name: str) -> None:
    """Give a team another name."""
    actor.require(Permission.PEOPLE)
    with writing(database, ChangeRecord(actor, "rename team")) as db:
        name = cleaned_name(name, "team")
        require_free(db, "teams", name, team.id)
        update(db, "teams", team.id, team.version, {"name": name, "name_key": name_key(name)})


def edit_team(
    database: DatabaseFile, actor: Actor, team: Team, name: str, under: Team | None, on: date
) -> None:
    """Give a team another name, and put it under another team from a day on, in one change."""
    actor.require(Permission.PEOPLE)
    with writing(database, ChangeRecord(actor, "edit team")) as db:
        by = replace(database, open_change=db), actor
        if name != team.name:
            rename_team(*by, team, name)
            team = load_team(db, team.id)
        put_team_under(*by, team, under, on)


def add_role(database: DatabaseFile, actor: Actor, name: str) -> int:
    """Add a role; its id. Raises `BadData` where its name is taken."""
    actor.require(Permission.PEOPLE)
    with writing(database, ChangeRecord(actor, "add role")) as db:
        name = cleaned_name(name, "role")
        require_free(db, "roles", name)
        return insert(db, "roles", {"name": name, "name_key": name_key(name)})


def rename_role(database: DatabaseFile, actor: Actor, role: JobRole, name: str) -> None:
    """Give a role another name."""
    actor.require(Permission.PEOPLE)
    with writing(database, ChangeRecord(actor, "rename role")) as db:
        name = cleaned_name(name, "role")
        require_free(db, "roles", name, role.id)
        update(db, "roles", role.id, role.version, {"name": name, "name_key": name_key(name)})


def end_team(database: DatabaseFile, actor: Actor, team: Team, on: date) -> None:
    """End a team on a date; refused while someone is in it then or later."""
    actor.require(Permission.PEOPLE)
    with writing(database, ChangeRecord(actor, "end team")) as db:
        inside = sum(
            not is_over(person, on)
            and any(
                held.team_id == team.id and not is_over(held, on) for held in person.memberships
            )
            for person in load_people_ever_in(db, team.id)
        )
        if inside:
            people = counted(inside, "person", "people")
            raise Refused(f"{team.name} has {people} on {on} or later; move them first.")
        require_none_under(db, team, on)
        _require_not_before(team.name, team.starts_on, on)
        update(db, "teams", team.id, team.version, {"ends_on": on.isoformat()})


def add_person(database: DatabaseFile, actor: Actor, draft: PersonDraft) -> int:
    """Add someone with their team and role, which are made where they are new; their id."""
    actor.require(Permission.PEOPLE)
    with writing(database, ChangeRecord(actor, "add person")) as db:
        require_free(db, "people", draft.name)
        require_free_code(db, draft.code)
        values: dict[str, str | None] = {"name": draft.name, "name_key": name_key(draft.name)}
        values |= {"code": draft.code, "code_key": name_key(draft.code) if draft.code else None}
        person_id = insert(db, "people", values | {"starts_on": draft.starts_on.isoformat()})
        place = TeamAndRole(draft.team, draft.role, draft.hours)
        _insert_membership(db, person_id, place, draft.starts_on)
        return person_id


def edit_person(
    database: DatabaseFile, actor: Actor, person: Person, name: str, code: str | None
) -> None:
    """Give someone another name or code."""
    actor.require(Permission.PEOPLE)
    with writing(database, ChangeRecord(actor, "edit person")) as db:
        if person.forgotten_on:
            raise Refused(f"{person.name} was forgotten, and keeps that name.")
        name, code = cleaned_name(name, "person"), cleaned(code, "code") or None
        require_free(db, "people", name, person.id)
        require_free_code(db, code, person.id)
        values = {
            "name": name,
            "name_key": name_key(name),
            "code": code,
            "code_key": name_key(code) if code else None,
        }
        update(db, "people", person.id, person.version, values)


def move_person(
    database: DatabaseFile, actor: Actor, person: Person, team: str | None, role: str | None,
    on: date, hours: float | Literal["same"] | None = "same",
) -> None:  # fmt: skip
    """Give someone another team, role and hours from a date on, hours None for full time; readings
    of before stay with the old team, those from then on go along.
    """
    actor.require(Permission.PEOPLE)
    change = ChangeRecord(actor, "move person")
    with writing(database, change) as db, readings_go_along(db, person):
        _require_unchanged(db, person)
        _require_not_before(person.name, person.starts_on, on)
        if person.ends_on is not None:
            raise Refused(f"{person.name} left on {person.ends_on}.")
        day, memberships = on.isoformat(), _memberships(db, person.id)
        later = [
            membership["starts_on"] for membership in memberships if membership["starts_on"] > day
        ]
        if later:
            raise Refused(
                f"{person.name} moves on {later[0]} already; move them on that day or later."
            )
        held = [
            membership
            for membership in memberships
            if membership["ends_on"] is None or membership["ends_on"] > day
        ]
        kept = held[0]["hours"] if held else None
        place = TeamAndRole(team, role, kept if hours == "same" else hours)
        if not held:
            _insert_membership(db, person.id, place, on)
        elif held[0]["starts_on"] == day:
            values = {
                "team_id": id_or_made(db, "teams", team, on),
                "role_id": id_or_made(db, "roles", role, on),
                "hours": place.hours,
            }
            update(db, "memberships", held[0]["id"], held[0]["version"], values)
        else:
            update(db, "memberships", held[0]["id"], held[0]["version"], {"ends_on": day})
            _insert_membership(db, person.id, place, on, held[0]["ends_on"])


def person_left(database: DatabaseFile, actor: Actor, person: Person, on: date) -> None:
    """Say from which day on someone is gone; refused where they have a reading of then
    or later.
    """
    actor.require(Permission.PEOPLE)
    with writing(database, ChangeRecord(actor, "person left")) as db:
        _require_not_before(person.name, person.starts_on, on)
        newest = newest_day(db, person.id)
        if newest is not None and newest >= on:
            first = newest + timedelta(days=1)
            raise Refused(
                f"{person.name} has a reading on {newest}; the first day without them can be "
                f"{first} or later."
            )
        update(db, "people", person.id, person.version, {"ends_on": on.isoformat()})
        end_memberships(db, person, on.isoformat())


def start_on(database: DatabaseFile, actor: Actor, found: Team | Person, on: date) -> None:
    """Put right since when a team or someone is here; refused where they have something older.

    The first team of someone, where it began with them, moves along; so does the first place of a
    team under another.
    """
    actor.require(Permission.PEOPLE)
    with writing(database, ChangeRecord(actor, "edit start")) as db:
        if found.ends_on is not None:
            _require_not_before(found.name, on, found.ends_on)
        if isinstance(found, Person):
            with readings_go_along(db, found):
                _start_first_membership(db, found, on)
            first = first_day_of(db, found.id)
            if first is not None and first < on:
                raise Refused(
                    f"{found.name} has a team or a reading on {first}; choose that day or an "
                    "earlier one."
                )
        else:
            start_place(db, found, on)
        table = "people" if isinstance(found, Person) else "teams"
        update(db, table, found.id, found.version, {"starts_on": on.isoformat()})


def _start_first_membership(db: Database, person: Person, on: date) -> None:
    day = on.isoformat()
    for held in _memberships(db, person.id)[:1]:
        began_with_them = held["starts_on"] == person.starts_on.isoformat()
        if began_with_them and (held["ends_on"] is None or day < held["ends_on"]):
            update(db, "memberships", held["id"], held["version"], {"starts_on": day})


def end_membership(
    database: DatabaseFile, actor: Actor, person: Person, held: Membership, on: date
) -> None:
    """Say from which day on someone is in a team no more, and in no other."""
    actor.require(Permission.PEOPLE)
    change = ChangeRecord(actor, "end membership")
    with writing(database, change) as db, readings_go_along(db, person):
        _require_unchanged(db, person)
        if on <= held.starts_on:
            raise BadData(f"{person.name} started there on {held.starts_on}; choose a later day.")
        row = row_of(db, "memberships", held.id)
        update(db, "memberships", held.id, row["version"], {"ends_on": on.isoformat()})


def remove_person(database: DatabaseFile, actor: Actor, person: Person) -> None:
    """Take someone out who was entered by mistake; refused where anything is on record of them."""
    actor.require(Permission.PEOPLE)
    with writing(database, ChangeRecord(actor, "remove person")) as db:
        _require_unchanged(db, person)
        for table, what in (
            ("readings", "readings"),
            ("sessions", "coaching sessions"),
            ("standards", "standards"),
            ("evaluations", "evaluations"),
            ("calibrations", "calibrations"),
        ):
            if has_rows(db, table, {"person_id": person.id}):
                raise Refused(f"{person.name} has {what}; say when they left instead.")
        if has_rows(db, "accounts", {"person_id": person.id}):
            raise Refused(f"{person.name} has an account; say when they left instead.")
        for held in _memberships(db, person.id):
            delete(db, "memberships", held["id"])
        for table in ("absences", "contacts"):
            for row in find_rows(db, table, {"person_id": person.id}):
                delete(db, table, row["id"])
        delete(db, "people", person.id)


def _memberships(db: Database, person_id: int) -> list[Row]:
    return find_rows(db, "memberships", {"person_id": person_id}, "starts_on")


def end_memberships(db: Database, person: Person, on: str) -> None:
    """Have someone in no team from a day on, within an open change."""
    found = _memberships(db, person.id)
    left_before = person.ends_on.isoformat() if person.ends_on else None
    for held in found:
        # Where a day of leaving is put right, they stayed in their last team until the new one.
        goes_on = held is found[-1] and held["ends_on"] == left_before
        if held["starts_on"] == on:
            continue  # it holds on no day, but says in which team they were last
        if held["starts_on"] > on:
            delete(db, "memberships", held["id"])
        elif held["ends_on"] is None or held["ends_on"] > on or goes_on:
            update(db, "memberships", held["id"], held["version"], {"ends_on": on})


def _insert_membership(
    db: Database, person_id: int, place: TeamAndRole, on: date, ends_on: str | None = None
) -> None:
    team_id, role_id = (
        id_or_made(db, "teams", place.team, on),
        id_or_made(db, "roles", place.role, on),
    )
    if team_id is None and role_id is None and place.hours is None:
        return
    values = {
        "person_id": person_id,
        "team_id": team_id,
        "role_id": role_id,
        "hours": place.hours,
        "starts_on": on.isoformat(),
    }
    insert(db, "memberships", values | {"ends_on": ends_on})


def _require_unchanged(db: Database, person: Person) -> None:
    # A move changes no column of the person, yet two of them at once must not both pass: the new
    # version tells.
    update(db, "people", person.id, person.version, {"name": person.name})


def _require_not_before(name: str, start: date, day: date) -> None:
    if day < start:
        raise BadData(f"{name} started on {start}; choose that day or a later one.")
