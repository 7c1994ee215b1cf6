"""The Grid shape of the Enter screen: a team down, metrics across, one day; typed over, pasted, saved in one deed."""

from datetime import date
from pathlib import Path
from time import perf_counter

import pytest

from kpitui.actions.drafts import SessionDrafts, Whereabouts, load_typed
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.readings import record
from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import Actor, Way
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import reading
from kpitui.storage.records import rows
from kpitui.ui.app import KpituiApp
from kpitui.ui.widgets.entry_grid import EntryGrid
from kpitui.ui.workplace import Workplace
from kpitui.views import DatabaseFile
from kpitui.views.export import readings_for_export
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, until


def add_people(database: DatabaseFile, names: list[str], metrics: int = 0) -> None:
    """More people in North, and more metrics that everybody is held to."""
    since = date(2024, 1, 1)
    document = {
        "person": [
            {"name": name, "starts_on": since, "membership": [{"team": "North", "starts_on": since}]} for name in names
        ],
        "metric": [
            {
                "name": f"Metric {place}", "code": f"m{place}", "direction": "higher", "aggregation": "mean",
                "cadence": "weekly",
            }
            for place in range(metrics)
        ],
        "standard": [
            {"metric": f"m{place}", "level": [{"level": 5, "starts_on": since}]} for place in range(metrics)
        ],
    }  # fmt: skip
    load_plan_document(database, LEADER, PlanDocument.model_validate(document), today=TODAY)


async def open_north(pilot: object, app: KpituiApp) -> None:
    await shows(pilot, "Grow brand loyalty")  # type: ignore[arg-type] # a pilot of ours
    all_at_once(app, "2north\r")
    await shows(pilot, "Whom North", "adheren", "aht")  # type: ignore[arg-type] # a pilot of ours


def line(app: KpituiApp, name: str) -> str:
    return next((one for one in screen_text(app).splitlines() if one.strip().startswith(f"{name} ")), "")


async def test_one_metric_of_a_team_of_twelve_is_one_deed(database: DatabaseFile) -> None:
    add_people(database, [f"Person {place:02d}" for place in range(11)])
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2", *"north")
        await shows(pilot, "North  grid of its 12 people")
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


async def test_arrows_and_letters_move_and_typing_goes_over_what_stood_there(database: DatabaseFile) -> None:
    add_people(database, ["Bea", "Cem"])
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        grid = app.screen.query_one(EntryGrid)
        await pilot.press("j", "l", "down", "k", "right", "h", "left", "left", "tab", "shift+tab")
        assert grid.cursor == (1, 0)
        all_at_once(app, "9/10")
        await shows(pilot, "9/10+")
        await pilot.press("escape")
        await until(pilot, lambda: not grid.texts)
        all_at_once(app, "9/10\t5:30\r")
        await until(pilot, lambda: grid.cursor == (2, 0))  # a run of Tabs is a row, as in a spreadsheet
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
        all_at_once(app, "9/10\r92\r")
        await shows(pilot, "Bea, adherence: Adherence to schedule is a ratio", "92!", "9/10+")
        all_at_once(app, "20000\r")
        await shows(pilot, "Ana López, aht: 333:20 is implausible: outside 0:30–60:00.", "20000?")
        await pilot.press("ctrl+s")
        await shows(pilot, "Nothing is saved yet: 1 refused, 1 to confirm", "! Bea, Adherence to schedule: 92")
        assert list(readings_for_export(database)) == []
        await pilot.press("ctrl+s")  # keeps the unusual; the refused must be fixed
        await shows(pilot, "Not saved: fix or clear the one marked !")
        assert app.screen.query_one(EntryGrid).cursor == (1, 1)
        all_at_once(app, "\x1b[D7/8\r\x13")
        await shows(pilot, "Saved 3 readings of North.")
        await shows(pilot, "333:20", "87.5%")


async def test_a_block_of_a_spreadsheet_fills_cells_and_saves_nothing(database: DatabaseFile) -> None:
    add_people(database, ["Bea"])
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        all_at_once(app, '\x1b[200~9/10\t"5:30"\tx\r\n\tnonsense\r\n1/2\t1\r\n\x1b[201~')
        await shows(pilot, "Filled 3 cells, 1 of them to check; 3 outside the grid")
        await shows(pilot, "9/10+", "5:30+", "nonsense!")
        assert list(readings_for_export(database)) == []


async def test_a_recorded_value_is_corrected_by_typing_over_it(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_north(pilot, app)
        all_at_once(app, '9/10 "first"\x13')
        await shows(pilot, "Saved 1 reading of North.", "90.0%", "recorded 90.0%")
        all_at_once(app, "8/10")
        await shows(pilot, "replaces 90.0%")
        all_at_once(app, "\x13")
        await shows(pilot, "Saved 1 reading of North; changed 9/10 → 8/10 (note kept) for Ana López", "recorded 80.0%")
        await pilot.press("v")
        await shows(pilot, "Adherence to schedule, Ana López: 1 newest readings", "80.0% 8/10", "first")
        await pilot.press("escape")
        await shows(pilot, "Whom North")
        await pilot.press("u")
        await shows(pilot, "No value begins with “u”, and in the table it is no key")
        await pilot.press("ctrl+p", *"undo")
        await shows(pilot, "Take your last deed back")
        await pilot.press("enter")
        await shows(pilot, "recorded 90.0%")
    found = list(readings_for_export(database))
    assert [(row["numerator"], row["note"]) for row in found] == [(9.0, "first")]
    with reading(database) as db:
        deeds = rows(db, "SELECT before IS NOT NULL AS corrected FROM changes WHERE table_name = 'readings'")
    assert [row["corrected"] for row in deeds] == [0, 1, 1]


async def test_another_day_shows_its_readings_and_typed_values_are_for_their_day(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "\x14\x15-3d\r")
        await shows(pilot, "2026-11-20")
        all_at_once(app, "9/10\r\x14\x15today\r")
        await shows(pilot, "Save what is typed for 2026-11-20 first")
        all_at_once(app, "\x13")
        await shows(pilot, "Saved 1 for Fri 20 Nov: North.")
        all_at_once(app, "\x14\x15today\r")
        await until(pilot, lambda: app.focused is not None and "90.0%" not in line(app, "Ana López"))
        await shows(pilot, "Ana López")
    assert [row["date"] for row in readings_for_export(database)] == ["2026-11-20"]


async def test_a_note_and_what_does_not_apply(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "-n on leave, hjkl\t5:30 n=3\r\x13")
        await shows(pilot, "Saved 2 readings of North.")
        await until(pilot, lambda: line(app, "Ana López").split() == ["Ana", "López", "-", "5:30"])
    with reading(database) as db:
        found = rows(db, "SELECT state, note, n FROM readings ORDER BY id")
    assert found == [
        {"state": "not applicable", "note": "on leave, hjkl", "n": None},
        {"state": "kept", "note": None, "n": 3},
    ]


async def test_what_is_typed_in_a_grid_is_there_at_the_next_start(database: DatabaseFile, tmp_path: Path) -> None:
    def workplace() -> Workplace:
        drafts = SessionDrafts(tmp_path, database, "lee", "s", Whereabouts())
        kept = load_typed(drafts.file)
        actor = Actor("lee", way=Way.TUI)
        return Workplace(
            database, actor, Config(), Charset.BRAILLE, "kpi.db", today=lambda: TODAY, unsaved=kept,
            drafts=drafts,
        )  # fmt: skip

    app = KpituiApp(workplace())
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "\x14\x15-3d\r9/10\r")
        await until(pilot, lambda: any(load_typed(file).grids for file in tmp_path.glob("*.s.json")))
    app = KpituiApp(workplace())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Kept from the last time: 1 value")
        await pilot.press("2")
        await shows(pilot, "1 not saved")
        all_at_once(app, "north\r")
        await shows(pilot, "9/10+", "2026-11-20")


@pytest.mark.parametrize("charset", [Charset.BRAILLE, Charset.ASCII])
async def test_fifty_people_and_eight_metrics_scroll_with_names_in_sight(
    database: DatabaseFile, charset: Charset
) -> None:
    add_people(
        database, ["[/x] [@click=app.quit]", "王小明 of a very long name", *(f"P {n:02d}" for n in range(47))], 6
    )
    app = app_on(database, charset)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        assert "[/x] [@click=app.qui" in screen_text(app)
        widths = {len(one.text) for one in app.screen._compositor.render_strips()}
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


async def test_one_more_beside_two_of_the_same_day_is_asked_about(database: DatabaseFile) -> None:
    twice = [ReadingDraft(metric_id=2, person_id=1, date=TODAY, value=value) for value in (300.0, 320.0)]
    record(database, LEADER, twice, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "\t5:30")
        await shows(pilot, "2 recorded that day")
        all_at_once(app, "\x13")
        await shows(pilot, "1 recorded already", "that day has 5:00 by lee and 5:20")
        await pilot.press("a", "ctrl+s")
        await shows(pilot, "Saved 1 reading of North.")
    assert len(list(readings_for_export(database))) == 3
