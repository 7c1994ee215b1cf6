"""Undo and redo: what it will undo is said before it does, and more than one reading is asked about."""

from datetime import timedelta

from kpitui.actions.plan import add_priority
from kpitui.actions.readings import record
from kpitui.domain.access import Actor
from kpitui.domain.plan_drafts import GoalDraft
from kpitui.domain.readings import ReadingDraft
from kpitui.views import DatabaseFile
from kpitui.views.export import readings_for_export
from tests.conftest import TODAY
from tests.ui.conftest import app_on, screen_text, shows, until

LEE = Actor("lee")


def values(database: DatabaseFile) -> list[float]:
    return [row["value"] for row in readings_for_export(database)]


def recorded(database: DatabaseFile, *readings: float) -> None:
    drafts = [
        ReadingDraft(metric_id=1, date=TODAY - timedelta(days=back), value=value) for back, value in enumerate(readings)
    ]
    record(database, LEE, drafts, today=TODAY)


async def test_what_was_done_earlier_is_told_before_it_is_undone(database: DatabaseFile) -> None:
    add_priority(database, LEE, GoalDraft(title="Cut the waiting", starts_on=TODAY))
    recorded(database, 81.0)
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("u")
        await shows(pilot, "u again undoes: record readings: Customer satisfaction")
        assert values(database) == [81.0]
        await pilot.press("u")
        await shows(pilot, "Taken back: record readings", "u again: add priority: Cut the waiting")
        assert values(database) == []
        await pilot.press("u")
        await until(pilot, lambda: "Taken back: add priority: Cut the waiting" in screen_text(app))
        await pilot.press("U")
        await shows(pilot, "Redone: add priority: Cut the waiting")
        await pilot.press("U")
        await shows(pilot, "Redone: record readings")
        assert values(database) == [81.0]
        await pilot.press("U")
        await shows(pilot, "Nothing to redo")


async def test_what_was_just_done_is_undone_at_once(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon", *"csat 92", "enter")
        await shows(pilot, "Recorded Customer satisfaction 92.0%")
        await pilot.press("u")
        await shows(pilot, "Taken back: record readings")
        assert values(database) == []


async def test_more_than_one_reading_is_asked_about(database: DatabaseFile) -> None:
    recorded(database, 81.0, 83.0)
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("u")
        await shows(pilot, "Undo: record readings: Customer satisfaction", "Undo, 2 readings are void", "Keep them")
        await pilot.press("down", "enter")
        await until(pilot, lambda: "Keep them" not in screen_text(app))
        assert len(values(database)) == 2
        await pilot.press("u", "escape")
        await until(pilot, lambda: "Keep them" not in screen_text(app))
        assert len(values(database)) == 2
        await pilot.press("u", "enter")
        await shows(pilot, "Taken back: record readings")
        assert values(database) == []


async def test_the_history_undoes_and_redoes_the_marked_line(database: DatabaseFile) -> None:
    recorded(database, 81.0, 83.0)
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("7")
        await shows(pilot, "record readings")
        await pilot.press("x")
        await shows(pilot, "Undo, 2 readings are void")
        await pilot.press("enter")
        await shows(pilot, "undo: record readings", "taken back: record readings")
        await pilot.press("home", "x")
        await shows(pilot, "redo: record readings")
        assert len(values(database)) == 2
        assert "taken back: record readings" not in screen_text(app)
