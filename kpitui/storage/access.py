"""Who may do what as a whole: what differs between two states of a file, and one state
put into another.
"""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from kpitui.storage.account_teams import put_teams, team_names
from kpitui.storage.accounts import account_named, given_in, live_accounts, live_keys
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, insert, row_named, row_of, update


class Access(Struct, frozen=True):
    """Every account by its name, with the name of its person, the names of its teams, and how often
    the name was given; keys by fingerprint.
    """

    accounts: Mapping[str, Row]
    keys: Mapping[str, Row]


def load_access(db: Database) -> Access:
    """Who may do what now."""
    accounts = {
        row["name"]: row
        | {"given": len(given_in(db, row["name"])), "teams": team_names(db, row["id"])}
        for row in live_accounts(db)
    }
    return Access(accounts, {row["fingerprint"]: row for row in live_keys(db)})


def access_differences(then: Access, today: Access) -> list[str]:
    """What would be otherwise than today by another state, a line each."""
    said = []
    if today.accounts and not then.accounts:
        said.append("without roles, anyone who opens the file is a leader")
    for name, one in then.accounts.items():
        now = today.accounts.get(name)
        if now is None:
            said.append(f"{name} is {one['role']} again")
        elif now["role"] != one["role"]:
            said.append(f"{name} is {one['role']}, not {now['role']}")
        if now and now["person"] != one["person"]:
            said.append(
                f"{name} belongs to {one['person'] or 'no person'}, not to "
                f"{now['person'] or 'no person'}"
            )
        sees, saw = (", ".join(state["teams"]) for state in (one, now or {"teams": ()}))
        if sees != saw:
            said.append(f"{name} sees {sees or 'every team'}, not {saw or 'every team'}")
    for fingerprint, key in then.keys.items():
        held = today.keys.get(fingerprint)
        if held is None or held["name"] != key["name"]:
            said.append(f"{key['name']} can log in with {key['kind']} {fingerprint} again")
        elif held["expires_on"] != key["expires_on"]:
            said.append(
                f"{fingerprint} of {key['name']} is valid until "
                f"{key['expires_on'] or 'it is revoked'}, not until "
                f"{held['expires_on'] or 'it is revoked'}"
            )
    said += [f"{name} has no account" for name in today.accounts if name not in then.accounts]
    return said + [
        f"{key['name']} can no longer log in with {key['kind']} {fingerprint}"
        for fingerprint, key in today.keys.items()
        if fingerprint not in then.keys
    ]


def put_access(db: Database, today: Access, on: date) -> None:
    """Have in this file who may do what in another state; a person that this one does not know is
    left out.
    """
    there = load_access(db)
    for fingerprint, key in there.keys.items():
        if fingerprint not in today.keys or today.keys[fingerprint]["name"] != key["name"]:
            update(db, "access_keys", key["id"], key["version"], {"ends_on": on.isoformat()})
    for name, account in there.accounts.items():
        if name not in today.accounts:
            update(db, "accounts", account["id"], account["version"], {"ends_on": on.isoformat()})
    for name, wanted in today.accounts.items():
        account_id = _give(db, name, wanted, on)
        for fingerprint, key in today.keys.items():
            if key["name"] == name:
                _give_key(db, account_id, key, there.keys.get(fingerprint))


def _give(db: Database, name: str, wanted: Row, on: date) -> int:
    person = row_named(db, "people", wanted["person"])
    values: Row = {
        "role": wanted["role"],
        "person_id": person["id"] if person else None,
        "ends_on": None,
    }
    account = account_named(db, name)
    account_id = account["id"] if account else insert(db, "accounts", {"name": name} | values)
    row = row_of(db, "accounts", account_id)
    if any(row[column] != value for column, value in values.items()):
        update(db, "accounts", row["id"], row["version"], values)
    put_teams(db, int(account_id), wanted["teams"], on)
    # Who had the name in the copy may be someone else than today, who gets nothing of theirs.
    while len(given_in(db, name)) < wanted["given"]:
        for ends_on in (on.isoformat(), None):
            row = row_of(db, "accounts", account_id)
            update(db, "accounts", row["id"], row["version"], {"ends_on": ends_on})
    return int(account_id)


def _give_key(db: Database, account_id: int, key: Row, there: Row | None) -> None:
    if there is None or there["name"] != key["name"]:
        columns = ("kind", "blob", "fingerprint", "comment", "expires_on")
        insert(
            db,
            "access_keys",
            {"account_id": account_id} | {column: key[column] for column in columns},
        )
    elif there["expires_on"] != key["expires_on"]:
        update(db, "access_keys", there["id"], there["version"], {"expires_on": key["expires_on"]})
