"""Files that sessions with an old and with a new SQLite write together: nothing is lost, and each
is told.
"""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpitui.actions.readings import record
from kpitui.domain.access import Actor
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import HAS_WAL_RESET_BUG, SQLITE_VERSION, has_wal_reset_bug
from kpitui.storage.journal import journal_of
from kpitui.storage.opening import kept_open, open_file
from kpitui.views.doctor import examine
from tests.cli.conftest import Command, kpitui
from tests.conftest import TODAY, other_program
from tests.faults.processes import check_whole, writer
from tests.pty_terminal import Terminal

__all__ = ["kpitui"]

WITHOUT_WHEEL = """
import sys
from importlib.abc import MetaPathFinder
class NoWheel(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "pysqlite3":
            raise ImportError(name)
sys.meta_path.insert(0, NoWheel())
"""
"""As a machine is for which there is no wheel: the SQLite of the system, whichever that is."""

WRITE = (
    WITHOUT_WHEEL
    + """
from pathlib import Path
from tests.faults.processes import write
class Said:
    def send_bytes(self, name):
        print(name.decode(), flush=True)
write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Said())
"""
)

SYSTEM = (
    WITHOUT_WHEEL
    + """
from kpitui.cli.main import main
main()
"""
)


def system_sqlite() -> tuple[int, ...]:
    done = subprocess.run(
        [sys.executable, "-c", "import sqlite3; print(sqlite3.sqlite_version)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return tuple(map(int, done.stdout.split(".")))


old_system = pytest.mark.skipif(
    HAS_WAL_RESET_BUG or not has_wal_reset_bug(system_sqlite()),
    reason="a wheel, and an old SQLite of the system",
)
"""Both SQLites are here: one without the bug in this process, one with it in others."""


def old_command(path: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """The program on the SQLite of the system."""
    return subprocess.run(
        [sys.executable, "-c", SYSTEM, "--db", str(path), *words],
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip


@contextlib.contextmanager
def old_writer(path: Path, who: str, count: int) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-c", WRITE, str(path), who, str(count)], stdout=subprocess.PIPE, text=True
    ) as running:
        yield running


def mode(path: Path) -> str:
    """What the file itself says, read by a connection that changes nothing."""
    with contextlib.closing(other_program(path)) as connection:
        return "wal" if journal_of(connection) == "wal" else "rollback"


def save(database: DatabaseFile, value: float) -> None:
    record(
        database,
        Actor("kim"),
        [ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=value)],
        today=TODAY,
    )


def readings_in(database: DatabaseFile) -> int:
    with reading(database) as db:
        return int(db.execute("SELECT count(*) FROM readings").fetchone()[0])


def test_a_new_file_has_the_journal_that_is_safe_here(database: DatabaseFile) -> None:
    save(database, 80)
    assert mode(database.path) == ("rollback" if HAS_WAL_RESET_BUG else "wal")
    assert examine(database).findings == ()
    notes = examine(database).notes
    assert [f"SQLITE {'.'.join(map(str, SQLITE_VERSION))} HAS A BUG" in note for note in notes] == (
        [True] if HAS_WAL_RESET_BUG else []
    )


def test_a_file_out_of_wal_stays_so_until_somebody_says_otherwise(
    database: DatabaseFile, kpitui: Command
) -> None:
    with contextlib.closing(other_program(database.path)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
    for value in (70, 80):
        save(database, value)
        assert mode(database.path) == "rollback"
    assert "readers and writers wait" in kpitui("--db", database.path, "doctor").out
    back = kpitui("--db", database.path, "doctor", "--wal")
    if HAS_WAL_RESET_BUG:
        assert back.code == 4
        assert "HAS A BUG" in back.err
        assert mode(database.path) == "rollback"
    else:
        assert (back.code, "note:" in back.out) == (0, False)
        assert mode(database.path) == "wal"
    save(database, 90)
    assert readings_in(database) == 3


def test_a_file_is_not_brought_back_to_wal_under_somebody(
    database: DatabaseFile, kpitui: Command
) -> None:
    with contextlib.closing(other_program(database.path)) as other:
        other.execute("PRAGMA journal_mode = TRUNCATE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE people SET code = 'x' WHERE id = 1")
        told = kpitui("--db", database.path, "doctor", "--wal")
        assert (told.code, told.err.count("\n")) == (4 if HAS_WAL_RESET_BUG else 5, 1)
        other.execute("COMMIT")
    assert mode(database.path) == "rollback"


def test_kept_connections_see_what_others_save_in_either_mode(database: DatabaseFile) -> None:
    for journal in ("TRUNCATE", "DELETE") if HAS_WAL_RESET_BUG else ("TRUNCATE", "WAL", "DELETE"):
        with contextlib.closing(other_program(database.path)) as other:
            other.execute(f"PRAGMA journal_mode = {journal}")
        with kept_open(database.path) as kept:
            before = readings_in(kept)
            with reading(kept) as db:
                version = db.execute("PRAGMA data_version").fetchone()
            save(database, 80)
            with reading(kept) as db:
                assert db.execute("PRAGMA data_version").fetchone() != version
            assert readings_in(kept) == before + 1
            save(kept, 81)
            assert readings_in(database) == before + 2


@old_system
def test_an_old_sqlite_alone_takes_the_file_out_of_wal_and_a_new_one_leaves_it_so(
    database: DatabaseFile,
) -> None:
    save(database, 70)
    assert mode(database.path) == "wal"
    done = old_command(database.path, "log", "csat 80 ana")
    assert done.returncode == 0, done.stderr
    assert mode(database.path) == "rollback"
    save(database, 90)
    assert mode(database.path) == "rollback"
    assert readings_in(database) == 3
    assert examine(database).findings == ()
    told = old_command(database.path, "doctor")
    assert told.returncode == 0, told.stdout
    assert "HAS A BUG" in told.stdout
    assert "kept out of WAL" in told.stdout


@old_system
def test_an_old_sqlite_beside_a_new_one_saves_and_leaves_the_log_to_it(
    database: DatabaseFile,
) -> None:
    log = database.path.with_name(database.path.name + "-wal")
    with kept_open(database.path) as kept:
        save(kept, 70)
        with old_writer(database.path, "old", 120) as old:
            assert old.stdout is not None
            said = set(old.stdout.read().split())
        assert old.returncode == 0
        assert len(said) == 120
        assert mode(database.path) == "wal", "nobody changes it under somebody"
        # 1,000 pages are what anybody else writes back by itself.
        assert log.stat().st_size > 1000 * 4096, "the old one wrote the log back"
        assert "Others have this file open in WAL" in old_command(database.path, "doctor").stdout
        save(kept, 90)
    # With everybody out, the next old one takes it out of WAL.
    assert old_command(database.path, "status").returncode == 0
    assert mode(database.path) == "rollback"
    assert check_whole(database, said) == 120


@old_system
@pytest.mark.slow
@pytest.mark.parametrize("journal", ["WAL", "TRUNCATE"])
def test_old_and_new_write_together_and_nothing_is_lost(
    database: DatabaseFile, journal: str
) -> None:
    with contextlib.closing(other_program(database.path)) as other:
        other.execute(f"PRAGMA journal_mode = {journal}")
    count = 60
    new = [writer(database, f"new{place}", count) for place in range(2)]
    with (
        old_writer(database.path, "old0", count) as first,
        old_writer(database.path, "old1", count) as second,
    ):
        said = set()
        for popen in (first, second):
            assert popen.stdout is not None
            said |= set(popen.stdout.read().split())
    for each in new:
        each.process.join(60)
        each.listen(1)
        said |= each.acknowledged
    assert check_whole(database, said) == len(said)
    assert len(said) > 3 * count


@pytest.mark.slow
@pytest.mark.skipif(
    not has_wal_reset_bug(system_sqlite()), reason="the SQLite of the system has no such bug"
)
def test_the_first_start_of_the_screens_says_so_and_the_next_does_not(
    database: DatabaseFile,
) -> None:
    command = [sys.executable, "-c", SYSTEM, "--db", str(database.path)]
    for told in (True, False):
        opened = Terminal(command)
        try:
            opened.shows("Grow brand loyalty", *(["HAS A BUG"] if told else []))
            opened.quiet()
            assert ("HAS A BUG" in opened.text) is told
            opened.send("q")
            assert opened.ends() == 0
        finally:
            opened.close()


def test_a_schema_that_has_to_be_trusted_is_looked_at_before_each_save(
    database: DatabaseFile,
) -> None:
    opened = open_file(database.path)
    with contextlib.closing(other_program(database.path)) as other:
        other.execute(
            "CREATE TRIGGER _litestream_x AFTER INSERT ON deeds BEGIN SELECT json_valid('{}'); END"
        )
    with pytest.raises(Exception, match="changed by another program"):
        open_file(database.path)
    if SQLITE_VERSION < (3, 42):
        with pytest.raises(Exception, match="changed by another program"):
            save(opened, 80)
    with contextlib.closing(other_program(database.path)) as other:
        other.execute("DROP TRIGGER _litestream_x")
    save(opened, 80)
    assert readings_in(open_file(database.path)) == 1
