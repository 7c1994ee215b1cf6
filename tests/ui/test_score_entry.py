"""A contact scored in the line of quick entry: shown before Enter, and saved as on its screen."""

from kpitui.actions.evaluations import record_evaluations
from kpitui.actions.plan import close_month
from kpitui.charts.text import Charset
from kpitui.storage.database import DatabaseFile
from tests.actions.test_evaluations import draft, load
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, shows, type_text
from tests.ui.score_sheets import evaluations, long_sheet


async def test_a_line_scores_a_contact_once_it_is_shown(database: DatabaseFile) -> None:
    load(database)
    app = app_on(database)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, "score ana 8841 y")
        await shows(pilot, "answer")
        await type_text(pilot, 'n50 "read back" chat')
        await shows(
            pilot,
            "Ana López, contact 8841, A call, 23 Nov: 0.0%",
            "if “Checked identity” were not",
            "channel chat, “read back”",
            "enter records it",
        )
        await pilot.press("enter")
        await shows(pilot, "Scored Ana López, contact 8841, 23 Nov, channel chat: 0.0%")
        assert app.context.unsaved.words == ""
        await pilot.press("u")
        await shows(pilot, "Undone: score contact")
    assert not evaluations(database)


async def test_what_is_unclear_is_said_and_not_saved(database: DatabaseFile) -> None:
    app = app_on(database, charset=Charset.ASCII)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, "score ana 8841 yy50")
        await shows(pilot, "No call sheet is in use on")
        await pilot.press("enter")
        await shows(pilot, "No call sheet is in use on", "Quick entry")
    load(database)
    load(database, long_sheet(2) | {"name": "Brief chat", "code": "chat"})
    app = app_on(database)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, "score")
        await shows(pilot, "Type who, the contact")
        await type_text(pilot, " ana 8841 yy50")
        await shows(pilot, "Say which call sheet first")
        await pilot.press(*["backspace"] * 30)
        await type_text(pilot, "score chat ana 8841 yn")
        await shows(pilot, "Ana López, contact 8841, Brief chat")
        await pilot.press("enter")
        await shows(pilot, "Scored Ana López, contact 8841, 23 Nov: 50.0%")
    assert len(evaluations(database)) == 1


async def test_a_contact_scored_before_and_a_locked_month_are_asked_about(
    database: DatabaseFile,
) -> None:
    load(database)
    record_evaluations(database, LEADER, [draft(database)], today=TODAY)
    close_month(database, LEADER, "2026-10", TODAY)
    app = app_on(database)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, "score ana 8841 yy50 2026-10-20")
        await shows(pilot, "20 Oct: 100.0%")
        await pilot.press("enter")
        await shows(pilot, "scored contact 8841 of Ana López already", "Save a second")
        await pilot.press("escape")
        await pilot.press("colon")
        await shows(pilot, "score ana 8841 yy50 2026-10-20")
        await pilot.press("enter")
        await shows(pilot, "Save a second")
        await pilot.press("enter")
        await shows(pilot, "eason")
        await type_text(pilot, "heard late")
        await pilot.press("ctrl+s")
        await shows(pilot, "Scored Ana López, contact 8841, 20 Oct: 100.0%")
    assert len(evaluations(database)) == 2
