"""A disk that answers one call with an error: the answer is honest, and the file stays sound."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.names import beside
from kpitui.storage.opening import forget, open_file
from kpitui.storage.records import rows
from kpitui.views.doctor import examine
from tests.conftest import TODAY, record_weekly
from tests.patience import LONG, PATIENCE

CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "fcntl", "openat")
TRIES = 200 if LONG else 2
"""How often a call fails at most: the first time, the second, … until a run is clean."""

AT_ONCE = 3
WORDS = "csat 92 ana; aht 6:30 ana; adherence 45/50 ana"


@pytest.fixture(scope="module", autouse=True)
def _can_trace() -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    if subprocess.run(
        ["strace", "-o", "/dev/null", "true"], capture_output=True, check=False
    ).returncode:
        pytest.skip("nothing may be traced here")


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS if LONG else ("pwrite64", "fsync"))
def test_one_call_fails(database: DatabaseFile, tmp_path: Path, call: str) -> None:
    plain = database.path.read_bytes()
    failed = 0
    for number in range(1, TRIES + 1):
        folder = tmp_path / f"{number}"
        folder.mkdir()
        path = folder / "kpi.db"
        path.write_bytes(plain)
        path.chmod(0o600)
        done = _log(path, ["-e", f"inject={call}:error=EIO:when={number}"], tmp_path / "trace")
        hit = "(INJECTED)" in (tmp_path / "trace").read_text("ascii", "replace")
        saved = _readings(path)
        if done.returncode == 0:
            assert saved == AT_ONCE, "told to be saved, and is not"
        else:
            failed += 1
            assert done.returncode in (4, 5), done
            assert done.stderr.count("\n") == 1, done.stderr
            assert "Traceback" not in done.stderr
            assert saved in (0, AT_ONCE), "half there"
            assert saved == 0 or "Nothing was saved" not in done.stderr, "it is there"
            assert _log(path, None, tmp_path / "trace").returncode == 0, (
                "it works when the disk does"
            )
            assert _readings(path) == saved + AT_ONCE
        if not hit:
            break
    print(f"{call}: {failed} of {number} runs refused, none half, none lost")


READS = ["1", "3", "5+", "9", "20+"]


@pytest.mark.slow
@pytest.mark.parametrize("when", READS if LONG else READS[1:4])
@pytest.mark.parametrize(
    "verb", [["status"], ["export"], ["doctor"], ["log", WORDS]], ids=lambda verb: verb[0]
)
def test_a_read_that_fails_is_not_called_damage(
    database: DatabaseFile, tmp_path: Path, verb: list[str], when: str
) -> None:
    record_weekly(database, 1, [80.0 + place for place in range(12)], TODAY, person_id=1)
    watched = ["-P", f"{database.path}", "-P", f"{database.path}-wal"]
    done = subprocess.run(
        [
            "strace", "-f", "-o", str(tmp_path / "trace"), *watched, "-e",
            f"inject=pread64:error=EIO:when={when}",
            sys.executable, "-m", "kpitui", "--db", str(database.path), *verb,
        ],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert "(INJECTED)" in (tmp_path / "trace").read_text("ascii", "replace")
    assert done.returncode == 4, done
    assert done.stderr.count("\n") == 1, done.stderr
    assert "The disk failed" in done.stderr
    assert "damaged" not in done.stderr
    assert examine(database).findings == ()


def _log(path: Path, inject: list[str] | None, trace: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "kpitui", "--db", str(path), "log", "--add", WORDS]
    if inject is not None:
        watched = [word for one in (path, *beside(path)) for word in ("-P", str(one))]
        command = ["strace", "-f", "-o", str(trace), *watched, *inject, *command]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)


def _readings(path: Path) -> int:
    """How many readings are there, in a file that the doctor is content with."""
    database = open_file(path)
    assert examine(database).findings == ()
    with reading(database) as db:
        found = int(rows(db, "SELECT count(*) AS n FROM readings")[0]["n"])
    forget(path)
    return found
