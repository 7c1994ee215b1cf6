"""Who may do what: the accounts of those who come in, and their roles."""

from datetime import date

from sqlite_utils import Database

from kpitui.domain.access import AccessRole, Actor, Deed
from kpitui.domain.errors import BadData, NothingFound, Refused
from kpitui.domain.history import DeedRecord
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.records import Row, insert, rows, update


def set_account(database: DatabaseFile, actor: Actor, name: str, role: AccessRole, person: str = "") -> list[str]:
    """Give an account a role; what was done, a line each.

    The first account of a file makes its actor a leader, so that nobody locks everybody out.
    """
    actor.require(Deed.ACCOUNTS)
    if not name:
        raise BadData("Name the account, as `whoami` says it there.")
    with writing(database, DeedRecord(actor, "set account")) as db:
        said = []
        if not _live(db) and name != actor.name:
            insert(db, "accounts", {"name": actor.name, "role": AccessRole.LEADER.value})
            said.append(f"{actor.name} is leader")
        elif not _live(db) and role is not AccessRole.LEADER:
            raise Refused("The first account is a leader's; make yourself leader first.")
        elif role is not AccessRole.LEADER:
            _require_somebody_else(actor, name)
        person_id = _person(db, person)
        found = rows(db, "SELECT * FROM accounts WHERE name = :name", {"name": name})
        if found:
            values: Row = {"role": role.value, "ends_on": None} | ({"person_id": person_id} if person else {})
            update(db, "accounts", found[0]["id"], found[0]["version"], values)
        else:
            insert(db, "accounts", {"name": name, "role": role.value, "person_id": person_id})
        _require_leader(db)
        return [*said, f"{name} is {role}"]


def end_account(database: DatabaseFile, actor: Actor, name: str, on: date) -> None:
    """Let an account do nothing any more; refused for the last leader."""
    actor.require(Deed.ACCOUNTS)
    with writing(database, DeedRecord(actor, "remove account")) as db:
        _require_somebody_else(actor, name)
        found = [one for one in _live(db) if one["name"] == name]
        if not found:
            raise NothingFound(f"There is no account {name}; kpitui access list shows them.")
        update(db, "accounts", found[0]["id"], found[0]["version"], {"ends_on": on.isoformat()})
        _require_leader(db)


def _live(db: Database) -> list[Row]:
    return rows(db, "SELECT * FROM accounts WHERE ends_on IS NULL ORDER BY name")


def _person(db: Database, name: str) -> int | None:
    if not name:
        return None
    found = rows(db, "SELECT id FROM people WHERE code_key = lower(:name) OR name = :name", {"name": name})
    if not found:
        raise NothingFound(f"There is no person “{name}”; kpitui people list shows them.")
    return int(found[0]["id"])


def _require_somebody_else(actor: Actor, name: str) -> None:
    # A slip of the keyboard would lock oneself out, and the other leader's account may not even exist.
    if name == actor.name:
        raise Refused("You would lock yourself out; let another leader do it from their account.")


def _require_leader(db: Database) -> None:
    if not any(one["role"] == AccessRole.LEADER.value for one in _live(db)):
        raise Refused("Somebody has to stay leader; make another account leader first.")
