"""A copy off the machine by Litestream, as the help says it: after a kill everything is there but
the last moment.
"""

import contextlib
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpitui.storage.connections import connect
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import sqlite3
from kpitui.storage.opening import open_file
from kpitui.storage.records import rows
from tests.conftest import NEEDS_WAL
from tests.faults.processes import AT_ONCE, check_whole, saved_changes, writer
from tests.patience import PATIENCE

TABLES = (
    "deeds",
    "changes",
    "seals",
    "readings",
    "day_summaries",
    "people",
    "metrics",
    "kpis",
    "targets",
)


def program() -> str:
    """Litestream beside the Python that runs the tests, else on the path."""
    beside = Path(sys.executable).with_name("litestream")
    found = str(beside) if beside.exists() else shutil.which("litestream")
    if found is None:
        pytest.skip("litestream is not installed")
    return found


@contextlib.contextmanager
def replicating(config: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(
        [program(), "replicate", "-config", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def content(path: Path) -> dict[str, list[dict[str, object]]]:
    with reading(open_file(path)) as db:
        return {table: rows(db, f"SELECT * FROM {table}") for table in TABLES}


@NEEDS_WAL
@pytest.mark.slow
def test_what_was_saved_is_there_in_the_other_place(database: DatabaseFile, tmp_path: Path) -> None:
    away, config, back = tmp_path / "away", tmp_path / "litestream.yml", tmp_path / "back.db"
    config.write_text(
        f"dbs:\n  - path: {database.path}\n    replicas:\n      - type: file\n        path: "
        f"{away}\n",
        "utf-8",
    )
    with replicating(config) as replica:
        writing = writer(database, "kim")
        deadline = time.monotonic() + PATIENCE
        while len(writing.acknowledged) < 200:
            writing.listen(1)
            assert time.monotonic() < deadline
        writing.process.kill()
        writing.process.join()
        writing.listen()
        _caught_up(database, config, back, deadline=time.monotonic() + PATIENCE)
        replica.send_signal(signal.SIGKILL)  # the machine is gone
        replica.wait(PATIENCE)
    back.unlink(missing_ok=True)
    restored = subprocess.run(
        [program(), "restore", "-config", str(config), "-o", str(back), str(database.path)],
        capture_output=True, check=False, umask=0o077,
    )  # fmt: skip
    assert restored.returncode == 0, restored.stderr
    assert content(back) == content(database.path)
    there = check_whole(open_file(back), writing.acknowledged)
    # The live file has what Litestream added, takes changes as before, and its log is written back.
    check_whole(database, writing.acknowledged)
    more = writer(database, "lee", 5)
    more.process.join(30)
    more.listen()
    assert len(more.acknowledged) == 5
    assert saved_changes(database)["lee-4"] == AT_ONCE
    with contextlib.closing(connect(database.path)) as connection:
        assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    print(f"{there} deeds recorded beside Litestream, killed, restored: row by row the same")


def _caught_up(database: DatabaseFile, config: Path, back: Path, deadline: float) -> None:
    """Wait until a restored copy has the newest change.

    A copy that is taken while Litestream writes may be of two moments and is taken again. Where
    nothing moves for a while a further change is saved, as on a server somebody does.
    """
    stirred = 0
    while not _has_newest(database, config, back):
        assert time.monotonic() < deadline
        if time.monotonic() > deadline - PATIENCE + 10 * (stirred + 1):
            stirred += 1
            stirring = writer(database, f"max{stirred}", 1)
            stirring.process.join(PATIENCE)
            stirring.listen()
        time.sleep(0.3)


def _has_newest(database: DatabaseFile, config: Path, back: Path) -> bool:
    with reading(database) as db:
        newest = rows(db, "SELECT max(id) AS id FROM deeds")[0]["id"]
    back.unlink(missing_ok=True)
    done = subprocess.run(
        [program(), "restore", "-config", str(config), "-o", str(back), str(database.path)],
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        return False
    try:
        with contextlib.closing(connect(back)) as connection:
            found = connection.execute("SELECT max(id) FROM deeds").fetchone()[0]
    except sqlite3.DatabaseError:
        return False
    return bool(found == newest)
