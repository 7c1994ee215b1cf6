"""Who is in: one row a session, until it leaves, its process ends or its heartbeat stops."""

import subprocess
import sys
from threading import Thread

import pytest

from kpitui.domain.errors import Busy
from kpitui.storage.connections import connect
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.presence import (
    STALE_SECONDS,
    Presence,
    is_in,
    leave,
    left_behind,
    names_of,
    others_in,
    presence_of,
    sessions_in,
    stay,
)
from kpitui.storage.processes import process_mark
from tests.storage.test_processes import TOLD

NOW = 1_000_000.0
LEE, MIA = Presence("a1", "lee"), Presence("b2", "mia")


def others(database: DatabaseFile, of: Presence, now: float) -> tuple[str, ...]:
    with reading(database) as db:
        return names_of(others_in(db, of, now))


def tokens(database: DatabaseFile, now: float) -> set[str]:
    with reading(database) as db:
        return sessions_in(db, now)


def test_each_sees_the_others_until_they_leave(database: DatabaseFile) -> None:
    stay(database, LEE, NOW)
    stay(database, MIA, NOW + 1)
    stay(database, Presence("b3", "mia"), NOW + 2)
    assert others(database, LEE, NOW + 3) == ("mia",)
    assert others(database, MIA, NOW + 3) == ("lee", "mia")
    leave(database, LEE)
    assert others(database, MIA, NOW + 3) == ("mia",)
    assert tokens(database, NOW + 3) == {"b2", "b3"}


def test_two_heartbeats_may_be_missed_and_then_one_is_gone(database: DatabaseFile) -> None:
    stay(database, LEE, NOW)
    stay(database, MIA, NOW)
    assert tokens(database, NOW + STALE_SECONDS) == {"a1", "b2"}
    assert tokens(database, NOW + STALE_SECONDS + 1) == set()
    stay(database, MIA, NOW + STALE_SECONDS)
    assert others(database, MIA, NOW) == ("lee",)
    stay(database, MIA, NOW + STALE_SECONDS + 1)
    assert others(database, MIA, NOW) == (), "swept away"


def test_a_moment_that_lies_ahead_is_of_a_clock_that_was_set_back(database: DatabaseFile) -> None:
    stay(database, LEE, NOW + STALE_SECONDS + 1)
    stay(database, MIA, NOW)
    assert tokens(database, NOW + STALE_SECONDS) == {"b2"}


@pytest.mark.skipif(not TOLD, reason="the system tells nothing of its processes")
def test_the_session_of_a_process_is_told_by_its_name_and_gone_with_the_process(
    database: DatabaseFile,
) -> None:
    mine = presence_of("c3", "lee")
    program = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    other = Presence(f"d4.{process_mark(program.pid)}", "mia")
    stay(database, other, NOW)
    stay(database, mine, NOW)
    with reading(database) as db:
        assert [is_in(db, one, NOW) for one in ("c3", "d4", "d")] == [True, True, False]
        assert names_of(others_in(db, mine, NOW)) == ("mia",)
        assert not left_behind(db, NOW)
    program.communicate(b"\n")
    with reading(database) as db:
        assert names_of(others_in(db, mine, NOW)) == ()
        assert left_behind(db, NOW)
    stay(database, mine, NOW)
    assert tokens(database, NOW) == {mine.token}


def test_who_leaves_while_another_writes_waits_as_long_as_they_have_patience(
    database: DatabaseFile,
) -> None:
    stay(database, LEE, NOW)
    writer = connect(database.path)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy):
        leave(database, LEE)
    leaving = Thread(target=leave, args=(database, LEE, 60.0))
    leaving.start()
    assert tokens(database, NOW) == {"a1"}
    writer.execute("ROLLBACK")
    writer.close()
    leaving.join()
    assert tokens(database, NOW) == set()


def test_a_very_long_name_is_cut(database: DatabaseFile) -> None:
    stay(database, Presence("a1", "x" * 200), NOW)
    assert others(database, MIA, NOW) == ("x" * 120,)
