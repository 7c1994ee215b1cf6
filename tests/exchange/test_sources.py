"""What a file is, and its lines as texts: the files that people bring, small."""

import io
from pathlib import Path

import pytest

from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.exchange.file_kind import FileKind, kind_of
from kpitui.exchange.records import Records, SheetInfo
from kpitui.exchange.sources import open_records, sheets_of

FILES = Path("tests/cases/files")
HEADER = ["metric", "date", "value"]


def lines_of(
    name: str, *, sheet: str | None = None, encoding: str | None = None
) -> tuple[list[tuple[int, list[str]]], Records]:
    with (FILES / name).open("rb") as stream:
        records = open_records(stream, name, sheet=sheet, encoding=encoding)
        return [(number, list(cells)) for number, cells in records.lines], records


def days(*values: str, metric: str = "CSAT") -> list[list[str]]:
    return [HEADER, *([metric, f"2026-01-{5 + day:02}", value] for day, value in enumerate(values))]


UMLAUTS = [
    ["metric", "person", "date", "value"],
    ["CSAT", "Zoë Müller", "2026-01-05", "92,5"],
    ["CSAT", "Zoë Müller", "2026-01-06", "1.234,5"],
    ["CSAT", "Zoë Müller", "2026-01-07", "88"],
]
POINTS = [[cell.replace(".", "").replace(",", ".") for cell in line] for line in UMLAUTS]
ODD_DATES = [
    HEADER,
    ["CSAT", "2026-01-05", "90"],
    ["CSAT", "2026-01-06 13:05:00", "91"],
    ["CSAT", "46029", "92"],
    ["CSAT", "2026-01-08", "93"],
    ["CSAT", "09/01/2026", "94"],
    ["CSAT", "2026-01-10", "95"],
    ["CSAT", "11-Jan-26", "96"],
]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("x_1904.xlsx", days("90")),
        ("x_csv_named.xlsx", days("90")),
        ("x_date_header.xlsx", [["metric", "2026-01-01", "2026-02-01"], ["CSAT", "90", "91"]]),
        ("x_dates.xlsx", ODD_DATES),
        ("x_named.csv", ODD_DATES),
        ("x_dimension_short.xlsx", days("90", "91", "92", "93")),
        ("x_wrong_dimension.xlsx", days("90", "91", "92", "93")),
        ("x_no_dimension.xlsx", days("90", "91", "92", "93")),
        ("x_formatted_blank_rows.xlsx", days("90", "91", "92", "93")),
        (
            "x_durations.xlsx",
            days(
                *["0:05:40"] * 4, "340", "0:05:40", "25:00:00", "0.00393518518518518", "5:40:00",
                "5:40:00", metric="AHT",
            ),
        ),
        ("x_empty_sheets.xlsx", days("90")),
        ("x_merged_metric.xlsx", days("90", "91", "92")),
        ("x_percent.xlsx", days("92.5%", "90%", "100%", "92.5", "92,5%", "93%")),
        (
            "x_textnum.xlsx",
            days("90", "1,234", "1 234", "1234.5", "90.00000000001", "0.333333333333333",
                 metric="Calls"),
        ),
        ("x_total.xlsx", [*days("90"), ["Total", "", "90"], ["* preliminary"]]),
        ("real_old.xls", days("90")),
        ("sheet.ods", days("90")),
        ("utf16le_bom.csv", POINTS),
        ("utf16be_bom.csv", POINTS),
        ("semicolon_decimal_comma.csv", UMLAUTS),
        ("utf8_bom_crlf.csv", days("92")),
        ("mac_cr.csv", days("92", "93")),
        ("pipe.csv", days("92")),
        ("trailing_delim.csv", [[*line, ""] for line in days("92", "93")]),
        ("short_row.csv", [[*HEADER, "note"], ["CSAT", "2026-01-05", "92"]]),
        ("excel_text_eq.csv", days("92")),
        ("header_only.csv", [HEADER]),
    ],
)  # fmt: skip
def test_a_file_is_read_as_what_it_is(name: str, lines: list[list[str]]) -> None:
    found, records = lines_of(name)
    assert [cells for _, cells in found] == lines
    assert records.said == []
    assert records.place() == records.size > 0


def test_lines_are_numbered_as_an_editor_does() -> None:
    assert lines_of("sep_line.csv")[0] == [(2, HEADER), (3, ["CSAT", "2026-01-05", "92"])]
    assert lines_of("quoted_newline.csv")[0] == [
        (1, [*HEADER, "note"]),
        (2, ["CSAT", "2026-01-05", "92", 'said: "fine"\nand left']),
        (4, ["CSAT", "2026-01-06", "93", "ok"]),
    ]
    assert [number for number, _ in lines_of("mixed_eol.csv")[0]] == [1, 2, 4]


@pytest.mark.parametrize(
    ("name", "last", "said"),
    [
        ("nul.csv", ["CSAT", "2026-01-06", "9\ufffd3"], "Line 3 holds NUL characters"),
        ("unclosed_quote.csv", ["CSAT", "2026-01-07", "94", "x"], "Line 2 opens a quote that is"),
        ("cp1252.csv", UMLAUTS[-1], "It was read as Windows-1252"),
        ("x_html.xls", ["CSAT", "2026-01-05", "90"], "It is a web page; its tables were read."),
        ("x_formula_uncached.xlsx", ["CSAT", "2026-01-07", "92"], "C2 and B3 hold formulas that"),
    ],
)
def test_what_was_odd_is_said(name: str, last: list[str], said: str) -> None:
    found, records = lines_of(name)
    assert found[-1][1] == last
    assert len(records.said) == 1
    assert records.said[0].startswith(said)


def test_a_formula_that_was_never_worked_out_loses_its_cell_alone() -> None:
    assert [cells for _, cells in lines_of("x_formula_uncached.xlsx")[0]][1:] == [
        ["CSAT", "2026-01-05"],
        ["CSAT", "", "91"],
        ["CSAT", "2026-01-07", "92"],
    ]


def test_a_quote_that_is_never_closed_swallows_no_line() -> None:
    assert [cells[2] for _, cells in lines_of("unclosed_quote.csv")[0]] == [
        "value", "92", "93", "94",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty.csv", "is empty; it needs a line"),
        ("x_ole.xls", "is a document of an old Office program, or a damaged .xls"),
        ("sjis.csv", "line 2: the byte 0x8e is not UTF-8; name the encoding of the file with --en"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(name: str, words: str) -> None:
    with pytest.raises(BadFile, match=words) as told:
        lines_of(name)
    assert "\n" not in told.value.sentence


def test_an_encoding_that_is_named_is_taken() -> None:
    assert lines_of("sjis.csv", encoding="shift_jis")[0][1][1][1] == "山田 太郎"
    assert lines_of("cp1252.csv", encoding="cp1252")[1].said == []
    with pytest.raises(WrongUsage, match="There is no encoding “utf-9”"):
        lines_of("cp1252.csv", encoding="utf-9")
    with pytest.raises(WrongUsage, match="There is no encoding “base64”"):
        lines_of("cp1252.csv", encoding="base64")


def test_a_sheet_is_chosen_where_several_hold_cells() -> None:
    with pytest.raises(WrongUsage) as told:
        lines_of("x_sheets.xlsx")
    assert told.value.sentence == (
        "x_sheets.xlsx has the sheets Data, Notes, Hidden (hidden, empty); name one with --sheet."
    )
    found, records = lines_of("x_sheets.xlsx", sheet="Data")
    assert [cells for _, cells in found] == days("90")
    assert records.sheets == (
        SheetInfo("Data"),
        SheetInfo("Notes"),
        SheetInfo("Hidden", hidden=True, empty=True),
    )
    with (FILES / "x_empty_sheets.xlsx").open("rb") as stream:
        assert [sheet.empty for sheet in sheets_of(stream, "x")] == [False, True, True]
    with (FILES / "mac_cr.csv").open("rb") as stream:
        assert sheets_of(stream, "x") == ()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", FileKind.EMPTY),
        (b" \r\n\n", FileKind.EMPTY),
        (b"a,b\n1,2\n", FileKind.TEXT),
        (b'["x"],b\n', FileKind.TEXT),
        (b"<5 s,b\n1,2\n", FileKind.TEXT),
        (b'\xef\xbb\xbf {"readings": []}', FileKind.JSON),
        (b"[\n {}]", FileKind.JSON),
        (b"\n<!DOCTYPE html><p>", FileKind.HTML),
        (b"\xff\xfe" + "<table>".encode("utf-16-le"), FileKind.HTML),
        (b"<?xml version='1.0'?><plist/>", FileKind.OTHER),
        (b"%PDF-1.4", FileKind.OTHER),
        (b"\x1f\x8b\x08", FileKind.OTHER),
        (b"PK\x03\x04", FileKind.OTHER),
    ],
)
def test_a_kind_is_told_by_content(content: bytes, kind: FileKind) -> None:
    stream = io.BytesIO(content)
    assert kind_of(stream) is kind
    assert stream.tell() == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.4", "x is a PDF; choose a workbook"),
        (b"\x1f\x8b\x08", "x is packed with gzip; choose"),
        (b"PK\x03\x04", "x is a damaged workbook or zip; choose"),
        (b"{}", "x is JSON without a list; bring a list of readings, or CSV."),
        (b"<?xml version='1.0'?><plist/>", "x is an XML document; choose"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "x has a password; save it without one, or as CSV."),
    ],
)  # fmt: skip
def test_what_holds_no_lines_is_named(content: bytes, words: str) -> None:
    with pytest.raises(BadFile, match=words):
        open_records(io.BytesIO(content), "x")
