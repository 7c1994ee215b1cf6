"""Many writers on one file: nothing fails, nothing is lost, nothing is double; run with -s to see
the figures.
"""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import sqlite3
from kpitui.storage.records import rows
from kpitui.views.doctor import examine
from tests.patience import LONG

WRITERS, CHANGES = (64, 200) if LONG else (16, 20)

OURS = """
import sys, time
from datetime import date, timedelta
from pathlib import Path
from kpitui.storage.opening import open_file
from kpitui.actions.readings import record
from kpitui.domain.access import Actor
from kpitui.domain.readings import ReadingDraft
database, who = open_file(Path(sys.argv[1])), sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
for place in range(int(sys.argv[3])):
    draft = ReadingDraft(metric_id=1, person_id=1, date=date(2026, 1, 1) + timedelta(days=place % 300), value=80,
                         external_id=f"{who}-{place}")
    began = time.perf_counter()
    record(database, Actor(f"writer {who}"), [draft], today=date(2026, 11, 23))
    print(1000 * (time.perf_counter() - began), flush=True)
"""  # noqa: E501
RAW = """
import sys, time
from kpitui.storage.driver import sqlite3
connection = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
connection.execute("PRAGMA synchronous = FULL")
print("ready", flush=True)
sys.stdin.readline()
for place in range(int(sys.argv[3])):
    began = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO t VALUES (?, ?)", (sys.argv[2], place))
    connection.execute("COMMIT")
    print(1000 * (time.perf_counter() - began), flush=True)
"""


def together(program: str, path: Path) -> tuple[list[float], float]:
    """Milliseconds of every change of writers that all begin at one moment, and changes a second;
    each has to end well.
    """
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(path), str(number), str(CHANGES)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(WRITERS)
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for one in writers:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    found = []
    for one in writers:
        out, err = one.communicate(timeout=600)
        assert one.returncode == 0, err
        found += [float(line) for line in out.split()]
    return sorted(found), len(found) / (time.perf_counter() - began)


@pytest.mark.benchmark
def test_every_change_of_many_writers_is_there_once(database: DatabaseFile, tmp_path: Path) -> None:
    ours, a_second = together(OURS, database.path)
    with sqlite3.connect(tmp_path / "raw.db") as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("CREATE TABLE t (who TEXT, place INTEGER)")
    bare, _ = together(RAW, tmp_path / "raw.db")
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
