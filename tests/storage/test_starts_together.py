"""Several who start at once on a file of an older version: all come up, one copy is kept, and no
row is lost.
"""

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest

from kpitui.storage.connections import connect
from kpitui.storage.opening import open_file
from kpitui.storage.schema import SCHEMA_VERSION
from kpitui.views.doctor import examine
from tests.patience import LONG, PATIENCE
from tests.storage.test_migrations import OLDER, make_old


@pytest.mark.slow
@pytest.mark.parametrize("version", OLDER if LONG else OLDER[:: len(OLDER) // 3])
def test_four_come_up_on_every_older_version(tmp_path: Path, version: int) -> None:
    old = tmp_path / "old.db"
    make_old(old, version)
    command = [sys.executable, "-m", "kpitui", "--db", str(old), "export"]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)
    ]
    answers = [popen.communicate(timeout=2 * PATIENCE) for popen in running]
    assert [popen.returncode for popen in running] == [0] * 4, answers
    assert {stderr for _, stderr in answers} == {b""}
    assert len({stdout for stdout, _ in answers}) == 1
    assert b"81.5" in answers[0][0]
    there = {
        path.name for path in tmp_path.iterdir() if path.stat().st_size
    }  # a rollback journal stays, empty
    assert there == {"old.db", f"old.db.schema-{version}.backup"}
    with contextlib.closing(connect(tmp_path / f"old.db.schema-{version}.backup")) as kept:
        assert kept.execute("PRAGMA user_version").fetchone()[0] == version
        assert kept.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert kept.execute("SELECT count(*) FROM readings").fetchone()[0] == 3
    with contextlib.closing(connect(old)) as now:
        assert now.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
        assert now.execute("SELECT count(*) FROM readings").fetchone()[0] == 3
    assert [
        finding for finding in examine(open_file(old)).findings if "another program" not in finding
    ] == []
