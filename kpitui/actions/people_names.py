"""Names of teams, roles and people: cleaned, free, found, and made where they are new."""

from datetime import date

from kpitui.domain.errors import BadData
from kpitui.domain.text import NAME_LIMIT, clean, name_key
from kpitui.storage.driver import Database
from kpitui.storage.records import find_row, insert, row_named

_KIND = {"teams": "team", "roles": "role", "people": "person"}


def id_or_made(db: Database, table: str, name: str | None, on: date) -> int | None:
    """The team or role of a name, made where it is new."""
    name = cleaned(name, _KIND[table])
    if not name:
        return None
    found = row_named(db, table, name)
    if found is None:
        return insert_named(db, table, name, on)
    ended = found.get("ends_on")
    if ended is not None and ended <= on.isoformat():
        raise BadData(f"{found['name']} ended on {ended}; choose a team that is still there.")
    return int(found["id"])


def insert_named(db: Database, table: str, name: str, on: date) -> int:
    """Add a team or role; its id."""
    dated = {"starts_on": on.isoformat()} if table == "teams" else {}
    return insert(db, table, {"name": name, "name_key": name_key(name)} | dated)


def require_free(db: Database, table: str, name: str, besides: int = 0) -> None:
    """Raise `BadData` where another team, role or person has the name."""
    found = row_named(db, table, name)
    if found is not None and found["id"] != besides:
        raise BadData(
            f"There is a {_KIND[table]} “{name}” already; add something to tell the two names "
            "from each other."
        )


def require_free_code(db: Database, code: str | None, besides: int = 0) -> None:
    """Raise `BadData` where someone else has the code."""
    found = find_row(db, "people", {"code_key": name_key(code)}) if code else None
    if found is not None and found["id"] != besides:
        raise BadData(f"{found['name']} has the code {code} already; choose another.")


def cleaned_name(name: str, kind: str) -> str:
    """A name as it is kept; raises `BadData` for none."""
    if not (kept := cleaned(name, kind)):
        raise BadData(f"The name of the {kind} is empty; type one.")
    return kept


def cleaned(text: str | None, kind: str) -> str:
    """A name or code as it is kept, which may be empty."""
    try:
        return clean(text or "", NAME_LIMIT)
    except ValueError as error:
        raise BadData(f"The {kind}: {error}.") from None
