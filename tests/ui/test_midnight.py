"""Midnight passes while the screens are open."""

from datetime import date, timedelta

from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import Actor, Channel
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from tests.conftest import TODAY
from tests.ui.conftest import screen_text, shows, type_text, until

TOMORROW = TODAY + timedelta(days=1)


class Calendar:
    """What day it is, for the organisation and for who sits there."""

    def __init__(self, day: date = TODAY, *, ahead: int = 0) -> None:
        self.day, self.ahead = day, timedelta(days=ahead)

    def turn(self) -> None:
        self.day += timedelta(days=1)

    def app_on(self, database: DatabaseFile) -> KpituiApp:
        actor = Actor("lee", channel=Channel.TUI)
        return KpituiApp(
            AppContext(
                database, actor, Config(), Charset.BRAILLE, "kpi.db",
                today=lambda: self.day, entry_today=lambda: self.day + self.ahead,
            )
        )  # fmt: skip


def days_of(database: DatabaseFile, table: str = "readings") -> list[str]:
    with reading(database) as db:
        return [
            row["date"] for row in rows(db, f"SELECT date FROM {table} ORDER BY id DESC LIMIT 3")
        ]


async def test_the_bar_turns_over_by_itself_and_what_is_due_with_it(lively: DatabaseFile) -> None:
    calendar = Calendar(date(2026, 11, 22))  # a Sunday
    app = calendar.app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty", "22 Nov")
        calendar.turn()
        await shows(pilot, "23 Nov")
        assert "22 Nov" not in screen_text(app)
        await pilot.press("2")
        await shows(pilot, "Mon 23 Nov")
        await type_text(pilot, "ana")
        await pilot.press("enter")
        await shows(pilot, "3 due")  # a week has begun


async def test_the_list_of_names_shows_the_new_day(lively: DatabaseFile) -> None:
    calendar = Calendar()
    app = calendar.app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "today", "Mon 23 Nov")
        calendar.turn()
        await shows(pilot, "today", "Tue 24 Nov")


async def test_a_grid_and_a_session_keep_the_day_they_were_opened_on(lively: DatabaseFile) -> None:
    calendar = Calendar()
    app = calendar.app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await type_text(pilot, "ana")
        await pilot.press("enter")
        await shows(pilot, "Ana López", "Mon 23 Nov")
        await type_text(pilot, "role")
        calendar.turn()
        await shows(pilot, "24 Nov", "Date 2026-11-23", "Mon 23 Nov")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: days_of(lively, "sessions") == ["2026-11-23"])
        await pilot.press("2")
        await type_text(pilot, "north")
        await pilot.press("enter")
        await shows(pilot, "Tue 24 Nov")
        calendar.turn()
        await shows(pilot, "25 Nov")
        await type_text(pilot, "9/10")
        await pilot.press("enter", "ctrl+s")
        await until(pilot, lambda: days_of(lively)[0] == "2026-11-24")


async def test_what_is_typed_in_words_is_of_the_day_on_which_it_was_begun(
    lively: DatabaseFile,
) -> None:
    calendar = Calendar()
    app = calendar.app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, "csat 84 ana")
        await shows(pilot, "on Mon 23 Nov")
        calendar.turn()
        await shows(pilot, "24 Nov")
        await type_text(pilot, " n=3")
        await shows(pilot, "on Mon 23 Nov")
        await pilot.press("enter")
        await until(pilot, lambda: days_of(lively)[0] == "2026-11-23")
        await pilot.press("colon")
        await type_text(pilot, "csat 84 ana")
        await shows(pilot, "on Tue 24 Nov")


async def test_a_form_keeps_the_day_it_offered(lively: DatabaseFile) -> None:
    calendar = Calendar()
    app = calendar.app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "down", "n")
        await shows(pilot, "On", "today")
        await type_text(pilot, "today is a good day")
        calendar.turn()
        await shows(pilot, "2026-11-23", "today is a good day")  # the words are no day
        await pilot.press("ctrl+s")
        await until(pilot, lambda: days_of(lively, "annotations") == ["2026-11-23"])


async def test_who_sits_east_is_offered_their_own_day_and_the_bar_is_of_the_organisation(
    lively: DatabaseFile,
) -> None:
    app = Calendar(ahead=1).app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty", "23 Nov")
        await pilot.press("2")
        await shows(pilot, "Tue 24 Nov")
        await type_text(pilot, "ana")
        await pilot.press("enter")
        await shows(pilot, "Adherence to schedule")
        await type_text(pilot, "9/10")
        await pilot.press("enter", "ctrl+s")
        await until(pilot, lambda: days_of(lively)[0] == "2026-11-24")


async def test_who_sits_east_corrects_a_reading_to_their_own_day(lively: DatabaseFile) -> None:
    app = Calendar(ahead=1).app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "down", "v")
        await shows(pilot, "readings", "20 Nov")
        await pilot.press("e", "tab")
        await type_text(pilot, "24 nov")
        await pilot.press("ctrl+s")
        await shows(pilot, "24 Nov  84.0%")


async def test_who_sits_west_writes_down_what_is_of_the_day_the_organisation_has(
    lively: DatabaseFile,
) -> None:
    app = Calendar(ahead=-1).app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty", "23 Nov")
        await pilot.press("colon")
        await type_text(pilot, "csat 84 ana")
        await shows(pilot, "on Sun 22 Nov")
        await type_text(pilot, " 23 nov")
        await shows(pilot, "on Mon 23 Nov")
        await pilot.press("enter")
        await until(pilot, lambda: days_of(lively)[0] == "2026-11-23")
        await pilot.press("2")
        await shows(pilot, "Sun 22 Nov")
        await type_text(pilot, "ana")
        await pilot.press("enter")
        await shows(pilot, "Adherence to schedule")
        await pilot.press("ctrl+t")
        await type_text(pilot, "23 nov")
        await shows(pilot, "Mon 23 Nov")
