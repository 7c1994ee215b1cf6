"""Many readings and evaluations that one change brings: no row of the history each, and their days
counted once.
"""

import contextlib
from collections.abc import Iterator, Mapping

from kpitui.domain.errors import Refused
from kpitui.storage.database import current_change_id
from kpitui.storage.driver import Database
from kpitui.storage.history import corrected_since
from kpitui.storage.readings import NEXT_READING
from kpitui.storage.records import log_bulk, next_id, rows
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
    row = "json_object({})".format(
        ", ".join(f"'{column}', readings.{column}" for column in columns)
    )
    db.execute("CREATE TABLE stage.corrected (id, before, metric_id, team_id, date, read_of)")
    db.execute(
        f"INSERT INTO corrected SELECT id, {row}, {_DAY} FROM (SELECT over FROM staged "
        "WHERE over IS NOT NULL ORDER BY place) CROSS JOIN main.readings ON id = over"
    )
    yield
    db.execute(
        "INSERT INTO main.changes (deed_id, table_name, record_id, kind, before, after) "
        f"SELECT ?, 'readings', readings.id, 'update', before, {row} FROM corrected "
        "CROSS JOIN main.readings USING (id) ORDER BY corrected.rowid",
        [current_change_id(db)],
    )
    after = f"SELECT {_DAY} FROM main.readings WHERE id IN (SELECT id FROM corrected)"
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


EVALUATED = ("evaluations", "answers")


@contextlib.contextmanager
def evaluations_in_bulk(db: Database) -> Iterator[None]:
    """Within a `writing()` block in bulk: a block that adds evaluations, with their answers and
    readings; of each table one row of the history tells.
    """
    reading = next_reading_id(db)
    firsts = {table: next_id(db, table) for table in EVALUATED}
    yield
    added_in_bulk(db, reading)
    change_id = current_change_id(db)
    for table, first in firsts.items():
        if added := next_id(db, table) - first:
            said = {"added": added, "first": first, "last": first + added - 1}
            log_bulk(db, table, change_id, said)


def take_away_in_bulk(db: Database, table: str, after: Mapping[str, int]) -> None:
    """Take the rows away that one change added in bulk, each with its row in the history. Raises
    `Refused` where someone changed one of them since, or says something to it.
    """
    span = {"first": after["first"], "last": after["last"]}
    between = "BETWEEN :first AND :last"
    there = rows(db, f"SELECT count(*) AS n FROM main.{table} WHERE id {between}", span)[0]["n"]
    changed = corrected_since(db, range(after["first"], after["last"] + 1), table)
    said = table == "evaluations" and any(
        rows(db, f"SELECT 1 FROM main.{other} WHERE evaluation_id {between} LIMIT 1", span)
        for other in ("disputes", "session_evaluations")
    )
    if there < after["added"] or changed or said:
        raise Refused(
            "Some of those evaluations were changed, disputed or talked about since; undo that "
            "first."
        )
    db.execute(f"DELETE FROM main.{table} WHERE id {between}", span)
