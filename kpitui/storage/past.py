"""Records as they were known at the end of a day of the past: what was changed since then changes
nothing that was said of it.

Days on which something begins or ends are those known now, as someone may write down late what
happened; in a closed month they are those known when it was closed, and what was written down
since is left out.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct, field

from kpitui.storage.driver import Database
from kpitui.storage.records import Row, among, find_rows, first_row, from_json, rows
from kpitui.storage.rules import clock_of

State = dict[int, Row]
"""The rows of a table by their ids."""


def known_rows(
    db: Database, table: str, day: date | None, order: str = "id", only: Iterable[int] | None = None
) -> list[Row]:
    """The rows of a table, or those of some ids, as they were known at the end of a day, or now; in
    the order of some columns.
    """
    end = clock_of(db).start_of(day + timedelta(days=1)) if day else ""
    if day is None or not _changed_since(db, end):
        if only is None:
            return rows(db, f"SELECT * FROM {table} ORDER BY {order}")
        some, values = among(only)
        return rows(db, f"SELECT * FROM {table} WHERE id {some} ORDER BY {order}", values)
    now, ids = {row["id"]: row for row in find_rows(db, table, {})}, only and set(only)
    known = _combined(*_states(db, table, now, day, end), day, coming=table != "targets")
    known = [row for row in known if ids is None or row["id"] in ids]
    return sorted(known, key=lambda row: tuple(row[column] for column in order.split(", ")))


_SAID_BY = ("date", "value", "numerator", "denominator", "n", "state")
"""The columns of a reading that figures are made of."""
_OTHERS = " OR ".join(f"before ->> '{column}' IS NOT readings.{column}" for column in _SAID_BY)
_CORRECTED = f"""
WITH later AS (
    SELECT * FROM changes WHERE deed_id IN (SELECT id FROM deeds WHERE at >= :end)
    UNION ALL SELECT * FROM changes WHERE deed_id IS NULL AND at >= :end
), was AS (
    SELECT record_id, before, min(id) FROM later
    WHERE table_name = 'readings' AND kind = 'update' GROUP BY record_id
)
SELECT count(*) AS count FROM (
    SELECT readings.id FROM was CROSS JOIN readings ON readings.id = record_id
    WHERE ({_OTHERS} OR (:of_team AND before ->> 'team_id' IS NOT readings.team_id))
    AND metric_id IN (SELECT value FROM json_each(:metrics))
    AND (date BETWEEN :first AND :last OR before ->> 'date' BETWEEN :first AND :last)
    UNION
    SELECT readings.id FROM later
    CROSS JOIN readings ON readings.id BETWEEN after ->> 'first' AND after ->> 'last'
    WHERE table_name = 'readings' AND kind = 'bulk' AND after ->> 'voided' IS NOT NULL
    AND state = 'void' AND metric_id IN (SELECT value FROM json_each(:metrics))
    AND date BETWEEN :first AND :last
    UNION
    SELECT undone_readings.id FROM later
    CROSS JOIN undone_readings
    ON undone_readings.id BETWEEN after ->> 'first' AND after ->> 'last'
    WHERE table_name = 'readings' AND kind = 'bulk' AND after ->> 'voided' IS NOT NULL
    AND metric_id IN (SELECT value FROM json_each(:metrics)) AND date BETWEEN :first AND :last
)"""
"""Readings that are another way than before their first change after a moment; those that an undone
import brought have one row of the history for all.
"""


def count_corrected(
    db: Database, first: date, last: date, metrics: Iterable[int], *, of_team: bool = False
) -> int:
    """How many readings of some metrics and days were changed or voided after the last of the days,
    and are not as they were again; for what is said `of_team` also those that count for another
    one, as someone was moved.
    """
    found = first_row(
        db,
        _CORRECTED,
        {
            "end": clock_of(db).start_of(last + timedelta(days=1)),
            "first": first.isoformat(),
            "last": last.isoformat(),
            "of_team": of_team,
            "metrics": f"[{', '.join(map(str, metrics))}]",
        },
    )
    return int(found["count"]) if found else 0


def _changed_since(db: Database, moment: str) -> bool:
    newest = first_row(
        db,
        "SELECT coalesce(deeds.at, changes.at) AS at FROM changes "
        "LEFT JOIN deeds ON deeds.id = deed_id ORDER BY changes.id DESC LIMIT 1",
        {},
    )
    return newest is not None and str(newest["at"]) >= moment


def _states(
    db: Database, table: str, now: State, day: date, end: str
) -> tuple[State, State, State]:
    """The rows known now, or when the month was closed; those of the end of the day; and those that
    came later as they were when they came.
    """
    closed = _closing_change(db, day)
    later = [] if closed is None else _events(db, table, "changes.id > :closed", closed=closed)
    base = _replayed(now, later).rows
    until = "" if closed is None else " AND changes.id <= :closed"
    since = "coalesce(deeds.at, changes.at) >= :end" + until
    then = _replayed(base, _events(db, table, since, end=end, closed=closed))
    return base, then.rows, then.born


def _closing_change(db: Database, day: date) -> int | None:
    """The change that closed the month of a day, None where it is open."""
    found = first_row(
        db,
        "SELECT max(changes.id) AS id FROM closed_periods JOIN changes "
        "ON table_name = 'closed_periods' AND record_id = closed_periods.id AND kind = 'insert' "
        "WHERE month = :month",
        {"month": f"{day:%Y-%m}"},
    )
    return found["id"] if found else None


def _events(db: Database, table: str, where: str, **values: str | int | None) -> list[Row]:
    return rows(
        db,
        "SELECT changes.id, deed_id, record_id, kind, before FROM changes "
        f"LEFT JOIN deeds ON deeds.id = deed_id WHERE table_name = :table AND {where} "
        "ORDER BY changes.id DESC",
        {"table": table, **values},
    )


class _Replayed(Struct):
    """Rows as they were before some changes, and what came by them as it was when it came."""

    rows: State
    born: State = field(default_factory=dict)


def _replayed(rows: State, newest_first: Iterable[Row]) -> _Replayed:
    found = _Replayed(dict(rows))
    seen: dict[int, tuple[int, Row | None]] = {}
    for event in newest_first:
        record, deed = event["record_id"], event["deed_id"] or -event["id"]
        state = found.rows.get(record)
        if record not in seen or seen[record][0] != deed:
            seen[record] = deed, state
        if event["kind"] == "insert":
            # What comes is often made in several steps of one change.
            came = seen[record][1]
            if came is not None:
                found.born[record] = came
            found.rows.pop(record, None)
        elif event["kind"] in ("update", "delete"):
            found.rows[record] = {**(state or {}), **from_json(event["before"])}
    return found


def _combined(base: State, then: State, born: State, day: date, *, coming: bool) -> list[Row]:
    """The rows known; without `coming` no row that came later and had not begun, as no one was told
    that it would.
    """
    known = []
    for record in base.keys() | then.keys():
        now, was = base.get(record), then.get(record)
        if now is None:
            known.append(then[record])
            continue
        if was is None and not coming and _stage(now, day) == "coming":
            continue
        was = was or born.get(record, now)
        known.append(was if _stage(was, day) == _stage(now, day) else was | _days(now))
    return known


def _stage(row: Row, day: date) -> str:
    if row.get("starts_on") and row["starts_on"] > day.isoformat():
        return "coming"
    return "over" if row.get("ends_on") and row["ends_on"] <= day.isoformat() else "live"


def _days(row: Row) -> Row:
    return {column: row[column] for column in ("starts_on", "ends_on") if column in row}
