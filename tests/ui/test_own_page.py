"""The page of a member: their standards with all there is to know, what they say to them, and what
a coach answers; all by keys.
"""

import re
from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import OptionList

from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import record_session
from kpitui.actions.measures import edit_metric, set_standard
from kpitui.actions.seen_levels import ask_why
from kpitui.charts.text import Charset
from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.records.action import Promise
from kpitui.domain.records.metric import Range
from kpitui.domain.records.seen_level import LevelKey
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.domain.records.standard import StandardDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_metrics
from kpitui.ui.app import KpituiApp
from kpitui.ui.screens.own import OwnScreen
from kpitui.views.history import HistoryQuestion, load_history
from kpitui.views.lookup import find_metric
from tests.conftest import LEADER, TODAY, shown_to_few
from tests.ui.conftest import app_on, screen_text, shows, until
from tests.views.test_clearly_below import most_below

ANA, KIM = Actor("ana", AccessRole.MEMBER), Actor("kim", AccessRole.SUPERVISOR)
SINCE, FROM = date(2026, 11, 16), date(2027, 1, 4)
SESSION = SessionDraft(
    person_id=1, date=date(2026, 11, 20), kind=SessionKind.ROLE_PLAY, focus=(2,),
    seen="kept [b]calm[/]", agreed="try again",
    actions=(Promise(text="greet by [name]"), Promise(text="send the script", who="kim")),
)  # fmt: skip


def new_level(database: DatabaseFile, low: float, starts_on: date, metric: int = 3) -> None:
    draft = StandardDraft(metric=metric, level=Range(low=low), starts_on=starts_on)
    set_standard(database, LEADER, draft, earliest=starts_on)


@pytest.fixture
def ours(lively: DatabaseFile) -> DatabaseFile:
    """With accounts, a level that changed a week ago and changes again, and a session of Ana."""
    shown_to_few(lively)
    set_account(lively, LEADER, "lee", AccessRole.LEADER)
    set_account(lively, LEADER, "kim", AccessRole.SUPERVISOR)
    set_account(lively, LEADER, "ana", AccessRole.MEMBER, "Ana López")
    with reading(lively) as db:
        adherence = next(metric for metric in load_metrics(db) if metric.id == 3)
    words = "Minutes worked as the plan says, of the minutes planned.\n[red]Breaks[/] count."
    edit_metric(lively, LEADER, adherence, replace(adherence, definition=words))
    new_level(lively, 95, SINCE)
    new_level(lively, 96, FROM)
    record_session(lively, KIM, SESSION, today=TODAY)
    return lively


async def every_line(pilot: Pilot[None], app: KpituiApp) -> str:
    """What is seen on the way through the list of the standards, line by line."""
    seen: dict[str, None] = {}
    listed = app.screen.query_one("#expected-lines", OptionList)
    await pilot.press("home")
    for _ in range(listed.option_count):
        seen |= dict.fromkeys(line.strip(" │") for line in screen_text(app).splitlines())
        await pilot.press("down")
    return "\n".join(seen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_page_says_what_is_expected_why_and_what_is_new_with_nothing_lost(
    ours: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(ours, actor=ANA)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "My page", "Your standards", "2 new levels", "Ana López")
        assert isinstance(app.screen, OwnScreen)
        said = await every_line(pilot, app)
        for text in (
            "! New level since 16 Nov: ≥ 95.0% (before ≥ 92.0%)",
            "! New level from 4 Jan 2027: ≥ 96.0% (before ≥ 95.0%)",
            "What it is: Minutes worked as the plan says",
            "[red]Breaks[/] count.",
            "Whose: everyone's standard",
            "Open actions", "greet by [name]", "send the script (kim)",
            "Company KPIs", "you", "Customer satisfaction",
        ):  # fmt: skip
            assert text in said, f"{text!r} is not in\n{said}"
        assert not any(word in said for word in ("Next", "Previous", "Bo", "North since 2025"))
        if size == (80, 24):
            assert "kept [b]calm" not in screen_text(app)
            await pilot.press("tab")
        await shows(pilot, "20 Nov role-play about", "kept [b]calm[/]", "1 session")


async def test_a_new_level_is_seen_with_a_and_that_is_undone_with_u(ours: DatabaseFile) -> None:
    app = app_on(ours, actor=ANA)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "2 new levels", "a Seen", "w Ask why")
        await pilot.press("a")
        await shows(pilot, "Noted as seen; u to undo.")
        await until(pilot, lambda: "New level" not in screen_text(app))
        await shows(pilot, "From 4 Jan 2027: ≥ 96.0% for everyone")
        assert "a Seen" not in screen_text(app)
        assert load_history(ours, HistoryQuestion(by="ana"))[0].title.startswith("seen level")
        await pilot.press("u")
        await shows(pilot, "2 new levels")
        await pilot.press("question_mark")
        await shows(pilot, "This screen", "I have seen the new level")


async def test_a_question_lands_on_the_list_of_the_coach_and_the_answer_on_the_page(
    ours: DatabaseFile,
) -> None:
    app = app_on(ours, actor=ANA)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "2 new levels")
        await pilot.press("w")
        await shows(pilot, "Ask why: Adherence to schedule", "Expected: ≥ 95.0%")
        await pilot.press("enter")
        await shows(pilot, "type something here")
        await pilot.press(*"why [b]96[/]", "enter")
        await shows(pilot, "Your coach gets it; u to undo.")
        await shows(pilot, "You asked ", "why [b]96[/]", "Not answered yet.")
        await until(pilot, lambda: "New level" not in screen_text(app))
    app = app_on(ours, actor=KIM)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("3")
        await shows(pilot, "1 to answer", "question   Ana López", "why [b]96[/]", "space Done")
        await pilot.press("space")
        await shows(pilot, "Answer Ana López", "asks: why [b]96[/] (Adherence to schedule ≥ 96.0%")
        await pilot.press(*"calls come later", "enter")
        await shows(pilot, "Ana López has your answer")
        await until(pilot, lambda: "question   Ana" not in screen_text(app))
    app = app_on(ours, actor=ANA)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Your standards", "why [b]96[/]", "kim answered ", "calls come later")


async def test_a_question_that_arrives_while_coach_is_open_is_counted_in_its_hint(
    ours: DatabaseFile,
) -> None:
    app = app_on(ours, actor=KIM)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("3")
        await shows(pilot, "press Enter for a new session.")
        level = LevelKey(3, SINCE, Range(low=95))
        ask_why(ours, ANA, 1, level, "why 95", datetime.now(UTC))
        await shows(pilot, "question   Ana López")
        await shows(pilot, "1 to answer · Space answer/done")


async def test_a_member_finishes_their_own_action_and_no_other(ours: DatabaseFile) -> None:
    app = app_on(ours, actor=ANA)
    async with app.run_test(size=(120, 60), notifications=True) as pilot:
        await shows(pilot, "send the script (kim)", "o greet by [name]")
        listed = app.screen.query_one("#expected-lines", OptionList)
        ids = [option.id for option in listed.options]
        mine, other = (ids.index(f"action-{number}") for number in (1, 2))
        listed.highlighted = other
        await pilot.press("space")
        assert "is done" not in screen_text(app)
        assert "space Done" not in screen_text(app)
        listed.highlighted = mine
        await shows(pilot, "space Done")
        await pilot.press("space")
        await shows(pilot, "“greet by [name]” is done; u to undo.", "done: greet by [name]")
        await until(pilot, lambda: "o greet by [name]" not in screen_text(app))
        (line, *_) = load_history(ours, HistoryQuestion(by="ana"))
        assert line.title == "action done: greet by [name]"
        await pilot.press("u")
        await shows(pilot, "o greet by [name]")


async def test_a_member_confirms_a_session_and_answers_it(ours: DatabaseFile) -> None:
    app = app_on(ours, actor=ANA)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "2 new levels")
        await pilot.press("tab")
        await shows(pilot, "kept [b]calm[/]", "a Confirm", "e Answer")
        await pilot.press("a")
        await shows(pilot, "Confirmed 20 Nov; u to undo.", "confirmed ")
        assert "agent confirmed" not in screen_text(app)
        await pilot.press("e")
        await shows(pilot, "Your answer to the role-play of 20 Nov", "Agreed: try again")
        await pilot.press(*"I tried it", "enter")
        await shows(pilot, "your answer: I tried it")
        assert "a Seen" not in screen_text(app)
        await pilot.press("e")
        await shows(pilot, "I tried it")
        await pilot.press("end", *" twice", "enter")
        await shows(pilot, "Your answer replaced the earlier one", "your answer: I tried it twice")
        await pilot.press("u")
        await until(pilot, lambda: "I tried it twice" not in screen_text(app))
        await pilot.press("escape")
        await shows(pilot, "Your standards")
    assert load_history(ours, HistoryQuestion(by="ana"))[1].title.startswith("answer session")


async def test_a_member_answers_a_follow_up_and_the_coach_reads_it(ours: DatabaseFile) -> None:
    again = replace(SESSION, seen="late", agreed="go on", actions=(), follow_up_on=TODAY)
    session_id = record_session(ours, KIM, again, today=TODAY).session_id
    app = app_on(ours, actor=ANA)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "2 new levels", "follow-up on the role-play of 20 Nov")
        listed = app.screen.query_one("#expected-lines", OptionList)
        listed.highlighted = listed.get_option_index(f"session-{session_id}")
        await shows(pilot, "e Answer")
        await pilot.press("e")
        await shows(pilot, "Your answer to the role-play of 20 Nov", "Agreed: go on")
        await pilot.press(*"I tried it", "enter")
        await shows(pilot, "(“I tried it”)")
    app = app_on(ours, actor=KIM)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("3")
        await shows(pilot, "1 to coach", "I tried it")
        await pilot.press("space")
        await shows(pilot, "Ana López answered: I tried it")


async def test_a_coach_notes_that_somebody_was_told_and_the_mark_stays_until_they_see_it(
    ours: DatabaseFile,
) -> None:
    app = app_on(ours, actor=KIM)
    async with app.run_test(size=(120, 50), notifications=True) as pilot:
        await pilot.press("5", "j", "enter")
        await shows(pilot, "Adherence to schedule: ! New level since 16 Nov", "not seen yet")
        await shows(pilot, "a Told")
        await until(
            pilot,
            lambda: any(
                "Adherence to schedule  " in one and "! new" in one
                for one in screen_text(app).splitlines()
            ),
        )
        await pilot.press("a")
        await shows(pilot, "Noted who was told", "kim noted ")
        await until(pilot, lambda: "not seen yet" not in screen_text(app))
        assert "a Told" not in screen_text(app)
        await pilot.press("a")
        await shows(pilot, "a notes that the agent was told of a new level")
    app = app_on(ours, actor=ANA)
    async with app.run_test(size=(120, 50)) as pilot:
        await shows(pilot, "2 new levels", "kim noted", "that it was told")
        await pilot.press("a")
        await until(pilot, lambda: "new level" not in screen_text(app).lower())


async def test_health_names_a_level_that_nobody_was_told_of_and_notes_who_was(
    ours: DatabaseFile,
) -> None:
    app = app_on(ours)
    async with app.run_test(size=(120, 50), notifications=True) as pilot:
        await pilot.press("6")
        await shows(pilot, "S308 Level changed without notice")
        listed = app.screen.query_one("#findings", OptionList)
        keys = [str(option.prompt) for option in listed.options]
        listed.highlighted = next(at for at, one in enumerate(keys) if "S308" in one)
        await pilot.press("l", "down")
        await shows(pilot, "none of the 2 it is for", "(Enter: note who was")
        await pilot.press("enter")
        await shows(pilot, "Who was told?", "All 2 of them", "Ana López", "[red]Bo[/]")
        await pilot.press("enter")
        await shows(pilot, "Noted who was told; u to undo.")
        await until(pilot, lambda: "S308" not in screen_text(app))


async def test_the_page_of_a_member_has_a_chart_and_no_other_screen(ours: DatabaseFile) -> None:
    app = app_on(ours, actor=ANA)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "2 new levels")
        await pilot.press("home", "j", "enter")
        await shows(pilot, "Last readings", "esc Back")
        await pilot.press("escape")
        await shows(pilot, "Your standards")
        await pilot.press("1", "2", "3", "4", "5", "6", "7", "8", "f2", "slash", "colon", "i", "c")
        assert isinstance(app.screen, OwnScreen)
        await shows(pilot, "Your standards")
        assert "Bo" not in screen_text(app)
        assert not any(name in screen_text(app) for name in ("Plan", "Record", "Review", "Board"))


async def test_the_list_of_keys_names_what_one_says_on_whatever_line(ours: DatabaseFile) -> None:
    app = app_on(ours, actor=ANA)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "2 new levels")
        await pilot.press("end")
        await until(pilot, lambda: "a Seen" not in screen_text(app))
        assert "w Ask why" not in screen_text(app)
        await pilot.press("a", "w", "space", "e")
        await shows(pilot, "2 new levels")
        await pilot.press("question_mark")
        await shows(
            pilot, "This screen", "I have seen the new level", "Ask your coach why",
            "I have done this action", "Answer this session",
        )  # fmt: skip


async def test_nothing_is_said_of_how_the_team_did(empty: DatabaseFile) -> None:
    most_below(empty)
    set_account(empty, LEADER, "lee", AccessRole.LEADER)
    set_account(empty, LEADER, "dea", AccessRole.MEMBER, "Dea")
    app = app_on(empty, actor=Actor("dea", AccessRole.MEMBER))
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Your standards", "clearly below", "everyone since")
        assert "in the team" not in " ".join(screen_text(app).replace("│", " ").split())


def where(app: KpituiApp) -> tuple[str, object]:
    """Which list has the focus, and the line of its cursor."""
    focused = app.screen.focused
    assert isinstance(focused, OptionList), f"{focused} has the focus\n{screen_text(app)}"
    option = focused.highlighted_option
    return str(focused.id), option and option.id


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("keys", [("home",), ("end",), ("tab",)])
async def test_after_a_chart_the_cursor_is_where_it_was(
    ours: DatabaseFile, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    app = app_on(ours, actor=ANA)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "2 new levels")
        await pilot.press(*keys)
        await until(pilot, lambda: where(app)[1] is not None)
        before = where(app)
        await shows(pilot, "enter Chart")
        await pilot.press("enter")
        await shows(pilot, "Last readings")
        await pilot.press("escape")
        await until(
            pilot, lambda: isinstance(app.screen.focused, OptionList) and where(app) == before
        )
        await shows(pilot, "enter Chart")
        await pilot.press("k", "j", "enter")
        await shows(pilot, "Last readings")


async def test_enter_on_a_session_opens_the_chart_of_its_metric_with_ones_own_results(
    ours: DatabaseFile,
) -> None:
    app = app_on(ours, actor=ANA)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "2 new levels")
        await pilot.press("tab")
        await shows(pilot, "1 session", "enter Chart")
        await pilot.press("enter")
        await shows(pilot, "Average handle time", "Last readings", "6:00  20 Nov")
        assert "Bo" not in screen_text(app)
        await pilot.press("escape")
        await shows(pilot, "1 session", "kept [b]calm[/]")


async def test_lines_are_made_for_the_width_that_the_window_has_now(ours: DatabaseFile) -> None:
    app = app_on(ours, actor=ANA)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "2 new levels")
        await pilot.press("tab")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "Your standards" not in screen_text(app))
        await pilot.press("tab")
        await shows(pilot, "Your standards", "Adherence to schedule  no data", "≥ 95.0%")


async def test_without_unicode_the_page_is_ascii(ours: DatabaseFile) -> None:
    for size in ((80, 24), (120, 40)):
        app = app_on(ours, Charset.ASCII, actor=ANA)
        async with app.run_test(size=size) as pilot:
            await shows(pilot, "Your standards", "! New level since")
            assert screen_text(app).isascii()


async def test_every_standard_is_seen_at_80x24_wherever_the_cursor_is(sample: DatabaseFile) -> None:
    """Value, of how many, level and verdict of all five; the marked one is unfolded below its line,
    and what is copied is all of it.
    """
    set_account(sample, LEADER, "lee", AccessRole.LEADER)
    set_account(sample, LEADER, "chidi", AccessRole.MEMBER, "Chidi Okafor")
    new_level(sample, 95, FROM, find_metric(sample, "Adherence to schedule").id)
    app = app_on(sample, actor=Actor("chidi", AccessRole.MEMBER))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Your standards", "1 new level", "New level from 4 Jan 2027", "! new")
        whole = app.screen.copied(whole=True) if isinstance(app.screen, OwnScreen) else ""
        assert whole.count("Whose: ") == 5
        for key, unfolded in (
            ("home", "Steps of the procedure"), ("down", "Minutes worked"), ("down", "Talk, hold"),
            ("down", "Work after the customer"), ("down", "Calls handled"), ("up", "Work after"),
        ):  # fmt: skip
            await pilot.press(key)
            await shows(pilot, f"What it is: {unfolded}")
            said = screen_text(app)
            for standard in FIVE:
                assert re.search(standard, said), f"{standard} is not on\n{said}"
            assert said.count("What it is") == 1


FIVE = (
    r"~ Adherence to procedure +stale +97\.9% +47 of 48 +≥ 95\.0%",
    r"✓ Adherence to schedule +met +93\.6% +1713 of 1830 +≥ 92\.0%",
    r"✓ Average handle time +met +5:13 +n=218 +4:30–6:15",
    r"✓ Call wrap-up time +met +0:43 +n=218 +0:20–0:50",
    r"✓ Productivity +met +8\.6 +218/25\.4 +≥ 7\.2",
)
