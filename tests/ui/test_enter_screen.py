"""The Enter screen: readings of one person or team by keys alone, saved in one go, seen at once."""

from typing import Any

import pytest
from msgspec.structs import replace
from rich.style import Style
from textual.widgets import Input

from kpitui.actions.accounts import set_account
from kpitui.actions.people import edit_person
from kpitui.config import Config
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.domain.history import ChangeRecord
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.opening import kept_open
from kpitui.storage.people import load_person
from kpitui.storage.records import rows
from kpitui.ui.widgets.entry_sheet import NOT_HERE_YET, EntrySheet
from kpitui.ui.widgets.sheet_columns import shape_of
from kpitui.views.access import still_in_role
from kpitui.views.export import readings_for_export
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, type_text, until


def newest(database: DatabaseFile, count: int) -> list[dict[str, Any]]:
    rows = sorted(readings_for_export(database), key=lambda row: row["reading"])[-count:]
    return [
        {
            key: row[key]
            for key in (
                "metric",
                "person",
                "team",
                "date",
                "value",
                "numerator",
                "denominator",
                "n",
            )
        }
        for row in rows
    ]


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


async def open_ana(pilot: Any) -> None:
    await shows(pilot, "Grow brand loyalty")
    await pilot.press("2")
    await type_text(pilot, "ana")
    await pilot.press("enter")
    await shows(pilot, "3 due")


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


async def test_esc_in_the_question_leads_to_the_first_refused_line(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        all_at_once(app, "45/50\rabc\r82\r\x13")
        await shows(pilot, "Not saved yet: 1 refused", "esc goes to the first.", "esc Back")
        assert "ctrl+s" not in screen_text(app)  # there is nothing that it would keep
        await pilot.press("ctrl+s")  # typed without looking: the cursor stays
        await shows(pilot, "Not saved: fix or clear the one marked !")
        sheet = app.screen.query_one(EntrySheet)
        assert sheet.ended
        await pilot.press("ctrl+s", "escape")
        await shows(pilot, "Not saved: 1 to check.")
        assert (app.focused, sheet.place, sheet.value) == (sheet, 1, "abc")
        all_at_once(app, "6:00\x13")
        await shows(pilot, "Saved 3 readings of Ana López.")


async def test_an_implausible_value_stays_marked_and_is_asked_about_when_saving(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.press("down")
        await type_text(pilot, "0:05")
        await pilot.press("enter")
        await shows(
            pilot, "Average handle time: 0:05 is outside the valid range 0:30–60:00.", "? 0:05"
        )
        await pilot.press("ctrl+s")
        await shows(pilot, "Not saved yet: 1 to confirm", "0:05 is outside the valid range")
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved 1 reading")
    assert newest(lively, 1)[0]["value"] == 5.0


async def test_a_value_that_is_refused_or_asked_about_is_typed_over(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        all_at_once(app, "6:00\r0:05\r82\r")
        await shows(pilot, "! 6:00", "? 0:05", "That was the last line")
        all_at_once(
            app, "\x1b[A\x1b[A6:005\x7f\x1b[A45/50\r\r81\x7f2\r"
        )  # Backspace takes a letter away
        await shows(pilot, "45/50", "  6:00", "  82")
        await pilot.press("up", *"83", "up", *"6:10", "ctrl+s")
        await shows(pilot, "Saved 3 readings of Ana López.")
    assert [row["numerator"] or row["value"] for row in newest(lively, 3)] == [45.0, 370.0, 83.0]


async def test_a_kept_text_is_marked_and_typed_over_when_one_comes_back(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.press(*"48/50", "escape")
        await shows(pilot, "1 not saved")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "48/50")
        assert isinstance(app.focused, EntrySheet)
        assert app.focused.selected_text == "48/50"
        all_at_once(app, "47/50\x1b[B\x1b[A\x7f\x7f49")  # typed over, then its end fixed
        await shows(pilot, "47/49")
        all_at_once(app, "\x1b[B\x1b[A\x1b[200~46/50\x1b[201~")  # a paste takes its place too
        await shows(pilot, "46/50")
        all_at_once(app, "\x1b[B\x1b[Anon the floor\r")  # a note goes behind it
        await pilot.press("up")
        await shows(pilot, "note: on the floor")
        await pilot.press("down", "v")
        await shows(pilot, "Average handle time, Ana López ─", "─ latest 20 readings ─")
        await pilot.press("escape")
        await shows(pilot, '46/50 "on the')
        assert isinstance(app.focused, EntrySheet)
        assert app.focused.line.metric.code == "aht"  # the line that was left


@pytest.mark.parametrize("theme", ["kpitui-dark", "kpitui-light", "ansi-dark"])
async def test_the_marked_line_is_one_bar_up_to_its_cell(lively: DatabaseFile, theme: str) -> None:
    app = app_on(lively, config=Config(theme=theme))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.press(*"4:::", "up")
        await shows(pilot, "! 4:::")
        sheet = app.screen.query_one(EntrySheet)

        def before_cell(row: int) -> list[Style]:
            strip = sheet.render_line(row).crop(0, sheet._picture.columns.cell)
            return [segment.style for segment in strip if segment.style is not None]

        here, other = before_cell(sheet.place), before_cell(sheet.place + 1)
        if theme == "ansi-dark":
            assert all(style.reverse for style in here)
            assert not any(style.reverse for style in other)
        else:
            assert len({style.bgcolor for style in here}) == 1
            assert {style.bgcolor for style in here}.isdisjoint(style.bgcolor for style in other)


async def test_every_empty_cell_has_its_example_dim_and_every_mark_its_colour(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.press(*"4:::", "down")
        await shows(pilot, "! 4:::")
        sheet = app.screen.query_one(EntrySheet)

        def look_of(text: str, row: int) -> Style:
            (found,) = {
                segment.style for segment in sheet.render_line(row) if segment.text.strip() == text
            }
            assert found is not None
            return found

        def colour_of(name: str) -> object:
            return sheet.get_component_rich_style(name, partial=True).color

        first = next(place for place, line in enumerate(sheet.lines) if line.typed)
        below = next(place for place in range(len(sheet.lines)) if place not in (first, first + 1))
        example = shape_of(sheet.lines[below].metric)
        assert look_of(example, below).color == colour_of("input--placeholder")
        assert look_of("!", first).color == colour_of("entry--refused")


async def test_a_date_to_come_is_refused_in_one_sentence(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await type_text(pilot, "9/10")
        await pilot.press("ctrl+t", "ctrl+u")
        await type_text(pilot, "2026-11-30")
        await pilot.press("ctrl+s")
        await shows(pilot, "future", "9/10")


async def test_what_is_typed_survives_going_elsewhere(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_ana(pilot)
        await type_text(pilot, "9/10")
        await pilot.press("f2")
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("f3")
        await shows(pilot, "9/10")
        await pilot.press("escape")
        await shows(pilot, "1 not saved")
        await pilot.press("f10")
        await shows(pilot, "Not saved: 1 value (2 Record)")
        await type_text(pilot, "ana")
        await pilot.press("enter")
        await shows(pilot, "9/10")
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved 1 reading")
        await pilot.press("f10")
    assert app.return_code == 0


async def test_a_busy_file_loses_nothing(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await type_text(pilot, "9/10")
        away = lively.path.with_name("away.db")
        lively.path.rename(away)
        await pilot.press("ctrl+s")
        await shows(pilot, "Not saved; what you typed is still here.", "9/10")
        away.rename(lively.path)
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved 1 reading")


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


async def test_what_is_typed_while_a_save_waits_for_another_writer_is_kept(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await type_text(pilot, "9/10")
        with writing(lively, ChangeRecord(LEADER, "test")):
            await pilot.press("ctrl+s", "down")
            await type_text(pilot, "6:07")
            await shows(pilot, "9/10", "6:07")
        await shows(pilot, "Saved 1 reading of Ana López.", "6:07")
        assert "9/10" not in screen_text(app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: newest(lively, 1)[0]["value"] == 367.0)


async def test_n_behind_a_number_notes_and_behind_a_blank_is_the_sample_size(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "n note")
        all_at_once(app, "45/50nafter role-play [/x]\r\r92 n=31ngood\x13")
        await shows(pilot, "Saved 2 readings of Ana López")
    with reading(database) as db:
        found = rows(db, "SELECT n, note FROM readings ORDER BY id")
    assert found == [{"n": None, "note": "after role-play [/x]"}, {"n": 31, "note": "good"}]


async def test_a_note_without_a_number_is_refused_in_place(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "n note")
        all_at_once(app, '"was ill"\r')
        await shows(pilot, "type part/whole, such as 45/50, or one number", '! "was ill"')


async def test_what_was_typed_for_a_day_is_saved_for_that_day(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "n note")
        await pilot.press("ctrl+t", "ctrl+u", *"2026-11-20", "enter", *"45/50", "escape")
        await shows(pilot, "1 not saved")
        await pilot.press("ctrl+t", "ctrl+u", *"today", "enter", *"bo", "enter")
        await shows(pilot, "n note")
        await pilot.press(*"40/50", "ctrl+s")
        await shows(pilot, "Saved 1 reading of [red]Bo[/]")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "45/50", "Fri 20 Nov")
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved 1 for Fri 20 Nov: Ana López.", "Mon 23 Nov")
    assert [(row["person"], row["date"]) for row in newest(database, 2)] == [
        ("[red]Bo[/]", TODAY.isoformat()),
        ("Ana López", "2026-11-20"),
    ]


async def test_only_ctrl_s_confirms_what_is_implausible(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "n note")
        await pilot.press("down", *"99:00", "enter")
        await shows(pilot, "99:00 is outside the valid range")
        await pilot.press("ctrl+s", "enter", *"ya7:", "enter", "space")
        await shows(pilot, "Not saved yet: 1 to confirm", "99:00 is outside the valid range")
        assert not newest(database, 1)
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved 1 reading of Ana López")


async def test_a_value_outside_what_is_usual_is_asked_about_once(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.press("down", "down")
        await type_text(pilot, "60")
        await pilot.press("enter")
        await shows(
            pilot,
            "? 60",
            "60.0% is unusual for Ana López: usually 80.7% to 87.3%, from the 10",
        )
        await pilot.press("ctrl+s", "ctrl+s")
        await shows(pilot, "Saved 1 reading of Ana López.")
    assert newest(lively, 1)[0]["value"] == 60.0


async def test_a_dash_says_that_it_does_not_apply_and_is_asked_for_no_more(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await type_text(pilot, '- "on leave"')
        await shows(pilot, "note: on leave")
        await pilot.press("enter", "ctrl+s")
        await shows(pilot, "Saved 1 reading of Ana López.")
        await type_text(pilot, "ana")
        await pilot.press("enter")
        await shows(pilot, "2 due")
        await pilot.press("escape", "f2")
    assert all(
        row["metric"] != "Adherence to schedule" or row["not_applicable"]
        for row in readings_for_export(lively)
    )
    with reading(lively) as db:
        found = rows(db, "SELECT state, note, date FROM readings ORDER BY id DESC LIMIT 1")
    assert found == [{"state": "not applicable", "note": "on leave", "date": "2026-11-23"}]


async def test_what_is_due_is_asked_for_one_after_the_other(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"due", "enter")
        await shows(
            pilot,
            "Due: 1 of 2",
            "Agent or team Ana López",
            "Adherence to schedule",
            "Average handle time",
        )
        await shows(pilot, "Customer satisfaction")  # a KPI that was read of her, and not of Bo
        await pilot.press(*"9/10", "enter", *"6:00", "enter", *"84", "enter")
        await shows(pilot, "Due: 2 of 2", "Agent or team [red]Bo[/]")
        await pilot.press("enter", "enter")
        await shows(pilot, "That was the last of what is due.", "type a name")
        await pilot.press(*"north", "down", "down", "enter")
        await shows(pilot, "Nothing is due.")
        await pilot.press(*"due", "enter")
        await shows(pilot, "Due: 1 of 1", "Agent or team [red]Bo[/]")
        await pilot.press("1", "/", "2", "escape")
        await shows(pilot, "1 not saved")
        await pilot.press(*"due", "enter")
        await shows(pilot, "Agent or team [red]Bo[/]", "1/2")
        await pilot.press("ctrl+n")
        await shows(pilot, "That was the last of what is due.")
    assert [row["person"] for row in newest(lively, 3)] == ["Ana López"] * 3


async def test_a_cell_shows_where_its_cursor_is_and_keeps_what_was_said_about_it(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await type_text(pilot, '9/10 "said on the telephone')
        await pilot.press("down")
        await type_text(pilot, "six")
        await pilot.press("enter")
        await shows(
            pilot, "six is not", '9/10 "said on t'
        )  # the cell that is left shows its beginning
        await pilot.press("up", "up", "end", "e")
        await shows(
            pilot, '9/10 "e telephonee', "note: said on the telephonee"
        )  # a note never stands in place of the value
        await pilot.press("down", "backspace")
        await shows(pilot, "▇   si\n")
        assert "six is not" not in screen_text(app)
        await pilot.press("up", "end", "ctrl+w", *"phone", "down", "end", *"x", "up")
        await shows(pilot, "note: said on the phone", "! six\n")


async def test_a_click_goes_to_a_cell(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.click(EntrySheet, offset=(64, 1))
        sheet = app.screen.query_one(EntrySheet)
        await until(pilot, lambda: sheet.line.metric.code == "aht")
        await type_text(pilot, "6:00")
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved 1 reading")
    assert newest(lively, 1)[0]["value"] == 360.0


async def test_tab_goes_from_cell_to_cell_and_on_to_the_fields_above(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.press("tab")
        await type_text(pilot, "6:01")
        await pilot.press("tab", *"70", "shift+tab", "end", *"5", "shift+tab", "1", "shift+tab")
        await until(pilot, lambda: app.focused is not None and app.focused.id == "date")
        await shows(pilot, "! 6:015\n", "? 70\n")
        await pilot.press("tab", "tab", "tab", "tab", "tab")
        await until(pilot, lambda: app.focused is not None and app.focused.id == "who")


async def test_what_is_typed_is_seen_in_the_smallest_window(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(60, 15)) as pilot:
        await until(pilot, lambda: app.screen.id == "plan-screen")
        await pilot.press("2", *"ana", "enter")
        await shows(pilot, "Type a value", "≥ 92.0%")
        await type_text(pilot, "9/10")
        await shows(pilot, "Adherence to sc", "≥ 92.0%   9/10")
        await pilot.press("f4", *"ana", "enter")
        await shows(pilot, "Enter for next")
        app.screen.query_one(EntrySheet).focus()
        await type_text(pilot, "\r6:02")
        await shows(pilot, "5:00–6:30    6:02")


async def test_a_window_that_grows_gets_the_chart_beside_the_sheet(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        await type_text(pilot, "ana")
        await pilot.press("enter")
        await shows(pilot, "Average handle time")
        assert "Last readings" not in screen_text(app)
        await pilot.resize_terminal(120, 40)
        await shows(pilot, "Last readings")


async def test_what_is_unusual_of_one_who_is_due_waits_and_the_next_one_comes(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"due", "enter")
        await shows(pilot, "Due: 1 of")
        all_at_once(app, "45/50\r12:59\r80\r44/50\r5:55\r")
        await shows(pilot, "That was the last of what is due. Not saved, to check:")
        await shows(pilot, "3 not saved")


async def test_what_is_typed_for_the_next_while_a_save_waits_is_never_the_one_before(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"due", "enter")
        await shows(pilot, "Due: 1 of 2")
        with writing(lively, ChangeRecord(LEADER, "test")):
            await pilot.press(*"45/50", "ctrl+s")
            all_at_once(app, "44/50\r5:55\r")
            await shows(pilot, "45/50", NOT_HERE_YET)
            assert "44/50" not in screen_text(app)
        await until(pilot, lambda: "45/50 or %" in screen_text(app))
        all_at_once(app, "80\r")
        await shows(pilot, NOT_HERE_YET, "Agent or team Ana López")
        await pilot.press("ctrl+n")
        await shows(pilot, "Due: 2 of 2", "[red]Bo[/]")
        await pilot.press(*"44/50", "ctrl+s")
        await shows(pilot, "Saved 1 reading of [red]Bo[/].")
    found = [(row["person"], row["numerator"]) for row in newest(lively, 2)]
    assert found == [("Ana López", 45.0), ("[red]Bo[/]", 44.0)]


async def test_the_enter_that_saves_asks_the_file_once_what_the_day_has_already(
    lively: DatabaseFile,
) -> None:
    asked: list[str] = []
    with kept_open(lively.path) as kept:
        app = app_on(kept)
        # So narrow that no chart stands beside the sheet, which asks for readings of its own.
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await shows(pilot, "Grow brand loyalty")
            await pilot.press("2", *"due", "enter")
            await shows(pilot, "Due: 1 of 2")
            await pilot.press(*"45/50", "enter", "enter")
            with reading(kept) as one, reading(kept) as other:
                idle = one, other  # a save and a look take whichever is free
            for db in idle:
                db.set_trace_callback(asked.append)
            await pilot.press("enter")
            await shows(pilot, "Saved 1 reading of Ana López.", "Due: 2 of 2")
            by_enter = same_day_questions(asked)
            await pilot.press(*"44/50")
            asked.clear()
            await pilot.press("ctrl+s")
            await shows(pilot, "Saved 1 reading of [red]Bo[/].")
            by_ctrl_s = same_day_questions(asked)
            for db in idle:
                db.set_trace_callback(None)
    assert by_enter == by_ctrl_s > 0


def same_day_questions(asked: list[str]) -> int:
    """How many of them are about what stands for a metric, a person and a day."""
    return sum("readings.*" in one and "AND metric_id = " in one for one in asked)


async def test_what_is_confirmed_of_one_who_is_due_is_saved_by_the_last_enter(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"due", "enter")
        await shows(pilot, "Due: 1 of 2")
        await pilot.press("down", *"12:59", "down", *"abc", "ctrl+s")
        await shows(pilot, "1 refused, 1 to confirm")
        await pilot.press("ctrl+s")
        await shows(pilot, "Not saved: fix or clear the one marked !")
        await pilot.press("ctrl+u", *"84", "enter")
        await shows(pilot, "Saved 2 readings of Ana López.", "Due: 2 of 2")
    assert [row["value"] for row in newest(lively, 2)] == [779.0, 84.0]


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
