"""What an import assumed is seen and changed on the Sort screen, one key each."""

from datetime import date

import pytest

from kpitui.actions.measures import add_metric
from kpitui.actions.readings import record
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.dated import live
from kpitui.domain.records.metric import Aggregation, Cadence, Definition, Direction, Metric
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_plan
from kpitui.ui.dialogs.field_row import FieldRow
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, screen_text, shows, until

GUESSED = ("unit", "aggregation", "decimals", "cadence", "direction")


def assumed_metric(
    database: DatabaseFile, name: str = "Gadget rate", *, parts: bool = False
) -> int:
    found = add_metric(
        database, LEADER,
        Definition(
            name=name, code=name.lower().replace(" ", "-"), unit="%", direction=Direction.HIGHER,
            aggregation=Aggregation.RATIO if parts else Aggregation.MEAN, cadence=Cadence.WEEKLY,
        ),
        assumed=GUESSED,
    )  # fmt: skip
    drafts = []
    for day in (2, 9, 16):
        part, whole, value = (40.0 + day, 80.0, None) if parts else (None, None, 70.0 + day)
        drafts.append(
            ReadingDraft(metric_id=found, date=date(2026, 11, day), value=value, numerator=part,
                         denominator=whole)
        )  # fmt: skip
    record(database, LEADER, drafts, today=TODAY)
    return found


def metric_of(database: DatabaseFile, metric_id: int) -> Metric:
    with reading(database) as db:
        return load_plan(db).metrics[metric_id]


async def test_each_assumption_is_changed_with_one_key_and_undone(empty: DatabaseFile) -> None:
    found = assumed_metric(empty)
    app = app_on(empty)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "No mission yet")
        await pilot.press("o")
        await shows(pilot, "1 to sort", "Gadget rate", "not known yet", "86.0%", "higher?")
        await pilot.press("b")
        await shows(pilot, "b Better is  lower", "Gadget rate: lower; u to undo")
        assert "not known yet" not in screen_text(app)
        await pilot.press("a")
        await shows(pilot, "Combine by total")
        await pilot.press("f", "d")
        await shows(pilot, "Recorded   monthly", "Decimals   2")
        await pilot.press("m")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        await pilot.press("ctrl+u", *"points", "ctrl+s")
        await shows(pilot, "Unit       points")
        assert "assumed" not in screen_text(app)
        await pilot.press("e")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        await shows(pilot, "Edit metric: Gadget rate")
        await pilot.press("escape", "u", "u")
        await shows(pilot, "Unit       %", "Decimals   1                 assumed")
    metric = metric_of(empty, found)
    assert (metric.direction, metric.aggregation, metric.cadence, metric.unit, metric.assumed) == (
        Direction.LOWER, Aggregation.SUM, Cadence.MONTHLY, "%", ("unit", "decimals"),
    )  # fmt: skip


async def test_readings_of_parts_are_a_share_whatever_is_pressed(empty: DatabaseFile) -> None:
    found = assumed_metric(empty, parts=True)
    app = app_on(empty)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "No mission yet")
        await pilot.press("o")
        await shows(pilot, "1 to sort", "56/80", "ratio")
        await pilot.press("a")
        await shows(pilot, "The readings of")
    assert metric_of(empty, found).aggregation is Aggregation.RATIO


async def test_nothing_is_judged_by_a_guessed_direction_and_k_makes_what_is_missing(
    empty: DatabaseFile,
) -> None:
    found = assumed_metric(empty)
    assumed_metric(empty, "Sprocket count")
    app = app_on(empty)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "No mission yet")
        await pilot.press("o")
        await shows(pilot, "2 to sort", "Gadget rate")
        await pilot.press("k")
        await shows(pilot, "Which way is better: Gadget rate?", "l  lower")
        await pilot.press("l")
        await shows(pilot, "New priority")
        await pilot.press(*"Grow", "ctrl+s")
        await shows(pilot, "New strategy")
        await pilot.press(*"Train", "ctrl+s")
        await shows(pilot, "Make a KPI: Gadget rate")
        for row in app.screen.query(FieldRow):
            if row.field.key == "target":
                row.input.value = "60"
        await pilot.press("ctrl+s")
        await shows(pilot, "1 to sort", "KPI added", "Sprocket count")
        await pilot.press("s")
        await shows(pilot, "Which way is better: Sprocket count?")
        await pilot.press("h")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        await pilot.press(*"80", "ctrl+s")
        await shows(pilot, "All metrics are sorted", "esc goes to the plan")
    with reading(empty) as db:
        plan = load_plan(db)
    assert [kpi.metric_id for kpi in live(plan.kpis, TODAY)] == [found]
    assert plan.metrics[found].direction is Direction.LOWER
    assert len(plan.standards) == 1


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_names_of_others_are_data_and_every_row_fits(
    empty: DatabaseFile, size: tuple[int, int]
) -> None:
    assumed_metric(empty, "[red]x[/] " + "long name " * 10)
    app = app_on(empty)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "No mission yet")
        await pilot.press("o")
        await shows(pilot, "[red]x[/]", "16 Nov", "Latest results", "better")


async def test_beside_the_list_stands_what_was_assumed_the_latest_results_and_the_keys(
    empty: DatabaseFile,
) -> None:
    assumed_metric(empty)
    app = app_on(empty)
    async with app.run_test(size=(160, 40)) as pilot:
        await shows(pilot, "No mission yet")
        await pilot.press("o")
        await shows(
            pilot, "metric ", "combine", "last", "How it is recorded", "a Combine by average",
            "Latest results", "86.0%  16 Nov  organisation", "Where it belongs",
            "k  KPI: tells whether a strategy works",
        )  # fmt: skip


@pytest.mark.parametrize("width", [80, 120])
async def test_how_often_a_metric_is_recorded_stands_in_the_list(
    empty: DatabaseFile, width: int
) -> None:
    assumed_metric(empty)
    app = app_on(empty)
    async with app.run_test(size=(width, 24)) as pilot:
        await shows(pilot, "No mission yet")
        await pilot.press("o")
        await shows(pilot, "f Recorded   weekly", "16 Nov")
        assert "  recorded  " in screen_text(app)


async def test_where_all_is_sorted_it_says_what_to_do_next(empty: DatabaseFile) -> None:
    app = app_on(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "No mission yet")
        await pilot.press("o")
        await shows(pilot, "All metrics are sorted.", "esc goes to the plan, i imports a file")
        assert "space Later" not in screen_text(app)
