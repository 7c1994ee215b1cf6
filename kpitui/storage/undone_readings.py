"""Readings of an import that was undone, out of the way of what only it made: a reading is voided,
never deleted, and these come back when the import is done again.
"""

from kpitui.storage.driver import Database
from kpitui.storage.records import columns

_MADE = (
    "(SELECT record_id FROM main.changes WHERE deed_id = :deed AND kind = 'insert' "
    "AND table_name = '{}')"
)
_OWNERS = {"metrics": "metric_id", "people": "person_id", "teams": "team_id"}


def set_aside(db: Database, change_id: int, ids: range) -> None:
    """Move the voided readings of a span aside that are of a metric, a person or a team which the
    change made, and which no other reading is of. Inside a `writing()` block in bulk.
    """
    span = {"deed": change_id, "first": ids.start, "last": ids.stop - 1}
    for table, column in _OWNERS.items():
        made = _MADE.format(table)
        if not db.execute(f"SELECT EXISTS {made}", {"deed": change_id}).fetchone()[0]:
            continue
        names = ", ".join(columns(db, "readings"))
        db.execute(
            f"INSERT INTO main.undone_readings ({names}) SELECT {names} FROM main.readings "
            f"WHERE id BETWEEN :first AND :last AND state = 'void' AND {column} IN {made} "
            f"AND {column} NOT IN (SELECT {column} FROM main.readings WHERE {column} IN {made} "
            "AND (id < :first OR id > :last))",
            span,
        )
        _take_away(db, ids)


def bring_back(db: Database, ids: range) -> None:
    """Put the readings of a span back that were set aside, voided as they are."""
    names = ", ".join(columns(db, "readings"))
    db.execute(
        f"INSERT INTO main.readings ({names}) SELECT {names} FROM main.undone_readings "
        "WHERE id BETWEEN ? AND ?",
        [ids.start, ids.stop - 1],
    )
    db.execute(
        "DELETE FROM main.undone_readings WHERE id BETWEEN ? AND ?", [ids.start, ids.stop - 1]
    )


def _take_away(db: Database, ids: range) -> None:
    db.execute(
        "DELETE FROM main.readings WHERE id IN "
        "(SELECT id FROM main.undone_readings WHERE id BETWEEN ? AND ?)",
        [ids.start, ids.stop - 1],
    )
