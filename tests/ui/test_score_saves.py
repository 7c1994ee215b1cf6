"""What can go wrong while a scored contact is saved: nothing of it is lost."""

from datetime import date

from kpitui.actions.evaluations import record_evaluations
from kpitui.actions.plan import close_month
from kpitui.domain.access import Actor
from kpitui.storage.database import DatabaseFile
from tests.actions.test_evaluations import draft, load
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, shows, type_text
from tests.ui.score_sheets import evaluations, open_ana


async def test_a_contact_that_was_scored_before_is_asked_about(database: DatabaseFile) -> None:
    load(database)
    record_evaluations(database, Actor("lee"), [draft(database)], today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await open_ana(pilot)
        all_at_once(app, "8841\ryy40\x13")
        await shows(pilot, "lee scored contact 8841 of Ana López already")
        await pilot.press("escape")
        await shows(pilot, "Not saved; what you typed is still here.", "8841", "all answered")
        assert len(evaluations(database)) == 1
        await pilot.press("ctrl+s")
        await shows(pilot, "Save a second evaluation of it")
        await pilot.press("enter")
        await shows(pilot, "Scored Ana López, contact 8841: 90.0%")
    assert len(evaluations(database)) == 2


async def test_a_locked_month_asks_for_its_reason(database: DatabaseFile) -> None:
    load(database)
    close_month(database, LEADER, "2026-10", TODAY)
    app = app_on(database)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await open_ana(pilot)
        all_at_once(app, "8841\ryy50\x14\x1520 oct\r\x13")
        await shows(pilot, "eason")
        await type_text(pilot, "heard late")
        await pilot.press("ctrl+s")
        await shows(pilot, "Scored Ana López, contact 8841: 100.0%")
    assert [evaluation.date for evaluation in evaluations(database)] == [date(2026, 10, 20)]


async def test_a_busy_file_loses_nothing(database: DatabaseFile) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_ana(pilot)
        await type_text(pilot, "8841\ryy50")
        await shows(pilot, "all answered")
        away = database.path.with_name("away.db")
        database.path.rename(away)
        await pilot.press("ctrl+s")
        await shows(pilot, "Not saved; what you typed is still here.", "all answered")
        away.rename(database.path)
        await pilot.press("ctrl+s")
        await shows(pilot, "Scored Ana López, contact 8841: 100.0%")
    assert len(evaluations(database)) == 1
