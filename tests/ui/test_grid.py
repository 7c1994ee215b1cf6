"""The Grid shape of the Enter screen: a team down, metrics across, one day; typed over, pasted,
saved in one change.
"""

from datetime import date
from pathlib import Path
from time import perf_counter

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from kpitui.actions.corrections import correct_reading, void_reading
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.readings import record
from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import Actor, Channel
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.drafts import Typed, load_typed
from kpitui.storage.readings import recorded_reading
from kpitui.storage.records import rows
from kpitui.storage.session_drafts import SessionDrafts
from kpitui.storage.session_locks import Whereabouts
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.widgets.entry_grid import EntryGrid
from kpitui.views.export import readings_for_export
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, until


def add_people(database: DatabaseFile, names: list[str], metrics: int = 0) -> None:
    """More people in North, and more metrics that everybody is held to."""
    since = date(2024, 1, 1)
    document = {
        "person": [
            {"name": name, "starts_on": since,
                "membership": [{"team": "North", "starts_on": since}]} for name in names
        ],
        "metric": [
            {
                "name": f"Metric {place}", "code": f"m{place}", "direction": "higher",
                "aggregation": "mean", "cadence": "weekly",
            }
            for place in range(metrics)
        ],
        "standard": [
            {"metric": f"m{place}",
                "level": [{"level": 5, "starts_on": since}]} for place in range(metrics)
        ],
    }  # fmt: skip
    load_plan_document(database, LEADER, PlanDocument.model_validate(document), today=TODAY)


async def open_north(pilot: object, app: KpituiApp) -> None:
    await shows(pilot, "Grow brand loyalty")  # type: ignore[arg-type] # a pilot of ours
    all_at_once(app, "2north\r")
    await shows(pilot, "Agent or team North", "Tab right", "92.0%")  # type: ignore[arg-type] # a pilot of ours


def line(app: KpituiApp, name: str) -> str:
    return next(
        (one for one in screen_text(app).splitlines() if one.strip().startswith(f"{name} ")), ""
    )


async def test_one_metric_of_a_team_of_twelve_is_one_change(database: DatabaseFile) -> None:
    add_people(database, [f"Person {place:02d}" for place in range(11)])
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"north")
        await shows(pilot, f"{'North':<29}table, 12 agents")
        all_at_once(app, "\r" + "".join(f"{place + 30}/50\r" for place in range(12)) + "\x13")
        await shows(pilot, "Saved 12 readings of North.", "64.0%")
    found = sorted(readings_for_export(database), key=lambda row: row["person"])
    assert [(row["person"], row["numerator"], row["team"]) for row in found][:2] == [
        ("Ana López", 30.0, "North"),
        ("Person 00", 31.0, "North"),
    ]
    assert len(found) == 12
    with reading(database) as db:
        assert rows(db, "SELECT count(DISTINCT deed_id) AS deeds FROM readings") == [{"deeds": 1}]


async def test_a_word_that_begins_as_no_value_moves_nothing_and_lands_nowhere(
    database: DatabaseFile,
) -> None:
    add_people(database, ["Bea", "Cem"])
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        grid = app.screen.query_one(EntryGrid)
        all_at_once(app, "njill says 95\rnvery ex 7\r9/10\r")
        await shows(pilot, "9/10+")
        await app.typed_ahead.passed_on()
        assert grid.texts == {(2, 0): "9/10"}
        all_at_once(app, "\x1b[Haht 5:30\t6:00")
        await shows(pilot, "6:00+")
        assert sorted(grid.texts.values()) == ["6:00", "9/10"]


async def test_arrows_move_and_typing_goes_over_what_stood_there(
    database: DatabaseFile,
) -> None:
    add_people(database, ["Bea", "Cem"])
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        grid = app.screen.query_one(EntryGrid)
        await pilot.press(
            "down", "right", "down", "up", "right", "left", "left", "left", "tab", "shift+tab"
        )
        assert grid.cursor == (1, 0)
        all_at_once(app, "9/10")
        await shows(pilot, "9/10+")
        await pilot.press("escape")
        await until(pilot, lambda: not grid.texts)
        all_at_once(app, "9/10\t5:30\r")
        await until(
            pilot, lambda: grid.cursor == (2, 0)
        )  # a run of Tabs is a row, as in a spreadsheet
        await pilot.press("up", "right")
        await shows(pilot, "9/10+", "5:30+")
        assert grid.cursor == (1, 1)
        await pilot.press("6", "backspace", "7")
        await shows(pilot, "7+")
        assert line(app, "Bea").split() == ["Bea", "9/10+", "7+"]
        await pilot.press("up", "down", "delete")
        await until(pilot, lambda: line(app, "Bea").split() == ["Bea", "9/10+", "*"])
        await pilot.press("ctrl+end", "ctrl+home")
        assert grid.cursor == (0, 0)


async def test_wrong_text_is_refused_at_its_cell_and_the_rest_stays(database: DatabaseFile) -> None:
    add_people(database, ["Bea"])
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "9/10\r9/0\r")
        await shows(pilot, "Bea, adherence: 9/0 divides by nothing", "9/0!", "9/10+")
        all_at_once(app, "20000\r")
        await shows(
            pilot, "Ana López, aht: 333:20 is outside the valid range 0:30–60:00.", "20000?"
        )
        await pilot.press("ctrl+s")
        await shows(
            pilot,
            "Not saved yet: 1 refused, 1 to confirm",
            "! Bea, Adherence to schedule",
        )
        assert list(readings_for_export(database)) == []
        await pilot.press("ctrl+s")  # keeps the unusual; the refused must be fixed
        await shows(pilot, "Not saved: fix or clear the one marked !")
        assert app.screen.query_one(EntryGrid).cursor == (1, 1)
        await pilot.press("ctrl+s")
        await shows(pilot, "Not saved yet: 1 refused")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.query_one(EntryGrid).cursor == (1, 0))
        all_at_once(app, "7/8\r\x13")
        await shows(pilot, "Saved 3 readings of North.")
        await shows(pilot, "333:20", "87.5%")


async def test_a_block_of_a_spreadsheet_fills_cells_and_saves_nothing(
    database: DatabaseFile,
) -> None:
    add_people(database, ["Bea"])
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        all_at_once(app, '\x1b[200~9/10\t"5:30"\tx\r\n\tnonsense\r\n1/2\t1\r\n\x1b[201~')
        await shows(pilot, "Filled 3 cells, 1 of them to check; 3 outside the grid")
        await shows(pilot, "9/10+", "5:30+", "nonsense!")
        assert list(readings_for_export(database)) == []


async def test_letters_behind_a_digit_are_refused_at_once(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_north(pilot, app)
        await pilot.press("1")
        await shows(pilot, "1+")
        await pilot.press("u")
        await shows(pilot, "1u!", "Ana López, adherence: 1u is not a number")
        await pilot.press("q")
        await shows(pilot, "1uq!")
        await pilot.press("backspace", "backspace")
        await shows(pilot, "1+")
        all_at_once(app, "/2\t6:00 n=1")
        await shows(pilot, "1/2+", "typed 6:00 n=1")
        assert "!" not in screen_text(app)


async def test_a_word_in_an_empty_cell_is_refused_in_words(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "abc12")
        await shows(pilot, "No value begins with “a”, and in the table it is no key")
        assert not app.screen.query_one(EntryGrid).texts


async def test_a_recorded_value_is_corrected_by_typing_over_it(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_north(pilot, app)
        all_at_once(app, '9/10 "first"\x13')
        await shows(pilot, "Saved 1 reading of North.", "90.0%", "recorded 90.0%")
        all_at_once(app, "8/10")
        await shows(pilot, "replaces 90.0%")
        all_at_once(app, "\x13")
        await shows(
            pilot,
            "Saved 1 reading of North; changed 9/10 → 8/10 (note kept) for Ana López",
            "recorded 80.0%",
        )
        await pilot.press("v")
        await shows(pilot, "Adherence to schedule, Ana López ─", "─ 1 reading ─", "80.0%  8/10")
        await shows(pilot, "corrected  lee  first", "part  9 → 8")
        await pilot.press("escape")
        await shows(pilot, "Agent or team North")
        await pilot.press("u")
        await shows(pilot, "No value begins with “u”, and in the table it is no key")
        await pilot.press("ctrl+p", *"undo")
        await shows(pilot, "Undo your last change")
        await pilot.press("enter")
        await shows(pilot, "recorded 90.0%")
    found = list(readings_for_export(database))
    assert [(row["numerator"], row["note"]) for row in found] == [(9.0, "first")]
    with reading(database) as db:
        changes = rows(
            db, "SELECT before IS NOT NULL AS corrected FROM changes WHERE table_name = 'readings'"
        )
    assert [row["corrected"] for row in changes] == [0, 1, 1]


async def test_another_day_shows_its_readings_and_typed_values_are_for_their_day(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "\x14\x15-3d\r")
        await shows(pilot, "Fri 20 Nov")
        all_at_once(app, "9/10\r\x14\x15today\r")
        await shows(pilot, "Save what is typed for 20 Nov first")
        all_at_once(app, "\x13")
        await shows(pilot, "Saved 1 for Fri 20 Nov: North.")
        all_at_once(app, "\x14\x15today\r")
        await until(
            pilot, lambda: app.focused is not None and "90.0%" not in line(app, "Ana López")
        )
        await shows(pilot, "Ana López")
    assert [row["date"] for row in readings_for_export(database)] == ["2026-11-20"]


async def test_a_note_and_what_does_not_apply(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "-n on leave, hjkl\t5:30 n=3\r\x13")
        await shows(pilot, "Saved 2 readings of North.")
        await until(pilot, lambda: line(app, "Ana López").split() == ["Ana", "López", "-", "5:30✓"])
    with reading(database) as db:
        found = rows(db, "SELECT state, note, n FROM readings ORDER BY id")
    assert found == [
        {"state": "not applicable", "note": "on leave, hjkl", "n": None},
        {"state": "kept", "note": None, "n": 3},
    ]


async def test_a_pasted_note_keeps_the_blanks_that_hold_words_together(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "9/10n\x1b[200~10\u00a0%  of\tcalls\x1b[201~\t")
        await until(pilot, lambda: app.screen.query_one(EntryGrid).cursor == (0, 1))
        all_at_once(app, '\x1b[200~5:40 "hung\u202fup  soon"\x1b[201~\x13')
        await shows(pilot, "Saved 2 readings of North.")
    assert {row["note"] for row in readings_for_export(database)} == {
        "10\u00a0% of calls",
        "hung\u202fup soon",
    }


async def test_what_is_typed_in_a_grid_is_there_at_the_next_start(
    database: DatabaseFile, tmp_path: Path
) -> None:
    def context() -> AppContext:
        drafts = SessionDrafts(tmp_path, database, "lee", "s", Whereabouts())
        kept = load_typed(drafts.file)
        actor = Actor("lee", channel=Channel.TUI)
        return AppContext(
            database, actor, Config(), Charset.BRAILLE, "kpi.db", today=lambda: TODAY, unsaved=kept,
            drafts=drafts,
        )  # fmt: skip

    app = KpituiApp(context())
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "\x14\x15-3d\r9/10\r")

        def is_kept() -> bool:
            kept = [load_typed(file).grids for file in tmp_path.glob("*.s.json")]
            return any("9/10" in texts.values() for grids in kept for texts in grids.values())

        await until(pilot, is_kept)
    app = KpituiApp(context())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Draft restored: 1 value")
        await pilot.press("2")
        await shows(pilot, "1 not saved")
        all_at_once(app, "north\r")
        await shows(pilot, "9/10+", "20 Nov")


@pytest.mark.parametrize("charset", [Charset.BRAILLE, Charset.ASCII])
async def test_fifty_people_and_eight_metrics_scroll_with_names_in_sight(
    database: DatabaseFile, charset: Charset
) -> None:
    add_people(
        database,
        [
            "[/x] [@click=app.quit]",
            "王小明 of a very long name",
            *(f"P {n:02d}" for n in range(47)),
        ],
        6,
    )
    app = app_on(database, charset)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        assert "[/x] [@click=app.qui" in screen_text(app)
        widths = {len(strip.text) for strip in app.screen._compositor.render_strips()}
        assert len(widths) <= 2  # wide letters take two columns and one character
        all_at_once(app, "\x1b[1;5F")
        await until(pilot, lambda: app.screen.query_one(EntryGrid).cursor == (49, 7))
        await shows(pilot, "P 46", "m5")
        assert "aht" not in screen_text(app).split("m5")[0].splitlines()[-1]
        began = perf_counter()
        for _ in range(20):
            await pilot.press("up")
        print(f"{(perf_counter() - began) / 20 * 1000:.0f} ms a key, with the pilot's own 75")
        assert (screen_text(app).isascii()) == (charset is Charset.ASCII)


async def test_the_question_about_the_refused_says_that_nothing_is_saved_by_it(
    database: DatabaseFile,
) -> None:
    record(
        database,
        LEADER,
        [ReadingDraft(metric_id=2, person_id=1, date=TODAY, value=300.0)] * 2,
        today=TODAY,
    )
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "9/0\t5:30\x13")
        await shows(pilot, "1 refused, 1 recorded already")
        await shows(pilot, "Press r or a first, then ctrl+s or F9 agrees to all but !")
        await pilot.press("r")
        await shows(
            pilot,
            "= replaces the recorded value.",
            "ctrl+s or F9 agrees to all but !",
        )


async def test_one_more_beside_two_of_the_same_day_is_asked_about(database: DatabaseFile) -> None:
    twice = [
        ReadingDraft(metric_id=2, person_id=1, date=TODAY, value=value) for value in (300.0, 320.0)
    ]
    record(database, LEADER, twice, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "\t5:30")
        await shows(pilot, "2 recorded that day")
        all_at_once(app, "\x13")
        await shows(pilot, "1 recorded already", "that day has 5:00 by lee and 5:20")
        await shows(
            pilot,
            "= is recorded already: r replaces it, a adds to it.",
            "Press r or a first, then ctrl+s or F9 saves",
        )
        await pilot.press("ctrl+s")
        await shows(pilot, "Press r or a first, then ctrl+s or F9 saves")  # nothing was chosen yet
        await pilot.press("a")
        await shows(pilot, "= is added to the recorded value", "ctrl+s or F9 saves")
        await pilot.press("r")
        await shows(pilot, "= replaces the recorded value", "ctrl+s or F9 saves")
        await pilot.press("a", "ctrl+s")
        await shows(pilot, "Saved 1 reading of North.")
    assert len(list(readings_for_export(database))) == 3


KIM = Actor("kim")


def change_meanwhile(database: DatabaseFile, part: float) -> None:
    """Somebody else corrects the adherence of Ana."""
    with reading(database) as db:
        (row,) = rows(db, "SELECT * FROM readings WHERE metric_id = 3")
    old = recorded_reading(row)
    correct_reading(database, KIM, old, replace(old.draft, numerator=part), today=TODAY)


async def test_a_value_that_another_changed_meanwhile_is_shown_and_asked_about_before_it_is_replaced(  # noqa: E501
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "9/10\x13")
        await shows(pilot, "Saved 1 reading of North.", "recorded 90.0%")
        all_at_once(app, "8/10")
        await shows(pilot, "replaces 90.0%")
        change_meanwhile(database, 7)
        all_at_once(app, "\t\x13")  # the cursor stands in another cell
        await shows(
            pilot,
            "Ana López, Adherence to schedule 90.0% → 70.0% (lee, corrected by",
            "you typed 8/10",
        )
        all_at_once(app, "\x13")
        await shows(
            pilot, "1 recorded already", "Adherence to schedule: 8/10", "that day has 7/10 by lee,"
        )
        assert _numerators(database) == [7.0]
        await pilot.press("r")
        change_meanwhile(database, 6)
        await pilot.press("ctrl+s")
        await shows(pilot, "that day has 6/10 by lee,")
        assert _numerators(database) == [6.0]
        await pilot.press("r", "ctrl+s")
        await shows(pilot, "Saved 1 reading of North; changed 6/10 → 8/10")
    assert _numerators(database) == [8.0]


async def test_a_value_that_another_voided_meanwhile_is_recorded_anew_after_it_was_said(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "9/10\x13")
        await shows(pilot, "Saved 1 reading of North.", "recorded 90.0%")
        all_at_once(app, "8/10")
        await shows(pilot, "replaces 90.0%")
        with reading(database) as db:
            (row,) = rows(db, "SELECT * FROM readings WHERE metric_id = 3")
        void_reading(database, KIM, recorded_reading(row), today=TODAY)
        all_at_once(app, "\x13")
        await shows(
            pilot, "Adherence to schedule 90.0% → void meanwhile; you typed", "records it again"
        )
        all_at_once(app, "\x13")
        await shows(pilot, "Saved 1 reading of North.", "recorded 80.0%")


@pytest.mark.parametrize("anew", [False, True])
async def test_what_another_changed_while_the_table_was_left_is_asked_about_too(
    database: DatabaseFile, tmp_path: Path, anew: bool
) -> None:
    def context() -> AppContext:
        drafts, kept = SessionDrafts(tmp_path, database, "lee", "s", Whereabouts()), Typed()
        kept.take_in(load_typed(drafts.file))  # as a start takes it from a session that is gone
        actor = Actor("lee", channel=Channel.TUI)
        return AppContext(
            database, actor, Config(), Charset.BRAILLE, "kpi.db", today=lambda: TODAY, unsaved=kept,
            drafts=drafts,
        )  # fmt: skip

    app = KpituiApp(context())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "9/10\x13")
        await shows(pilot, "Saved 1 reading of North.", "recorded 90.0%")
        all_at_once(app, "8/10\t5:40\t")
        await shows(pilot, "8/10+", "5:40+")
        await until(
            pilot,
            lambda: any(
                "5:40" in str(load_typed(path).grids) for path in tmp_path.glob("*.s.json")
            ),
        )
        if not anew:
            await pilot.press("escape")
            change_meanwhile(database, 7)
            await pilot.press(*"north", "enter")
            await _asks_about_the_seven(pilot, app)
    if anew:
        change_meanwhile(database, 7)
        app = KpituiApp(context())
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await open_north(pilot, app)
            await _asks_about_the_seven(pilot, app)


async def _asks_about_the_seven(pilot: Pilot[None], app: KpituiApp) -> None:
    await shows(pilot, "8/10+", "5:40+")
    all_at_once(app, "\x13")
    await shows(
        pilot, "1 recorded already", "Adherence to schedule: 8/10  that day has 7/10 by lee"
    )


async def test_after_a_conflict_the_cell_that_is_emptied_is_typed_over_what_it_shows(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "9/10\x13")
        await shows(pilot, "Saved 1 reading of North.", "recorded 90.0%")
        all_at_once(app, "8/10")
        await shows(pilot, "replaces 90.0%")
        change_meanwhile(database, 7)
        all_at_once(app, "\x13")
        await shows(pilot, "90.0% → 70.0%", "replaces 70.0%")
        await pilot.press("delete")
        await shows(pilot, "recorded 70.0%")
        all_at_once(app, "5/10\x13")
        await shows(pilot, "Saved 1 reading of North; changed 7/10 → 5/10")


def _numerators(database: DatabaseFile) -> list[float]:
    return [row["numerator"] for row in readings_for_export(database)]


async def test_the_chart_of_the_cell_of_the_cursor_stands_beside_the_table_or_below_it(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(200, 60)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        all_at_once(app, "2north\r")
        await shows(pilot, "North · table, 1 agent", "handle time", "Last readings")
        await shows(pilot, "Adherence to schedule  Ana López")
        await pilot.press("right")
        await shows(pilot, "Average handle time  Ana López")
        await pilot.resize_terminal(120, 40)
        await shows(pilot, "Average handle time  Ana López", "Last readings")
        await pilot.resize_terminal(80, 24)
        await shows(pilot, "North · table, 1 agent")
        assert "Average handle time  Ana López" not in screen_text(app)


async def test_a_table_of_many_people_or_metrics_has_the_whole_window(
    database: DatabaseFile,
) -> None:
    add_people(database, [f"Person {place:02d}" for place in range(30)], metrics=12)
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        all_at_once(app, "2north\r")
        await shows(pilot, "North · table, 31 agents", "Person 22")
        await pilot.resize_terminal(150, 40)
        await shows(pilot, "Person 22", "m11")
        assert "Last readings" not in screen_text(app)
