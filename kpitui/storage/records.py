"""Rows in and out, the same way for every table of records."""

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Any, TypeVar

from msgspec import DecodeError, Struct, ValidationError, convert, to_builtins
from msgspec.json import decode

from kpitui.domain.errors import Conflict, Refused, nothing_saved
from kpitui.domain.records.detail import details
from kpitui.domain.text import name_key, name_order, storable
from kpitui.domain.writing import WRITING
from kpitui.storage.driver import Database, sqlite3
from kpitui.storage.rules import clock_of
from kpitui.storage.within import gone

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


def listed(ids: Iterable[int]) -> str:
    """Ids as they stand behind IN."""
    return f"({', '.join(str(int(id_)) for id_ in ids)})"


def among(ids: Iterable[int]) -> tuple[str, Values]:
    """What stands behind a column that holds one of some ids, and the values in it.

    Of one id, which every save asks for, it is always the same text: SQLite has the query ready.
    """
    found = [*ids]
    return ("= :one", {"one": found[0]}) if len(found) == 1 else (f"IN {listed(found)}", {})


def first_row(db: Database, sql: str, values: Values) -> Row | None:
    """The first row of a query; None where there is none."""
    return next(iter(rows(db, sql, values)), None)


def texts_in(text: str | None) -> tuple[str, ...]:
    """The texts of a column that holds a list of them in JSON; none where another program wrote
    something else.
    """
    if not text:
        return ()
    try:
        return convert(from_json(text), tuple[str, ...])
    except (ValueError, ValidationError):
        return ()


def moment_in(text: object) -> datetime | None:
    """The moment of a column; None where there is none, or another program wrote something else."""
    try:
        moment = datetime.fromisoformat(str(text)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    # The first and the last year end in some time zones only.
    return moment if MINYEAR < moment.year < MAXYEAR else None


def from_json(text: str) -> Any:
    """What a column of JSON holds; half a character, which JSON can say and no other text may hold,
    is U+FFFD.
    """
    try:
        return decode(text)
    except DecodeError:
        import json  # takes more than JSON is, and halves

        whole = _HALVES.sub("\ufffd", json.dumps(json.loads(text), ensure_ascii=False))
        return json.loads(whole)


def in_json(texts: Iterable[str]) -> str:
    """Some texts as a column of JSON holds them."""
    import json  # for lists only

    return json.dumps(list(texts), ensure_ascii=False)


def record_of(kind: type[RecordT], row: Mapping[str, Any], **more: object) -> RecordT:
    """The record of a row: its columns by the names of the fields, in the fields' types, and what
    comes from elsewhere.

    The tables are strict and check their rows; what another program broke below them raises
    ValueError here.
    """
    return convert({**row, **more}, kind)


def by_name(found: Iterable[Row]) -> list[Row]:
    """Rows that have a name, in the order of their names."""
    some = [*found]
    # One row, as every save asks for, is in order.
    return some if len(some) < 2 else sorted(some, key=lambda row: name_order(row["name"]))


def values_of(record: Struct, kind: type[Struct]) -> Row:
    """What forms ask for of a kind of record, as the columns of its row hold it."""
    asked = [detail for detail in details(kind) if detail.detail.asked]
    return {described.column: _held(getattr(record, described.key)) for described in asked}


def _held(value: object) -> str | int | float | None:
    if isinstance(value, tuple):
        return in_json(value)
    if isinstance(value, bool):
        return int(value)
    held: str | int | float | None = to_builtins(value)
    return held


def columns(db: Database, table: str) -> list[str]:
    """The names of a table's columns."""
    return [str(row[0]) for row in db.execute("SELECT name FROM pragma_table_info(?)", [table])]


def find_rows(db: Database, table: str, values: Values, order: str = "id") -> list[Row]:
    """The rows that hold these values; None stands for nothing."""
    return rows(db, f"SELECT * FROM {table} WHERE {_holding(values)} ORDER BY {order}", values)


def find_row(db: Database, table: str, values: Values) -> Row | None:
    """The first row that holds these values; None where there is none."""
    return next(iter(find_rows(db, table, values)), None)


def has_rows(db: Database, table: str, values: Values) -> bool:
    """Whether any row holds these values."""
    return bool(rows(db, f"SELECT 1 FROM {table} WHERE {_holding(values)} LIMIT 1", values))


def row_of(db: Database, table: str, record_id: int) -> Row:
    """One row by its id; raises `BadData` where it is gone, or `Refused` where it may be someone
    else's.
    """
    found = find_row(db, table, {"id": record_id})
    if found is None:
        raise gone(db)
    return found


def row_named(db: Database, table: str, name: str, **within: int) -> Row | None:
    """The row of a name, however that is written; of a strategy `within` a `priority_id`."""
    return find_row(db, table, {"name_key": name_key(name), **within})


def next_position(db: Database, table: str, **within: int) -> int:
    """The place below all others."""
    sql = f"SELECT coalesce(max(position), -1) + 1 AS place FROM {table} WHERE {_holding(within)}"
    return int(rows(db, sql, within)[0]["place"])


def _holding(values: Values) -> str:
    # `= :name` and not `IS :name`, which finds nothing by an index of some rows only.
    tests = [f"{name} IS NULL" if values[name] is None else f"{name} = :{name}" for name in values]
    return " AND ".join(tests) or "true"


def insert(db: Database, table: str, values: Values) -> int:
    """Add a row and give its id, which is never that of a row taken away: the history tells of
    that one.
    """
    values = {"id": _id_after_those_gone(db, table), **values}
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    row = db.execute(
        f"INSERT INTO main.{table} ({names}) VALUES ({marks}) RETURNING id", _storable(values)
    ).fetchone()
    return int(row[0])


def insert_all(db: Database, table: str, many: Sequence[Row]) -> None:
    """Add rows of the same columns, their ids one behind the other."""
    if not many:
        return
    insert(db, table, many[0])  # of an id that none ever had; SQLite counts on from it
    names, marks = ", ".join(many[0]), ", ".join(f":{column}" for column in many[0])
    db.executemany(
        f"INSERT INTO main.{table} ({names}) VALUES ({marks})",
        [_storable(record) for record in many[1:]],
    )


def next_id(db: Database, table: str) -> int:
    """The id that the next new row gets."""
    newest = int(db.execute(f"SELECT coalesce(max(id), 0) FROM main.{table}").fetchone()[0])
    return _id_after_those_gone(db, table) or newest + 1


def _id_after_those_gone(db: Database, table: str) -> int | None:
    """None where the newest row is still there, and SQLite counts on from it."""
    gone = rows(
        db,
        "SELECT max(record_id) AS id FROM main.changes WHERE table_name = :table "
        f"AND record_id > (SELECT coalesce(max(id), 0) FROM main.{table})",
        {"table": table},
    )[0]["id"]
    return None if gone is None else int(gone) + 1


@contextlib.contextmanager
def making_room_for(what: str) -> Iterator[None]:
    """Raises `Refused` where a row cannot be as it was before beside the rows of now."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        if str(error).startswith("UNIQUE"):
            raise in_the_way_of(what) from None
        if str(error).startswith("FOREIGN KEY"):
            raise Refused(f"The record that the {what} belongs to was removed.") from None
        raise


def in_the_way_of(what: str) -> Refused:
    """That another record took the name or the date that a record had before, to be raised."""
    return Refused(f"Another {what} has that name or place now; change that first.")


def update(db: Database, table: str, record_id: int, version: int, values: Values) -> None:
    """Change a row that still has the version it was read with; raises `Conflict`, saying who
    changed it and when.
    """
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    done = db.execute(
        f"UPDATE main.{table} SET {assignments}, version = version + 1 WHERE id = :record_id "
        "AND version = :old_version",
        {**_storable(values), "record_id": record_id, "old_version": version},
    )
    if done.rowcount == 0:
        raise conflict(db, table, record_id)


def delete(db: Database, table: str, record_id: int) -> None:
    """Take a row away."""
    db.execute(f"DELETE FROM main.{table} WHERE id = ?", [record_id])


def _storable(values: Values) -> dict[str, str | int | float | None]:
    return {
        name: storable(value) if isinstance(value, str) else value for name, value in values.items()
    }


def last_change(db: Database, table: str, record_id: int) -> Row | None:
    """Who changed a row last, when and why, and the `deed_id` of it, None of another program; None
    where there is no such row.
    """
    return first_row(
        db,
        "SELECT deed_id, coalesce(deeds.by, 'another program') AS by, "
        "coalesce(deeds.at, changes.at) AS at, coalesce(deeds.why, '') AS why "
        "FROM changes LEFT JOIN deeds ON deeds.id = changes.deed_id WHERE table_name = :table "
        "AND record_id = :record_id ORDER BY changes.id DESC LIMIT 1",
        {"table": table, "record_id": record_id},
    )


def conflict(db: Database, table: str, record_id: int) -> Conflict:
    """Who changed a row last, and when, to be raised."""
    found = last_change(db, table, record_id)
    if found is None:
        return nothing_saved(Conflict("That record was removed."))
    by, at = str(found["by"]), str(found["at"])
    when = WRITING.moment(at, clock_of(db))
    said = f"{by} changed that record at {when} while you had it open."
    return nothing_saved(Conflict(said, by, at))


def log_bulk(db: Database, table: str, change_id: int, after: Mapping[str, object]) -> None:
    """One row of the history for many new rows of a table that one change made."""
    import json  # for files only

    db.execute(
        "INSERT INTO main.changes (deed_id, table_name, record_id, kind, after) VALUES (?, ?, 0, "
        "'bulk', ?)",
        [change_id, table, json.dumps(dict(after))],
    )
