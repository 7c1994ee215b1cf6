"""What is refused or unusual on Record is marked, asked about once, and kept where one says so."""

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows
from kpitui.ui.widgets.entry_sheet import EntrySheet
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, type_text
from tests.ui.record_lines import newest, open_ana


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


async def test_a_date_to_come_is_refused_in_one_sentence(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await type_text(pilot, "9/10")
        await pilot.press("ctrl+t", "ctrl+u")
        await type_text(pilot, "2026-11-30")
        await pilot.press("ctrl+s")
        await shows(pilot, "future", "9/10")


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
