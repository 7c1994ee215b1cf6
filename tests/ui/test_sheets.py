"""Sheets of the Record screen: the stories that put a value on the wrong line, or on
the wrong day.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual._context import active_message_pump
from textual.events import Key
from textual.message import Message

from kpitui.actions.corrections import correct_reading
from kpitui.actions.readings import record
from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import Actor, Channel
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import open_file
from kpitui.storage.records import rows
from kpitui.terminal.keys import is_step
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.widgets.entry_grid import EntryGrid
from kpitui.ui.widgets.entry_sheet import EntrySheet
from kpitui.views.export import readings_for_export
from kpitui.views.same_day import load_same_day
from tests.conftest import TODAY, kept_copy
from tests.ui.conftest import all_at_once, app_on, sample_once, screen_text, shows, until
from tests.ui.record_lines import open_ana
from tests.ui.team_tables import add_people, open_north

SATURDAY = date(2026, 11, 28)
KIM = Actor("kim", channel=Channel.TUI)


@pytest.fixture
def demo(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KpituiApp]:
    """The sample as `kpitui demo` opens it, on a fixed day."""
    actor = Actor("lee", channel=Channel.TUI)
    with kept_copy(sample_once(tmp_path_factory, SATURDAY), tmp_path) as file:
        yield KpituiApp(
            AppContext(file, actor, Config(), Charset.BRAILLE, "demo.db", today=lambda: SATURDAY)
        )


def typed_here(app: KpituiApp) -> dict[tuple[str, str], list[Any]]:
    """What is recorded in this program, by person and metric."""
    found: dict[tuple[str, str], list[Any]] = {}
    with reading(app.context.database) as db:
        new = rows(
            db,
            "SELECT people.name AS person, metrics.name AS metric, value, numerator, denominator "
            "FROM readings JOIN people ON people.id = person_id "
            "JOIN metrics ON metrics.id = metric_id WHERE readings.id IN "
            "(SELECT record_id FROM changes JOIN deeds ON deeds.id = deed_id "
            "WHERE deeds.by = 'lee' AND table_name = 'readings' AND changes.kind <> 'bulk') "
            "ORDER BY readings.id",
        )
    for row in new:
        value = row["value"] if row["value"] is not None else (row["numerator"], row["denominator"])
        found.setdefault((row["person"], row["metric"]), []).append(value)
    return found


async def test_an_unusual_value_of_helen_moves_none_of_the_others(demo: KpituiApp) -> None:
    async with demo.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        all_at_once(demo, "2helen\r45/50\r470/480\r5:40\r0:35\r80\r")
        await shows(pilot, "? 45/50", "470/480", "5:40", "0:35", "80\n")
        await pilot.press("ctrl+s")
        await shows(
            pilot,
            "Adherence to procedure: 45/50",
            "is unusual for Helen Marsh: usually",
            "4 recorded already",
        )
        await pilot.press("ctrl+s")  # replace, or add: it has to be said
        assert typed_here(demo) == {}
        await pilot.press("r", "ctrl+s")
        await shows(
            pilot, "Saved 5 readings of Helen Marsh; changed 464/480 → 470/480 for Adherence to"
        )
        await shows(pilot, "5:57 → 5:40 (n=54 kept) for Average handle time, and 2 more.")
    assert typed_here(demo) == {
        ("Helen Marsh", "Adherence to procedure"): [(45.0, 50.0)],
        ("Helen Marsh", "Adherence to schedule"): [(470.0, 480.0)],
        ("Helen Marsh", "Average handle time"): [340.0],
        ("Helen Marsh", "Call wrap-up time"): [35.0],
        ("Helen Marsh", "Customer satisfaction"): [80.0],
    }


async def test_an_unusual_value_of_a_team_moves_none_of_the_others(demo: KpituiApp) -> None:
    async with demo.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        all_at_once(demo, "2order\r\x1b[C\x1b[C5:50\r12:20\r5:10\r6:01\r5:55\r5:20\r5:31\r\x13")
        await shows(pilot, "Not saved yet: 1 to confirm", "12:20", "is unusual for")
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved 7 readings of Orders; changed")
        people = [
            line[:22].strip()
            for line in screen_text(demo).splitlines()
            if ":" in line[22:] and line[1:22].strip()
        ]
    names = [name for name in people if any(name == person for person, _ in typed_here(demo))]
    assert [typed_here(demo)[name, "Average handle time"] for name in names] == [
        [350.0], [740.0], [310.0], [361.0], [355.0], [320.0], [331.0],
    ]  # fmt: skip
    assert names == sorted(names)
    assert len(typed_here(demo)) == 7


async def test_a_value_too_many_replaces_none(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        all_at_once(app, "45/50\r6:00\r82\r83/v:\x7f\x7f\r84")
        await shows(pilot, "this was not typed anywhere", "82\n")
        all_at_once(app, "\x1b[A81\x13")  # up goes back to it
        await shows(pilot, "Saved 3 readings of Ana López.")
        all_at_once(app, "north\r")
        await shows(pilot, "Agent or team North", "Enter down")
        all_at_once(app, "45/50\t6:00\t82\t9\t8\r")
        grid = app.screen.query_one(EntryGrid)
        await until(
            pilot,
            lambda: grid.texts == {(0, 0): "45/50", (0, 1): "6:00", (0, 2): "82"} and grid.outside,
        )


async def test_lines_and_tabs_without_brackets_fill_the_block_they_came_from(
    database: DatabaseFile,
) -> None:
    add_people(database, ["Bea", "Cem"])
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "1/10\t5:01\t8\r\n2/10\t5:02\t9\r\n3/10\t5:03\r\n4/10\t5:04\r\n")
        gap = " " * 11
        await shows(pilot, *(f"{one}/10+{gap}5:0{one}+" for one in (1, 2, 3)))
        await app.typed_ahead.passed_on()
        assert len(app.screen.query_one(EntryGrid).texts) == 6


async def test_a_column_fills_the_lines_of_a_person_downwards(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        all_at_once(app, "\x1b[B\x1b[200~6:00\r\n82\r\n9\r\n\x1b[201~")
        await shows(
            pilot,
            "Filled 2 cells; 1 below the last line was left out. Nothing is saved yet.",
            "6:00",
            "82\n",
        )
        all_at_once(
            app, "\x1b[200~6:05\r\n\x1b[201~"
        )  # a cell by itself takes the place of what is marked
        await shows(pilot, "  6:05\n")
        all_at_once(app, "\x1b[200~1\t2\n3\t4\x1b[201~")
        await shows(pilot, "That block has several columns")
        all_at_once(app, "\x13")
        await shows(pilot, "Saved 2 readings of Ana López.")


async def test_a_changed_day_is_lit_named_and_today_again_once_the_screen_is_left(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.press("ctrl+t", "ctrl+u", *"2026-11-12", "enter")
        all_at_once(app, "45/50\r6:00\r82\x13")
        await shows(pilot, "Saved 3 for Thu 12 Nov: Ana López.", "Thu 12 Nov")
        all_at_once(app, "ana\r")
        await shows(pilot, "Agent or team Ana", "Thu 12 Nov")  # for the next one too
        lit = [
            strip for strip in app.screen._compositor.render_strips()[2] if "12 Nov " in strip.text
        ]
        assert any(segment.style is not None and segment.style.reverse for segment in lit)
        await pilot.press("f2", "f3")
        await shows(pilot, "Agent or team Ana", "Mon 23 Nov")
        all_at_once(app, "1/2\x13")
        await shows(pilot, "Saved 1 reading of Ana López.")
        all_at_once(app, "north\r\x14\x15-3d\r")
        await shows(pilot, "Fri 20 Nov", "Enter down")
        await pilot.press("f2", "f3")
        await shows(pilot, "Agent or team North", "Mon 23 Nov", "50.0%")


async def test_what_is_typed_for_a_day_keeps_it_when_the_screen_is_left(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        await pilot.press("ctrl+t", "ctrl+u", *"2026-11-12", "enter", *"45/50", "f2", "f3")
        await shows(pilot, "45/50", "Thu 12 Nov")
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved 1 for Thu 12 Nov: Ana López.")


@pytest.mark.parametrize("whose", ["ana", "north"])
async def test_a_sheet_opened_before_midnight_is_saved_on_the_day_it_showed(
    lively: DatabaseFile, whose: str
) -> None:
    day = TODAY
    actor = Actor("lee", channel=Channel.TUI)
    app = KpituiApp(
        AppContext(lively, actor, Config(), Charset.BRAILLE, "kpi.db", today=lambda: day)
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        all_at_once(app, f"2{whose}\r")
        await shows(pilot, "Type a value", "Mon 23 Nov")
        all_at_once(app, "45/50\r")
        await shows(pilot, "45/50")
        day = TODAY + timedelta(days=1)
        await shows(pilot, "24 Nov", "Mon 23 Nov")
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved 1 for Mon 23 Nov")
        await pilot.press("escape", *"bo", "enter")
        await shows(pilot, "Agent or team [red]Bo", "Tue 24 Nov")
    newest = max(readings_for_export(lively), key=lambda row: row["reading"])
    assert (newest["numerator"], newest["date"]) == (45.0, TODAY.isoformat())


async def test_lines_stay_where_they_are_while_others_change_people_and_metrics(
    database: DatabaseFile,
) -> None:
    add_people(database, ["Cem"])
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        add_people(database, ["Bea"])
        await shows(
            pilot,
            "This team's people or metrics have changed: Esc, then Enter shows them.",
        )
        all_at_once(app, "1/10\r2/10\r\x13")
        await shows(pilot, "Saved 2 readings of North.")
        await pilot.press("escape", *"north", "enter")
        await shows(pilot, "Bea")
    assert {row["person"]: row["numerator"] for row in readings_for_export(database)} == {
        "Ana López": 1,
        "Cem": 2,
    }


async def test_what_another_recorded_a_moment_ago_is_asked_about(lively: DatabaseFile) -> None:
    app = app_on(lively)
    of_ana = ReadingDraft(metric_id=2, person_id=1, date=TODAY, value=331.0)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_ana(pilot)
        all_at_once(app, "45/50\r6:00\r")
        await shows(pilot, "6:00")
        record(lively, KIM, [of_ana], today=TODAY)
        await pilot.press("ctrl+s")
        await shows(
            pilot,
            "= Ana López, Average handle time: 6:00  that day has 5:31 by kim",
            "1 recorded already",
        )
        record(lively, KIM, [of_ana], today=TODAY)  # once more, while the question stands
        await pilot.press("r", "ctrl+s")
        await shows(pilot, "that day has 5:31 by kim and 5:31 by", "1 recorded already")
    [standing] = load_same_day(lively, [of_ana])
    assert [standing_reading.recorded.draft.value for standing_reading in standing] == [
        331.0,
        331.0,
    ]


async def test_who_corrected_is_named_and_what_is_not_typed_stays(database: DatabaseFile) -> None:
    old = ReadingDraft(
        metric_id=2,
        person_id=1,
        date=TODAY,
        value=392.0,
        n=187,
        note="by sample",
        external_id="q-7",
    )
    record(database, KIM, [old], today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        await pilot.press("right")
        await shows(pilot, "recorded 6:32 by kim")
        all_at_once(app, "6:20\x13")
        await shows(
            pilot,
            "Saved 1 reading of North; changed 6:32 → 6:20 (n=187, note kept) for Ana",
        )
        await shows(pilot, "recorded 6:20 by kim, corrected by lee")
        await pilot.press("v")
        await shows(
            pilot, "corrected  lee", "by lee, in the app", "6:32 → 6:20", "by kim, in the app"
        )
        await pilot.press("escape")
        await shows(pilot, "Agent or team North")
        assert app.screen.query_one(EntryGrid).cursor == (0, 1)
    [found] = readings_for_export(database)
    assert (found["value"], found["n"], found["note"], found["id"]) == (
        380.0,
        187,
        "by sample",
        "q-7",
    )
    [[standing]] = load_same_day(database, [old])
    correct_reading(database, KIM, standing.recorded, old, today=TODAY)
    [[standing]] = load_same_day(database, [old])
    assert standing.who == "kim, corrected by kim"


async def test_esc_in_a_refused_cell_is_the_same_as_in_a_typed_one(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        for text, shown in (("9/10", "9/10+"), ("9/0", "9/0!")):
            all_at_once(app, f"{text}\r\x1b[D\x1b[D")
            await shows(pilot, shown)
            await pilot.press("7", "escape")  # the text that stood there stands again
            await shows(pilot, shown)
            await pilot.press("escape")
            await shows(pilot, "1 not saved")
            await pilot.press(*"north", "enter")
            await shows(pilot, shown)


async def test_a_note_never_stands_in_place_of_the_value(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_north(pilot, app)
        all_at_once(app, "9/10non leave, back on monday")
        await shows(pilot, '9/10"+', 'typed 9/10 "on leave, back on monday')


async def test_a_long_path_is_cut_in_its_middle_and_the_end_of_the_message_is_seen(
    database: DatabaseFile, tmp_path: Path
) -> None:
    folder = tmp_path / ("very-long-name-of-a-folder-" * 4) / ("and-another-" * 8)
    folder.mkdir(parents=True)
    moved = database.path.rename(folder / "kpi.db")
    app = app_on(open_file(moved))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("2")
        await shows(pilot, "Ana")
        moved.rename(folder / "gone.db")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "kpi.db was moved or deleted", "…")
        await until(
            pilot, lambda: "Put it back and try again." in " ".join(screen_text(app).split())
        )  # its second line has room a moment later


@pytest.mark.parametrize("kind", [EntrySheet, EntryGrid])
async def test_a_step_in_a_sheet_is_told_to_nothing_around_it(
    database: DatabaseFile, kind: type[EntrySheet | EntryGrid]
) -> None:
    """Each message more is felt when a key is held down; a letter is still heard by all."""
    told: list[str] = []

    def hear(message: Message) -> None:
        if isinstance(message, Key):
            told.append(f"{message.key} {type(active_message_pump.get()).__name__}")

    app = app_on(database)
    async with app.run_test(size=(120, 40), message_hook=hear) as pilot:
        await shows(pilot, "Grow brand loyalty")
        all_at_once(app, "2ana\r" if kind is EntrySheet else "2north\r")
        await until(pilot, lambda: isinstance(app.focused, kind))
        sheet, told[:] = app.focused, []
        assert isinstance(sheet, kind)
        before = _cell_of(sheet)
        await pilot.press("down", "tab")
        assert _cell_of(sheet) != before
        assert told == ["down KpituiApp", "tab KpituiApp"]
        await pilot.press("9")
        assert "9 EnterScreen" not in told
        assert f"9 {type(sheet).__name__}" in told
        await app.typed_ahead.passed_on()
        assert is_step(sheet, Key("down", None))
        sheet.post_message(Key("8", "8"))  # typed, and not handled yet
        assert not is_step(sheet, Key("down", None)), "the 8 would land on another line"


def _cell_of(sheet: EntrySheet | EntryGrid) -> object:
    return sheet.place if isinstance(sheet, EntrySheet) else sheet.cursor
