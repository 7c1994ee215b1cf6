"""The sessions of a person, listed and opened from their page."""

from datetime import date

import pytest
from msgspec.structs import replace
from textual.widgets import OptionList

from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import record_session, reply_to_session
from kpitui.domain.access import AccessRole, Actor
from kpitui.storage.database import DatabaseFile
from kpitui.ui.screens.coach import CoachScreen
from kpitui.ui.screens.people import PeopleScreen
from kpitui.ui.screens.person import PersonScreen
from kpitui.ui.screens.sessions import SessionsScreen
from kpitui.views.coaching import load_sessions_of
from tests.conftest import LEADER, TODAY, record_weekly
from tests.ui.conftest import app_on, screen_text, shows, until
from tests.ui.person_pages import DRAFT


async def test_from_a_page_one_goes_to_the_sessions_and_to_a_new_one(
    database: DatabaseFile,
) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "enter")
        await shows(pilot, "! greet by [name]")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen))
        await shows(pilot, "Coaching of Ana López", "1 session")
        await pilot.press("down", "space")
        await until(pilot, lambda: "! greet" not in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        await pilot.press("tab")
        await shows(pilot, "done: greet by [name]")
        assert "! greet" not in screen_text(app)
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, SessionsScreen))
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CoachScreen))
        await shows(pilot, "Ana López")
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, PeopleScreen))


async def test_a_team_has_no_sessions_to_offer(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "enter")
        await shows(pilot, "esc Back", "1 person")
        assert "Sessions" not in screen_text(app)
        await pilot.press("space")
        await shows(pilot, "S Score", "c Coach")
        await pilot.press("s")
        await shows(pilot, "Coaching of Ana López")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_sessions_stand_in_columns_and_the_marked_one_in_full(
    database: DatabaseFile, size: tuple[int, int]
) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "s")
        await shows(
            pilot, "date           ", "focus or open ", "effect or due", "9 Nov          ",
            "call review", "Average handle time", "not enough data", "  ! action     ",
            "greet by [name]  ", "due 16 Nov", "Observed", "[b]quiet[/]",
            "Agreed next steps", "Effect", "12 weeks before", "c Coach",
        )  # fmt: skip
        await pilot.press("enter")
        await shows(pilot, "9 Nov Ana López", "Still to do")


async def test_who_was_never_coached_is_offered_a_session(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "s")
        await shows(pilot, "Not coached yet.", "c writes down a first session", "c Coach")
        assert "space Done" not in screen_text(app)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CoachScreen))
        await shows(pilot, "esc Back")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PeopleScreen))


async def test_the_list_of_sessions_says_in_short_what_each_did(database: DatabaseFile) -> None:
    quiet, better = [70.0, 72.0, 69.0, 71.0, 68.0, 70.0] * 2, [73.0, 72.0, 73.5, 72.5, 74.0, 73.0]
    record_weekly(database, 1, [*quiet, 71.0, *better, 72.5, 73.5], date(2026, 11, 20), person_id=1)
    early = replace(DRAFT, date=date(2026, 9, 25), focus=(1,), actions=())
    record_session(database, LEADER, early, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "s")
        await shows(pilot, "▲ better", "better than", "before: 70.0% → 73.0%")


async def test_what_the_agent_answered_stands_in_the_session(database: DatabaseFile) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    set_account(database, LEADER, "lee", AccessRole.LEADER)
    set_account(database, LEADER, "ana", AccessRole.MEMBER, "Ana López")
    session = load_sessions_of(database, 1)[0].session
    ana = Actor("ana", AccessRole.MEMBER)
    reply_to_session(database, ana, session, "I greet [by name] now")
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Today")
        await pilot.press("5", "j", "s")
        await shows(pilot, "Agent's answer", "I greet [by name] now")


async def test_coaching_takes_the_lines_that_it_fills_and_leaves_the_others(
    sample: DatabaseFile,
) -> None:
    """Helen Marsh was never coached: her standards, actions and KPIs stand on one screen."""
    app = app_on(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5")
        await shows(pilot, "23 people")
        people = app.screen.query_one(OptionList)
        people.highlighted = next(
            place for place, one in enumerate(people.options) if "Helen Marsh" in str(one.prompt)
        )
        await pilot.press("enter")
        await shows(pilot, "Helen Marsh", "Not coached yet")
        screen = app.screen
        assert isinstance(screen, PersonScreen)
        left, right = screen.query_one("#expected"), screen.query_one("#coached")
        await until(pilot, lambda: right.outer_size.height <= 4)
        assert left.outer_size.height + right.outer_size.height == 38
        await pilot.press("enter")
        await until(pilot, lambda: 20 <= left.outer_size.height <= 24)
        await pilot.press("escape")
        await until(pilot, lambda: right.outer_size.height <= 4)
