"""Closing a month, comparing two days, the catalogue, and why a metric is there; by keys."""

from kpitui.actions.plan import close_month
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_metrics
from kpitui.storage.records import rows
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, screen_text, shows, type_text, until


async def test_a_closed_month_takes_a_reading_with_a_reason_only(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("C")
        await shows(pilot, "Lock or unlock a month", "2026-10", "No month is locked yet")
        await pilot.press("ctrl+s")
        await shows(pilot, "Oct 2026 is locked; u to undo")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "Ana López")
        await pilot.press(
            "ctrl+t", "end", *("backspace",) * 5, *"2026-10-05", "enter", *"45/50", "ctrl+s"
        )
        await shows(pilot, "Oct 2026 is locked; a change in it needs a reason")
        await pilot.press("escape")
        await shows(pilot, "Not saved; what you typed is still here", "45/50")
        await pilot.press("ctrl+s")
        await shows(pilot, "Reason required")
        await pilot.press(*"late", "ctrl+s")
        await shows(pilot, "Saved 1 for Mon 5 Oct: Ana López")
    with reading(database) as db:
        assert rows(db, "SELECT why FROM deeds ORDER BY id DESC LIMIT 1") == [{"why": "late"}]


async def test_a_closed_month_is_opened_again_with_a_reason(database: DatabaseFile) -> None:
    close_month(database, LEADER, "2026-10", TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("C", "ctrl+s")
        await shows(pilot, "Locked: Oct 2026", "Oct 2026 is locked; give a reason to unlock it")
        await pilot.press(*"audit", "ctrl+s")
        await shows(pilot, "Oct 2026 is unlocked; u to undo")
    with reading(database) as db:
        assert rows(db, "SELECT * FROM closed_periods") == []


async def test_two_days_of_the_plan_are_compared(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("d")
        await shows(pilot, "What changed in the plan", "2025-11-23")
        await pilot.press("ctrl+s")
        await shows(
            pilot,
            "priorities added: Grow brand loyalty",
            "KPIs added: Customer satisfaction of Improve",
            "standards changed: none",
        )
        await pilot.press("escape")
        await until(pilot, lambda: "standards changed" not in screen_text(app))


async def test_the_catalogue_comes_in_once(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("b")
        await shows(pilot, "Other metrics")
        await pilot.press("b", "o")
        await shows(pilot, "to sort", "Abandonment")
    with reading(database) as db:
        names = [metric.name for metric in load_metrics(db)]
    assert len(names) == len(set(names)) >= 18


async def test_wherever_a_metric_is_recorded_stands_why(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "No roles set up: you are leader")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "standard for everyone since 1 Jan 2024")
        await pilot.press("enter", "enter")
        await shows(
            pilot,
            "KPI › Improve the customer experience › Grow brand loyalty › Make every customer",
            "glad they called",
        )


async def test_a_leader_says_in_which_time_zone_the_days_begin(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("Z")
        await shows(pilot, "Time zone of the organisation")
        await type_text(pilot, "Europe/Berln")
        await pilot.press("ctrl+s")
        await shows(pilot, "did you mean")
        await pilot.press(*"Europe/Berlin", "ctrl+s")
        await shows(pilot, "Days begin there now")
        assert database.clock.zone == "Europe/Berlin"
        await pilot.press("u")
        await shows(pilot, "Undone: set rule: time zone")
        assert database.clock.zone == ""
