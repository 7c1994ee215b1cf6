"""Sheets of other kinds: old Excel, LibreOffice, the XML of Excel 2003, and web pages."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from kpitui.domain.errors import BadFile
from kpitui.exchange.sources import open_records


def packed(parts: Mapping[str, str | bytes]) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return stream


def read(stream: io.BytesIO) -> list[list[str]]:
    return [list(cells) for _, cells in open_records(stream, "in").lines]


def test_an_old_workbook_tells_what_a_new_one_does() -> None:
    with Path("tests/cases/files/old_formats.xls").open("rb") as stream:
        records = open_records(stream, "old.xls")
        assert list(records.lines) == [
            (1, ["team", "date", "value", "note"]),
            (2, ["North", "2026-01-05", "92.5%"]),
            (3, ["North", "2026-01-06 13:05:00", "25:00:00"]),
            (4, ["North", "46029", "1234.5", "TRUE"]),
            (5, ["South", "", "6:00:00"]),
            (6, ["Zoë", "", "-3"]),
        ]
    assert records.said == [
        "The hidden sheet “Secret” is not read; --sheet names it.",
        "1 hidden row is read too.",
        "The hidden column D is read too.",
    ]
    assert records.place() == records.size == 6


def test_an_old_workbook_that_is_damaged_is_one_sentence() -> None:
    content = Path("tests/cases/files/old_formats.xls").read_bytes()
    for end in (512, 1500, 3000):
        with pytest.raises(BadFile, match=r"is damaged|a damaged \.xls"):
            read(io.BytesIO(content[:end]))


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (
            "xl/workbook.bin",
            r"is a binary Excel workbook \(\.xlsb\), which kpitui cannot read; save it as",
        ),
        ("word/document.xml", "is a Word document; choose a workbook"),
        ("Index/Document.iwa", "is a Numbers sheet; choose a workbook"),
        ("readings.csv", "is a zip without a workbook; choose a workbook"),
    ],
)
def test_what_is_packed_and_no_sheet_is_named(part: str, words: str) -> None:
    with pytest.raises(BadFile, match=words):
        read(packed({part: "x"}))
    text = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}
    with pytest.raises(BadFile, match="is a zip without a workbook"):
        read(packed(text))


ODS = """<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:style="s">
<office:automatic-styles><style:style style:name="ta2">
<style:table-properties table:display="false"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet>
<table:table table:name="Data">{rows}</table:table>
<table:table table:name="Old" table:style-name="ta2"><table:table-row><table:table-cell>
<text:p>x</text:p></table:table-cell></table:table-row></table:table>
</office:spreadsheet></office:body></office:document-content>"""


def ods(rows: str) -> io.BytesIO:
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": ODS.replace("{rows}", rows),
        }
    )


def cell(kind: str, shown: str = "", **values: str) -> str:
    named = "".join(f' office:{name.replace("_", "-")}="{text}"' for name, text in values.items())
    return (
        f'<table:table-cell office:value-type="{kind}"{named}><text:p>{shown}</text:p>'
        "</table:table-cell>"
    )


def test_a_sheet_of_libreoffice_tells_what_its_cells_mean() -> None:
    rows = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/><table:table-row>'
        + cell("percentage", "93 %", value="0.925")
        + cell("float", "1.234,50", value="1234.5")
        + cell("currency", "3,00 €", value="3", currency="EUR")
        + cell("date", "05.01.26", date_value="2026-01-05")
        + cell("date", "x", date_value="2026-01-05T13:05:00")
        + cell("time", "x", time_value="PT25H00M00S")
        + cell("time", "x", time_value="-P1DT0H5M40.5S")
        + cell("boolean", "WAHR", boolean_value="true")
        + cell("string", "#DIV/0!")
        + "</table:table-row>"
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        '<table:table-row table:visibility="filter" table:number-rows-repeated="2">'
        '<table:table-cell table:number-columns-repeated="2"><text:p>a<text:s '
        'text:c="2"/>b</text:p><text:p>c</text:p><office:annotation><text:p>no</text:p>'
        "</office:annotation>"
        "</table:table-cell></table:table-row>"
        '<table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>M</text:p>'
        "</table:table-cell>" + cell("float", "1", value="1") + "</table:table-row>"
        "<table:table-row><table:covered-table-cell/>"
        + cell("float", "2", value="2")
        + "</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    records = open_records(ods(rows), "in.ods")
    assert list(records.lines) == [
        (
            1,
            ["92.5%", "1234.5", "3 EUR", "2026-01-05", "2026-01-05 13:05:00", "25:00:00",
             "-24:05:40", "TRUE", "#DIV/0!"],
        ),
        (4, ["a  b\nc"] * 2), (5, ["a  b\nc"] * 2), (6, ["M", "1"]), (7, ["M", "2"]),
    ]  # fmt: skip
    assert records.said == [
        "The hidden sheet “Old” is not read; --sheet names it.",
        "2 hidden rows are read too.",
        "The hidden column C is read too.",
    ]
    assert [line for _, line in open_records(ods(rows), "in.ods", sheet="Old").lines] == [["x"]]


@pytest.mark.parametrize(
    "rows",
    [
        '<table:table-row table:number-rows-repeated="99999999"><table:table-cell><text:p>'
        "x</text:p></table:table-cell></table:table-row>",
        '<table:table-row><table:table-cell table:number-columns-repeated="99999"><text:p>'
        "x</text:p></table:table-cell></table:table-row>",
        '<table:table-row table:number-rows-repeated="x"/>',
        "<table:table-row>",
    ],
)
def test_a_libreoffice_sheet_that_is_made_to_do_harm_is_refused(rows: str) -> None:
    with pytest.raises(BadFile, match=r"is damaged|more rows or columns"):
        list(open_records(ods(rows), "in.ods").lines)


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<table><tr><th>a<th>b<tr><td>2&nbsp;%</table>", [(1, ["a", "b"]), (2, ["2 %"])]),
        (
            "<html><head><style>td{}</style><title>x</title></head><p>Report</p><table><thead><tr>"
            "<td colspan=2>a</td><td>b</td></tr></thead><tr><td rowspan='2'>N</td><td>1<br>2</td>"
            "<td>3</td></tr><tr><td>4</td><td><b>5</b> &lt;</td></tr><tr></tr></table>"
            "<table><tr><td>6</td></tr></table>",
            [(1, ["a", "", "b"]), (2, ["N", "1 2", "3"]), (3, ["N", "4", "5 <"]), (5, ["6"])],
        ),
        ("<table><td>x<td>y</table>", [(1, ["x", "y"])]),
        ("<html><p>no table</p></html>", []),
    ],
)  # fmt: skip
def test_the_tables_of_a_page_are_read(page: str, lines: list[tuple[int, list[str]]]) -> None:
    for code in ("utf-8", "utf-16", "cp1252"):
        records = open_records(io.BytesIO(page.encode(code)), "in.xls")
        assert list(records.lines) == lines
        assert records.said[0] == "It is a web page; its tables were read."
        assert records.place() == records.size


XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="x"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles>
<Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>
<Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style>
<Style ss:ID="h"><NumberFormat ss:Format="[h]:mm:ss"/></Style>
<Style ss:ID="n"><Font/></Style></Styles>
<Worksheet ss:Name="Old"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table>
<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>
<Worksheet ss:Name="Data"><Table><Column/><Column ss:Hidden="1" ss:Span="1"/>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">a &amp; b</Data><Comment><ss:Data>no</ss:Data>
</Comment></Cell><Cell ss:StyleID="p"><Data ss:Type="Number">0.925</Data></Cell></Row>
<Row ss:Hidden="1"><Cell ss:Index="2" ss:StyleID="d"><Data
 ss:Type="DateTime">2026-01-05T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="DateTime">2026-01-05T13:05:00.000</Data></Cell></Row>
<Row ss:Index="5"><Cell ss:MergeAcross="1" ss:StyleID="h"><Data
 ss:Type="DateTime">1900-01-01T01:00:00.000</Data></Cell>
<Cell ss:StyleID="n"><Data ss:Type="Number">1.50</Data></Cell><Cell ss:Formula="=A1"/>
<Cell><Data ss:Type="Boolean">1</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_the_xml_of_excel_2003_is_read() -> None:
    records = open_records(io.BytesIO(XML.encode()), "in.xls")
    assert list(records.lines) == [
        (1, ["a & b", "92.5%"]),
        (2, ["a & b", "2026-01-05", "2026-01-05 13:05:00"]),
        (5, ["25:00:00", "", "1.5", "", "TRUE", "#N/A"]),
    ]
    assert records.said == [
        "The hidden sheet “Old” is not read; --sheet names it.",
        "1 hidden row is read too.",
        "The hidden columns B and C are read too.",
        "D5 holds a formula that was never worked out; open the file in Excel and save it.",
    ]
    assert [line for _, line in open_records(io.BytesIO(XML.encode()), "x", sheet="Old").lines] == [
        ["x"]
    ]
    with pytest.raises(BadFile, match="is damaged"):
        open_records(io.BytesIO(XML[:1200].encode()), "in.xls")


def test_a_libreoffice_sheet_with_a_password_is_named() -> None:
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": "<manifest:encryption-data/>",
        "content.xml": b"\x93\x01",
    }
    with pytest.raises(BadFile, match="has a password; save it without one, or as CSV"):
        read(packed(parts))
