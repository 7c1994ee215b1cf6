"""What many evaluations came to: scores by sheet and person, and how many of each person."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kpitui.domain.enough_evaluations import OwnScores
from kpitui.domain.records.sheet import SheetName
from kpitui.storage.driver import Database
from kpitui.storage.records import by_name, listed, record_of, rows

_OF_SHEETS = (
    "FROM sheet_versions CROSS JOIN evaluations ON sheet_version_id = sheet_versions.id "
    "AND evaluations.date BETWEEN :since AND :until "
)
_COUNT = "AND reading_id IS NOT NULL"
"""A calibration and what no question applied to give no reading, and do not count."""


class StoredScore(NamedTuple):
    """A score as its row is read; `day` as the file holds it."""

    sheet_id: int
    person_id: int
    day: str
    score: float


def load_sheet_names(db: Database, metric_ids: Iterable[int] | None = None) -> list[SheetName]:
    """The sheets of some metrics, or all, without their questions, by name."""
    where = "" if metric_ids is None else f"WHERE metric_id IN {listed(metric_ids)} "
    sql = (
        "SELECT id, name, code, metric_id, ends_on, (SELECT min(starts_on) FROM sheet_versions "
        f"WHERE sheet_id = sheets.id) AS starts_on FROM sheets {where}"
    )
    return [record_of(SheetName, row) for row in by_name(rows(db, sql))]


def live_sheets(db: Database, first: date, last: date) -> dict[int, list[SheetName]]:
    """The sheets that contacts are scored with from a day to a day, by the metric that they
    feed.
    """
    found: dict[int, list[SheetName]] = defaultdict(list)
    for name in load_sheet_names(db):
        if name.live_on(first) and name.live_on(last):
            found[name.metric_id].append(name)
    return found


def load_own_scores(
    db: Database, sheet_ids: Iterable[int], since: date, until: date
) -> dict[int, list[OwnScores]]:
    """What the scores of each person came to between two days, both counted in, by sheet."""
    sql = (
        "SELECT sheet_id, count(*), sum(score), sum(score * score) "
        f"{_OF_SHEETS}{_COUNT} WHERE sheet_id IN {listed(sheet_ids)} "
        "GROUP BY sheet_id, evaluations.person_id"
    )
    found: dict[int, list[OwnScores]] = defaultdict(list)
    for sheet_id, count, total, squares in db.execute(sql, _days(since, until)).fetchall():
        around_mean = squares - total * total / count
        # What is left of equal scores by rounding is no distance.
        distance = around_mean if around_mean > ROUNDED * count else 0.0
        found[sheet_id].append(OwnScores(count, distance))
    return found


ROUNDED = 1e-6
"""Squared points: equal scores differ by less in their sums, and others by more."""


def load_scores(
    db: Database, sheet_ids: Iterable[int], person_ids: Iterable[int], since: date, until: date
) -> list[StoredScore]:
    """Every score that counts of some people on some sheets between two days, both counted in."""
    sql = (
        "SELECT sheet_id, person_id, date, score FROM people CROSS JOIN evaluations "
        "ON person_id = people.id AND date BETWEEN :since AND :until "
        f"{_COUNT} JOIN sheet_versions ON sheet_versions.id = sheet_version_id "
        f"WHERE people.id IN {listed(person_ids)} AND sheet_id IN {listed(sheet_ids)}"
    )
    return [StoredScore._make(row) for row in db.execute(sql, _days(since, until)).fetchall()]


class TypedRow(NamedTuple):
    """A reading of no evaluation as its row is read; `day` as the file holds it."""

    metric_id: int
    person_id: int
    day: str
    value: float
    n: int | None


def load_typed(
    db: Database, metric_ids: Iterable[int], person_ids: Iterable[int], since: date, until: date
) -> list[TypedRow]:
    """Every reading that is of no evaluation, of some people on some metrics between two days, both
    counted in.
    """
    sql = (
        "SELECT metric_id, person_id, date, value, n FROM people CROSS JOIN readings "
        "ON person_id = people.id AND date BETWEEN :since AND :until AND state = 'kept' "
        f"WHERE people.id IN {listed(person_ids)} AND metric_id IN {listed(metric_ids)} "
        "AND value IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM evaluations WHERE reading_id = readings.id)"
    )
    return [TypedRow._make(row) for row in db.execute(sql, _days(since, until)).fetchall()]


def count_scores(
    db: Database, sheet_ids: Iterable[int], since: date, until: date
) -> dict[tuple[int, int], int]:
    """How many scores count between two days, both counted in, by sheet and person."""
    sql = (
        f"SELECT sheet_id, evaluations.person_id, count(*) {_OF_SHEETS}{_COUNT} "
        f"WHERE sheet_id IN {listed(sheet_ids)} GROUP BY sheet_id, evaluations.person_id"
    )
    rows_of = db.execute(sql, _days(since, until)).fetchall()
    return {(sheet_id, person_id): count for sheet_id, person_id, count in rows_of}


def count_of_team(
    db: Database, sheet_id: int, team_id: int | None, since: date, until: date
) -> int:
    """How many scores of a sheet count between two days, both counted in, in a team as its people
    were then; without one, everyone's.
    """
    team = " CROSS JOIN readings ON readings.id = reading_id AND team_id = :team"
    sql = f"SELECT count(*) {_OF_SHEETS}{_COUNT}{team if team_id else ''} WHERE sheet_id = :sheet"
    values = {**_days(since, until), "sheet": sheet_id, "team": team_id}
    return int(db.execute(sql, values).fetchone()[0])


def _days(since: date, until: date) -> dict[str, str]:
    return {"since": since.isoformat(), "until": until.isoformat()}
