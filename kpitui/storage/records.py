"""Rows in and out, the same way for every table of records."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from msgspec import DecodeError, convert
from msgspec.json import decode

from kpitui.domain.errors import BadData, Conflict
from kpitui.domain.text import storable
from kpitui.domain.writing import WRITING
from kpitui.storage.driver import Database
from kpitui.storage.rules import clock_of

Row = dict[str, Any]
RecordT = TypeVar("RecordT")
Values = Mapping[str, str | int | float | None]

LARGEST_NUMBER = 2**63 - 1
"""No id or limit of SQLite is larger."""

_HALVES = re.compile("[\ud800-\udfff]")


def rows(db: Database, sql: str, values: Values | None = None) -> list[Row]:
    """Every row of a query; never a half-read cursor, which would pin a snapshot of the file."""
    cursor = db.execute(sql, dict(values or {}))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def from_json(text: str) -> Any:
    """What a column of JSON holds; half a character, which JSON can say and no other text may hold, is U+FFFD."""
    try:
        return decode(text)
    except DecodeError:
        import json  # takes more than JSON is, and halves

        whole = _HALVES.sub("\ufffd", json.dumps(json.loads(text), ensure_ascii=False))
        return json.loads(whole)


def record_of(kind: type[RecordT], row: Mapping[str, Any], **more: object) -> RecordT:
    """The record of a row: its columns by the names of the fields, in the fields' types, and what comes from elsewhere.

    The tables are strict and check their rows; what another program broke below them raises ValueError here.
    """
    return convert({**row, **more}, kind)


def columns(db: Database, table: str) -> list[str]:
    """The names of a table's columns."""
    return [str(row[0]) for row in db.execute("SELECT name FROM pragma_table_info(?)", [table])]


def row_of(db: Database, table: str, record_id: int) -> Row:
    """One row by its id; raises `BadData` where it is gone."""
    found = rows(db, f"SELECT * FROM {table} WHERE id = :id", {"id": record_id})
    if not found:
        raise BadData("That is not in the file any more; nothing was saved.")
    return found[0]


def open_rows(db: Database, table: str, where: str) -> list[Row]:
    """The rows that have no end yet."""
    return rows(db, f"SELECT * FROM {table} WHERE {where} AND ends_on IS NULL ORDER BY id")


def next_position(db: Database, table: str, where: str = "true") -> int:
    """The place below all others."""
    return int(rows(db, f"SELECT coalesce(max(position), -1) + 1 AS place FROM {table} WHERE {where}")[0]["place"])


def insert(db: Database, table: str, values: Values) -> int:
    """Add a row and give its id."""
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    row = db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id", _storable(values)).fetchone()
    return int(row[0])


def update(db: Database, table: str, record_id: int, version: int, values: Values) -> None:
    """Change a row that still has the version it was read with; raises `Conflict`, saying who changed it and when."""
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    done = db.execute(
        f"UPDATE {table} SET {assignments}, version = version + 1 WHERE id = :record_id AND version = :old_version",
        {**_storable(values), "record_id": record_id, "old_version": version},
    )
    if done.rowcount == 0:
        raise conflict(db, table, record_id)


def _storable(values: Values) -> dict[str, str | int | float | None]:
    return {name: storable(value) if isinstance(value, str) else value for name, value in values.items()}


def conflict(db: Database, table: str, record_id: int) -> Conflict:
    """Who changed a row last, and when, to be raised."""
    found = rows(
        db,
        "SELECT coalesce(deeds.by, 'another program') AS by, coalesce(deeds.at, changes.at) AS at FROM changes "
        "LEFT JOIN deeds ON deeds.id = changes.deed_id WHERE table_name = :table AND record_id = :record_id "
        "ORDER BY changes.id DESC LIMIT 1",
        {"table": table, "record_id": record_id},
    )
    if not found:
        return Conflict("That record is not there any more; nothing was saved.")
    by, at = str(found[0]["by"]), str(found[0]["at"])
    when = WRITING.moment(at, clock_of(db))
    return Conflict(f"{by} changed that record at {when} while you had it open; nothing was saved.", by, at)


def log_bulk(db: Database, table: str, deed_id: int, after: Mapping[str, object]) -> None:
    """One row of the history for many new rows of a table that one deed made."""
    import json  # for files only

    db.execute(
        "INSERT INTO changes (deed_id, table_name, record_id, kind, after) VALUES (?, ?, 0, 'bulk', ?)",
        [deed_id, table, json.dumps(dict(after))],
    )
