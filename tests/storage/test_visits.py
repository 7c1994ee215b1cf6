"""When someone was here last: a row an account, that no heartbeat moves."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.errors import BadFile, Busy, KpituiError
from kpitui.domain.history import ChangeRecord
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.presence import Presence, stay
from kpitui.storage.visits import last_here, leave_visit, visit

MORNING = datetime(2026, 11, 23, 8, tzinfo=UTC)
EVENING = MORNING + timedelta(hours=9)
NEXT = MORNING + timedelta(days=1)


def last(database: DatabaseFile, now: datetime, name: str = "ana") -> datetime | None:
    with reading(database) as db:
        return last_here(db, name, now)


def test_who_comes_for_the_first_time_was_never_here(database: DatabaseFile) -> None:
    assert last(database, MORNING) is None
    visit(database, "ana", MORNING)
    assert last(database, MORNING + timedelta(minutes=1)) is None
    assert last(database, NEXT) == MORNING
    assert last(database, NEXT, "bo") is None


def test_the_next_day_one_was_here_last_when_one_left(database: DatabaseFile) -> None:
    visit(database, "ana", MORNING)
    leave_visit(database, "ana", EVENING)
    assert last(database, EVENING) is None, "that is still the first visit"
    visit(database, "ana", NEXT)
    assert last(database, NEXT) == EVENING


def test_a_dropped_line_and_a_second_window_are_no_new_visit(database: DatabaseFile) -> None:
    visit(database, "ana", MORNING)
    visit(database, "ana", NEXT)
    visit(database, "ana", NEXT + timedelta(minutes=30))
    assert last(database, NEXT + timedelta(minutes=31)) == MORNING


def test_a_clock_that_was_set_back_takes_no_visit_back(database: DatabaseFile) -> None:
    visit(database, "ana", NEXT)
    visit(database, "ana", MORNING)
    leave_visit(database, "ana", MORNING)
    assert last(database, NEXT + timedelta(days=1)) == NEXT


def test_no_heartbeat_is_a_visit(database: DatabaseFile) -> None:
    visit(database, "ana", MORNING)
    stay(database, Presence("a1", "ana"), NEXT.timestamp())
    stay(database, Presence("b1", "bo"), NEXT.timestamp())
    assert last(database, NEXT) == MORNING
    assert last(database, NEXT, "bo") is None


def test_it_leaves_no_history_and_waits_for_no_one(database: DatabaseFile) -> None:
    with reading(database) as db:
        before = db.execute("SELECT count(*), (SELECT count(*) FROM deeds) FROM changes").fetchone()
    found: list[KpituiError] = []

    def try_it() -> None:
        try:
            visit(database, "ana", MORNING)
        except KpituiError as error:
            found.append(error)

    with writing(database, ChangeRecord(Actor("bo", AccessRole.LEADER), "hold it")):
        thread = Thread(target=try_it)
        thread.start()
        thread.join()
    assert [type(error) for error in found] == [Busy]
    visit(database, "ana", MORNING)
    with reading(database) as db:
        after = db.execute("SELECT count(*), (SELECT count(*) FROM deeds) FROM changes").fetchone()
    assert (after[0], after[1] - 1) == tuple(before)  # but for the change that held it


def test_a_name_longer_than_the_column_is_kept_as_far_as_it_goes(database: DatabaseFile) -> None:
    visit(database, "a" * 300, MORNING)
    assert last(database, NEXT, "a" * 300) == MORNING


def test_in_a_file_of_which_no_one_may_write_no_visit_is_kept(database: DatabaseFile) -> None:
    database.path.unlink()
    with pytest.raises(BadFile):
        visit(database, "ana", MORNING)
