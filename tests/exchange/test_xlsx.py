"""Excel workbooks, and long files with columns of other names."""

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.domain.import_answers import ImportAnswers
from kpitui.exchange.profile import Profile, profile_text, read_profile
from kpitui.exchange.sources import sheets_of
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.records import rows
from kpitui.views.export import readings_for_export
from tests.bring_in import bring_in
from tests.conftest import LEADER, TODAY

HEADER = ("metric", "person", "date", "value", "n", "numerator", "denominator", "note")


def workbook(
    path: Path, *lines: tuple[object, ...], sheets: tuple[str, ...] = ("Readings",)
) -> Path:
    book = Workbook()
    for place, name in enumerate(sheets):
        sheet = book.active if place == 0 else book.create_sheet()
        assert sheet is not None
        sheet.title = name
        for line in lines if place == len(sheets) - 1 else ():
            sheet.append(list(line))
    book.save(path)
    return path


def test_the_cells_of_a_sheet_are_read_as_they_are_meant(
    database: DatabaseFile, tmp_path: Path
) -> None:
    file = workbook(
        tmp_path / "in.xlsx",
        HEADER,
        ("csat", "Ana López", date(2026, 11, 2), 81.5, 3, None, None, "=1+1"),
        ("csat", "Ana López", datetime(2026, 11, 3), 82, None, None, None, None),
        ("aht", "Ana López", "2026-11-02", time(0, 6, 30)),
        ("aht", "ana", "2026-11-03", timedelta(minutes=5, seconds=20)),
        (),
        ("adherence", "ana", "2026-11-03", None, None, 45, 50),
        ("csat", "ana", datetime(2026, 11, 4, 2, 30), 82),
        ("csat", "ana", "2026-11-05", True),
        ("csat", "ana", "2026-11-06", "#DIV/0!"),
        ("nps", "ana", "2026-11-06", 9),
    )
    report = bring_in(database, LEADER, file, today=TODAY)
    assert [(rejected.line, rejected.reason[:30]) for rejected in report.rejected] == [
        (9, "yes or no is no value of Custo"),
        (11, "there is no metric “nps”; defi"),
    ]
    assert [(value.line, value.text) for value in report.no_value] == [(10, "#DIV/0!")]
    found = sorted(readings_for_export(database), key=lambda row: row["reading"])
    assert [(row["date"], row["value"], row["numerator"], row["n"]) for row in found] == [
        ("2026-11-02", 81.5, None, 3), ("2026-11-03", 82.0, None, None),
        ("2026-11-02", 390.0, None, None),
        ("2026-11-03", 320.0, None, None), ("2026-11-03", None, 45.0, None),
        ("2026-11-04", 82.0, None, None),
    ]  # fmt: skip
    again = bring_in(database, LEADER, file, today=TODAY)
    assert (again.added, again.unchanged, again.rejected_count) == (0, 6, 2)


def test_a_cell_shown_in_percent_is_percent(database: DatabaseFile, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("metric", "date", "value"))
    sheet.append(("csat", date(2026, 11, 2), 0.45))
    sheet["C2"].number_format = "0.0%"
    book.save(tmp_path / "in.xlsx")
    bring_in(database, LEADER, tmp_path / "in.xlsx", today=TODAY)
    assert [row["value"] for row in readings_for_export(database)] == [45.0]


def test_a_workbook_with_several_sheets_asks_which(database: DatabaseFile, tmp_path: Path) -> None:
    book = Workbook()
    sheets: dict[str, list[tuple[object, ...]]] = {
        "Notes": [("made by hand",)],
        "Data": [("metric", "date", "value"), ("csat", date(2026, 11, 2), 45)],
        "Old": [("metric", "date", "value")],
        "Empty": [],
    }
    for place, (name, lines) in enumerate(sheets.items()):
        sheet = book.create_sheet(name, place)
        sheet.sheet_state = "hidden" if name == "Old" else "visible"
        for line in lines:
            sheet.append(line)
    file = tmp_path / "in.xlsx"
    book.save(file)
    with file.open("rb") as stream:
        found = {sheet.name: (sheet.hidden, sheet.empty) for sheet in sheets_of(stream, "in.xlsx")}
    assert found == {
        "Notes": (False, False), "Data": (False, False), "Old": (True, False),
        "Empty": (False, True), "Sheet": (False, True),
    }  # fmt: skip
    with pytest.raises(WrongUsage, match=r"has the sheets Notes, Data, Old \(hidden\); name one"):
        bring_in(database, LEADER, file, today=TODAY)
    with pytest.raises(WrongUsage, match="has no sheet “date”"):
        bring_in(database, LEADER, file, sheet="date", today=TODAY)
    assert bring_in(database, LEADER, file, sheet="data ", today=TODAY).added == 1
    with pytest.raises(BadFile, match="is empty"):
        bring_in(database, LEADER, file, sheet="Empty", today=TODAY)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "is a damaged workbook"),
        (b"%PDF-1.7 x", "is a PDF; choose a workbook"),
        (b'{"a": 1}', "is JSON without a list"),
    ],
)
def test_what_is_no_workbook_is_refused_in_a_sentence(
    database: DatabaseFile, tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "in.xlsx").write_bytes(content)
    with pytest.raises(BadFile, match=words):
        bring_in(database, LEADER, tmp_path / "in.xlsx", today=TODAY)


def test_a_zip_that_is_no_workbook_is_refused(database: DatabaseFile, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.xlsx", "w") as packed:
        packed.writestr("x.txt", "x")
    with pytest.raises(BadFile, match="is a zip without a workbook"):
        bring_in(database, LEADER, tmp_path / "in.xlsx", today=TODAY)


def test_a_zip_bomb_is_not_opened(database: DatabaseFile, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    assert (tmp_path / "in.xlsx").stat().st_size < 100_000
    with pytest.raises(BadFile, match="unpacks to 50 MB"):
        bring_in(database, LEADER, tmp_path / "in.xlsx", today=TODAY)


LONG = Profile(
    date="Day", metric_name="KPI", person="Agent", value="Score", n="Calls", dates="dmy",
    decimal_comma=True,
)  # fmt: skip


def test_a_long_file_with_columns_of_other_names(database: DatabaseFile, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "Agent;KPI;Day;Score;Calls;Boss\nana;csat;02/11/2026;81,5;3;x\nana;csat;03/11/2026;1.234,5;;x\n",
        "utf-8",
    )
    (tmp_path / "p.toml").write_text(profile_text(LONG), "utf-8")
    report = bring_in(
        database,
        LEADER,
        tmp_path / "in.csv",
        profile=tmp_path / "p.toml",
        answers=ImportAnswers(implausible="take"),
        today=TODAY,
    )
    assert (report.added, report.rejected_count) == (2, 0)
    assert [(row["date"], row["value"], row["n"]) for row in readings_for_export(database)] == [
        ("2026-11-02", 81.5, 3),
        ("2026-11-03", 1234.5, None),
    ]


def test_a_profile_is_written_as_it_is_read(tmp_path: Path) -> None:
    wide = read_profile(Path("sample_db/nhs111/profile.toml"))
    for place, profile in enumerate((LONG, wide)):
        file = tmp_path / f"{place}.toml"
        file.write_text(profile_text(profile), "utf-8")
        assert read_profile(file) == profile


@pytest.mark.parametrize(
    "text",
    [
        'date = "Day"\n',
        'date = "Day"\nmetric_name = "KPI"\n',
        (
            'date = "Day"\nmetric_name = "KPI"\nvalue = "v"\n[[metric]]\nname = "x"\ncode = '
            '"x"\nvalue = "y"\n'
        ),
    ],
)
def test_a_profile_that_is_neither_wide_nor_long_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "p.toml").write_text(text, "utf-8")
    with pytest.raises(BadFile):
        read_profile(tmp_path / "p.toml")


def bring(database: DatabaseFile, tmp_path: Path, values: list[str]) -> tuple[list[float], int]:
    lines = "".join(
        f'm,{date(2026, 1, 1) + timedelta(days=place)},"{value}"\n'
        for place, value in enumerate(values)
    )
    (tmp_path / "in.csv").write_text(f"metric,date,value\n{lines}".replace("m,", "csat,"), "utf-8")
    report = bring_in(
        database,
        LEADER,
        tmp_path / "in.csv",
        answers=ImportAnswers(implausible="take"),
        today=TODAY,
    )
    with reading(database) as db:
        found = [row["value"] for row in rows(db, "SELECT value FROM readings ORDER BY date")]
    return found, report.rejected_count


@pytest.mark.parametrize(
    ("values", "read", "rejected"),
    [
        (["1.234", "1,5"], [1234.0, 1.5], 0),  # a comma is proved, so the point parts thousands
        (["1,234", "1.5"], [1234.0, 1.5], 0),
        (["1.234", "12.5"], [1.234, 12.5], 0),
        (["1.234,5", "7"], [1234.5, 7.0], 0),
        (["1,5", "1.5"], [1.5, 1.5], 0),  # they disagree, and each can be read in one way only
    ],
)
def test_the_decimal_sign_is_decided_once_for_the_file(
    database: DatabaseFile, tmp_path: Path, values: list[str], read: list[float], rejected: int
) -> None:
    assert bring(database, tmp_path, values) == (read, rejected)


def test_a_great_many_rejects_are_counted_and_only_the_first_are_held(
    database: DatabaseFile, tmp_path: Path
) -> None:
    lines = "".join(f"nps,2026-11-02,{place}\n" for place in range(2500))
    (tmp_path / "in.csv").write_text(f"metric,date,value\n{lines}", "utf-8")
    seen: list[int] = []
    report = bring_in(
        database,
        LEADER,
        tmp_path / "in.csv",
        today=TODAY,
        on_reject=lambda one: seen.append(one.line),
    )
    assert (report.rejected_count, len(report.rejected), report.rejected[0].line) == (2500, 1000, 2)
    assert seen == [*range(2, 2502)]


def test_how_far_it_is_can_be_told(database: DatabaseFile, tmp_path: Path) -> None:
    lines = "".join(
        f"csat,2026-11-{1 + place % 20:02},{place % 90},{place}\n" for place in range(3000)
    )
    (tmp_path / "in.csv").write_text(f"metric,date,value,id\n{lines}", "utf-8")
    told: list[tuple[int, int]] = []
    bring_in(
        database, LEADER, tmp_path / "in.csv", today=TODAY, progress=lambda *far: told.append(far)
    )
    size = (tmp_path / "in.csv").stat().st_size
    assert [whole for _, whole in told] == [size] * 3
    assert [far for far, _ in told] == sorted(far for far, _ in told)
    assert told[-1][0] == size


def test_a_number_of_a_cell_is_never_taken_for_thousands(
    database: DatabaseFile, tmp_path: Path
) -> None:
    lines = (("csat", date(2026, 11, 2), 1.234), ("csat", date(2026, 11, 3), "92,5"))
    for place, kept in enumerate((lines[:1], lines)):
        file = workbook(tmp_path / f"{place}.xlsx", ("metric", "date", "value"), *kept)
        bring_in(database, LEADER, file, today=TODAY)
    found = list(readings_for_export(database))
    assert sorted(row["value"] for row in found) == [1.234, 92.5]
