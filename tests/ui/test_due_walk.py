"""Everything due is recorded agent by agent, and nothing lands on the next or the last."""

from kpitui.domain.history import ChangeRecord
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.opening import kept_open
from kpitui.storage.records import rows
from kpitui.ui.widgets.entry_sheet import NOT_HERE_YET
from kpitui.views.export import readings_for_export
from tests.conftest import LEADER
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, type_text, until
from tests.ui.record_lines import newest, open_ana


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
