"""A file with a second name, and a file that a newer program brought up to date under
an open session.
"""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kpitui.actions.readings import record
from kpitui.domain.access import Actor
from kpitui.domain.errors import BadFile
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile, reading, side_transaction
from kpitui.storage.names import while_made
from kpitui.storage.opening import create_file, kept_open, open_file
from kpitui.storage.presence import Presence
from kpitui.storage.schema import SCHEMA_VERSION
from kpitui.storage.watch import FileWatch
from tests.cli.conftest import Command, check_one_sentence, kpitui
from tests.conftest import TODAY, other_program
from tests.pty_terminal import terminal

__all__ = ["kpitui"]


def save(database: DatabaseFile) -> None:
    record(
        database,
        Actor("kim"),
        [ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=80)],
        today=TODAY,
    )


def readings_in(database: DatabaseFile) -> int:
    with reading(database) as db:
        return int(db.execute("SELECT count(*) FROM readings").fetchone()[0])


def test_a_file_with_two_names_is_refused_with_the_way_out(
    kpitui: Command, database: DatabaseFile
) -> None:
    other = database.path.with_name("other.db")
    os.link(database.path, other)
    for path, second in ((database.path, other), (other, database.path)):
        for words in (["log", "csat 92 ana"], ["status"]):
            refused = kpitui("--db", path, *words)
            check_one_sentence(
                refused, 4, f"{path} and {second} are two names for one file",
                f"to keep {path}, remove each other name", "kpitui backup",
            )  # fmt: skip
            # which of them is meant is not known, so no command that removes one is printed
            assert "rm " not in refused.err
            look = refused.err.partition("shows: ")[2].partition(";")[0]
            shown = subprocess.run(shlex.split(look), capture_output=True, text=True, check=True)
            assert sorted(shown.stdout.split()) == sorted(map(str, (path, second)))
    other.unlink()
    assert kpitui("--db", database.path, "log", "csat 92 ana").code == 0


def test_a_second_name_elsewhere_is_to_be_found(database: DatabaseFile, tmp_path: Path) -> None:
    (tmp_path / "away").mkdir()
    os.link(database.path, tmp_path / "away" / "kpi.db")
    with pytest.raises(BadFile, match=f"find / -xdev -samefile {database.path}"):
        open_file(database.path)


def test_a_name_that_comes_while_the_file_is_open_stops_what_writes_and_not_what_looks(
    database: DatabaseFile,
) -> None:
    with kept_open(database.path) as kept:
        save(kept)
        os.link(database.path, database.path.with_name("copy.db"))
        with pytest.raises(BadFile, match="two names for one file"):
            save(kept)
        with pytest.raises(BadFile, match="two names for one file"), side_transaction(kept) as db:
            db.execute("DELETE FROM presences")
        assert readings_in(kept) == 1
        database.path.with_name("copy.db").unlink()
        save(kept)
        assert readings_in(kept) == 2


def test_a_link_that_is_no_hard_one_is_the_file_itself(
    kpitui: Command, database: DatabaseFile
) -> None:
    link = database.path.with_name("link.db")
    link.symlink_to(database.path)
    assert kpitui("--db", link, "log", "csat 92 ana").code == 0
    assert readings_in(database) == 1


MAKE_AND_DIE = """
import os, sys
from pathlib import Path
import kpitui.storage.opening as opening
real = os.link
def link(source, target):
    real(source, target)
    os.kill(os.getpid(), 9)
os.link = link
opening.create_file(Path(sys.argv[1]))
"""


def test_who_was_killed_while_making_a_file_left_it_whole(kpitui: Command, tmp_path: Path) -> None:
    path = tmp_path / "kpi.db"
    done = subprocess.run([sys.executable, "-c", MAKE_AND_DIE, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.stat().st_nlink == 2
    assert kpitui("--db", path, "doctor").code == 0
    assert path.stat().st_nlink == 1


def test_the_name_of_a_file_in_the_making_fits_wherever_its_own_does(tmp_path: Path) -> None:
    path = tmp_path / ("ñ" * 120 + ".db")
    assert len(os.fsencode(while_made(path, ".building").name)) < len(os.fsencode(path.name))
    create_file(path)
    open_file(path)


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_a_new_file_does_not_begin_with_the_journal_of_another(tmp_path: Path, ending: str) -> None:
    left = tmp_path / f"kpi.db{ending}"
    left.write_bytes(b"of another file")
    with pytest.raises(BadFile, match="left over from another database"):
        create_file(tmp_path / "kpi.db")
    assert [path.name for path in tmp_path.iterdir()] == [left.name]


def bring_up_to_date(path: Path) -> None:
    """What a newer program does when it opens the file."""
    with contextlib.closing(other_program(path)) as newer:
        newer.executescript(
            "BEGIN IMMEDIATE; ALTER TABLE readings RENAME COLUMN note TO remark; "
            f"PRAGMA user_version = {SCHEMA_VERSION + 1}; COMMIT"
        )


@pytest.mark.parametrize("journal", ["as it is", "TRUNCATE"])
def test_an_older_session_stops_writing_a_file_that_a_newer_program_brought_up_to_date(
    database: DatabaseFile, journal: str
) -> None:
    if journal != "as it is":
        with contextlib.closing(other_program(database.path)) as other:
            other.execute(f"PRAGMA journal_mode = {journal}")
    presence = Presence("token", "kim")
    with kept_open(database.path) as kept:
        save(kept)
        watch = FileWatch(kept, presence)
        bring_up_to_date(database.path)
        for _ in range(2):
            with pytest.raises(
                BadFile, match=f"newer kpitui .schema {SCHEMA_VERSION + 1}, this one knows"
            ):
                save(kept)
        with pytest.raises(BadFile, match="newer kpitui"), side_transaction(kept) as db:
            db.execute("DELETE FROM presences")
        with pytest.raises(BadFile, match="newer kpitui"):
            watch.look(0.0)
        with pytest.raises(BadFile, match="newer kpitui"), reading(kept) as db:
            db.execute("SELECT note FROM readings")
        assert readings_in(kept) == 1, "what it still understands it shows"
        watch.close()


def test_a_file_put_back_to_an_older_version_is_not_written_either(database: DatabaseFile) -> None:
    with contextlib.closing(other_program(database.path)) as other:
        other.execute(f"PRAGMA user_version = {SCHEMA_VERSION - 1}")
    with pytest.raises(BadFile, match="older version"):
        save(database)


@pytest.mark.slow
def test_an_open_screen_says_so_and_keeps_what_is_typed(database: DatabaseFile) -> None:
    with terminal("--db", database.path) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("2ana\r")
        opened.shows("Type a value")
        opened.send("45/50\r")
        opened.shows("45/50")
        bring_up_to_date(database.path)
        opened.shows("newer", "upgrade")
        opened.send("\x13")
        opened.shows("Not saved; what you typed is still here", "45/50")
    with contextlib.closing(other_program(database.path)) as other:
        assert other.execute("SELECT count(*) FROM readings").fetchone() == (0,)
