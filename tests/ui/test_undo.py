"""Undo and redo: what it will undo is said before it does, and more than one reading is
asked about.
"""

from datetime import date, timedelta

from msgspec.structs import replace

from kpitui.actions.plan import add_priority, close_month
from kpitui.actions.readings import record
from kpitui.domain.access import Actor
from kpitui.domain.history import ChangeRecord
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.goal import GoalDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows
from kpitui.views.export import readings_for_export
from kpitui.views.history import HistoryQuestion, load_history
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, screen_text, shows, until

LEE = Actor("lee")


def values(database: DatabaseFile) -> list[float]:
    return [row["value"] for row in readings_for_export(database)]


def recorded(database: DatabaseFile, *readings: float) -> None:
    drafts = [
        ReadingDraft(metric_id=1, date=TODAY - timedelta(days=back), value=value)
        for back, value in enumerate(readings)
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
        await shows(pilot, "Undone: record readings", "u again: add priority: Cut the waiting")
        assert values(database) == []
        await pilot.press("u")
        await until(pilot, lambda: "Undone: add priority: Cut the waiting" in screen_text(app))
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
        await shows(pilot, "Undone: record readings")
        assert values(database) == []


async def test_more_than_one_reading_is_asked_about(database: DatabaseFile) -> None:
    recorded(database, 81.0, 83.0)
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("u")
        await shows(
            pilot,
            "Undo: record readings: 2 readings of Customer satisfaction",
            "Undo; voids 2 readings",
            "Keep them",
        )
        await pilot.press("down", "enter")
        await until(pilot, lambda: "Keep them" not in screen_text(app))
        assert len(values(database)) == 2
        await pilot.press("u", "escape")
        await until(pilot, lambda: "Keep them" not in screen_text(app))
        assert len(values(database)) == 2
        await pilot.press("u", "enter")
        await shows(pilot, "Undone: record readings")
        assert values(database) == []


async def test_the_history_undoes_and_redoes_the_marked_line(database: DatabaseFile) -> None:
    recorded(database, 81.0, 83.0)
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("7")
        await shows(pilot, "record readings")
        await pilot.press("x")
        await shows(pilot, "Undo; voids 2 readings")
        await pilot.press("enter")
        await shows(pilot, "undo: record readings", "undone: record readings")
        await pilot.press("home", "x")
        await shows(pilot, "redo: record readings")
        assert len(values(database)) == 2
        assert "undone: record readings" not in screen_text(app)


async def test_a_reading_of_a_closed_month_is_undone_with_a_reason(database: DatabaseFile) -> None:
    close_month(database, LEADER, "2026-10", TODAY)
    late = ReadingDraft(metric_id=1, date=date(2026, 10, 20), value=81.0)
    record(database, LEE, [late], today=TODAY, change=ChangeRecord(LEE, "record readings", "late"))
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("u")
        await shows(pilot, "u again undoes: record readings")
        await pilot.press("u")
        await shows(pilot, "Reason required", "Oct 2026 is locked")
        await pilot.press("escape")
        await shows(pilot, "Not undone.")
        assert values(database) == [81.0]
        await pilot.press("u")
        await shows(pilot, "Reason required")
        await pilot.press(*"wrong", "ctrl+s")
        await shows(pilot, "Undone: record readings")
        assert values(database) == []
        await pilot.press("U")
        await shows(pilot, "Redone: record readings")
        assert values(database) == [81.0]
    with reading(database) as db:
        whys = [row["why"] for row in rows(db, "SELECT why FROM deeds ORDER BY id DESC LIMIT 2")]
    assert whys == ["late", "wrong"]


def test_several_readings_are_counted_with_what_they_have_in_common(
    database: DatabaseFile,
) -> None:
    of_ana = [
        ReadingDraft(metric_id=one, person_id=1, date=TODAY, value=81.0, n=None) for one in (1, 2)
    ]
    record(database, LEE, of_ana, today=TODAY)
    recorded(database, 81.0, 82.0)
    record(database, LEE, [replace(of_ana[0], date=TODAY - timedelta(days=1))], today=TODAY)
    newest = load_history(database, HistoryQuestion(by=LEE.name))[:3]
    assert [line.title for line in newest] == [
        "record readings: Customer satisfaction, Ana López, North, 2026-11-22",
        "record readings: 2 readings of Customer satisfaction",
        "record readings: 2 readings of Ana López, North, 2026-11-23",
    ]
