"""Which levels people have seen, and what they asked about them, as it is kept."""

from collections.abc import Collection

from kpitui.domain.records.metric import Range
from kpitui.domain.records.seen_level import LevelKey, SeenLevel
from kpitui.storage.driver import Database
from kpitui.storage.personal import FORGOTTEN_PEOPLE
from kpitui.storage.records import Row, find_row, listed, moment_in, record_of, rows


def load_seen_levels(db: Database, person_ids: Collection[int] | None = None) -> list[SeenLevel]:
    """What people said to levels, or some of them did, oldest first."""
    where = "true" if person_ids is None else f"person_id IN {listed(person_ids)}"
    return [_seen(row) for row in rows(db, f"SELECT * FROM seen_levels WHERE {where} ORDER BY id")]


def load_open_questions(db: Database) -> list[SeenLevel]:
    """The questions that wait for an answer, oldest first; of who was forgotten none does."""
    sql = (
        "SELECT * FROM seen_levels WHERE question <> '' AND answer = '' "
        f"AND person_id NOT IN ({FORGOTTEN_PEOPLE}) ORDER BY seen_at, id"
    )
    return [_seen(row) for row in rows(db, sql)]


def seen_level_of(db: Database, person_id: int, level: LevelKey) -> Row | None:
    """The row of a person and a level; None where they have not seen it."""
    return find_row(db, "seen_levels", columns_of(person_id, level))


def columns_of(person_id: int, level: LevelKey) -> Row:
    """What tells the row of a person and a level."""
    return {
        "person_id": person_id, "metric_id": level.metric_id,
        "starts_on": level.starts_on.isoformat(), "low": level.level.low, "high": level.level.high,
    }  # fmt: skip


def _seen(row: Row) -> SeenLevel:
    return record_of(
        SeenLevel,
        row,
        level=Range(low=row["low"], high=row["high"]),
        seen_at=moment_in(row["seen_at"]),
        answered_at=moment_in(row["answered_at"]),
    )
