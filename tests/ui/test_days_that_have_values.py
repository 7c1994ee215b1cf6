"""A sheet of a day that has values already: seen before one types, and what a call sheet scored is
never taken for a value that can be replaced.
"""

from textual.pilot import Pilot

from kpitui.actions.evaluations import record_evaluations
from kpitui.actions.readings import record
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile
from kpitui.views.export import readings_for_export
from tests.actions.test_evaluations import draft, load
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, screen_text, shows


def scored_and_timed(database: DatabaseFile) -> None:
    """Ana has a handle time of today, and a score of a call sheet of today."""
    load(database)
    record_evaluations(database, LEADER, [draft(database)], today=TODAY)
    timed = ReadingDraft(metric_id=2, person_id=1, date=TODAY, value=300.0)
    record(database, LEADER, [timed], today=TODAY)


def values_of_ana(database: DatabaseFile) -> list[float]:
    found = readings_for_export(database)
    return sorted(one["value"] for one in found if one["metric"] == "Customer satisfaction")


async def open_ana(pilot: Pilot[None]) -> None:
    """Her sheet on Record."""
    await shows(pilot, "Grow brand loyalty")
    await pilot.press("2")
    await shows(pilot, "Ana L")
    await pilot.press(*"ana", "enter")
    await shows(pilot, "Type a value")


async def go_to(pilot: Pilot[None], metric: str) -> None:
    """Down to the line of a metric."""
    lines = pilot.app.screen.query_one("EntrySheet").lines  # type: ignore[attr-defined]
    place = next(at for at, one in enumerate(lines) if one.metric.name == metric)
    await pilot.press(*["down"] * place)


async def test_a_line_says_that_the_day_has_a_value_before_one_is_typed(
    database: DatabaseFile,
) -> None:
    scored_and_timed(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await shows(pilot, "1 due (*), 2 recorded (=)")
        handled = next(one for one in screen_text(app).splitlines() if "Average handle" in one)
        assert "= e.g. 5:40" in handled


async def test_nothing_due_is_said_without_its_sign(database: DatabaseFile) -> None:
    scored_and_timed(database)
    record(
        database, LEADER,
        [ReadingDraft(metric_id=3, person_id=1, date=TODAY, numerator=9.0, denominator=10.0)],
        today=TODAY,
    )  # fmt: skip
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await shows(pilot, "Nothing due, 3 recorded (=)")
        assert "0 due (*)" not in screen_text(app)


async def test_r_replaces_no_score_of_a_call_sheet_and_says_so_before_anything_is_refused(
    database: DatabaseFile,
) -> None:
    scored_and_timed(database)
    before = values_of_ana(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await go_to(pilot, "Average handle time")
        all_at_once(app, "5:20\r83")
        await shows(pilot, "5:20", "83")
        await pilot.press("ctrl+s")
        await shows(pilot, "2 recorded already", "on a call sheet", "Press r or a first")
        await pilot.press("r")
        await shows(pilot, "r does not replace the score of a call sheet: esc, and clear that line")
        assert "Press a" not in screen_text(app), "that would add the others too"
        await pilot.press("ctrl+s")
        await pilot.press("a")
        await shows(pilot, "is added to the recorded value")
        assert values_of_ana(database) == before
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved 2 readings of Ana")
    assert values_of_ana(database) == sorted([*before, 83.0])


async def test_where_only_a_score_stands_r_is_not_offered(database: DatabaseFile) -> None:
    scored_and_timed(database)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await go_to(pilot, "Customer satisfaction")
        all_at_once(app, "83\x13")
        await shows(pilot, "1 recorded already", "is the score of a call sheet: a adds to it")
        assert "r Replace" not in screen_text(app)
