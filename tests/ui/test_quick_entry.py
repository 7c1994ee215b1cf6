"""Readings in words behind the colon, from every screen."""

from kpitui.actions.plan import close_month
from kpitui.domain.access import AccessRole, Actor, Way
from kpitui.storage.database import reading
from kpitui.storage.records import rows
from kpitui.ui.dialogs.quick_entry import QuickEntryDialog
from kpitui.views import DatabaseFile
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, shows, type_text, until


def values(database: DatabaseFile) -> list[float | None]:
    with reading(database) as db:
        return [row["value"] for row in rows(db, "SELECT value FROM readings WHERE state = 'kept' ORDER BY id")]


async def test_what_is_understood_is_shown_and_enter_records_it(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, 'csat 92 ana yesterday "after role-play"; aht 5:40 bo')
        await shows(
            pilot,
            "Customer satisfaction 92.0% for Ana López on Sun 2026-11-22 “after",
            "Average handle time 5:40 for [red]Bo[/] on Mon 2026-11-23",
        )
        await pilot.press("enter")
        await shows(pilot, "Recorded Customer satisfaction 92.0%", "and 1 more")
        assert values(database) == [92, 340]
        await pilot.press("u")
        await shows(pilot, "Undo, 2 readings are void")
        await pilot.press("enter")
        await until(pilot, lambda: values(database) == [])


async def test_what_is_unclear_or_implausible_is_asked_and_nothing_is_lost(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "colon")
        await type_text(pilot, "csat 920 an")
        await pilot.press("x", "enter")
        await shows(pilot, "“anx” is no metric, person, team")
        await pilot.press("escape", "colon")
        await shows(pilot, "csat 920 anx")
        await pilot.press("end", "backspace", "a", "enter")
        await shows(pilot, "920.0% lies outside", "again Enter to keep")
        assert values(database) == []
        await pilot.press("enter")
        await until(pilot, lambda: values(database) == [920])


async def test_a_closed_month_asks_for_a_reason(database: DatabaseFile) -> None:
    close_month(database, LEADER, "2026-10", TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, "csat 92 ana 2026-10-05")
        await pilot.press("enter")
        await shows(pilot, "A reason is needed")
        await type_text(pilot, "late")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: values(database) == [92])


async def test_names_are_completed_with_the_right_arrow(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", "colon")
        await type_text(pilot, "adhe")
        await shows(pilot, "adherence")
        await pilot.press("right")
        await type_text(pilot, " 45/50 lóp")
        await shows(pilot, "Adherence to schedule 90.0% for Ana López")


async def test_who_may_not_record_has_no_colon(database: DatabaseFile) -> None:
    app = app_on(database, actor=Actor("vic", AccessRole.VIEWER, Way.TUI))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        assert not isinstance(app.screen, QuickEntryDialog)


async def test_a_saved_reading_is_taken_back_from_the_palette_on_the_enter_screen(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "due")
        await pilot.press(*"45/50", "ctrl+s")
        await shows(pilot, "Saved 1 reading")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "90.0%")
        await pilot.press("enter", *"5:00")
        titles = {command.title: command for command in app.get_system_commands(app.screen)}
        titles["Undo"].callback()
        await shows(pilot, "Taken back: record readings", "5:00")
        with reading(database) as db:
            assert rows(db, "SELECT state FROM readings") == [{"state": "void"}]
