"""Record lists the evaluations that are due, and Enter on them comes to a contact to score."""

from datetime import date

from kpitui.actions.contacts import ContactToLoad, load_contacts
from kpitui.config import Config
from kpitui.domain.periods import AsOf
from kpitui.storage.database import DatabaseFile
from kpitui.views.person import load_person_page
from tests.conftest import LEADER, TODAY
from tests.evaluated import score, with_sheet
from tests.ui.conftest import app_on, screen_text, shows

ANA, BO = 1, 2


def listed(database: DatabaseFile, reference: str = "8843") -> DatabaseFile:
    """One call of Ana this month, four of Bo, and a contact of Ana that nobody scored."""
    with_sheet(database)
    score(database, [(ANA, date(2026, 11, 2), 75.0)])
    score(database, [(BO, date(2026, 11, day), 90.0) for day in (2, 9, 16, 20)])
    contact = ContactToLoad(reference=reference, person="Ana López", code="", date=TODAY)
    load_contacts(database, LEADER, [contact], today=TODAY)
    return database


async def test_without_a_call_sheet_record_lists_none(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "Agents and teams", "Ana López")
        assert "Evaluations" not in screen_text(app)


async def test_record_counts_them_and_enter_lists_whose_they_are(database: DatabaseFile) -> None:
    app = app_on(listed(database))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "Evaluations")
        line = next(one for one in screen_text(app).splitlines() if "Evaluations" in one)
        assert line.split("agent by agent")[1].split() == ["1"]
        await pilot.press("down", "enter")
        await shows(pilot, "Score which contact?", "Ana López  1 of 4 calls, contact 8843 of")
        assert "[red]Bo[/]  " not in screen_text(app).split("Score which contact?")[1][:200]
        await pilot.press("escape")
        await shows(pilot, "Agents and teams", "Evaluations")


async def test_enter_opens_the_sheet_with_the_contact_filled_in(database: DatabaseFile) -> None:
    """Twenty answers and a save; the reference was never typed."""
    app = app_on(listed(database))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "Evaluations")
        await pilot.press("down", "enter")
        await shows(pilot, "Score which contact?")
        await pilot.press("enter")
        await shows(pilot, "Ana López · A call", "8843")
        await pilot.press("escape")  # nothing was typed, so nothing is kept
        await shows(pilot, "Agents and teams")
        assert not app.context.unsaved.evaluations
        await pilot.press("enter", "enter")
        await shows(pilot, "Ana López · A call", "8843")
        await pilot.press(*"y" * 20, "ctrl+s")
        await shows(pilot, "Agents and teams")
        (newest, *_) = load_person_page(database, ANA, AsOf(TODAY, TODAY), Config()).contacts
        assert (newest.evaluation.reference, newest.evaluation.score) == ("8843", 100.0)
        await pilot.press("enter")
        await shows(pilot, "Ana López  2 of 4 calls")


async def test_beside_the_list_stands_what_is_due_of_an_agent(database: DatabaseFile) -> None:
    app = app_on(listed(database, "[b]8843[/]"))
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"ana")
        await shows(pilot, "╭ Ana López ─", "1 of 4 calls this month", "[b]8843[/]")


async def test_where_nothing_is_due_that_is_said(database: DatabaseFile) -> None:
    listed(database)
    score(database, [(ANA, date(2026, 11, day), 75.0) for day in (3, 4, 5)])
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", "down", "enter")
        await shows(pilot, "No evaluation is due this month.")


async def test_the_line_below_a_sheet_says_how_sure_the_score_is(database: DatabaseFile) -> None:
    with_sheet(database)
    days = [date(2026, month, day) for month in range(1, 11) for day in (5, 19)]
    score(database, [(ANA, day, 70.0 + 20 * (day.day == 5)) for day in days])
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "Quality of communication")
        while "calls: ±" not in screen_text(app):
            await pilot.press("down")
        await shows(pilot, "2 calls: ± ")
