"""What a connection that is narrowed to an account is asked besides: who it writes of, and what
there is of everyone.
"""

import re
from typing import Any, cast

from msgspec import Struct

from kpitui.storage.driver import Database
from kpitui.storage.scope import GUARDED, Scope, remembered


class Within(Struct, frozen=True):
    """The people and teams whose figures and words an account writes."""

    people: frozenset[int]
    teams: frozenset[int]


def within(db: Database) -> Within | None:
    """Who the account writes of on a connection that is guarded; None where of everyone."""
    if not _is_guarded(db):
        return None
    return Within(_ids(db, "scope_people"), _ids(db, "scope_teams"))


def inside(db: Database, table: str) -> str:
    """What a query of a table that is read on a guarded connection holds besides, so that no row of
    someone outside is found there; empty where nothing is outside.
    """
    outside = GUARDED.get(table)
    return f" AND NOT ({outside.format(row=table)})" if outside and _is_guarded(db) else ""


def _is_guarded(db: Database) -> bool:
    found = "SELECT 1 FROM sqlite_temp_master WHERE type = 'trigger' AND name LIKE 'scope%' LIMIT 1"
    return db.execute(found).fetchone() is not None


def _ids(db: Database, table: str) -> frozenset[int]:
    return frozenset(row[0] for row in db.execute(f"SELECT id FROM temp.{table}").fetchall())


def of_some_teams(db: Database) -> bool:
    """Whether the account sees the people of some teams alone."""
    return (remembered(db) or "").startswith(Scope(teams_only=True).mark[:-2])


class _Whole:
    """A narrowed connection that reads the tables themselves."""

    def __init__(self, db: Database) -> None:
        self._db = db
        found = db.execute("SELECT name FROM sqlite_temp_master WHERE type = 'view'").fetchall()
        names = "|".join(name for (name,) in found)
        self._narrowed = re.compile(rf"\b(FROM|JOIN)\s+({names})\b")

    def execute(self, sql: str, values: Any = ()) -> Any:
        """As of the connection."""
        return self._db.execute(self._narrowed.sub(r"\1 main.\2", sql), values)


def whole_of(db: Database) -> Database:
    """The same connection, which sees what there is of everyone: only for figures of a group, in
    which no one can be told from others.
    """
    if remembered(db) is None or _is_guarded(db):
        return db
    return cast("Database", _Whole(db))


def sees_words(db: Database) -> bool:
    """Whether the account sees what was said to anyone."""
    mark = remembered(db)
    return mark is None or not mark.endswith("1")


def sees_words_of_others(db: Database) -> bool:
    """Whether the account sees what was said to more people than its own."""
    mark = remembered(db)
    return mark is None or mark.endswith("00")
