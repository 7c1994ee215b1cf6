"""The Enter screen: readings of one person or team by keys alone, saved in one go, seen at once."""

import pytest
from msgspec.structs import replace
from textual.widgets import Input

from kpitui.actions.accounts import set_account
from kpitui.actions.people import edit_person
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_person
from kpitui.ui.widgets.entry_sheet import EntrySheet
from kpitui.views.access import still_in_role
from kpitui.views.export import readings_for_export
from tests.conftest import LEADER
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, type_text, until
from tests.ui.record_lines import newest, open_ana


async def test_letters_digits_enter_and_one_key_save_readings_that_show_at_once(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "Ana López", "[red]Bo[/]", "North", "Organisation")
        await type_text(pilot, "ana")
        await pilot.press("enter")
        await shows(pilot, "3 due", "Adherence to schedule", "≥ 92.0%", "5:00–6:30")
        await type_text(pilot, "45/50")
        await pilot.press("enter")
        await type_text(pilot, "6:00")
        await pilot.press("enter")
        await type_text(pilot, "82 n=31")
        await pilot.press("enter", "ctrl+s")
        await shows(pilot, "Saved 3 readings of Ana López.")
        await pilot.press("f2", "home", "down", "down", "down")
        await shows(pilot, "Customer satisfaction", "on track")
    assert newest(lively, 3) == [
        {
            "metric": "Adherence to schedule",
            "person": "Ana López",
            "team": "North",
            "date": "2026-11-23",
            "value": None,
            "numerator": 45.0,
            "denominator": 50.0,
            "n": None,
        },
        {
            "metric": "Average handle time",
            "person": "Ana López",
            "team": "North",
            "date": "2026-11-23",
            "value": 360.0,
            "numerator": None,
            "denominator": None,
            "n": None,
        },
        {
            "metric": "Customer satisfaction",
            "person": "Ana López",
            "team": "North",
            "date": "2026-11-23",
            "value": 82.0,
            "numerator": None,
            "denominator": None,
            "n": 31,
        },
    ]


async def test_a_short_code_finds_its_person_in_the_lists_of_record_and_coach(
    database: DatabaseFile,
) -> None:
    with reading(database) as db:
        bo = load_person(db, 2)
    assert bo is not None
    edit_person(database, LEADER, bo, bo.name, "q7x")
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        for screen in "23":
            await pilot.press(screen)
            await shows(pilot, "Ana López", "[red]Bo[/]")
            await type_text(pilot, "q7x")
            await until(pilot, lambda: "Ana López" not in screen_text(app))
            await shows(pilot, "[red]Bo[/]")
            await pilot.press("escape", "escape")


async def test_a_whole_team_can_be_recorded_for_another_day(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("f3")
        await type_text(pilot, "north")
        await pilot.press("down", "enter")
        await shows(pilot, "Agent or team North", "due")
        await pilot.press("ctrl+t", "ctrl+u")
        await type_text(pilot, "yesterday")
        await pilot.press("enter")
        await shows(pilot, "22 Nov")
        await type_text(pilot, "9/10")
        await pilot.press("f9")
        await shows(pilot, "Saved 1 for Sun 22 Nov: North.")
    found = newest(lively, 1)[0]
    assert (found["person"], found["team"], found["date"], found["numerator"]) == (
        None,
        "North",
        "2026-11-22",
        9.0,
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("9/0", "above 0"),
        ("abc", "is not a number"),
        ("45/50 n=3", "type it without n="),
    ],
)
async def test_wrong_text_is_refused_at_the_cell_and_the_rest_stays(
    lively: DatabaseFile, typed: str, words: str
) -> None:
    app = app_on(lively)
    before = len(list(readings_for_export(lively)))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.press("down")
        await type_text(pilot, "6:00")
        await pilot.press("up")
        await type_text(pilot, typed)
        await pilot.press("ctrl+s")
        await shows(
            pilot,
            "Not saved yet: 1 refused",
            "! Ana López, Adherence to schedule",
            words,
        )
        await pilot.press("ctrl+s")
        await shows(pilot, "Not saved: fix or clear the one marked !", "6:00", f"! {typed}")
        assert isinstance(app.focused, EntrySheet)
        assert app.focused.value == typed
    assert len(list(readings_for_export(lively))) == before


async def test_keys_typed_ahead_reach_their_cells(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        all_at_once(app, "2ana\r9/10\r6:00\r\x13bo\r7/8\r\x1b[20~north\r1/2")
        await shows(pilot, "Agent or team North", "1/2")
    assert [
        (row["person"], row["team"], row["numerator"] or row["value"]) for row in newest(lively, 3)
    ] == [
        ("Ana López", "North", 9.0),
        ("Ana López", "North", 360.0),
        ("[red]Bo[/]", "South", 7.0),
    ]


async def test_digits_and_q_are_text_where_text_is_typed_and_keys_where_none_is(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "Ana López")
        await type_text(pilot, "b1q?")
        await until(pilot, lambda: app.screen.query_one("#who", Input).value == "b1q?")
        assert "No match" in screen_text(app)
        await pilot.press("ctrl+u", "question_mark")
        await shows(pilot, "Select the highlighted name")
        await pilot.press("escape", "1")
        await shows(pilot, "Grow brand loyalty")


async def test_the_bar_names_the_key_for_help_that_works(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "? Keys")
        await pilot.press("a")
        await shows(pilot, "F1 Keys")
        await pilot.press("backspace")
        await shows(pilot, "? Keys")


async def test_who_may_not_record_is_told_before_a_value_is_typed(lively: DatabaseFile) -> None:
    app = app_on(lively, actor=Actor("vic", AccessRole.VIEWER, Channel.TUI))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        for wanted in ("ana", "north", "due"):
            await pilot.press("2", *wanted, "enter")
            await shows(pilot, "A viewer may not record readings; ask a leader")
            assert "Type a value" not in screen_text(app)
            await pilot.press("escape", "1")
            await until(pilot, lambda: "may not record" not in screen_text(app))


async def test_a_role_taken_away_while_values_are_typed_is_told_once(
    lively: DatabaseFile,
) -> None:
    for name, role in (("lee", AccessRole.LEADER), ("kim", AccessRole.SUPERVISOR)):
        set_account(lively, LEADER, name, role)
    kim = Actor("kim", AccessRole.SUPERVISOR, Channel.TUI)
    app = app_on(replace(lively, still_allowed=still_in_role(kim)), actor=kim)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await shows(pilot, "Today")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "Type a value")
        await type_text(pilot, "48/50\r")
        set_account(lively, LEADER, "kim", AccessRole.VIEWER)
        await pilot.press("ctrl+s")
        await shows(pilot, "Not saved; what you typed is still here. You are a viewer now", "48/50")
