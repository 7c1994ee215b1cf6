"""The Import screen: a file chosen, its columns said, tried, brought in, kept as a profile; by keys alone."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from kpitui.charts.text import Charset
from kpitui.cli.context import Desk
from kpitui.cli.open import _importing
from kpitui.config import Config
from kpitui.domain.access import AccessRole, Actor, Way
from kpitui.exchange.profile import read_profile
from kpitui.ui.app import KpituiApp
from kpitui.ui.workplace import Workplace
from kpitui.views import DatabaseFile
from kpitui.views.export import readings_for_export
from tests.conftest import TODAY
from tests.ui.conftest import all_at_once, screen_text, shows, until


def app_with_files(database: DatabaseFile, role: AccessRole = AccessRole.LEADER) -> KpituiApp:
    desk = Desk(database, Actor("lee", role, Way.TUI), Config())
    workplace = Workplace(database, desk.actor, desk.config, Charset.BRAILLE, "kpi.db", today=lambda: TODAY)
    return KpituiApp(workplace, _importing(desk))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "long [x].csv").write_text(
        "KPI;Agent;Day;Score\ncsat;ana;02/11/2026;81,5\ncsat;nobody;03/11/2026;79,25\n", "utf-8"
    )
    book = Workbook()
    assert book.active is not None
    book.active.title = "Notes"
    sheet = book.create_sheet("Data")
    sheet.append(["Day", "Who", "csat", "AHT"])
    sheet.append(["2026-11-02", "ana", 81.5, "5:30"])
    book.save(tmp_path / "files" / "wide.xlsx")
    (tmp_path / "files" / "photo.png").touch()
    return tmp_path / "files"


async def open_folder(pilot: object, app: KpituiApp, folder: Path) -> None:
    await shows(pilot, "Grow brand loyalty")  # type: ignore[arg-type] # a pilot of ours
    all_at_once(app, f"i\x15{folder}/")
    await shows(pilot, "long [x].csv", "wide.xlsx")  # type: ignore[arg-type] # a pilot of ours


async def test_a_long_file_with_names_of_its_own(database: DatabaseFile, folder: Path) -> None:
    app = app_with_files(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_folder(pilot, app, folder)
        assert "photo.png" not in screen_text(app)
        await pilot.press(*"long", "enter")
        await shows(pilot, "KPI", "metric", "Agent", "person", "Score", "value", "decimal sign", "comma")
        await pilot.press("enter")
        await shows(pilot, "2 rejected", "can be read in two ways")
        await pilot.press("d", "enter")
        await shows(pilot, "1 would be added", "line 3: there is no person “nobody”")
        assert list(readings_for_export(database)) == []
        await pilot.press("ctrl+s")
        await shows(pilot, "2 readings read: 1 added, 0 already there, 1 rejected")
        await pilot.press("ctrl+s")
        await shows(pilot, "0 added, 1 already there, 1 rejected")
        await pilot.press("n", "ctrl+s")
        await shows(pilot, "1 added, 1 already there, 0 rejected", "new people: nobody")
        await pilot.press("p")
        await shows(pilot, "Keep the columns as a profile")
        all_at_once(app, f"\x15{folder}/p.toml\r")
        await until(pilot, lambda: (folder / "p.toml").exists())
        await pilot.press("p")
        all_at_once(app, f"\x15{folder}/p.toml\r")
        await shows(pilot, "already there")
        await pilot.press("escape", "u")
        await shows(pilot, "Taken back")
    profile = read_profile(folder / "p.toml")
    assert (profile.metric_name, profile.person, profile.value, profile.dates, profile.decimal_comma) == (
        "KPI", "Agent", "Score", "dmy", True,
    )  # fmt: skip
    found = list(readings_for_export(database))
    assert [(row["person"], row["date"], row["value"]) for row in found] == [("Ana López", "2026-11-02", 81.5)]


async def test_a_wide_sheet_of_a_workbook(database: DatabaseFile, folder: Path) -> None:
    app = app_with_files(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_folder(pilot, app, folder)
        await pilot.press(*"wide", "enter")
        await shows(pilot, "Which sheet?", "Notes", "Data")
        await pilot.press("down", "enter")
        await shows(pilot, "readings of Customer sat", "readings of Average hand", "left out")
        await pilot.press("ctrl+s")
        await shows(pilot, "2 readings read: 2 added")
        assert [row["person"] for row in readings_for_export(database)] == [None, None]
        await pilot.press("down")
        for _ in range(3):  # metric, date, person
            await pilot.press("right")
        await shows(pilot, "person")
        await pilot.press("ctrl+s")
        await shows(pilot, "2 readings read: 2 added")
        await pilot.press("up", "left", "enter")
        await shows(pilot, "Say which column is the date.")
        await pilot.press("escape")
        await shows(pilot, "Enter takes the marked one")
        await pilot.press("escape")
        await shows(pilot, "Grow brand loyalty")
    assert [row["person"] for row in readings_for_export(database)][2:] == ["Ana López", "Ana López"]


async def test_what_cannot_be_read_is_said(database: DatabaseFile, tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(b"nothing")
    (tmp_path / "empty.csv").touch()
    app = app_with_files(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        all_at_once(app, f"i\x15{tmp_path}/bad.xlsx\r")
        await shows(pilot, "no Excel workbook")
        all_at_once(app, f"\x15{tmp_path}/empty.csv\r")
        await shows(pilot, "is empty")
        all_at_once(app, "\x15/nowhere/x.csv\r")
        await shows(pilot, "There is no file /nowhere/x.csv")


async def test_who_may_not_record_is_not_offered_it(database: DatabaseFile) -> None:
    app = app_with_files(database, AccessRole.VIEWER)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("i")
        assert "File" not in screen_text(app)
        assert "Import" not in {command.title for command in app.get_system_commands(app.screen)}


@pytest.mark.parametrize("name", ["x" * 256, "y" * 5000, "a/" * 3000])
async def test_a_path_that_is_too_long_to_be_one_ends_in_a_sentence(
    database: DatabaseFile, folder: Path, name: str
) -> None:
    app = app_with_files(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_folder(pilot, app, folder)
        all_at_once(app, f"\x1b[200~{name}\x1b[201~\r")
        await shows(pilot, "too long")
        await pilot.press("ctrl+u")
        all_at_once(app, f"{folder}/lo")
        await shows(pilot, "long [x].csv")


async def test_a_first_line_that_names_no_columns_ends_in_a_sentence(database: DatabaseFile, folder: Path) -> None:
    (folder / "words.csv").write_text("w" * 201 + "\n", "utf-8")
    (folder / "wide.csv").write_text(",".join(f"c{place}" for place in range(80_000)) + "\n", "utf-8")
    app = app_with_files(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_folder(pilot, app, folder)
        await pilot.press(*"words", "enter")
        await shows(pilot, "a name of more than 200 characters")
        await pilot.press("ctrl+u")
        all_at_once(app, f"{folder}/wide.csv\r")
        await shows(pilot, "80,000 columns")
