"""Many readings that one change brings: no row of the history each, and their days counted once."""

import contextlib
from collections.abc import Iterator

from kpitui.storage.database import current_change_id
from kpitui.storage.driver import Database
from kpitui.storage.readings import NEXT_READING
from kpitui.storage.records import log_bulk
from kpitui.storage.summaries import READ_OF, count_again, count_in


def next_reading_id(db: Database) -> int:
    """The id that the next new reading gets, which none ever had."""
    return int(db.execute(f"SELECT {NEXT_READING}").fetchone()[0])


def added_in_bulk(db: Database, first: int) -> int:
    """Count and note the readings from an id on, which a `writing()` block in bulk has just added;
    how many.
    """
    # Ids go up one by one while the file is held.
    added = next_reading_id(db) - first
    if added:
        last = first + added - 1
        count_in(db, first, last)
        log_bulk(
            db, "readings", current_change_id(db), {"added": added, "first": first, "last": last}
        )
    return added


_DAY = f"metric_id, coalesce(team_id, 0) AS team_id, date, {READ_OF} AS read_of"


@contextlib.contextmanager
def corrected_in_bulk(db: Database) -> Iterator[None]:
    """Within a `writing()` block in bulk: a block that corrects each reading which something staged
    is over. Each has its row in the history, and their days are counted once.
    """
    columns = [row[1] for row in db.execute("PRAGMA main.table_info(readings)")]
    row = "json_object({})".format(", ".join(f"'{one}', readings.{one}" for one in columns))
    db.execute("CREATE TABLE stage.corrected (id, before, metric_id, team_id, date, read_of)")
    db.execute(
        f"INSERT INTO corrected SELECT id, {row}, {_DAY} FROM (SELECT over FROM staged "
        "WHERE over IS NOT NULL ORDER BY place) CROSS JOIN readings ON id = over"
    )
    yield
    db.execute(
        "INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) "
        f"SELECT ?, 'readings', readings.id, 'update', before, {row} FROM corrected "
        "CROSS JOIN readings USING (id) ORDER BY corrected.rowid",
        [current_change_id(db)],
    )
    after = f"SELECT {_DAY} FROM readings WHERE id IN (SELECT id FROM corrected)"
    count_again(db, f"SELECT metric_id, team_id, date, read_of FROM corrected UNION {after}")
    db.execute("DROP TABLE stage.corrected")


@contextlib.contextmanager
def one_by_one(db: Database) -> Iterator[None]:
    """Within a `writing()` block in bulk: a block whose changes of readings are noted and counted
    each by itself.
    """
    bulk = int(db.execute("SELECT bulk FROM current_deed").fetchone()[0])
    db.execute("UPDATE current_deed SET bulk = 0")
    yield
    db.execute("UPDATE current_deed SET bulk = ?", [bulk])
