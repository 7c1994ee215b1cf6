"""A year of the organisation's own on the screens, from 60x20 on."""

from datetime import date

import pytest

from kpitui.actions.rules import set_rule
from kpitui.storage.database import DatabaseFile
from tests.conftest import LEADER
from tests.ui.conftest import app_on, screen_text, shows, type_text

FROM = date(2020, 1, 1)


def set_year(database: DatabaseFile) -> None:
    for key, value in (
        ("year_pattern", "4-4-5"), ("first_month", "10"), ("year_named_by", "end"),
        ("year_label", "FY{yy}/{to}"), ("period_label", "{year} Per{nn}"),
    ):  # fmt: skip
        set_rule(database, LEADER, key, value, FROM, "our year")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_names_of_periods_are_whole_on_the_chart_and_in_its_table(
    lively: DatabaseFile, size: tuple[int, int]
) -> None:
    set_year(lively)
    app = app_on(lively)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("4")
        await shows(pilot, "KPI 1 of")
        await pilot.press("m")
        await shows(pilot, "FY27/28 Per0")
        assert "Oct" not in screen_text(app).split("What the chart says")[0]
        await pilot.press("v")
        await shows(pilot, "FY27/28 Per02 ")


async def test_a_leader_names_the_year_in_the_form_of_rules(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("R")
        await shows(pilot, "Rules of this file", "year_pattern: calendar months")
        await type_text(pilot, "year_pattern\r")
        await shows(pilot, "calendar months, 4-4-5, 4-5-4, 5-4-4 or 13x4")
        await pilot.press("up", "ctrl+u")
        await type_text(pilot, "year_label\r")
        await shows(pilot, "standard, or like FY{yy} or {yyyy}/{to}")
        await type_text(pilot, "FY{yy}\r2026-01-01\rour year")
        await pilot.press("ctrl+s")
        await shows(pilot, "The rule is set")
    assert lively.rules.on(date(2026, 11, 23)).year_label == "FY{yy}"
