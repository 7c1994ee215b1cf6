"""Sorting what came in, keeping people, and going anywhere by a few letters; all by keys."""

import pytest

from kpitui.actions.metrics import add_metrics
from kpitui.charts.text import Charset
from kpitui.domain.records.dated import live
from kpitui.domain.records.metric import Aggregation, Cadence, Definition, Direction, Place
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people
from kpitui.storage.plan import load_plan
from kpitui.terminal import typed_ahead
from kpitui.ui.dialogs.field_row import FieldRow
from kpitui.ui.dialogs.find import FindDialog
from tests.conftest import LEADER, TODAY
from tests.patience import LONG, PATIENCE
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, until

MANY = 100 if LONG else 25


def called_kpis(database: DatabaseFile, count: int) -> None:
    parts = [
        Definition(
            name=f"Measure {place:03}", code=f"m{place}", direction=Direction.HIGHER,
            aggregation=Aggregation.MEAN, cadence=Cadence.WEEKLY,
        )
        for place in range(count)
    ]  # fmt: skip
    add_metrics(database, LEADER, parts)


async def test_many_metrics_take_as_many_keys(
    database: DatabaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quarter of a hundred; the long form has all of it."""
    monkeypatch.setattr(typed_ahead, "LONGEST_WAIT", PATIENCE)  # a busy server is no fault
    called_kpis(database, MANY)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("o")
        await shows(pilot, f"{MANY} to sort", "Measure 000")
        all_at_once(app, "c" * MANY)
        await until(
            pilot, lambda: "All metrics are sorted" in screen_text(app), seconds=5 * PATIENCE
        )
    with reading(database) as db:
        places = [
            metric.place
            for metric in load_plan(db).metrics.values()
            if metric.name.startswith("Measure")
        ]
    assert places == [Place.CONTEXT] * MANY


async def test_each_metric_goes_to_its_place_and_later_stays(database: DatabaseFile) -> None:
    called_kpis(database, 3)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("o")
        await shows(pilot, "3 to sort")
        await pilot.press("space", "k")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        await pilot.press("tab", *"90", "ctrl+s")
        await shows(pilot, "2 to sort", "KPI added")
        await pilot.press("s")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        await pilot.press(*"80", "ctrl+s")
        await shows(pilot, "1 to sort", "The standard is set", "Measure 000")
        await pilot.press("escape")
        await shows(pilot, "Measure 001", "≥ 90.0", "Measure 002", "≥ 80.0")
    with reading(database) as db:
        plan = load_plan(db)
    assert [plan.metrics[kpi.metric_id].name for kpi in live(plan.kpis, TODAY)][1:] == [
        "Measure 001"
    ]


async def test_people_are_added_moved_and_leave_by_keys(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5")
        await shows(pilot, "North", "Ana López", "[red]Bo[/]")
        await pilot.press("a")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        await pilot.press(*"Chen", "tab", "tab", *"Coach", "ctrl+s")
        await shows(pilot, "Chen        ?    ?     Coach", "Coach, North since 23 Nov")
        await pilot.press("m")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        for row in app.screen.query(FieldRow):
            if row.field.key == "team":
                row.input.value = "East"
        await pilot.press("ctrl+s")
        await shows(pilot, "East", "Coach, East since 23 Nov")
        await pilot.press("x")
        await shows(pilot, "Leaver: Chen", "The readings stay.")
        await pilot.press("ctrl+s")
        await shows(pilot, "Chen left on 23 Nov; nothing is theirs to do.")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Chen        ?    ?     Coach" not in screen_text(app))
        await pilot.press("full_stop")
        await shows(pilot, "Chen" + " " * 19 + "Coach  left 23 Nov")
        await pilot.press("u", "u")
        await shows(pilot, "Coach, North since 23 Nov")
    with reading(database) as db:
        assert [person.name for person in load_people(db)] == ["[red]Bo[/]", "Ana López", "Chen"]


async def test_a_person_shows_what_is_expected_of_them(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j")
        await shows(
            pilot, "Advisor, North", "✓ Average handle time    met       6:00   5:00–6:30      6:00"
        )


async def test_anything_is_found_by_some_letters(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("slash", *"avht")
        await shows(pilot, "Average handle time ", "standard of everyone")
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, FindDialog))
        await shows(pilot, "Standard 5:00–6:30 for everyone")
        await pilot.press("slash", *"lopez", "enter")
        await shows(pilot, "Advisor, North since 1 Jan 2024")
        await pilot.press("slash", *"brand", "enter")
        await shows(pilot, "Priority since 1 Jan")
        await pilot.press("slash", *"csat")  # its short name, not letters of the mission in order
        await shows(pilot, "Customer satisfaction ", "KPI of")
        await pilot.press("enter")
        await shows(pilot, "by 31 Dec", "owner lee")
        await pilot.press("slash", *"zzzz", "enter", "escape")
        await until(pilot, lambda: not isinstance(app.screen, FindDialog))


@pytest.mark.parametrize(
    "key", ["1", "2", "5", "7", "o", "question_mark", "slash", "colon", "a", "m", "d"]
)
async def test_without_unicode_every_screen_and_dialog_is_ascii(
    lively: DatabaseFile, key: str
) -> None:
    called_kpis(lively, 40)
    app = app_on(lively, Charset.ASCII)
    async with app.run_test(size=(60, 15), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", key)
        await pilot.pause()
        assert screen_text(app).isascii(), screen_text(app)


async def test_the_letters_of_a_team_are_completed_and_a_new_one_is_said(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "a")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        await pilot.press(*"Tom", "tab", *"Eas")
        await shows(pilot, "a new one")
        await pilot.press("ctrl+u", *"sou", "ctrl+s")
        await shows(pilot, "South since 23 Nov")


async def test_a_form_survives_a_window_that_was_too_small(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("a")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        await pilot.press(*"Cut", "tab", *"Le")
        await pilot.resize_terminal(20, 5)
        await pilot.pause()
        await pilot.resize_terminal(80, 24)
        await shows(pilot, "New priority")
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("e", "ctrl+s")
        await until(pilot, lambda: not app.screen.query(FieldRow))
    with reading(database) as db:
        assert [priority.owner for priority in load_plan(db).priorities] == ["", "Lee"]


async def test_nothing_is_undone_from_the_past_and_find_says_when_nothing_fits(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("left_square_bracket")
        await shows(pilot, "read-only")
        assert "u Undo" not in screen_text(app)
        await pilot.press("slash", *"zzz")
        await shows(pilot, "No match; delete a letter")


async def test_a_long_form_in_a_low_window_keeps_its_keys_in_sight(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(60, 15)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("down", "down", "p")
        await until(pilot, lambda: bool(app.screen.query(FieldRow)))
        await pilot.press(*"Something new")
        await shows(pilot, "^s/F9 Save", "a new metric")
        for _ in range(40):  # each once the form has followed the cursor
            if "Owner" in screen_text(app):
                break
            await pilot.press("tab")
            await pilot.pause()
        await shows(pilot, "^s/F9 Save", "Owner")
