"""Workbooks out: texts are never formulas, days are days, numbers are numbers."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.actions.readings import record
from kpitui.domain.errors import BadFile
from kpitui.domain.guarded_text import unguarded
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.text import printable
from kpitui.exchange import xlsx_out
from kpitui.exchange.export_file import export_workbook
from kpitui.exchange.xlsx_out import Cell, new_workbook, text_cell
from kpitui.storage.database import DatabaseFile
from kpitui.views.export import Exported, columns_of, exported
from tests.cli.conftest import Command, check_one_sentence, kpitui
from tests.conftest import LEADER, TODAY, record_weekly
from tests.exchange.test_export import HOSTILE

__all__ = ["kpitui"]

Rows = list[tuple[object, ...]]


def opened(path: Path, sheet: str | None = None) -> Rows:
    book = openpyxl.load_workbook(path)
    return list(book[sheet or book.sheetnames[0]].iter_rows(values_only=True))


def written(path: Path, *rows: tuple[Cell, ...]) -> Rows:
    with new_workbook(path) as book:
        book.add_sheet("rows", ["one"], rows)
    return opened(path)[1:]


@pytest.fixture
def filled(database: DatabaseFile) -> DatabaseFile:
    drafts = [
        ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=-1.5 - place, n=3, note=note)
        for place, note in enumerate([*HOSTILE, "http://203.0.113.9/x", "0012", "1e5", "true"])
    ]
    drafts += [
        ReadingDraft(metric_id=1, person_id=1, date=TODAY, not_applicable=True),
        ReadingDraft(metric_id=3, date=TODAY, numerator=45, denominator=50, external_id="=1"),
    ]
    record(database, LEADER, drafts, today=TODAY)
    return database


def test_hostile_texts_are_text_cells_and_are_read_again_as_they_were(
    filled: DatabaseFile, tmp_path: Path
) -> None:
    path = tmp_path / "out.xlsx"
    export_workbook(filled, Exported.READINGS, path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    head, *rows = sheet.iter_rows()
    columns = [str(cell.value) for cell in head]
    assert tuple(columns) == columns_of(Exported.READINGS)
    notes = [row[columns.index("note")] for row in rows]
    before = [row["note"] for row in exported(filled, Exported.READINGS)]
    assert [unguarded(str(cell.value)) if cell.value else None for cell in notes] == before
    for row in rows:
        for cell in row:
            assert cell.data_type in ("s", "inlineStr", "n", "d"), cell.value
            assert cell.hyperlink is None
            starts = isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))
            assert bool(cell.quotePrefix) or not starts, "Excel would make a formula of it"
    content = zipfile.ZipFile(path)
    for name in content.namelist():
        assert b"<f>" not in content.read(name)
        assert b"hyperlink" not in content.read(name)


def test_days_are_days_and_numbers_are_numbers(filled: DatabaseFile, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    export_workbook(filled, Exported.READINGS, path)
    head, first, *_, away, ratio = (dict(enumerate(row)) for row in opened(path))
    place = {name: at for at, name in head.items()}
    assert first[place["date"]] == datetime(TODAY.year, TODAY.month, TODAY.day)
    assert (first[place["value"]], first[place["n"]]) == (-1.5, 3)
    assert isinstance(first[place["recorded_at"]], datetime)
    assert (away[place["value"]], away[place["not_applicable"]]) == (None, "yes")
    assert (ratio[place["numerator"]], ratio[place["denominator"]]) == (45, 50)


@given(st.text())
def test_any_text_is_read_again_as_it_may_be_shown(text: str) -> None:
    shown = printable(text, multiline=True)
    assert unguarded(text_cell(text)) == shown


def test_a_full_sheet_goes_on_as_another_and_a_long_text_says_that_it_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_out, "MOST_ROWS", 4)
    path = tmp_path / "out.xlsx"
    with new_workbook(path) as book:
        book.add_sheet("[a]/b: " + "x" * 40, ["number"], ((number,) for number in range(7)))
        book.add_sheet("[a]/b: " + "x" * 40, ["number"], [("y" * 40_000,), (date(1812, 1, 1),)])
        book.add_sheet("nothing", ["number"], [])
    found = openpyxl.load_workbook(path)
    assert [sheet.max_row for sheet in found] == [4, 4, 2, 3, 1]
    assert [row[0] for sheet in found.worksheets[:3] for row in sheet.values][1:] == [
        0, 1, 2, "number", 3, 4, 5, "number", 6,
    ]  # fmt: skip
    long, old = [row[0] for row in found.worksheets[3].values][1:]
    assert isinstance(long, str)
    assert long.endswith(xlsx_out.CUT)
    assert old == "1812-01-01"
    assert len({name.lower() for name in found.sheetnames}) == 5
    assert all(
        len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in found.sheetnames
    )


def test_nothing_is_left_of_a_workbook_that_could_not_be_finished(
    kpitui: Command, filled: DatabaseFile, tmp_path: Path
) -> None:
    def broken() -> Iterator[tuple[Cell, ...]]:
        yield (1,)
        raise BadFile("The source broke.")

    with pytest.raises(BadFile, match="broke"), new_workbook(tmp_path / "out.xlsx") as book:
        book.add_sheet("rows", ["one"], broken())
    assert not list(tmp_path.glob("*.xlsx"))
    assert not list(tmp_path.glob(".kpitui-*"))
    (tmp_path / "taken.xlsx").write_text("mine")
    for what in ("readings", "history"):
        again = kpitui("--db", filled.path, "export", what, "-o", tmp_path / "taken.xlsx")
        check_one_sentence(again, 4, "already there")
    assert (tmp_path / "taken.xlsx").read_text() == "mine"
    check_one_sentence(
        kpitui("--db", filled.path, "export", "--format", "xlsx"), 2, "name a new one with -o"
    )


@pytest.mark.parametrize("what", Exported)
def test_every_list_is_a_sheet_with_its_columns(
    kpitui: Command, filled: DatabaseFile, tmp_path: Path, what: Exported
) -> None:
    path = tmp_path / f"{what}.xlsx"
    assert kpitui("--db", filled.path, "export", what, "-o", path).code == 0
    head, *rows = opened(path, what.value)
    assert head == columns_of(what)
    assert len(rows) == len(list(exported(filled, what)))


def test_the_review_is_a_workbook_with_numbers_to_reckon_with(
    kpitui: Command, database: DatabaseFile, tmp_path: Path
) -> None:
    record_weekly(database, 1, [80.0, 84.0, 82.0] * 8, date(2026, 11, 22), person_id=1, n=10)
    path = tmp_path / "review.xlsx"
    written = kpitui("--db", database.path, "report", "--as-of", "2026-11-23", "-o", path)
    assert (written.code, written.out) == (0, "")
    sheets = openpyxl.load_workbook(path).sheetnames
    assert sheets[:2] == ["Summary", "KPIs"]
    assert {"What it says", "Signals", "No recent data", "Reviews", "Standards", "Values"} <= {
        *sheets
    }
    head, kpi = opened(path, "KPIs")
    told = dict(zip(head, kpi, strict=True))
    assert (told["KPI"], told["value"]) == ("Customer satisfaction", "82.0%")
    assert (told["number"], told["unit"], told["n"]) == (82, "%", 10)
    assert told["from"] == datetime(2026, 11, 16)
    values = opened(path, "Values")
    assert [row[5] for row in values[-3:]] == [80, 84, 82]
    standards = {str(row[1]) for row in opened(path, "Standards")[1:]}
    assert standards == {"Average handle time", "Adherence to schedule"}
    check_one_sentence(
        kpitui("--db", database.path, "report", "--format", "xlsx"), 2, "name a new one with -o"
    )
