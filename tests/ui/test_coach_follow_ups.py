"""Follow-ups of sessions: done, not yet done, and agreed with a day."""

from datetime import date, timedelta

from msgspec.structs import replace

from kpitui.actions.coaching import record_session
from kpitui.domain.history import ChangeRecord
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.records import update
from kpitui.views.coaching import load_sessions_of
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, until
from tests.ui.session_fields import DRAFT, open_session


async def test_what_is_to_be_followed_up_comes_first_and_is_done_by_one_key(
    database: DatabaseFile,
) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(
            pilot,
            "1 to coach, 1 to do",
            "! 20 Nov  follow-up  Ana López                greet first  coached 14 days",
            "! 16 Nov  action     Ana López                greet by [name]",
        )
        await pilot.press("down", "space")
        await shows(pilot, "1 to coach ·", "“greet by [name]” is done; ctrl+p undo.")
        await pilot.press("enter")
        await shows(pilot, "last 9 Nov call review: greet first", "Results")
        await pilot.press("escape", "space")
        await shows(pilot, "Follow-up with Ana López", "Agreed: greet first", "Outcome", "kept")
        await pilot.press("enter", "enter")
        await shows(pilot, "Follow-up with Ana López done: kept")
        assert "to coach" not in screen_text(app)
    session = load_sessions_of(database, 1)[0].session
    assert (session.followed_up_on, session.actions[0].done_on) == (TODAY, TODAY)


async def test_a_follow_up_that_is_not_yet_done_is_asked_about_again(
    database: DatabaseFile,
) -> None:
    first = record_session(database, LEADER, replace(DRAFT, actions=()), today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(pilot, "1 to coach")
        await pilot.press("space")
        await shows(pilot, "k kept, p partly, n not yet")
        assert "Ask again" not in screen_text(app)
        await pilot.press("n")
        await shows(pilot, "not yet", "Ask again", "2026-11-30")
        await pilot.press("escape", "space")
        await shows(pilot, "k kept, p partly, n not yet")
        assert "Draft restored" not in screen_text(app), "a choice alone is no draft"
        all_at_once(app, "nnoname\r\r")
        await shows(pilot, "Follow-up with Ana López on 30 Nov")
        assert "to coach" not in screen_text(app)
    session = load_sessions_of(database, 1)[0].session
    assert (session.follow_up_on, session.outcome_note) == (date(2026, 11, 30), "noname")
    again = replace(session, follow_up_on=date(2026, 11, 23))
    with writing(database, ChangeRecord(LEADER, "test")) as db:
        update(db, "sessions", first.session_id, 2, {"follow_up_on": str(again.follow_up_on)})
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(pilot, "1 to coach", "(not yet: noname)")
        await pilot.press("space")
        await shows(pilot, "Last time: not yet: noname")
        await pilot.press("p", "ctrl+s")
        await shows(pilot, "Follow-up with Ana López done: partly")


async def test_a_day_behind_an_action_is_the_follow_up_date(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 30)) as pilot:
        await open_session(pilot)
        await shows(pilot, "t training, o …")  # what has no room says so
        all_at_once(app, "t\rempathy\r60\r\r\rgreet first\r")
        await shows(pilot, "another action, or the follow-up date")
        all_at_once(app, "+7d\r45/50\r\x13")
        await shows(pilot, "Saved the training, 1 reading, 1 action with Ana López")
    (session,) = (line.session for line in load_sessions_of(lively, 1))
    assert session.follow_up_on == TODAY + timedelta(days=7)
    assert [action.due_on for action in session.actions] == [session.follow_up_on]


async def test_the_bar_names_the_key_of_a_follow_up_only_where_one_is_marked(
    database: DatabaseFile,
) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(pilot, "1 to coach, 1 to do", "space Done")
        await pilot.press("down", "down", "down")
        await until(pilot, lambda: "space Done" not in screen_text(app))
        await pilot.press("up", "up")
        await shows(pilot, "space Done")
