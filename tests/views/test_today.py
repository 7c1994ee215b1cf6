"""What stands on the first page of whom, and what is news since someone was here last."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import record_session, reply_to_session
from kpitui.actions.corrections import correct_reading
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage import since as storage
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.readings import load_reading
from kpitui.views.coaching import load_sessions_of
from kpitui.views.moved import load_corrected_by_others, load_moved
from kpitui.views.own_teams import EVERY_TEAM, load_one_team
from kpitui.views.today import BlockKind, load_seat, load_today, load_worse_health
from tests.conftest import LEADER, TODAY, record_weekly

FRIDAY = date(2026, 11, 20)
NOW = AsOf(TODAY, TODAY)
STEADY = [70.0 + (place * 7 % 5) for place in range(26)]
BETTER = [84.0, 85.0, 86.0] * 3


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def read(database: DatabaseFile, values: list[float], last: date, on: datetime) -> None:
    """Have readings recorded at a moment."""
    with time_machine.travel(on, tick=False):
        record_weekly(database, 1, values, last, person_id=1)


def moved(database: DatabaseFile, since: datetime) -> list[tuple[str, str]]:
    found = load_moved(database, NOW, since)
    return [(one.tile.metric.name, one.change.mark.value) for one in found]


def test_a_change_that_was_recorded_since_is_news(database: DatabaseFile) -> None:
    read(database, STEADY, FRIDAY - timedelta(weeks=9), at(FRIDAY - timedelta(days=60)))
    read(database, BETTER, FRIDAY, at(FRIDAY))
    assert moved(database, at(FRIDAY, 8)) == [("Customer satisfaction", "better")]


def test_a_change_that_showed_at_the_last_visit_is_none(database: DatabaseFile) -> None:
    read(database, STEADY + BETTER, FRIDAY - timedelta(weeks=1), at(FRIDAY - timedelta(days=6)))
    assert moved(database, at(FRIDAY)) == []
    read(database, [85.0], FRIDAY, at(TODAY, 8))
    assert moved(database, at(FRIDAY)) == [], "one week more of the same"


def test_a_week_that_ended_since_counts_whenever_it_was_recorded(database: DatabaseFile) -> None:
    read(database, STEADY + [73.0, 73.5] * 4, FRIDAY, at(FRIDAY))
    assert moved(database, at(FRIDAY, 10)) == [("Customer satisfaction", "better")]
    assert moved(database, at(TODAY, 10)) == []


def test_of_a_large_import_any_day_may_be_new(
    database: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(database, STEADY + BETTER, FRIDAY, at(FRIDAY))
    with reading(database) as db:
        assert storage.touched_since(db, at(FRIDAY, 8)).first_day(1) is not None
        assert storage.touched_since(db, at(FRIDAY, 10)).first_day(1) is None
        assert storage.touched_since(db, at(FRIDAY, 8)).first_day(1, [99]) is None
        assert storage.Touched().first_day(7) == date.min


def test_what_i_corrected_myself_is_no_news_and_what_another_did_is(
    database: DatabaseFile,
) -> None:
    read(database, [80.0], FRIDAY, at(FRIDAY))
    with reading(database) as db:
        old = load_reading(db, 1)
    assert old is not None
    with time_machine.travel(at(TODAY), tick=False):
        new = ReadingDraft(metric_id=1, date=FRIDAY, value=81.0, person_id=1)
        correct_reading(database, Actor("mia"), old, new, today=TODAY)
    found = load_corrected_by_others(database, at(TODAY, 8), "lee")
    assert [(corrected.by, corrected.title[:15]) for corrected in found] == [
        ("mia", "correct reading")
    ]
    assert load_corrected_by_others(database, at(TODAY, 8), "mia") == []
    assert load_corrected_by_others(database, at(TODAY, 10), "lee") == []
    south = load_one_team(database, 2, TODAY)
    assert load_corrected_by_others(database, at(TODAY, 8), "lee", south) == []


def test_what_an_agent_answered_is_news_though_nothing_of_the_session_is_open(
    database: DatabaseFile,
) -> None:
    draft = SessionDraft(person_id=1, date=FRIDAY, kind=SessionKind.TRAINING, seen="late")
    with accounts(database), time_machine.travel(at(TODAY), tick=False):
        record_session(database, LEADER, draft, today=TODAY)
        set_account(database, LEADER, "ana", AccessRole.MEMBER, "Ana López")
        (line,) = load_sessions_of(database, 1)
        ana = Actor("ana", AccessRole.MEMBER)
        reply_to_session(database, ana, line.session, "I will")
        (line,) = load_sessions_of(database, 1)
        reply_to_session(database, ana, line.session, "I greet [by name] now")
    (found,) = load_corrected_by_others(database, at(TODAY, 8), "lee")
    said = f"answers: I greet [by name] now, to the session of {FRIDAY}"
    assert (found.by, found.title) == ("Ana López", said)
    assert load_corrected_by_others(database, at(TODAY, 8), "ana") == []
    south = load_one_team(database, 2, TODAY)
    assert load_corrected_by_others(database, at(TODAY, 8), "lee", south) == []


@contextmanager
def accounts(database: DatabaseFile) -> Iterator[DatabaseFile]:
    set_account(database, LEADER, "lee", AccessRole.LEADER)
    yield database


def kinds(database: DatabaseFile, actor: Actor) -> list[BlockKind]:
    seat = load_seat(database, actor, TODAY, EVERY_TEAM, None)
    return [block.kind for block in load_today(database, seat, NOW).blocks]


def test_who_sees_what(database: DatabaseFile) -> None:
    read(database, STEADY, FRIDAY - timedelta(weeks=4), at(FRIDAY))
    assert kinds(database, Actor("lee")) == [BlockKind.STANDS, BlockKind.DUE], (
        "without accounts one does all"
    )
    with accounts(database):
        assert kinds(database, Actor("lee")) == [BlockKind.STANDS]
        assert kinds(database, Actor("zoe", AccessRole.SUPERVISOR)) == [BlockKind.DUE]
        assert kinds(database, Actor("vic", AccessRole.VIEWER)) == [BlockKind.STANDS]


def test_who_was_never_here_looks_a_week_back(database: DatabaseFile) -> None:
    seat = load_seat(database, LEADER, TODAY, EVERY_TEAM, None)
    assert not seat.known
    assert seat.since == database.clock.begins(TODAY - timedelta(days=7))


def test_health_tells_what_it_did_not_find_then(database: DatabaseFile) -> None:
    read(database, STEADY, FRIDAY - timedelta(weeks=4), at(FRIDAY))
    seat = load_seat(database, LEADER, TODAY, EVERY_TEAM, at(FRIDAY - timedelta(weeks=4)))
    found = load_worse_health(database, seat, NOW)
    assert ("K202", "kpi-1") in [line.id for line in found.lines]  # type: ignore[union-attr]
    again = load_seat(database, LEADER, TODAY, EVERY_TEAM, at(TODAY))
    assert load_worse_health(database, again, NOW).lines == ()
