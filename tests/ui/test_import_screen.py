"""The Import screen: a file chosen, its columns said, tried, brought in, kept as a
profile; by keys alone.
"""

import shutil
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook
from textual.pilot import Pilot

from kpitui.charts.text import Charset
from kpitui.cli.context import Environment
from kpitui.cli.open import _importing
from kpitui.config import Config
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.exchange.profile import read_profile
from kpitui.storage.database import DatabaseFile
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.views.export import readings_for_export
from tests.conftest import TODAY
from tests.ui.conftest import all_at_once, pasted, screen_text, shows, until

TWO_TABLES = (
    "Calls\nDate,Agent,Calls handled\n2026-01-05,Ana,40\n2026-01-06,Ana,41\n\n"
    "Quality\nDate,Agent,Quality score\n2026-01-05,Ana,91.5\n2026-01-06,Ana,90.5\n"
)


def app_with_files(database: DatabaseFile, role: AccessRole = AccessRole.LEADER) -> KpituiApp:
    env = Environment(database, Actor("lee", role, Channel.TUI), Config())
    context = AppContext(
        database, env.actor, env.config, Charset.BRAILLE, "kpi.db", today=lambda: TODAY
    )
    return KpituiApp(context, _importing(env))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "long [x].csv").write_text(
        "KPI;Agent;Day;Score\ncsat;ana;02/11/2026;81,5\ncsat;nemo;03/11/2026;79,25\n", "utf-8"
    )
    book = Workbook()
    assert book.active is not None
    book.active.title = "Notes"
    book.active.append(["made by hand"])
    sheet = book.create_sheet("Data")
    sheet.append(["Day", "Who", "csat", "AHT"])
    sheet.append(["2026-11-02", "ana", 81.5, "5:30"])
    book.save(tmp_path / "files" / "wide.xlsx")
    (tmp_path / "files" / "photo.png").touch()
    return tmp_path / "files"


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    copied = tmp_path / "cases"
    shutil.copytree(Path(__file__).parents[1] / "cases" / "files", copied)
    return copied


async def open_file_of(pilot: Pilot[None], app: KpituiApp, file: Path, *texts: str) -> None:
    await shows(pilot, "Plan", "q Quit")
    all_at_once(app, f"i\x15{pasted(str(file))}\r")
    await shows(pilot, *texts)


async def open_folder(pilot: object, app: KpituiApp, folder: Path) -> None:
    await shows(pilot, "Grow brand loyalty")  # type: ignore[arg-type] # a pilot of ours
    all_at_once(app, f"i\x15{pasted(f'{folder}/')}")
    await shows(pilot, "long [x].csv", "wide.xlsx")  # type: ignore[arg-type] # a pilot of ours


async def test_a_long_file_with_names_of_its_own(database: DatabaseFile, folder: Path) -> None:
    app = app_with_files(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_folder(pilot, app, folder)
        assert "photo.png" not in screen_text(app)
        await pilot.press(*"long", "enter")
        await shows(
            pilot, "KPI", "metric", "Agent", "person", "Score", "value", "decimal sign comma"
        )
        await pilot.press("enter")
        await shows(pilot, "is not imported yet: a question", "1  day first", "2  month first")
        await pilot.press("enter")
        await shows(pilot, "Answer this first")
        await pilot.press("1")
        await shows(pilot, "1 [day first]", "Enter tries these answers")
        await pilot.press("enter")
        await shows(pilot, "1 would be added", "line 3: there is no person “nemo”")
        assert list(readings_for_export(database)) == []
        await pilot.press("enter")
        await shows(pilot, "2 readings: 1 added, 0 already there, 1 rejected", "o Sort")
        await pilot.press("u")
        await shows(pilot, "Undone", "Enter tries the import")
        await pilot.press("ctrl+s")
        await shows(pilot, "2 readings: 1 added, 0 already there, 1 rejected")
        await pilot.press("escape")
        await shows(pilot, "long [x].csv", "wide.xlsx", "Enter opens")
        await pilot.press(*"long", "enter", "n", "d", "ctrl+s")
        await shows(pilot, "1 added, 1 already there, 0 rejected", "new people: nemo")
        await pilot.press("p")
        await shows(pilot, "Keep the columns as a profile")
        all_at_once(app, f"\x15{pasted(f'{folder}/p.toml')}\r")
        await until(pilot, lambda: (folder / "p.toml").exists())
        await pilot.press("p")
        all_at_once(app, f"\x15{pasted(f'{folder}/p.toml')}\r")
        await shows(pilot, "already there")
        await pilot.press("escape", "u")
        await shows(pilot, "Undone")
    profile = read_profile(folder / "p.toml")
    assert (profile.metric_name, profile.person, profile.value, profile.dates, profile.create) == (
        "KPI", "Agent", "Score", "dmy", True,
    )  # fmt: skip
    found = list(readings_for_export(database))
    assert [(row["person"], row["date"], row["value"]) for row in found] == [
        ("Ana López", "2026-11-02", 81.5)
    ]


async def test_values_of_nobody_are_asked_about_once(database: DatabaseFile, folder: Path) -> None:
    (folder / "agents.csv").write_text(
        "Date,Agent,CSAT\n2026-11-02,ana,90\n2026-11-02,,70\n", "utf-8"
    )
    app = app_with_files(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_folder(pilot, app, folder)
        await pilot.press(*"agents", "enter")
        await shows(pilot, "Agent", "person")
        await pilot.press("enter")
        await shows(pilot, "1 line names no person", "1 [skip]", "2  keep")
        await pilot.press("ctrl+s")
        await shows(pilot, "1 added", "1 line that names no person was left out: 3.")
    assert [reading["person"] for reading in readings_for_export(database)] == ["Ana López"]


async def test_a_wide_sheet_of_a_workbook(database: DatabaseFile, folder: Path) -> None:
    app = app_with_files(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_folder(pilot, app, folder)
        await pilot.press(*"wide", "enter")
        await shows(pilot, "Which sheet?", "Notes", "Data")
        await pilot.press("down", "enter")
        await shows(pilot, "readings of Customer sat", "readings of Average hand", "sheet Data")
        await shows(pilot, "Who")
        await pilot.press("down", "space")
        await shows(pilot, "What is “Who”?", "left out", "a new metric")
        await pilot.press("down", "down", "down", "down", "enter")
        await shows(pilot, "Who", "person")
        await pilot.press("ctrl+s")
        await shows(pilot, "2 readings: 2 added")
        await pilot.press("escape", *"wide", "enter", "down", "enter")
        await shows(pilot, "sheet Data")
        await pilot.press("left", "enter")
        await shows(pilot, "No column holds dates", "Enter: type it")
        await pilot.press("enter")
        await shows(pilot, "which day are the values of?")
        await pilot.press(*"2026-11-05", "ctrl+s")
        await shows(pilot, "[2026-11-05]")
        await pilot.press("ctrl+s")
        await shows(pilot, "2 readings: 2 added")
        await pilot.press("escape", "escape")
        await shows(pilot, "Grow brand loyalty")
    found = list(readings_for_export(database))
    assert [row["person"] for row in found] == ["Ana López"] * 2 + [None] * 2
    assert [row["date"] for row in found] == ["2026-11-02"] * 2 + ["2026-11-05"] * 2


async def test_a_file_without_metrics_makes_what_it_finds_and_says_what_it_assumes(
    empty: DatabaseFile, cases: Path
) -> None:
    app = app_with_files(empty)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_file_of(pilot, app, cases / "r11_long_heap.csv", "new names added")
        await pilot.press("enter")
        await shows(pilot, "5 readings: 5 would be added", "Service level", "higher",
                    "Repeat calls", "new teams: North, South", "Enter imports it")  # fmt: skip
        assert list(readings_for_export(empty)) == []
        await pilot.press("enter")
        await shows(pilot, "5 readings: 5 added", "o Sort")
        await pilot.press("o")
        await shows(pilot, "4 to sort", "Repeat calls")
    values = {(row["metric"], row["date"]): row["value"] for row in readings_for_export(empty)}
    assert values["Average handle time", "2026-01-31"] == 340


async def test_questions_are_answered_by_number_or_arrows(empty: DatabaseFile, cases: Path) -> None:
    app = app_with_files(empty)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_file_of(pilot, app, cases / "r09_call_log.csv", "new names added")
        await pilot.press("ctrl+s")
        await shows(pilot, "have the metric, subject and day of another", "1  mean", "4  share")
        await pilot.press("right")
        await shows(pilot, "1 [mean]")
        await pilot.press("right", "4", "left", "left", "left")
        await shows(pilot, "1 [mean]")
        await pilot.press("enter")
        await shows(pilot, "would be added", "Enter imports it")
        await pilot.press("enter")
        await shows(pilot, "is imported. u undoes it")
        await pilot.press("escape", "escape")
        await shows(pilot, "No mission yet")
    means = {row["metric"]: row["value"] for row in readings_for_export(empty)}
    assert means["AvgTalkDuration"] == 131


async def test_another_value_is_asked_about_and_taken_as_a_correction(
    empty: DatabaseFile, cases: Path
) -> None:
    app = app_with_files(empty)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        for name in ("reimport_1.csv", "reimport_2.csv"):
            await open_file_of(pilot, app, cases / name, "first values")
            if name == "reimport_1.csv":
                await pilot.press("ctrl+s")
                await shows(pilot, "is imported. u undoes it")
                await pilot.press("escape", "escape")
        await pilot.press("enter")
        await shows(pilot, "another value than is recorded", "→", "1  keep", "2  take")
        await pilot.press("2", "enter")
        await shows(pilot, "becomes", "would be corrected")
        await pilot.press("enter")
        await shows(pilot, "became", "corrected")


async def test_of_several_tables_one_is_asked_for_and_t_takes_another_line(
    empty: DatabaseFile, tmp_path: Path
) -> None:
    file = tmp_path / "two.csv"
    file.write_text(TWO_TABLES, "utf-8")
    app = app_with_files(empty)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_file_of(pilot, app, file, "Which table?", "line 2: Date", "line 7: Date")
        await pilot.press("down", "enter")
        await shows(pilot, "Quality score", "headings on line 7, one of 2 tables")
        await pilot.press("t")
        await shows(pilot, "Which table?")
        await pilot.press("down", "down", "enter")
        await shows(pilot, "The line that names the columns")
        await pilot.press("ctrl+u", "2", "ctrl+s")
        await shows(pilot, "Calls handled", "headings on line 2")
        await pilot.press("t")
        await shows(pilot, "Which table?")
        await pilot.press("down", "enter")
        await shows(pilot, "Quality score", "headings on line 7")
        await pilot.press("ctrl+s")
        await shows(pilot, "2 readings: 2 added")
    assert [(row["metric"], row["value"]) for row in readings_for_export(empty)] == [
        ("Quality score", 91.5), ("Quality score", 90.5),
    ]  # fmt: skip


async def test_a_kept_profile_is_used(empty: DatabaseFile, cases: Path) -> None:
    app = app_with_files(empty)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_file_of(pilot, app, cases / "r13_raw_log.csv", "first values")
        await pilot.press("m")
        await shows(pilot, "Which profile?", "r13_raw_log.toml")
        all_at_once(app, "\x1b[B" * [*sorted(cases.glob("*.toml"))].index(
            cases / "r13_raw_log.toml") + "\r")  # fmt: skip
        await shows(pilot, "by r13_raw_log.toml")
        await pilot.press("enter")
        await shows(pilot, "question")
        await pilot.press("1", "enter", "enter")
        await shows(pilot, "is imported. u undoes it")
    assert sorted(row["value"] for row in readings_for_export(empty)) == [698.5, 985]


async def test_letters_that_are_not_utf8_are_asked_for(empty: DatabaseFile, cases: Path) -> None:
    app = app_with_files(empty)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_file_of(pilot, app, cases / "sjis.csv", "Its letters are not UTF-8", "cp1252")
        await pilot.press("down", "down", "down", "down", "enter")
        await shows(pilot, "first values", "new names added")
        await pilot.press("ctrl+s")
        await shows(pilot, "is imported. u undoes it")
    assert {row["person"] for row in readings_for_export(empty)} == {"山田 太郎"}


async def test_esc_stops_a_long_file_and_nothing_of_it_comes_in(
    empty: DatabaseFile, tmp_path: Path
) -> None:
    file = tmp_path / "long.csv"
    with file.open("w", encoding="utf-8") as out:
        out.write("metric,date,person,value\n")
        month = "".join(f"Calls,2026-01-{day:02},p,{day}\n" for day in range(1, 29))
        out.write(month * (400_000 // 28))
    app = app_with_files(empty)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_file_of(pilot, app, file, "first values")
        await pilot.press("enter")
        await shows(pilot, "reading [#", "esc stops it")
        await pilot.press("escape")
        await shows(pilot, "It was stopped; nothing came in.")
        await pilot.press("escape", "escape")
        await shows(pilot, "No mission yet")
    assert list(readings_for_export(empty)) == []


async def test_what_cannot_be_read_is_said(database: DatabaseFile, tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04nothing")
    (tmp_path / "empty.csv").touch()
    app = app_with_files(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        all_at_once(app, f"i\x15{pasted(f'{tmp_path}/bad.xlsx')}\r")
        await shows(pilot, "is a damaged workbook")
        all_at_once(app, f"\x15{pasted(f'{tmp_path}/empty.csv')}\r")
        await shows(pilot, "is empty")
        all_at_once(app, "\x15/nowhere/x.csv\r")
        await shows(pilot, "There is no file /nowhere/x.csv")


async def test_who_may_not_record_is_not_offered_it(database: DatabaseFile) -> None:
    app = app_with_files(database, AccessRole.VIEWER)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("i")
        assert "File" not in screen_text(app)
        assert "Import" not in {command.name for command in app.commands.every()}


@pytest.mark.parametrize("name", ["x" * 256, "y" * 5000, "a/" * 3000])
async def test_a_path_that_is_too_long_to_be_one_ends_in_a_sentence(
    database: DatabaseFile, folder: Path, name: str
) -> None:
    app = app_with_files(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_folder(pilot, app, folder)
        all_at_once(app, f"{pasted(name)}\r")
        await shows(pilot, "too long")
        await pilot.press("ctrl+u")
        all_at_once(app, f"{pasted(f'{folder}/')}lo")
        await shows(pilot, "long [x].csv")


async def test_a_first_line_that_names_no_columns_ends_in_a_sentence(
    database: DatabaseFile, folder: Path
) -> None:
    (folder / "words.csv").write_text("w" * 201 + "\n", "utf-8")
    (folder / "wide.csv").write_text(
        ",".join(f"c{place}" for place in range(80_000)) + "\n", "utf-8"
    )
    app = app_with_files(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_folder(pilot, app, folder)
        await pilot.press(*"words", "enter")
        await shows(pilot, "a name of more than 200 characters")
        await pilot.press("ctrl+u")
        all_at_once(app, f"{pasted(f'{folder}/wide.csv')}\r")
        await shows(pilot, "80,000 columns")


def make_large(path: Path) -> None:
    """A workbook with so many texts that it takes seconds to open."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["KPI", "Day", "Score"])
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    texts = parts["xl/sharedStrings.xml"]
    more = b"<si><t>note</t></si>" * 700_000
    parts["xl/sharedStrings.xml"] = texts.replace(b"</sst>", more + b"</sst>")
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


async def test_while_a_large_workbook_is_opened_the_screen_stays_alive_and_esc_leaves(
    database: DatabaseFile, folder: Path
) -> None:
    make_large(folder / "large.xlsx")
    app = app_with_files(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_folder(pilot, app, folder)
        all_at_once(app, "large\r")
        await shows(pilot, "Opening large.xlsx", "esc stops it")
        all_at_once(app, "\x7fx")  # the path can be typed meanwhile
        await shows(pilot, "largx", "Opening large.xlsx")
        await pilot.press("escape")
        await shows(pilot, "large.xlsx was not opened")
        await pilot.press("escape")
        await shows(pilot, "Grow brand loyalty")
        assert "Columns" not in screen_text(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_nothing_of_the_columns_is_lost_and_every_key_is_named(
    empty: DatabaseFile, tmp_path: Path, size: tuple[int, int]
) -> None:
    file = tmp_path / "two.csv"
    file.write_text(TWO_TABLES, "utf-8")
    app = app_with_files(empty)
    async with app.run_test(size=size) as pilot:
        await open_file_of(pilot, app, file, "Which table?")
        await pilot.press("enter")
        await shows(
            pilot, "t headings on line 2, one of 2 tables", "m profile none", "p save as profile",
            "d dates as found", "c decimal sign", "n new names", "imports.",
            "taken for", "first values",
        )  # fmt: skip


async def test_a_whole_path_typed_behind_the_folder_that_stands_there_counts(
    database: DatabaseFile, folder: Path
) -> None:
    app = app_with_files(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_folder(pilot, app, folder)
        all_at_once(app, f"{folder}/long [x].csv\r")
        await shows(pilot, "metric", "Agent", "person", "Score")
