"""What many evaluations came to: scores by sheet and person, and how many of each person."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kpitui.domain.records.sheet import SheetName
from kpitui.storage.driver import Database
from kpitui.storage.records import listed, record_of, rows

_OF_SHEETS = (
    "FROM sheet_versions CROSS JOIN evaluations ON sheet_version_id = sheet_versions.id "
    "AND evaluations.date BETWEEN :since AND :until "
)
_COUNT = "AND reading_id IS NOT NULL"
"""A calibration and what no question applied to give no reading, and do not count."""


class ScoreRow(NamedTuple):
    """A score as its row is read, of which thousands are; `day` as the file holds it."""

    sheet_id: int
    person_id: int
    team_id: int | None
    day: str
    score: float


def load_sheet_names(db: Database, metric_ids: Iterable[int] | None = None) -> list[SheetName]:
    """The sheets of some metrics, or all, without their questions, by name."""
    where = "" if metric_ids is None else f"WHERE metric_id IN {listed(metric_ids)} "
    sql = (
        "SELECT id, name, code, metric_id, ends_on, (SELECT min(starts_on) FROM sheet_versions "
        f"WHERE sheet_id = sheets.id) AS starts_on FROM sheets {where}ORDER BY name_key"
    )
    return [record_of(SheetName, row) for row in rows(db, sql)]


def load_scores(db: Database, sheet_ids: Iterable[int], since: date, until: date) -> list[ScoreRow]:
    """Every score that counts of some sheets between two days, both counted in, with the team that
    its reading is of.
    """
    sql = (
        "SELECT sheet_id, evaluations.person_id, readings.team_id, evaluations.date, score "
        f"{_OF_SHEETS}{_COUNT} CROSS JOIN readings ON readings.id = reading_id "
        f"WHERE sheet_id IN {listed(sheet_ids)}"
    )
    days = {"since": since.isoformat(), "until": until.isoformat()}
    return [ScoreRow._make(row) for row in db.execute(sql, days).fetchall()]


def count_scores(
    db: Database, sheet_ids: Iterable[int], since: date, until: date
) -> dict[tuple[int, int], int]:
    """How many scores count between two days, both counted in, by sheet and person."""
    sql = (
        f"SELECT sheet_id, evaluations.person_id, count(*) {_OF_SHEETS}{_COUNT} "
        f"WHERE sheet_id IN {listed(sheet_ids)} GROUP BY sheet_id, evaluations.person_id"
    )
    days = {"since": since.isoformat(), "until": until.isoformat()}
    return {(row[0], row[1]): row[2] for row in db.execute(sql, days).fetchall()}
