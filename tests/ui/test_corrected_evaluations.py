"""An evaluation is corrected and removed where it is seen."""

from datetime import date

import pytest
from msgspec.structs import replace

from kpitui.actions.evaluations import correct_evaluation, record_evaluations
from kpitui.actions.plan import close_month
from kpitui.domain.access import AccessRole, Actor
from kpitui.storage.database import DatabaseFile
from kpitui.ui.widgets.person_panels import ExpectedPanel
from tests.actions.test_evaluations import draft, load, values
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, shows, type_text
from tests.ui.score_sheets import evaluations, mark_evaluation, open_page


async def test_an_evaluation_is_corrected_where_it_is_seen(database: DatabaseFile) -> None:
    load(database)
    by = Actor("[b]Bell[/]", AccessRole.LEADER)
    record_evaluations(database, by, [draft(database, "yn50")], today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_page(pilot)
        await mark_evaluation(pilot, app)
        await shows(pilot, "scored by", "1 failed", "[b]Bell[/]", "A call")
        await pilot.press("enter")
        await shows(pilot, " 1 of 4 ", "no !", "8841", "correction · scored by [b]Bell[/]")
        await pilot.press("ctrl+s")
        await shows(pilot, "Nothing to save.")
        await pilot.press("down", "y", "c", *"it was", "enter", "ctrl+s")
        await shows(pilot, "Corrected Ana López, contact 8841: 100.0%")
    (found,) = evaluations(database)
    assert (found.score, found.answers[2].comment) == (100, "it was")
    assert values(database) == [(100, 100)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_was_scored_is_seen_at_once_and_no_message_covers_it_or_the_hint(
    database: DatabaseFile, size: tuple[int, int]
) -> None:
    load(database)
    earlier = [draft(database, "yn50", reference=f"88{at:02}") for at in range(9)]
    record_evaluations(database, LEADER, earlier, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_page(pilot)
        for reference in ("8841", "8842"):
            await pilot.press("S")
            await shows(pilot, "Type the number of the contact")
            all_at_once(app, f"{reference}\ryn50\x13")
            await shows(pilot, f"Scored Ana López, contact {reference}", f"  {reference}  ")
            scored = app.screen.query_one(ExpectedPanel).scored
            assert scored is not None
            assert scored.evaluation.reference == reference


async def test_an_evaluation_is_removed_once_it_was_asked_for(database: DatabaseFile) -> None:
    load(database)
    record_evaluations(database, LEADER, [draft(database)], today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await open_page(pilot)
        await mark_evaluation(pilot, app)
        await pilot.press("x")
        await shows(pilot, "Remove the evaluation of contact 8841 of 23 Nov?", "voided")
        await pilot.press("escape")
        assert evaluations(database)
        await pilot.press("x", "enter")
        await shows(pilot, "Evaluation removed; u to undo")
        assert not evaluations(database)
        await pilot.press("u")
        await shows(pilot, "Undone: remove evaluation")
    assert values(database) == [(100, 100)]


async def test_in_a_locked_month_a_removal_asks_for_its_reason(database: DatabaseFile) -> None:
    load(database)
    day = date(2026, 10, 20)
    record_evaluations(database, LEADER, [draft(database, day=day)], today=TODAY)
    close_month(database, LEADER, "2026-10", TODAY)
    app = app_on(database)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await open_page(pilot)
        await mark_evaluation(pilot, app)
        await pilot.press("x", "enter")
        await shows(pilot, "eason")
        await type_text(pilot, "another agent")
        await pilot.press("ctrl+s")
        await shows(pilot, "Evaluation removed")
    assert not evaluations(database)


async def test_what_another_corrected_meanwhile_is_said_before_it_is_replaced(
    database: DatabaseFile,
) -> None:
    load(database)
    record_evaluations(database, LEADER, [draft(database, "yn50")], today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_page(pilot)
        await mark_evaluation(pilot, app)
        await pilot.press("enter")
        await shows(pilot, " 1 of 4 ")
        (old,) = evaluations(database)
        answers = [replace(answer, value=1.0) for answer in old.answers[:2]] + [*old.answers[2:]]
        correct_evaluation(database, Actor("bo"), old, old, answers, today=TODAY)
        await pilot.press("down", "y", "3", "ctrl+s")
        await shows(
            pilot, "Not saved: bo changed it at", "Ctrl+S saves what stands here in its place"
        )
        assert values(database) == [(100, 100)]
        await pilot.press("ctrl+s")
        await shows(pilot, "Corrected Ana López, contact 8841: 80.0%")
    assert values(database) == [(80, 80)]
