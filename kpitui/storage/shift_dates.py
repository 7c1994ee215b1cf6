"""Moving every date of a file by the same number of days, history and all, so that a
sample ends today.
"""

import contextlib
from collections.abc import Iterator
from datetime import timedelta

from kpitui.domain.errors import BadData
from kpitui.storage.activities import with_days_moved
from kpitui.storage.connections import begin, connect
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import sqlite3
from kpitui.storage.file_errors import file_errors
from kpitui.storage.hash_chain import seal

_FAR = 400_000
"""Days; further than any two dates of a file lie apart, so that no moved row meets one that was not
moved yet.
"""

_DATE = "{key} = 'date' OR {key} LIKE '%\\_on' ESCAPE '\\'"
_MOMENT = "{key} = 'at' OR {key} LIKE '%\\_at' ESCAPE '\\'"


def shift_dates(database: DatabaseFile, days: int) -> None:
    """Move all dates and moments by that many days in one transaction; for samples, never for a
    file at work.

    It goes past the history and its guards on purpose: what is told is the same, on other days.
    Raises `BadData` where the file has closed months, which cannot be moved by days.
    """
    with rewriting(database) as connection:
        if connection.execute("SELECT 1 FROM closed_periods").fetchone():
            raise BadData(f"{database.path} has locked months, and these cannot be moved by days.")
        connection.execute("DELETE FROM presences")  # whose moments are seconds, and of no sample
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' "
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        ).fetchall():
            for step in (_FAR, days - _FAR) if _has_unique_date(connection, table) else (days,):
                _shift_table(connection, table, step)
        for column in ("before", "after"):
            _shift_history(connection, column, days)
        _shift_activities(connection, timedelta(days=days))


def settle_moments(database: DatabaseFile, at: str) -> None:
    """Give every change record and change one moment, and every change record a name instead of a
    random id, and every salt its number: a sample has no clock and no chance.
    """
    import hashlib

    with rewriting(database) as connection:
        connection.execute("UPDATE deeds SET at = ?, uuid = printf('sample-%d', id)", [at])
        connection.execute("UPDATE changes SET at = ?", [at])
        for (number,) in connection.execute("SELECT id FROM person_salts").fetchall():
            salt = hashlib.sha256(f"sample {number}".encode()).digest()
            connection.execute("UPDATE person_salts SET salt = ? WHERE id = ?", [salt, number])


@contextlib.contextmanager
def rewriting(database: DatabaseFile) -> Iterator["sqlite3.Connection"]:
    """One transaction without triggers; they stand again, in the same order and words,
    when it ends.
    """
    with file_errors(database.path), contextlib.closing(connect(database.path)) as connection:
        begin(connection)
        try:
            triggers = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
            ).fetchall()
            for name, _ in triggers:
                connection.execute(f'DROP TRIGGER "{name}"')
            yield connection
            # What is told is the same on other days; it is sealed again.
            connection.execute("DELETE FROM seals")
            seal(connection, None)
            for _, sql in triggers:
                connection.execute(sql)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def _columns(connection: "sqlite3.Connection", table: str, kind: str) -> list[str]:
    found = connection.execute(
        f"SELECT name FROM pragma_table_info(?) WHERE {kind.format(key='name')} ORDER BY cid",
        [table],
    )
    return [name for (name,) in found]


def _has_unique_date(connection: "sqlite3.Connection", table: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM pragma_index_list(?) AS list JOIN pragma_index_info(list.name) AS info "
        f'WHERE list."unique" AND ({_DATE.format(key="info.name")})',
        [table],
    )
    return found.fetchone() is not None


def _shift_table(connection: "sqlite3.Connection", table: str, days: int) -> None:
    moved = [f"{name} = {_moved_date(name, days)}" for name in _columns(connection, table, _DATE)]
    moved += [
        f"{name} = {_moved_moment(name, days)}" for name in _columns(connection, table, _MOMENT)
    ]
    if moved:
        connection.execute(f"UPDATE {table} SET {', '.join(moved)}")


def _shift_history(connection: "sqlite3.Connection", column: str, days: int) -> None:
    # The records in the history are flat JSON with the column names of their tables as keys.
    value = (
        f"CASE WHEN {_DATE.format(key='key')} THEN {_moved_date('value', days)} "
        f"WHEN {_MOMENT.format(key='key')} THEN {_moved_moment('value', days)} ELSE value END"
    )
    connection.execute(
        f"UPDATE changes SET {column} = (SELECT json_group_object(key, {value}) "
        f"FROM json_each({column})) WHERE {column} IS NOT NULL"
    )


def _shift_activities(connection: "sqlite3.Connection", step: timedelta) -> None:
    def moved(text: str) -> str:
        return with_days_moved(text, lambda day: day + step)

    connection.create_function("with_days_moved", 1, moved)
    dated = "LIKE '%\"starts_on\"%'"
    connection.execute(
        f"UPDATE strategies SET activities = with_days_moved(activities) WHERE activities {dated}"
    )
    for column in ("before", "after"):
        kept = f"{column} ->> 'activities'"
        connection.execute(
            f"UPDATE changes SET {column} = json_set({column}, '$.activities', "
            f"with_days_moved({kept})) WHERE table_name = 'strategies' AND {kept} {dated}"
        )


def _moved_date(name: str, days: int) -> str:
    return f"date({name}, '{days:+d} days')"


def _moved_moment(name: str, days: int) -> str:
    return f"strftime('%Y-%m-%dT%H:%M:%fZ', {name}, '{days:+d} days')"
