"""What others save shows by itself: the cursor stays, and so does what is being typed."""

import asyncio
import contextlib
import subprocess
import time
from datetime import date

import pytest
from textual.widgets import Input, OptionList

from kpitui.actions.coaching import record_session
from kpitui.actions.people import add_person
from kpitui.actions.plan import add_priority
from kpitui.domain.access import Actor
from kpitui.domain.errors import Busy
from kpitui.domain.history import ChangeRecord, new_id
from kpitui.domain.records.goal import GoalDraft
from kpitui.domain.records.person import PersonDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.presence import STALE_SECONDS, Presence, leave, stay
from kpitui.storage.processes import process_mark
from kpitui.storage.records import rows
from kpitui.terminal.ssh_session import SshSession
from kpitui.ui import watching
from kpitui.ui.app import KpituiApp
from kpitui.ui.backoff import Rest
from kpitui.ui.screens.review import ReviewScreen
from tests.conftest import TODAY, record_weekly
from tests.patience import in_time
from tests.ui.conftest import app_on, screen_text, shows, until

KIM = Actor("kim")
LAST = date(2026, 11, 20)


async def test_the_plan_shows_what_another_saved(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty", "84.0%")
        await pilot.press("down", "down", "down")
        await shows(pilot, "by 31 Dec")
        record_weekly(lively, 1, [20.0], LAST, person_id=2)
        await shows(pilot, "52.0%")
        assert "by 31 Dec" in screen_text(app)
        add_priority(lively, KIM, GoalDraft(title="Cut the waiting", starts_on=TODAY))
        await shows(pilot, "Cut the waiting", "by 31 Dec")


async def test_a_screen_that_was_read_anew_rests_so_that_keys_are_answered(
    lively: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOOK_REST", 1e6)
    monkeypatch.setattr(watching, "LONG_LOOK_REST", 1e6)
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        add_priority(lively, KIM, GoalDraft(title="Cut the waiting", starts_on=TODAY))
        await shows(pilot, "Cut the waiting")
        add_priority(lively, KIM, GoalDraft(title="Answer at once", starts_on=TODAY))
        stay(lively, Presence(new_id(), "kim"), time.time())
        await shows(pilot, "+kim")
        assert "Answer at once" not in screen_text(app)
        await pilot.press("r")
        await shows(pilot, "Answer at once")


def test_work_rests_so_many_times_as_long_as_it_took() -> None:
    rest = Rest(20)
    assert rest.left(100.0) == 0
    rest.took(100.0, 100.5)
    assert [rest.left(now) for now in (100.5, 109.5, 111.0)] == [10.0, 1.0, 0]
    on_a_server = Rest(20, 100)
    on_a_server.took(100.0, 100.0625)
    assert on_a_server.left(100.0625) == 1.25
    on_a_server.took(100.0, 100.5)
    assert on_a_server.left(100.5) == 50.0


async def test_what_is_typed_stays_while_last_values_change(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "Average handle time")
        await pilot.press("9", "/", "1", "0", "enter", "5")
        await shows(pilot, "9/10", "6:00")
        record_weekly(lively, 2, [400.0], TODAY, person_id=1)
        await shows(pilot, "6:40", "9/10")
        await pilot.press(":", "5", "0")
        await shows(pilot, "9/10", "5:50")


async def test_what_others_save_while_the_fields_come_waits_for_them(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"north")
        looking = True

        async def look_at_every_step() -> None:
            while looking:
                app.watching.to_look = True
                app.watching.look_for_others()
                await asyncio.sleep(0)

        steps = asyncio.create_task(look_at_every_step())
        await pilot.press("enter")
        await shows(pilot, "Enter down")
        await pilot.press("escape", *"ana", "enter")
        await shows(pilot, "Type a value, Enter for next")
        await pilot.press("f4", *"ana", "enter")
        await shows(pilot, "Session with Ana López", "Agreed next steps", "Ctrl+S save")
        looking = False
        await steps


async def test_a_review_stays_where_it_is(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(
            pilot, "KPI 1 of 1  Customer satisfaction", "84.0%           ≥ 85.0%", "week to 22 Nov"
        )
        record_weekly(lively, 1, [20.0], LAST, person_id=2)
        await shows(
            pilot, "KPI 1 of 1  Customer satisfaction", "52.0%           ≥ 85.0%", "week to 22 Nov"
        )


async def test_a_form_is_not_disturbed_and_the_screen_below_it_looks_later(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("a", *"Half a ti")
        add_priority(lively, KIM, GoalDraft(title="Cut the waiting", starts_on=TODAY))
        await asyncio.sleep(2.5)  # longer than it is looked at
        await pilot.press("t", "l", "e")
        await shows(pilot, "New priority", "Half a title")
        await pilot.press("escape")
        await shows(pilot, "Cut the waiting")


def said_in_passing(app: KpituiApp) -> str:
    """What is told in a corner of the screen, wherever its lines break: that goes by the length of
    the path.
    """
    lines = [line.partition("▌")[2].strip() for line in screen_text(app).splitlines()]
    return " ".join(line for line in lines if line)


async def test_a_file_that_is_moved_away_is_told_of_once_and_stands_in_the_bar(
    lively: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOST_SECONDS", 3.0)
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        away = lively.path.with_name("away.db")
        lively.path.rename(away)
        await until(pilot, lambda: "was moved or deleted" in said_in_passing(app))
        await until(pilot, lambda: "was moved or deleted" not in said_in_passing(app))
        assert "NOT SAVING" in screen_text(app)
        away.rename(lively.path)
        record_weekly(lively, 1, [20.0], LAST, person_id=2)
        await shows(pilot, "52.0%")
        await until(pilot, lambda: "NOT SAVING" not in screen_text(app))


async def test_the_cursor_stays_in_the_list_of_names(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "Type a name or team")
        await pilot.press("down", "down")
        names = app.screen.query_one("#names", OptionList)
        await until(pilot, lambda: names.highlighted == 2)
        before = str(names.get_option_at_index(2).prompt)
        add_person(lively, KIM, PersonDraft(name="Aaron", starts_on=TODAY))
        await shows(pilot, "Aaron")
        assert names.highlighted == 3, "Enter would take somebody else"
        assert str(names.get_option_at_index(3).prompt) == before


async def test_the_cursor_stays_on_what_is_to_be_followed_up(lively: DatabaseFile) -> None:
    def promise(person_id: int, due: int) -> None:
        draft = SessionDraft(person_id=person_id, date=date(2026, 10, 1), kind=SessionKind.TRAINING,
                             follow_up_on=date(2026, 11, due))  # fmt: skip
        record_session(lively, KIM, draft, today=TODAY)

    cy = add_person(lively, KIM, PersonDraft(name="Cy", starts_on=date(2025, 1, 6)))
    promise(1, 10)
    promise(2, 12)
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3", "down")
        names = app.screen.query_one("#waiting", OptionList)
        await until(pilot, lambda: names.highlighted == 1)
        promise(cy, 5)  # the oldest, which comes first
        await until(pilot, lambda: "5 Nov" in screen_text(app))
        await until(pilot, lambda: names.highlighted == 2)
        await pilot.press("space")
        await shows(pilot, "Follow-up with [red]Bo[/]")
        await pilot.press("ctrl+s")
        await shows(pilot, "5 Nov")
        await until(pilot, lambda: "12 Nov" not in screen_text(app))
        assert "5 Nov" in screen_text(app)
        assert "10 Nov" in screen_text(app)


async def test_a_grid_looks_again_and_takes_the_cursor_from_nowhere(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"north", "enter")
        await shows(pilot, "Type a value, Enter down")
        await pilot.press("ctrl+t", "ctrl+u", "f")
        record_weekly(lively, 2, [400.0], TODAY, person_id=1)
        await shows(pilot, "6:40")
        assert isinstance(app.focused, Input)
        await pilot.press("r", "i")
        assert app.focused.value == "fri"


async def test_a_review_still_ends_where_another_saves_between(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "KPI 1 of 1  Customer satisfaction", "Never reviewed")
        screen = app.screen
        assert isinstance(screen, ReviewScreen)
        with writing(lively, ChangeRecord(KIM, "hold")):
            await pilot.press("k")  # its save waits
            screen.look_again()
        await shows(pilot, "Reviewed 1 of 1 KPI")


async def test_who_else_is_in_by_name_and_whoever_stopped_is_swept(lively: DatabaseFile) -> None:
    ana, gone = Presence(new_id(), "ana"), Presence(new_id(), "bo")
    stay(lively, gone, time.time() - STALE_SECONDS - 1)
    ahead = Presence(new_id(), "cy")
    stay(lively, ahead, time.time() + 10 * STALE_SECONDS)  # of a clock that was set back since
    stay(lively, ana, time.time())
    app = app_on(lively)
    async with app.run_test(size=(140, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty", "with ana  kpi.db")
        leave(lively, ana)
        await until(pilot, lambda: "ana" not in screen_text(app).splitlines()[0])
        with reading(lively) as db:
            names = [row["name"] for row in rows(db, "SELECT name FROM presences")]
        assert names == ["lee"]
    with reading(lively) as db:
        assert rows(db, "SELECT name FROM presences") == []


async def test_the_row_of_a_session_that_ended_while_the_file_was_held_is_swept_at_once(
    lively: DatabaseFile,
) -> None:
    bo = subprocess.Popen(["sleep", "600"])
    stay(lively, Presence(f"{new_id()}.{process_mark(bo.pid)}", "bo"), time.time())
    app = app_on(lively)
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            await shows(pilot, "Grow brand loyalty", "with bo")
            await until(pilot, lambda: _in_table(lively) == {"bo", "lee"})
            with writing(lively, ChangeRecord(KIM, "hold")):  # Bo cannot take the row away
                bo.kill()
                bo.wait()
                await until(
                    pilot, lambda: "bo" not in screen_text(app).splitlines()[0], in_time(10)
                )
            await until(pilot, lambda: _in_table(lively) == {"lee"}, in_time(10))
    finally:
        bo.kill()
        bo.wait()


def _in_table(database: DatabaseFile) -> set[str]:
    with reading(database) as db:
        return {row["name"] for row in rows(db, "SELECT name FROM presences")}


async def test_a_heartbeat_of_others_draws_nothing_anew(
    lively: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_on(lively)
    ana = Presence(new_id(), "ana")

    def comes_in(who: Presence) -> bool:
        with contextlib.suppress(
            Busy
        ):  # the app's own heartbeat at the same moment; the next one comes
            stay(lively, who, time.time())
            return True
        return False

    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: comes_in(ana))
        await shows(pilot, "with ana")
        looked: list[str] = []
        monkeypatch.setattr(type(app.screen), "look_again", lambda _: looked.append("looked"))
        kim = Presence(new_id(), "kim")
        await until(pilot, lambda: comes_in(kim))
        await shows(pilot, "with ana, kim")
        assert looked == []
        add_priority(lively, KIM, GoalDraft(title="Cut the waiting", starts_on=TODAY))
        await until(pilot, lambda: looked == ["looked"])


async def test_a_file_that_is_held_holds_nobody_up_who_comes_in(lively: DatabaseFile) -> None:
    with writing(lively, ChangeRecord(KIM, "hold")):
        app = app_on(lively)
        async with app.run_test(size=(120, 40)) as pilot:  # a heartbeat waits for nobody
            await shows(pilot, "Grow brand loyalty")
            await pilot.press("5")
            await shows(pilot, "Ana López")


async def test_a_bug_in_a_worker_is_told_as_it_was_raised(lively: DatabaseFile) -> None:
    app, told = app_on(lively), list[BaseException]()

    def crashed(error: BaseException) -> str:
        told.append(error)
        return "a number"

    def fails() -> None:
        raise LookupError("on the way")

    app.ssh_session = SshSession(lambda: "", lambda: "", 1e6, crashed)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        app.run_worker(fails, thread=True)
        await until(pilot, lambda: bool(told))
    (error,) = told
    assert isinstance(error, LookupError)
    assert error.__traceback__ is not None
