"""The Grid shape of the Enter screen: a team down, metrics across, one day; typed over, pasted,
saved in one change.
"""

from pathlib import Path

from kpitui.actions.readings import record
from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import Actor, Channel
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.drafts import load_typed
from kpitui.storage.records import rows
from kpitui.storage.session_drafts import SessionDrafts
from kpitui.storage.session_locks import Whereabouts
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.widgets.entry_grid import EntryGrid
from kpitui.views.export import readings_for_export
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, until
from tests.ui.team_tables import add_people, open_north


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
