"""Who may do what: the accounts of those who come in, their roles, and the keys by
which they come in.
"""

from collections.abc import Sequence
from datetime import date

from kpitui.actions.account_teams import give_teams, require_narrow
from kpitui.domain.access import AccessRole, Actor, Permission
from kpitui.domain.errors import BadData, NothingFound, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.near import or_near
from kpitui.domain.retention import require_not_forgotten
from kpitui.domain.ssh_keys import NAME, SshKey
from kpitui.domain.text import storable
from kpitui.storage.account_teams import set_teams
from kpitui.storage.accounts import (
    GIVEN,
    GIVEN_AGAIN,
    account_named,
    live_account,
    live_accounts,
    live_keys,
)
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.named import id_named, near_name
from kpitui.storage.records import Row, insert, row_of, update
from kpitui.storage.visits import forget_visits

LONGEST_NAME = 120
"""As the tables have it."""


def set_account(
    database: DatabaseFile,
    actor: Actor,
    name: str,
    role: AccessRole | None,
    person: str = "",
    keys: Sequence[SshKey] = (),
    expires_on: date | None = None,
    *,
    teams: Sequence[str] = (),
    same_person: bool = False,
) -> list[str]:
    """Give an account a role, teams, keys; what was done, a line each.

    The first account of a file makes its actor a leader, so that no one locks everyone out.
    Without a role the account has one already. A key that it has gets the other last day. A name
    that was removed starts with nothing of before; with `same_person` it is the one who had it,
    with the person it is of, what they typed, their last role and their teams.
    """
    actor.require(Permission.ACCOUNTS)
    _require_name(name, with_key=bool(keys))
    with writing(database, ChangeRecord(actor, GIVEN_AGAIN if same_person else GIVEN)) as db:
        if same_person:
            before = _removed(db, name)
            said = _give_role(
                db, actor, name, role or AccessRole(before["role"]), person, before["person_id"]
            )
        else:
            _clear_teams(db, name)
            said = _give_role(db, actor, name, role, person) if role else _tie(db, name, person)
        account = live_account(db, name)
        said += give_teams(db, account, teams)
        require_narrow(db, name, AccessRole(account["role"]))
        said += [_give_key(db, account, key, expires_on) for key in keys]
        return said


def _require_name(name: str, *, with_key: bool) -> None:
    """Raise `BadData` for what cannot be the name of an account, or of one with a key."""
    if not name:
        raise BadData("Give the account name, as `whoami` prints it there.")
    if len(name) > LONGEST_NAME:
        raise BadData(
            f"No account name has more than {LONGEST_NAME} characters; type it as `whoami` prints "
            "it."
        )
    if name != storable(name):
        raise BadData("An account name has visible letters and signs only; type it again.")
    if with_key and not NAME.fullmatch(name):
        raise BadData(
            f"“{name}” cannot log in by key; a name may have letters, digits and . _ @ + - only."
        )


def _removed(db: Database, name: str) -> Row:
    found = account_named(db, name)
    if found is None or found["ends_on"] is None:
        raise NothingFound(f"There is no removed account {name}; leave --same-person out.")
    return found


def _clear_teams(db: Database, name: str) -> None:
    """Have someone new by the name of a removed account have none of its teams."""
    found = account_named(db, name)
    if found is not None and found["ends_on"] is not None:
        set_teams(db, found["id"], ())


def _give_role(
    db: Database,
    actor: Actor,
    name: str,
    role: AccessRole,
    person: str,
    person_before: int | None = None,
) -> list[str]:
    said = []
    if not live_accounts(db) and name != actor.name:
        insert(db, "accounts", {"name": actor.name, "role": AccessRole.LEADER.value})
        said.append(f"{actor.name} is leader")
    elif not live_accounts(db) and role is not AccessRole.LEADER:
        raise Refused("The first account must be a leader; make yourself leader first.")
    elif role is not AccessRole.LEADER:
        _require_someone_else(actor, name)
    person_id = _person(db, person) or person_before
    found = account_named(db, name)
    if found:
        removed = found["ends_on"] is not None
        values: Row = {"role": role.value, "ends_on": None} | (
            {"person_id": person_id} if person or removed else {}
        )
        update(db, "accounts", found["id"], found["version"], values)
    else:
        insert(db, "accounts", {"name": name, "role": role.value, "person_id": person_id})
    _require_leader(db)
    return [*said, f"{name} is {role}"]


def _tie(db: Database, name: str, person: str) -> list[str]:
    account = live_account(db, name)
    if not person:
        return []
    update(db, "accounts", account["id"], account["version"], {"person_id": _person(db, person)})
    return [f"{name} is {person}"]


def _give_key(db: Database, account: Row, key: SshKey, expires_on: date | None) -> str:
    until = f" until {expires_on}" if expires_on else ""
    ends: Row = {
        "expires_on": expires_on.isoformat() if expires_on else None,
        "comment": key.comment,
    }
    taken = [row for row in live_keys(db) if row["fingerprint"] == key.fingerprint]
    if taken and taken[0]["name"] != account["name"]:
        raise Refused(
            f"The key {key.fingerprint} belongs to {taken[0]['name']}; each person needs their "
            "own key."
        )
    if taken:
        update(db, "access_keys", taken[0]["id"], taken[0]["version"], ends)
    else:
        values = {
            "account_id": account["id"],
            "kind": key.kind,
            "blob": key.blob,
            "fingerprint": key.fingerprint,
        }
        insert(db, "access_keys", values | ends)
    return f"{account['name']} can log in with {key.kind} {key.fingerprint}{until}"


def end_account(database: DatabaseFile, actor: Actor, name: str, on: date) -> None:
    """Let an account do nothing any more, and no one in by its keys; refused for the
    last leader.
    """
    actor.require(Permission.ACCOUNTS)
    with writing(database, ChangeRecord(actor, "remove account")) as db:
        _require_someone_else(actor, name)
        account = live_account(db, name)
        update(db, "accounts", account["id"], account["version"], {"ends_on": on.isoformat()})
        forget_visits(db, name)  # who gets the name later was not here
        for key in live_keys(db):
            if key["name"] == name:
                update(db, "access_keys", key["id"], key["version"], {"ends_on": on.isoformat()})
        _require_leader(db)


def end_key(database: DatabaseFile, actor: Actor, name: str, fingerprint: str, on: date) -> None:
    """Let no one in by a key any more; its account stays."""
    actor.require(Permission.ACCOUNTS)
    with writing(database, ChangeRecord(actor, "remove key")) as db:
        live_account(db, name)
        found = [
            key
            for key in live_keys(db)
            if key["name"] == name and key["fingerprint"] == fingerprint
        ]
        if not found:
            raise NothingFound(f"{name} has no key {fingerprint}; kpitui access list shows them.")
        update(db, "access_keys", found[0]["id"], found[0]["version"], {"ends_on": on.isoformat()})


def _person(db: Database, name: str) -> int | None:
    if not name:
        return None
    found = id_named(db, "people", name)
    if found is None:
        near = near_name(db, "people", name)
        missing = f"There is no person “{name}”"
        raise NothingFound(or_near(missing, near, "kpitui people list shows them."))
    person = row_of(db, "people", found)
    require_not_forgotten(person["name"], person["forgotten_on"])
    return found


def _require_someone_else(actor: Actor, name: str) -> None:
    # A slip of the keyboard would lock oneself out, and the other leader's account may not even
    # exist.
    if name == actor.name:
        raise Refused("You would lock yourself out; ask another leader to do it.")


def _require_leader(db: Database) -> None:
    if not any(account["role"] == AccessRole.LEADER.value for account in live_accounts(db)):
        raise Refused("There has to be a leader; make another account leader first.")
