"""Records by their names, as files and accounts write them: in full."""

from operator import itemgetter

from kpitui.domain.errors import BadData
from kpitui.domain.naming import Names, Several
from kpitui.domain.text import name_key
from kpitui.domain.within import nothing_called
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, find_row, row_named, rows
from kpitui.storage.within import of_some_teams

_WITH_CODES = ("metrics", "people")


def id_named(db: Database, table: str, typed: str) -> int | None:
    """The id of the record of a whole name or code; without accents where only one is so.

    Raises `BadData` where several are.
    """
    found = row_named(db, table, typed)
    if found is None and table in _WITH_CODES:
        found = find_row(db, table, {"code_key": name_key(typed)})
    if found is not None:
        return int(found["id"])
    try:
        one = names_of(db, table).meant(typed, in_full=True)
    except Several as several:
        raise BadData(f"{several}.") from None
    return None if one is None else int(one["id"])


def near_name(db: Database, table: str, typed: str) -> str:
    """The name that a slip has missed; empty where none is near."""
    return names_of(db, table).near(typed)


def names_of(db: Database, table: str) -> Names[Row]:
    """The names and codes of every record of a table of metrics, people, teams or roles."""
    code = "code" if table in _WITH_CODES else "NULL AS code"
    found = rows(db, f"SELECT id, name, {code} FROM {table}")
    return Names(found, itemgetter("name"), itemgetter("code"))


def not_named(db: Database, kind: str, typed: str) -> str:
    """That nothing has a name, for who writes on this connection."""
    return nothing_called(kind, typed, of_teams=of_some_teams(db))
