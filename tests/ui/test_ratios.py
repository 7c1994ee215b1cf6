"""A ratio by keys: parts, a value with its size, or a value alone."""

from datetime import date

import pytest

from kpitui.actions.readings import record
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile
from kpitui.ui.screens.readings import ReadingsScreen
from kpitui.views.export import readings_for_export
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, shows

YESTERDAY = date.fromordinal(TODAY.toordinal() - 1)


def kept(database: DatabaseFile) -> list[tuple[object, ...]]:
    names = ("value", "n", "numerator", "denominator")
    return [tuple(row[name] for name in names) for row in readings_for_export(database)]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("92", (92.0, None, None, None)),
        ("92%", (92.0, None, None, None)),
        ("95.2 n=480", (None, None, 456.96, 480.0)),
    ],
)
async def test_the_sheet_takes_a_value_alone_or_with_its_size(
    database: DatabaseFile, typed: str, numbers: tuple[object, ...]
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "n note")
        all_at_once(app, f"{typed}\r\x1b[A")
        if numbers[0] is not None:
            await shows(pilot, "kept without weight; best as two numbers, e.g. 45/50")
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved 1 reading of Ana López.")
    assert kept(database) == [numbers]


async def test_the_table_takes_a_value_alone_over_parts_and_says_so(
    database: DatabaseFile,
) -> None:
    parts = ReadingDraft(metric_id=3, person_id=1, date=TODAY, numerator=45, denominator=50)
    record(database, LEADER, [parts], today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"north", "enter")
        await shows(pilot, "to schedule", "90.0%")
        all_at_once(app, "92\r\x13")
        await shows(pilot, "changed 45/50 → 92.0% (45/50 dropped) for Ana López")
        await shows(pilot, "92.0%")
    assert kept(database) == [(92.0, None, None, None)]


async def test_a_value_with_its_size_is_shown_and_corrected_as_it_was_given(
    database: DatabaseFile,
) -> None:
    given = ReadingDraft(metric_id=3, person_id=1, date=YESTERDAY, value=95.2, n=480)
    record(database, LEADER, [given], today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("end", "up", "v")
        await shows(pilot, "Adherence to schedule, everyone ─", "─ 1 reading ─", "95.2%  n=480")
        assert isinstance(app.screen, ReadingsScreen)
        await pilot.press("e")
        await shows(pilot, "Correct: Adherence to schedule, Ana López", "95.2% n=480")
        await pilot.press("ctrl+u", *"95.4", "ctrl+s")
        await shows(pilot, "22 Nov  95.4%  Ana López")
    assert kept(database) == [(95.4, None, None, None)]
