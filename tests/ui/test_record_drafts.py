"""What is typed on Record and not saved stays: elsewhere, over a busy file, for its own day."""

from kpitui.domain.history import ChangeRecord
from kpitui.storage.database import DatabaseFile, writing
from kpitui.ui.widgets.entry_sheet import EntrySheet
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, type_text, until
from tests.ui.record_lines import newest, open_ana


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
