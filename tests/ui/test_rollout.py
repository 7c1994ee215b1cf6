"""Who ends a strategy or reviews its KPI sees the teams that had an activity, and those not yet."""

from datetime import date

import pytest

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_plan
from tests.conftest import record_weekly
from tests.ui.conftest import app_on, shows, type_text, until

LAST = date(2026, 11, 20)


@pytest.fixture
def two_teams(database: DatabaseFile) -> DatabaseFile:
    for person, step in ((1, 10.0), (2, 2.0)):
        values = [70.0 + week % 2 for week in range(20)] + [70.0 + step, 71.0 + step] * 5
        record_weekly(database, 1, values, LAST, person_id=person)
    return database


async def test_a_leader_says_which_team_had_it_and_the_verdict_shows_both(
    two_teams: DatabaseFile,
) -> None:
    app = app_on(two_teams)
    async with app.run_test(size=(160, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "e")
        await shows(pilot, "Edit strategy", "Activities")
        await pilot.press("down", "down", "down", "down")
        await type_text(pilot, "Role-play @2026-09-14 @west")
        await pilot.press("ctrl+s")
        await shows(pilot, "“west” is no day and no team")
        await pilot.press(*["backspace"] * 4, *"nor", "ctrl+s")
        await shows(
            pilot,
            "- Role-play · since 14 Sep · North",
            "Role-play, by team since 14 Sep",
            "had it    70.5%  80.6%   +10.1  North",
            "not yet   70.5%  72.6%    +2.1  South",
        )
        await pilot.press("4")
        await shows(pilot, "KPI 1 of 1", "Role-play since 14 Sep: had it", "+10.1", "+2.1")
        await pilot.press("1")
        await shows(pilot, "- Role-play · since 14 Sep · North")
        await pilot.press("x")
        await shows(
            pilot,
            "End the strategy",
            "Customer satisfaction: had it North 70.5% → 80.6%",
            "not yet South",
        )
        await pilot.press("down", *"it works", "ctrl+s")

        def verdict() -> str:
            with reading(two_teams) as db:
                return "".join(verdict.moved for verdict in load_plan(db).verdicts.values())

        await until(pilot, lambda: "not yet South 70.5% → 72.6%" in verdict())


async def test_who_ends_a_strategy_sees_every_team_at_once_at_80x24(
    two_teams: DatabaseFile,
) -> None:
    app = app_on(two_teams)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "e")
        await shows(pilot, "Edit strategy", "Activities")
        await pilot.press("down", "down", "down", "down")
        begun = (
            "Role-play @2026-09-14",
            "Buddies @2026-09-21",
            "Reviews @2026-09-14",
            "Pairs @2026-09-14",
        )
        await type_text(pilot, "; ".join(f"{one} @north" for one in begun))
        await pilot.press("ctrl+s", "x")
        await shows(
            pilot, "End the strategy", "Role-play since 14 Sep", "Buddies since 21 Sep",
            "Reviews since 14 Sep", "Pairs since 14 Sep", "Metrics, readings and standards",
            "What we learned", "Ends on",
        )  # fmt: skip
        await pilot.resize_terminal(80, 16)
        await shows(pilot, "End the strategy", "page down More", "What we learned")
