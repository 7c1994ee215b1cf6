"""The effect of coaching by keys: over all sessions, and on the page of a person."""

from datetime import date, timedelta

import pytest

from kpitui.actions.coaching import record_session
from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.widgets.metric_chart import MetricChartView
from tests.cli.test_effect import nine_coached  # noqa: F401 # a fixture
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, screen_text, shows, type_text, until

SIZES = [(80, 24), (120, 40)]
BETTER = "Better than those not coached in 6 of 9 sessions"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("screen", ["3", "5"])
async def test_a_coach_asks_what_all_sessions_did(
    database: DatabaseFile, screen: str, size: tuple[int, int]
) -> None:
    app = app_on(database)
    async with app.run_test(size=size) as pilot:
        await type_text(pilot, f"{screen}=")
        await shows(pilot, BETTER, "Session type", "role-play", "too few", "all sessions")
        await type_text(pilot, "\r")
        await shows(pilot, "Better than those not coached in 6 of 8 sessions")
        assert "training" not in screen_text(app)
        await pilot.press("escape")
        await shows(pilot, BETTER, "training")
        await pilot.press("escape")
        await shows(pilot, "Type a name" if screen == "3" else "North")
        assert app.screen.id == {"3": "coach-screen", "5": "people-screen"}[screen]


@pytest.mark.parametrize("size", SIZES)
async def test_the_figures_come_first_and_how_to_read_them_last(
    database: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(database)
    async with app.run_test(size=size) as pilot:
        await type_text(pilot, "5=")
        await shows(pilot, BETTER, "usual ups and downs", "Session type")
        lines = screen_text(app).splitlines()
        figures, table = (
            next(place for place, one in enumerate(lines) if words in one)
            for words in ("+3.10    +1.03", "Session type")
        )
        assert figures < table <= figures + 5
        foot = any("How to read it" in one for one in lines)
        assert foot is (size == SIZES[1])


async def test_a_capital_letter_inside_a_name_is_a_letter(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=SIZES[0]) as pilot:
        await type_text(pilot, "3agEnt 03\r")
        await shows(pilot, "Agent 03", "Session type")
        assert app.screen.id == "coach-screen"


async def test_a_session_that_is_saved_meanwhile_is_counted(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=SIZES[1]) as pilot:
        await type_text(pilot, "5E")
        await shows(pilot, BETTER)
        draft = SessionDraft(
            person_id=12, date=TODAY - timedelta(days=80), kind=SessionKind.TRAINING, focus=(1,),
            agreed="x",
        )  # fmt: skip
        record_session(database, LEADER, draft, today=TODAY)
        await pilot.press("r")
        await shows(pilot, "of 9 sessions", "1 result not counted")


async def test_before_any_session_it_says_what_is_needed(database: DatabaseFile) -> None:
    early, actor = date(2026, 9, 20), Actor("lee", channel=Channel.TUI)
    work = AppContext(database, actor, Config(), Charset.ASCII, "kpi.db", today=lambda: early)
    app = KpituiApp(work)
    async with app.run_test(size=SIZES[0]) as pilot:
        await type_text(pilot, "5E")
        await shows(pilot, "No session can be judged yet", "12 periods before, 4 after")
        assert screen_text(app).isascii()


@pytest.mark.parametrize("size", SIZES)
async def test_did_the_agent_get_better_is_answered_in_one_line(
    database: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(database)
    async with app.run_test(size=size) as pilot:
        await type_text(pilot, "5/agent 01\r\r")
        await shows(
            pilot,
            "Coached 25 Sep: Customer satisfaction",
            "more than those not coached",
            "(peers 70.0%",
        )
        assert "70.0% → 76.0%" in " ".join(screen_text(app).replace("│", " ").split())


@pytest.mark.parametrize("size", SIZES)
async def test_enter_on_a_session_opens_the_chart_of_its_metric(
    database: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(database)
    async with app.run_test(size=size) as pilot:
        await type_text(pilot, "5/agent 01\r\r")
        await shows(pilot, "Coached 25 Sep")
        await type_text(pilot, "\t\r")
        await shows(pilot, "Last readings", "effect:")
        assert app.screen.query_one(MetricChartView).display
        await pilot.press("escape")
        await until(pilot, lambda: "Last readings" not in screen_text(app))


async def test_beside_a_new_session_stands_what_the_last_one_did(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=SIZES[1]) as pilot:
        await type_text(pilot, "3agent 01\r")
        await shows(pilot, "Last session", "effect: Customer satisfaction:", "peers 70.0%")
        await shows(pilot, "more than those not coached")


async def test_a_member_is_not_offered_what_all_sessions_did(database: DatabaseFile) -> None:
    app = app_on(database, actor=Actor("kim", AccessRole.MEMBER, Channel.TUI))
    async with app.run_test(size=SIZES[0]) as pilot:
        await pilot.pause()
        await type_text(pilot, "5E")
        await pilot.pause()
        assert app.screen.id != "effect-screen"


@pytest.mark.parametrize("charset", [Charset.BRAILLE, Charset.ASCII])
@pytest.mark.parametrize("size", SIZES)
async def test_the_sessions_are_drawn_before_and_after_beside_those_not_coached(
    database: DatabaseFile, size: tuple[int, int], charset: Charset
) -> None:
    app = app_on(database, charset)
    async with app.run_test(size=size) as pilot:
        await type_text(pilot, "5=")
        await shows(pilot, BETTER)
        if size == SIZES[0]:
            assert "Before and after" not in screen_text(app)
            await shows(pilot, "tab Chart")
            await pilot.press("tab")
        else:
            assert "tab Chart" not in screen_text(app)
        await shows(pilot, "Before and after", "role-play: median of 8 sessions", "not coached")
        drawn = app.screen.query_one("#effect-chart", MetricChartView)
        await shows(pilot, "mean before, after")
        assert charset is not Charset.ASCII or screen_text(app).isascii()
        whole = drawn.copied()
        assert "session" in whole
        await pilot.press("enter", "end")
        await shows(pilot, "Agent 07, role-play 25 Sep:", "fell", "median of 3")
        assert "%" in drawn.copied()  # the unit of the metric
        await pilot.press("escape")
        await shows(pilot, "all sessions")


async def test_the_chart_is_of_the_sessions_of_the_line_among_those_listed(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=SIZES[1]) as pilot:
        await type_text(pilot, "5E")
        await shows(pilot, BETTER, "role-play: median of 8 sessions")
        await pilot.press("down", "down")
        await shows(pilot, "Customer satisfaction: median of 9")
        await shows(pilot, "+3.0┤")
        await pilot.press("up", "enter")
        await shows(pilot, "1 session: too few to say")  # of training, after which it got worse
        await pilot.press("down")
        await shows(pilot, "Customer satisfaction: median of 1", "too few sessions to say")
        await shows(pilot, "-3.0┤")
        assert "+3.0┤" not in screen_text(app)


async def test_what_a_line_is_about_can_be_read_beside_its_numbers(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=SIZES[1]) as pilot:
        await type_text(pilot, "5E")
        await shows(pilot, "Session type", "role-play", "Customer satisfaction", "Improve the cust")
        await shows(pilot, "Before and after")
