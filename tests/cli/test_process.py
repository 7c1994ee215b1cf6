"""The program as a process of its own: pipes, locales, several at once, killed in the middle."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kpitui.storage.connections import connect
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import sqlite3
from kpitui.views.export import readings_for_export
from tests.conftest import TODAY, record_weekly
from tests.patience import PATIENCE


def command(db: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "kpitui", "--db", str(db), *arguments]


@pytest.fixture
def db(database: DatabaseFile) -> Path:
    record_weekly(database, 1, [80.0, 84.0, 82.0] * 8, TODAY, person_id=1)
    return database.path


def test_a_reader_that_goes_early_is_no_error(db: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(command(db, "export"), stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("words", ["status >&-", "status 2>&-", "log 'csat 82 ana' >&- 2>&-"])
def test_whoever_closes_the_answer_wants_none(db: Path, words: str) -> None:
    line = f"{sys.executable} -m kpitui --db {db} {words}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("words", [["export"], ["status", "--json"], ["--help"]])
def test_an_answer_that_cannot_be_written_is_one_sentence(db: Path, words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command(db, *words), stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 4
    assert done.stderr == b"kpitui: The output cannot be written: no space left on device.\n"


@pytest.mark.parametrize(
    "locale", [{"LANG": "C"}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX", "LANG": "de_DE.UTF-8"}]
)
def test_without_unicode_words_and_names_are_ascii(db: Path, locale: dict[str, str]) -> None:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))
    }
    for words in (["status"], ["chart", "csat", "--person", "ana"]):
        done = subprocess.run(
            command(db, *words), capture_output=True, env=environment | locale, check=True
        )
        assert done.stdout.isascii()
        assert done.stderr == b""
    assert b"Ana Lopez" in done.stdout


def test_readings_come_in_from_standard_input(db: Path) -> None:
    rows = "metric,person,date,value\ncsat,Ana López,2026-11-04,90\n"
    done = subprocess.run(
        command(db, "import", "-"), input=rows.encode(), capture_output=True, check=True
    )
    assert b"1 added" in done.stdout


def test_several_at_once_lose_nothing(database: DatabaseFile) -> None:
    running = [
        subprocess.Popen(
            command(database.path, "log", "--add", f"csat {70 + place} ana 2026-11-04"),
            stdout=subprocess.DEVNULL,
        )
        for place in range(8)
    ]
    assert [popen.wait(PATIENCE) for popen in running] == [0] * 8
    values = sorted(row["value"] for row in readings_for_export(database))
    assert values == [70.0 + place for place in range(8)]


def writes(database: DatabaseFile) -> bool:
    """Whether somebody is in the middle of a transaction that writes."""
    with contextlib.closing(connect(database.path)) as connection:
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        connection.execute("ROLLBACK")
    return False


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_an_import_that_is_stopped_leaves_no_half_of_it(
    database: DatabaseFile, tmp_path: Path, number: signal.Signals
) -> None:
    file = tmp_path / "in.csv"
    with file.open("w", encoding="utf-8") as out:
        out.write("metric,team,date,value,id\n")
        out.writelines(
            f"csat,North,2026-10-{1 + place % 31:02d},{place % 90},{place}\n"
            for place in range(30_000)
        )
    running = subprocess.Popen(
        command(database.path, "import", str(file)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # What a shell runs in the background ignores the interrupt, and hands that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + PATIENCE
    while not writes(database):
        assert running.poll() is None, "it ended before it could be stopped"
        assert time.monotonic() < deadline
        time.sleep(0.005)
    running.send_signal(number)
    assert running.wait(PATIENCE) != 0
    assert list(readings_for_export(database)) == []
    done = subprocess.run(command(database.path, "doctor"), capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "module", ["tests.pictures", "tests.picture", "kpitui.exchange.sample", "tests.benchmarks"]
)
def test_what_is_run_by_hand_says_how(module: str, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"], capture_output=True, text=True, check=False,
        cwd=tmp_path, env=environment,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage:")
    assert list(tmp_path.iterdir()) == [], "nothing is drawn"
