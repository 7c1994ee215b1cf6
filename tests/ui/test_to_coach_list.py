"""Coach opens with who is to be coached, and why; Enter begins the session with the evidence."""

from datetime import date, timedelta

from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import record_session
from kpitui.actions.rules import set_rule
from kpitui.charts.text import Charset
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.domain.records.action import Promise
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.rhythms import load_rhythms
from kpitui.ui.app import KpituiApp
from kpitui.ui.dialogs.field_row import FieldRow
from kpitui.ui.messages import LineAsked
from kpitui.ui.widgets.subject_picker import SubjectPicker
from kpitui.views.access import as_seen_by
from kpitui.views.coaching import load_sessions_of
from tests.conftest import LEADER, TODAY, record_shares
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, until
from tests.ui.health_issues import on_health

ADHERENCE = 3


def set_up(database: DatabaseFile) -> None:
    """Ana is clearly below adherence and was coached 26 days ago on something else, with an action
    open; Bo was coached yesterday.
    """
    set_rule(database, LEADER, "coach_every", 14, date(2026, 1, 1), "agreed")
    record_shares(database, [70.0] * 12, TODAY - timedelta(days=1), person_id=1)
    for person, days, seen in ((1, 26, "calm"), (2, 1, "quick")):
        draft = SessionDraft(
            kind=SessionKind.CALL_REVIEW, date=TODAY - timedelta(days=days), person_id=person,
            seen=seen, agreed="greet first",
            actions=(Promise(text="listen to two calls"),) if person == 1 else (),
        )  # fmt: skip
        record_session(database, LEADER, draft, today=TODAY)


def focus(app: KpituiApp) -> str:
    """What stands in the field of the focus."""
    row = next(row for row in app.screen.query(FieldRow) if row.field.key == "about")
    return row.input.value


async def test_enter_begins_the_session_with_the_evidence_and_esc_leaves_nothing(
    database: DatabaseFile,
) -> None:
    set_up(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(
            pilot, "1 to coach ·",
            "! 11 Nov  overdue    Ana López                clearly below Adherence",
            "enter Select",
        )  # fmt: skip
        await pilot.press("enter")
        await shows(
            pilot, "why now: 12 days overdue: coached 26 days ago, every 14 days; clearly below",
            "70.0% over 12 weeks, 840 of 1200", "open actions: listen to two calls",
            "last 28 Oct call review: greet first",
        )  # fmt: skip
        await until(pilot, lambda: focus(app) == "Adherence to schedule")
        await pilot.press("escape")
        await shows(pilot, "1 to coach ·")
        assert "unsaved session" not in screen_text(app)
        assert app.context.unsaved.sessions == {}


async def test_who_was_coached_on_it_leaves_the_list(database: DatabaseFile) -> None:
    set_up(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(pilot, "1 to coach ·")
        await pilot.press("enter")
        await until(pilot, lambda: focus(app) == "Adherence to schedule")
        all_at_once(app, "o\r\r\rThe breaks\r\x13")
        await shows(pilot, "Saved the one-to-one with Ana López.", "last session")
        await until(pilot, lambda: "overdue" not in screen_text(app))
    line = load_sessions_of(database, 1)[0]
    assert [metric.code for metric in line.focus] == ["adherence"]


async def test_the_chart_of_the_standard_stands_beside_the_fields(database: DatabaseFile) -> None:
    set_up(database)
    app = app_on(database, Charset.ASCII)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(pilot, "Why now", "clearly below Adherence to", "Last session 28 Oct")
        await pilot.press("enter")
        await shows(pilot, "Session with Ana", "== standard", "Last readings", "70/100")


async def test_a_small_window_shows_the_chart_in_a_box_and_typing_goes_on_behind_it(
    database: DatabaseFile,
) -> None:
    set_up(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        all_at_once(app, "3\rc\r")
        await shows(pilot, "Session type      call review")
        await pilot.press("ctrl+f")
        await shows(pilot, "Adherence to schedule, Ana López", "70.0%", "week", "┤")
        await pilot.press("end")
        await shows(pilot, "Last readings", "70.0%")
        await pilot.press("escape")
        all_at_once(app, "\r20")
        await shows(pilot, "Focus             Adherence to schedule", "Length (min)      20")


async def test_a_draft_that_was_typed_is_no_coaching_and_stays(database: DatabaseFile) -> None:
    set_up(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3", "enter")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)) and focus(app) != "")
        all_at_once(app, "o\r\r\rThe bre")
        await shows(pilot, "The bre")
        await pilot.press("escape")
        await shows(pilot, "unsaved session", "1 to coach ·")
        await pilot.press("enter")
        await shows(pilot, "The bre", "Draft restored")


async def test_a_viewer_is_told_of_no_one(database: DatabaseFile) -> None:
    set_up(database)
    for name, role in (("lee", AccessRole.LEADER), ("vic", AccessRole.VIEWER)):
        set_account(database, LEADER, name, role)
    viewer = Actor("vic", AccessRole.VIEWER, Channel.TUI)
    app = app_on(as_seen_by(database, viewer), actor=viewer)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(pilot, "Coaching is for the person, their line and leaders.")
        assert "overdue" not in screen_text(app)


async def test_the_form_of_a_role_says_how_often_it_is_coached(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "/", *"ana", "enter", "escape")
        await shows(pilot, "Ana López")
        await pilot.press("o")
        await shows(pilot, "Edit role", "Coached every")
        all_at_once(app, "\rsoon\x13")
        await shows(pilot, "type days or weeks, such as 14d or 2w")
        await pilot.press("ctrl+u", *"2w", "ctrl+s")
        await until(pilot, lambda: "type days" not in screen_text(app))
        await shows(pilot, "Edit role")
        assert _rhythms(database) == []  # a reason is needed
        await pilot.press("down", "down", *"agreed", "ctrl+s")
        await shows(pilot, "not coached yet, every 14 days")
        await pilot.press("u")
        await until(pilot, lambda: _rhythms(database) == [])


def _rhythms(database: DatabaseFile) -> list[int]:
    with reading(database) as db:
        return [rhythm.days for rhythm in load_rhythms(db)]


async def test_who_is_coached_first_of_a_team_that_no_one_coaches(database: DatabaseFile) -> None:
    set_rule(database, LEADER, "coach_every", 14, date(2026, 1, 1), "agreed")
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await on_health(pilot, "C406")
        await shows(pilot, "of 1 agent coached")
        await pilot.press("c")
        await shows(pilot, "Who is coached first? North", "Ana López")
        await pilot.press("enter")
        await shows(pilot, "Session with Ana López")


async def test_a_session_of_a_name_says_why_now_too_and_fills_nothing_in(
    database: DatabaseFile,
) -> None:
    set_up(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3", *"ana", "enter")
        await shows(pilot, "why now: 12 days overdue", "Results")
        assert focus(app) == ""


async def test_today_leads_to_the_line_of_the_person_of_a_follow_up(database: DatabaseFile) -> None:
    set_up(database)
    draft = SessionDraft(
        kind=SessionKind.TRAINING, date=TODAY - timedelta(days=3), person_id=2, seen="quick",
        follow_up_on=TODAY - timedelta(days=2),
    )  # fmt: skip
    record_session(database, LEADER, draft, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(pilot, "2 to coach")
        app.post_message(LineAsked("coach", "session-3"))
        await until(pilot, lambda: marked_person(app) == 2)


def marked_person(app: KpituiApp) -> int | None:
    """Whose line of the list is marked."""
    picker = app.screen.query_one(SubjectPicker)
    return picker.scored_person
