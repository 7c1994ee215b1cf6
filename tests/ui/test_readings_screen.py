"""The readings behind a number, corrected and voided by keys."""

from datetime import date

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from kpitui.actions.corrections import correct_reading
from kpitui.domain.history import ChangeRecord
from kpitui.domain.readings import SubjectFilter
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.records import rows
from kpitui.ui.dialogs.field_row import FieldRow
from kpitui.views.readings import load_readings
from tests.conftest import LEADER, TODAY, record_weekly
from tests.ui.conftest import app_on, screen_text, shows, type_text, until


async def test_a_reading_is_corrected_and_voided_from_where_it_is_seen(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("v")
        await shows(pilot, "Only a KPI, a standard or a metric has readings")
        await pilot.press("down", "down", "down", "v")
        await shows(
            pilot,
            "Customer satisfaction, everyone",
            "latest 40 readings",
            "20 Nov  84.0%  Ana López",
        )
        await pilot.press("enter")
        await shows(pilot, "Correct: Customer satisfaction, Ana López")
        await pilot.press(
            "end", "backspace", "backspace", *"91 n=7", "tab", "tab", *"typo", "ctrl+s"
        )
        await shows(pilot, "20 Nov  91.0%   n=7  Ana López", "typo")
        await pilot.press("down", "x")
        await shows(pilot, "It stays on record")
        await pilot.press("ctrl+s")
        await shows(pilot, "  void ", "does not count")
        await pilot.press("u")
        await until(pilot, lambda: "  void  " not in screen_text(app))
        await pilot.press("escape")
        await shows(pilot, "91.0%", "Grow brand loyalty")
    with reading(lively) as db:
        assert rows(db, "SELECT count(*) AS n FROM readings WHERE state = 'void'") == [{"n": 0}]


async def test_from_the_readings_one_goes_to_any_screen_and_back(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        for key, text in (
            ("1", "Grow brand loyalty"),
            ("5", "Ana López"),
            ("1", "Grow brand loyalty"),
        ):
            await pilot.press("g", "down", "down", "down", "v")
            await shows(pilot, "readings")
            await pilot.press(key)
            await shows(pilot, text)
            await until(pilot, lambda: not app.screen.query(FieldRow))
            await pilot.press("1")
            await shows(pilot, "Standards")


async def correcting(pilot: Pilot[None], *texts: str) -> None:
    """Open the form that corrects the newest reading of customer satisfaction."""
    await shows(pilot, "Grow brand loyalty")
    await pilot.press("down", "down", "down", "v")
    await shows(pilot, "Customer satisfaction, everyone", "latest 40 readings")
    await pilot.press("e")
    await shows(pilot, "Correct: Customer satisfaction, Ana López", *texts)


async def test_a_correction_refuses_what_the_metric_cannot_be(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await correcting(pilot)
        await type_text(pilot, "140")
        await pilot.press("ctrl+s")
        await shows(pilot, "140.0% is outside the valid range 0.0%–100.0%")
        await type_text(pilot, "91")
        await pilot.press("ctrl+s")
        await shows(pilot, "20 Nov  91.0%  Ana López")


async def test_a_correction_says_what_is_unusual_and_takes_it(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await correcting(pilot)
        await type_text(pilot, "20")
        await shows(pilot, "20.0% is unusual for Ana López: usually")
        await pilot.press("ctrl+s")
        await shows(pilot, "20 Nov  20.0%  Ana López")


async def test_a_value_that_was_confirmed_before_keeps_nobody_from_mending_its_note(
    lively: DatabaseFile,
) -> None:
    with writing(lively, ChangeRecord(LEADER, "record readings")) as db:
        db.execute("UPDATE readings SET value = 140 WHERE date = '2026-11-20' AND metric_id = 1")
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await correcting(pilot, "140")
        await type_text(pilot, "140 n=7")
        await pilot.press("tab", "tab")
        await type_text(pilot, "counted twice")
        await pilot.press("ctrl+s")
        await shows(pilot, "20 Nov  140.0%   n=7  Ana López", "counted twice")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_beside_the_list_stands_what_was_done_to_the_reading(
    lively: DatabaseFile, size: tuple[int, int]
) -> None:
    old = load_readings(lively, 1, SubjectFilter())[0].recorded
    new = replace(old.draft, value=91.0, note="counted again")
    correct_reading(lively, LEADER, old, new, today=TODAY, why="a typo")
    app = app_on(lively)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "down", "v")
        await shows(
            pilot, "agent or team", "corrected", "counted again", "History of this reading",
            "84% → 91%", "reason  a typo",
        )  # fmt: skip
        await pilot.press("down")
        await until(pilot, lambda: "84% → 91%" not in screen_text(app))


async def test_below_the_list_stands_the_chart_around_the_reading(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "down", "v")
        await shows(pilot, "Ana López  20 Nov", "Sep", "limits", "mean")
        await pilot.press("end")
        await shows(pilot, "Ana López  20 Feb", "Apr")
        assert "Sep" not in screen_text(app)


async def test_where_nothing_was_recorded_it_says_which_key_records(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "down", "v")
        await shows(pilot, "no readings", "No readings yet.", "2 opens Record")
        assert "e Correct" not in screen_text(app)


async def test_the_day_of_a_reading_of_another_year_is_seen_whole(lively: DatabaseFile) -> None:
    record_weekly(lively, 1, [81.5], date(2025, 12, 24), person_id=2)
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "down", "v")
        await shows(pilot, "latest 41 readings", "20 Nov       84.0%")
        await pilot.press("end")
        await shows(pilot, "24 Dec 2025  81.5%")
