"""Many writers on one file: nothing fails, nothing is lost, nothing is double; run with -s to see
the figures.
"""

from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows
from kpitui.views.doctor import examine
from tests.benchmarks.shared import OURS, RAW, raw_file, together
from tests.conftest import TODAY
from tests.patience import LONG

WRITERS, CHANGES = (64, 200) if LONG else (8, 20)


@pytest.mark.benchmark
def test_every_change_of_many_writers_is_there_once(database: DatabaseFile, tmp_path: Path) -> None:
    ours, a_second = together(OURS, database.path, WRITERS, CHANGES, TODAY)
    bare, _ = together(RAW, raw_file(tmp_path / "raw.db"), WRITERS, CHANGES, TODAY)
    p95 = int(0.95 * len(ours))
    print(
        f"{WRITERS} writers x {CHANGES} deeds: {a_second:.0f} a second, "
        f"p95 {ours[p95]:.1f} ms, longest {ours[-1]:.0f} ms; "
        f"raw sqlite3 p95 {bare[p95]:.1f} ms, longest {bare[-1]:.0f} ms"
    )
    assert len(ours) == WRITERS * CHANGES
    with reading(database) as db:
        kept = rows(
            db,
            "SELECT count(*) AS n, count(DISTINCT external_id) AS ids FROM readings "
            "WHERE state = 'kept'",
        )
        changes = rows(db, "SELECT count(*) AS n FROM deeds WHERE by LIKE 'writer %'")
    assert kept == [{"n": WRITERS * CHANGES, "ids": WRITERS * CHANGES}]
    assert changes == [{"n": WRITERS * CHANGES}]
    assert examine(database).findings == ()
