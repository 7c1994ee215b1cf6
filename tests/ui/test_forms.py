"""Forms: what is typed replaces the recorded value, and what a metric cannot be is refused beside
its field.
"""

import pytest
from textual.pilot import Pilot

from kpitui.domain.periods import AsOf
from kpitui.domain.records.standard import StandardScope
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_plan
from kpitui.ui.dialogs.field_row import FieldRow
from kpitui.ui.forms.measures import MetricNames, find_scope
from kpitui.views.catalogue import load_catalogue
from kpitui.views.planning import load_offers
from tests.conftest import TODAY
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


async def test_what_is_typed_into_the_first_field_replaces_it_as_in_all_others(
    database: DatabaseFile,
) -> None:
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
        await until(
            pilot, lambda: typed(pilot)["statement"] == "Make every customer glad they called us"
        )


async def test_after_starting_again_the_first_field_is_replaced_too(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, *TO_THE_KPI, "e")
        await type_text(pilot, "87")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: typed(pilot)["target"] == "85")
        await type_text(pilot, "88")
        await until(pilot, lambda: typed(pilot)["target"] == "88")


async def test_the_guards_of_a_strategy_are_separated_by_commas(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "down", "down", "e")
        await pilot.press(*["down"] * list(typed(pilot)).index("guards"))
        await shows(pilot, "metrics that must not get worse, separated by commas")


async def test_after_a_refused_save_the_cursor_is_where_it_was(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "C")
        await type_text(pilot, "2026-11\rwe")
        for more, why in ((" all", "we all"), (" agree", "we all agree")):
            before = app.screen
            await pilot.press("ctrl+s")
            await until(pilot, lambda: app.screen is not before and bool(typed(pilot)))  # noqa: B023
            await shows(pilot, "Not saved. Nov 2026 is not over yet")
            await type_text(pilot, more)
            await until(pilot, lambda: typed(pilot) == {"month": "2026-11", "why": why})  # noqa: B023


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("target", "5:40", "the metric is not a duration; type a plain number"),
        ("target", "140", "outside the valid range of the metric: 0.0%–100.0%"),
        ("target", "-1", "outside the valid range of the metric: 0.0%–100.0%"),
        ("baseline", "101%", "outside the valid range of the metric: 0.0%–100.0%"),
        ("baseline", "5:40", "the metric is not a duration; type a plain number"),
        ("warn", "120", "wider than the valid range of the metric: 0.0%–100.0%"),
        ("warn", "-2", "a difference, so 0 or more"),
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
        assert (kpi.baseline, kpi.warn, [target.level.low for target in kpi.targets]) == (
            70,
            3,
            [85],
        )


@pytest.mark.parametrize(
    ("level", "said"),
    [
        ("0:10-6:30", "outside the valid range of the metric: 0:30–60:00"),
        ("5:00-2:00:00", "outside the valid range of the metric: 0:30–60:00"),
        ("<=0:20", "outside the valid range of the metric: 0:30–60:00"),
    ],
)
async def test_a_standard_refuses_a_level_that_is_not_plausible(
    database: DatabaseFile, level: str, said: str
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot, "G", "e")
        await type_text(pilot, level)
        await until(pilot, lambda: typed(pilot)["level"] == level)
        await pilot.press("ctrl+s")
        await shows(pilot, said)
        assert "New level" in screen_text(app)


def test_whom_a_standard_is_for_is_found_as_everywhere(database: DatabaseFile) -> None:
    offers = load_offers(database, AsOf(TODAY, TODAY))
    for typed, scope in {
        "": StandardScope(),
        "every": StandardScope(),
        "no": StandardScope(team_id=1),
        "lop": StandardScope(person_id=1),
        "ana": StandardScope(person_id=1),
        "adv": StandardScope(role_id=1),
        "bo": StandardScope(person_id=2),
    }.items():
        assert find_scope(typed, offers) == scope, typed
    with pytest.raises(ValueError, match="No team, role or person"):
        find_scope("orth", offers)
    with pytest.raises(ValueError, match="“a” fits 2: Advisor, Ana López; type more of the name"):
        find_scope("a", offers)


def test_a_metric_of_the_file_stands_before_one_of_the_catalogue_unless_that_is_named_in_full(
    database: DatabaseFile,
) -> None:
    offers = load_offers(database, AsOf(TODAY, TODAY))
    names = MetricNames(offers.metrics, load_catalogue())
    assert names.find("customer") == offers.metrics[2]
    other = next(
        entry for entry in load_catalogue() if entry.code not in ("csat", "aht", "adherence")
    )
    assert names.find(other.code) == names.find(other.name.upper()) == other
    assert names.find("zyzzyva") is None
