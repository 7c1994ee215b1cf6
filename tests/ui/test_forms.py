"""Forms: what is typed replaces what stands there, and what a metric cannot be is refused beside its field."""

import pytest
from textual.pilot import Pilot

from kpitui.storage.database import reading
from kpitui.storage.plan import load_plan
from kpitui.ui.dialogs.form import FieldRow
from kpitui.views import DatabaseFile
from tests.ui.conftest import app_on, screen_text, shows, type_text, until

TO_THE_KPI = ("down", "down", "down")


async def opened(pilot: Pilot[None], *keys: str) -> None:
    """Go to a line of the plan and open a form there."""
    await shows(pilot, "Grow brand loyalty")
    await pilot.press(*keys)
    await until(pilot, lambda: bool(pilot.app.screen.query(FieldRow)))
    await pilot.press()


def typed(pilot: Pilot[None]) -> dict[str, str]:
    return {row.field.key: row.input.value for row in pilot.app.screen.query(FieldRow)}


async def test_what_is_typed_into_the_first_field_replaces_it_as_in_all_others(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, *TO_THE_KPI, "e")
        await type_text(pilot, "87\r2027-03-01\r71\r")
        await until(pilot, lambda: typed(pilot)["baseline"] == "71")
        assert typed(pilot)["target"] == "87"
        assert typed(pilot)["due_on"] == "2027-03-01"
        await pilot.press("ctrl+s")
        await shows(pilot, "≥ 87.0%")
    with reading(database) as db:
        assert load_plan(db).kpis[0].targets[-1].level.low == 87


async def test_a_sentence_in_the_first_field_is_edited_at_its_end(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "e")
        await type_text(pilot, " us")
        await until(pilot, lambda: typed(pilot)["statement"] == "Make every customer glad they called us")


async def test_after_starting_again_the_first_field_is_replaced_too(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, *TO_THE_KPI, "e")
        await type_text(pilot, "87")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: typed(pilot)["target"] == "85")
        await type_text(pilot, "88")
        await until(pilot, lambda: typed(pilot)["target"] == "88")


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("target", "5:40", "the metric is not a duration; type a plain number"),
        ("target", "140", "outside what the metric can be: 0.0%–100.0%"),
        ("target", "-1", "outside what the metric can be: 0.0%–100.0%"),
        ("baseline", "101%", "outside what the metric can be: 0.0%–100.0%"),
        ("baseline", "5:40", "the metric is not a duration; type a plain number"),
        ("warn", "120", "wider than all that the metric can be: 0.0%–100.0%"),
        ("warn", "-2", "a distance, so 0 or more"),
    ],
)
async def test_a_field_refuses_what_the_metric_of_a_kpi_cannot_be(
    database: DatabaseFile, field: str, text: str, said: str
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, *TO_THE_KPI, "e")
        next(row for row in app.screen.query(FieldRow) if row.field.key == field).input.focus()
        await pilot.press()
        await type_text(pilot, text)
        await until(pilot, lambda: typed(pilot)[field] == text)
        await pilot.press("ctrl+s")
        await shows(pilot, said, text)
    with reading(database) as db:
        (kpi,) = load_plan(db).kpis
        assert (kpi.baseline, kpi.warn, [one.level.low for one in kpi.targets]) == (70, 3, [85])


@pytest.mark.parametrize(
    ("level", "said"),
    [
        ("0:10-6:30", "outside what the metric can be: 0:30–60:00"),
        ("5:00-2:00:00", "outside what the metric can be: 0:30–60:00"),
        ("<=0:20", "outside what the metric can be: 0:30–60:00"),
    ],
)
async def test_a_standard_refuses_a_level_that_is_not_plausible(database: DatabaseFile, level: str, said: str) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "G", "e")
        await type_text(pilot, level)
        await until(pilot, lambda: typed(pilot)["level"] == level)
        await pilot.press("ctrl+s")
        await shows(pilot, said)
        assert "Another level" in screen_text(app)
