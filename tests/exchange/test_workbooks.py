"""Workbooks: what their cells mean, what is hidden in them, and what is made to do harm."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime, time, timedelta

import pytest
from openpyxl import Workbook

from kpitui.domain.errors import BadFile, WrongUsage
from kpitui.exchange.number_formats import Shown, Texts, number_text, shown_by, time_text
from kpitui.exchange.sheet_rows import column_letters, column_place, listed
from kpitui.exchange.sources import open_records

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = {
    "_rels/.rels": f'<Relationships><Relationship Id="r1" Type="{RELATIONS}/officeDocument" '
    'Target="xl/book.xml"/></Relationships>',
    "xl/book.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
    '<sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/book.xml.rels": "<Relationships>"
    f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="/xl/one.xml"/>'
    f'<Relationship Id="r2" Type="{RELATIONS}/sharedStrings" Target="texts.xml"/>'
    f'<Relationship Id="r3" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    "xl/texts.xml": f'<sst xmlns="{MAIN}"/>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/></cellXfs></styleSheet>',
}


def packed(parts: Mapping[str, str | bytes]) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return stream


def xlsx(rows: str, *, behind: str = "", before: str = "", **parts: str) -> io.BytesIO:
    sheet = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{behind}</worksheet>'
    named = {f"xl/{name}.xml": content for name, content in parts.items()}
    return packed(PARTS | {"xl/one.xml": sheet} | named)


def read(stream: io.BytesIO, sheet: str | None = None) -> tuple[list[list[str]], list[str]]:
    records = open_records(stream, "in.xlsx", sheet=sheet)
    return [list(cells) for _, cells in records.lines], records.said


def saved(book: Workbook) -> io.BytesIO:
    stream = io.BytesIO()
    book.save(stream)
    return stream


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", Shown.NUMBER), ("0.00", Shown.NUMBER), ("#,##0 \"days\"", Shown.NUMBER),
        ("0.00E+00", Shown.NUMBER), ("[$€-407] #,##0.00", Shown.NUMBER), ("@", Shown.NUMBER),
        ('0\\s', Shown.NUMBER), ("[Red]0;[Blue]-0", Shown.NUMBER), ("0.0%", Shown.PERCENT),
        ('0%;[Red]-0%', Shown.PERCENT), ("yyyy-mm-dd", Shown.DATE), ("dd.mm.yy", Shown.DATE),
        ("[$-409]d-mmm-yy;@", Shown.DATE), ("dd/mm/yyyy hh:mm", Shown.DATE),
        ("m/d/yy h:mm AM/PM", Shown.DATE), ("mmm-yy", Shown.MONTH), ("mmmm yyyy", Shown.MONTH),
        ("mmmm", Shown.MONTH), ("h:mm", Shown.TIME), ("mm:ss.0", Shown.TIME),
        ("h:mm:ss am/pm", Shown.TIME), ("[h]:mm:ss", Shown.ELAPSED), ("[mm]:ss", Shown.ELAPSED),
        ("[ss]", Shown.ELAPSED),
    ],
)  # fmt: skip
def test_a_number_format_says_what_a_number_is(code: str, shown: Shown) -> None:
    assert shown_by(code) is shown


@pytest.mark.parametrize(
    ("shown", "number", "text"),
    [
        (Shown.NUMBER, "0012", "0012"),
        (Shown.NUMBER, "1234567890123456789", "1234567890123456789"),
        (Shown.NUMBER, "1E-7", "0.0000001"),
        (Shown.NUMBER, "1.5E+20", "150000000000000000000"),
        (Shown.NUMBER, "0.1", "0.1"),
        (Shown.NUMBER, "-1.234", "-1.2340"),
        (Shown.NUMBER, "0.234", "0.234"),
        (Shown.NUMBER, "1234.567", "1234.567"),
        (Shown.PERCENT, "0.12345", "12.3450%"),
        (Shown.NUMBER, "NaN", "nan"),
        (Shown.NUMBER, "x", "x"),
        (Shown.NUMBER, "1e400", "inf"),
        (Shown.PERCENT, "0.57", "57%"),
        (Shown.PERCENT, "-0.0125", "-1.25%"),
        (Shown.DATE, "46027", "2026-01-05"),
        (Shown.DATE, "46027.999999999", "2026-01-06"),
        (Shown.DATE, "46027.5", "2026-01-05 12:00:00"),
        (Shown.DATE, "1", "1900-01-01"),
        (Shown.DATE, "59", "1900-02-28"),
        (Shown.DATE, "60", "1900-02-29"),
        (Shown.DATE, "61", "1900-03-01"),
        (Shown.DATE, "0.5", "12:00:00"),
        (Shown.DATE, "-1", "-1"),
        (Shown.DATE, "9999999", "9999999"),
        (Shown.MONTH, "46023", "2026-01"),
        (Shown.MONTH, "46027", "2026-01-05"),
        (Shown.MONTH, "46023.5", "2026-01-01 12:00:00"),
        (Shown.TIME, "0.25", "6:00:00"),
        (Shown.TIME, "1.0416666666666667", "25:00:00"),
        (Shown.TIME, "46027.25", "2026-01-05 06:00:00"),
        (Shown.TIME, "-0.25", "-6:00:00"),
        (Shown.ELAPSED, "500", "12000:00:00"),
        (Shown.ELAPSED, "-1e-9", "0:00:00"),
    ],
)
def test_a_number_is_written_as_it_is_meant(shown: Shown, number: str, text: str) -> None:
    assert Texts(shown)[number] == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("[$€-407] #,##0.00", "12.5 €"),
        ('#,##0.00\\ "€"', "12.5 €"),
        ('_("$"* #,##0.00_)', "12.5 $"),
        ("[$CHF-807] #,##0", "12.5 CHF"),
        ("[$-409]0.00", "12.5"),
        ("0.0", "12.5"),
    ],
)
def test_a_currency_that_is_shown_stands_behind_the_number(code: str, text: str) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append((12.5, 3))
    sheet["A1"].number_format = sheet["B1"].number_format = code
    assert read(saved(book))[0] == [[text, text.replace("12.5", "3")]]


def test_days_counted_from_1904() -> None:
    assert Texts(Shown.DATE, since_1904=True)["44565"] == "2026-01-05"
    assert Texts(Shown.DATE, since_1904=True)["0"] == "1904-01-01"
    assert Texts(Shown.MONTH, since_1904=True)["44561"] == "2026-01"
    assert Texts(Shown.DATE, since_1904=True)["-2000"] == "-2000"
    assert Texts(Shown.TIME, since_1904=True)["0.5"] == "12:00:00"


def test_places_and_lists() -> None:
    for place in (0, 25, 26, 701, 702, 16_383):
        assert column_place(column_letters(place)) == place
    for letters in ("XFE", "ZZZZ", "A1", "Ä"):
        with pytest.raises(ValueError, match=letters):
            column_place(letters)
    assert listed(["A"]) == "A"
    assert listed(["A", "B", "C"]) == "A, B and C"
    assert listed([str(one) for one in range(6)], 9) == "0, 1, 2, 3, 4 and 4 more"
    assert (number_text(1e15), time_text(0)) == ("1000000000000000", "0:00:00")


def test_what_a_cell_can_hold() -> None:
    assert read(
        xlsx(
            '<row r="2"><c t="s"><v>1</v></c><c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r>'
            "<rPh><t>no</t></rPh></is></c><c><v>1.50</v></c></row>"
            '<row r="4"><c r="B4" t="b"><v>1</v></c><c r="C4" t="b"><v>0</v></c>'
            '<c r="D4" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E4" t="str"><f>x</f><v></v></c>'
            '<c r="F4" t="d"><v>2026-01-05T00:00:00</v></c><c r="G4" t="str"><v>a_x000A_b</v></c>'
            '</row><row><c><v>7</v></c></row><row r="9"><c r="A9" s="0"/></row>',
            texts=f'<sst xmlns="{MAIN}"><si><t>no</t></si><si><r><t>shared </t></r><r><t>text</t>'
            "</r><rPh><t>yes</t></rPh></si></sst>",
        )
    ) == (
        [
            ["shared text", "ab", "1.5"],
            ["", "TRUE", "FALSE", "#DIV/0!", "", "2026-01-05", "a\nb"],
            ["7"],
        ],
        [],
    )


def test_rows_are_numbered_and_may_come_without_numbers() -> None:
    stream = xlsx('<row r="7"><c><v>1</v></c></row><row><c/><c><v>2</v></c></row>')
    assert list(open_records(stream, "x").lines) == [(7, ["1"]), (8, ["", "2"])]


def test_a_cell_is_whole_wherever_the_pieces_end_in_which_a_sheet_is_read() -> None:
    texts = "".join(f"<si><t>text {number}</t></si>" for number in range(10_000))
    rows = "".join(
        f'<row><c t="s"><v>{number}</v></c><c><v>{number}.25</v></c>'
        f'<c t="str"><v>t{number}</v></c></row>'
        for number in range(10_000)
    )
    assert read(xlsx(rows, texts=f'<sst xmlns="{MAIN}">{texts}</sst>'))[0] == [
        [f"text {number}", f"{number}.25", f"t{number}"] for number in range(10_000)
    ]


def test_names_may_have_a_prefix() -> None:
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v>'
        '</x:c><x:c r="B1"><x:f>A1</x:f></x:c></x:row></x:sheetData><x:mergeCells/></x:worksheet>'
    )
    book = (
        PARTS["xl/book.xml"]
        .replace("<", "<x:")
        .replace("<x:/", "</x:")
        .replace("xmlns", "xmlns:x", 1)
    )
    texts = f'<x:sst xmlns:x="{MAIN}"><x:si><x:t>name</x:t></x:si></x:sst>'
    parts = PARTS | {"xl/one.xml": sheet, "xl/book.xml": book, "xl/texts.xml": texts}
    assert read(packed(parts)) == (
        [["name"]],
        ["B1 holds a formula that was never worked out; open the file in Excel and save it."],
    )


def test_what_is_hidden_is_read_and_told() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (("a", "b", "c"), (1, 2, 3), (4, 5, 6), (7, 8, 9)):
        sheet.append(line)
    sheet.row_dimensions[2].hidden = sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[99].hidden = True
    sheet.column_dimensions["B"].hidden = sheet.column_dimensions["Z"].hidden = True
    other = book.create_sheet("Old")
    other.append(("x",))
    other.sheet_state = "veryHidden"
    lines, said = read(saved(book))
    assert lines == [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]]
    assert said == [
        "The hidden sheet “Old” is not read; --sheet names it.",
        "2 hidden rows are read too.",
        "The hidden column B is read too.",
    ]
    assert read(saved(book), "Old")[0] == [["x"]]


def test_the_only_sheet_with_cells_is_read_although_it_is_hidden() -> None:
    book = Workbook()
    other = book.create_sheet("Old")
    other.append(("x",))
    other.sheet_state = "hidden"
    assert read(saved(book)) == ([["x"]], ["The only sheet with cells, “Old”, is hidden."])
    more = book.create_sheet("Older")
    more.append(("y",))
    more.sheet_state = "hidden"
    with pytest.raises(WrongUsage, match=r"Old \(hidden\), Older \(hidden\); name one"):
        read(saved(book))


def test_a_merged_cell_holds_for_the_rows_below_and_no_further() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        ("Report", None, None), ("team", "day", "value"), ("North", 1, 2), (None, 2, 3),
        (None, None, None), (None, 3, 4), (None, 4, 5), ("x", 5, 6),
    ):  # fmt: skip
        sheet.append(line)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A6")
    sheet.merge_cells("B8:C9")
    assert [line for line, _ in zip(read(saved(book))[0], range(9), strict=False)] == [
        ["Report"], ["team", "day", "value"], ["North", "1", "2"], ["North", "2", "3"],
        ["North", "3", "4"], ["", "4", "5"], ["x", "5"],
    ]  # fmt: skip


def test_formulas_that_were_never_worked_out_are_counted() -> None:
    rows = "".join(f'<row r="{row}"><c r="B{row}"><f>A1</f></c></row>' for row in range(1, 9))
    assert read(xlsx(f'{rows}<row r="9"><c r="A9"><v>1</v></c></row>')) == (
        [["1"]],
        [
            "B1, B2, B3, B4, B5 and 3 more hold formulas that were never worked out; open the file "
            "in Excel and save it."
        ],
    )


def test_times_and_days_that_openpyxl_writes_are_read() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append((datetime(2026, 1, 5), datetime(2026, 1, 5, 8, 30), time(5, 40)))
    sheet.append((timedelta(hours=25, seconds=1), timedelta(seconds=59), True))
    assert read(saved(book))[0] == [
        ["2026-01-05", "2026-01-05 08:30:00", "5:40:00"],
        ["25:00:01", "0:00:59", "TRUE"],
    ]


def test_two_cells_in_far_corners_cost_nothing() -> None:
    lines, _ = read(
        xlsx('<row r="1"><c r="A1"><v>1</v></c></row>'
             '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    )  # fmt: skip
    assert lines[0] == ["1"]
    assert (len(lines[1]), lines[1][-1]) == (16_384, "2")


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c>',
        '<row r="x"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZZ1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>5</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>x</v></c></row>',
        "<row>&nothing;</row>",
    ],
)
def test_a_damaged_sheet_is_one_sentence(rows: str) -> None:
    with pytest.raises(BadFile, match=r"^in\.xlsx is damaged; open it in the program that made it"):
        read(xlsx(rows))


def test_a_text_that_would_unfold_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    sheet = (
        f'{bomb}<worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>'
    )
    with pytest.raises(BadFile, match="is damaged"):
        read(packed(PARTS | {"xl/one.xml": sheet}))


def test_more_rows_than_a_sheet_has_are_refused() -> None:
    with pytest.raises(BadFile, match="more rows or columns than a sheet can have"):
        read(xlsx('<row r="1048577"><c r="A1"><v>1</v></c></row>'))


@pytest.mark.parametrize("missing", ["xl/book.xml", "xl/one.xml", "xl/_rels/book.xml.rels"])
def test_a_workbook_without_its_parts_is_refused(missing: str) -> None:
    parts = {name: content for name, content in PARTS.items() if name != missing}
    if missing != "xl/one.xml":
        parts["xl/one.xml"] = f'<worksheet xmlns="{MAIN}"/>'
    with pytest.raises(BadFile, match=r"is damaged|no sheet with cells"):
        read(packed(parts))


def test_an_empty_sheet_has_no_lines() -> None:
    assert read(xlsx("")) == ([], [])


def test_a_cut_off_workbook_is_one_sentence() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number in range(5000):
        sheet.append((number, f"text {number}"))
    content = saved(book).getvalue()
    for end in (100, len(content) // 2, len(content) - 10):
        with pytest.raises(BadFile, match=r"is damaged|is a damaged"):
            read(io.BytesIO(content[:end]))
    broken = bytearray(content)
    middle = content.index(b"sheet1.xml") + 2000
    broken[middle : middle + 50] = bytes(50)
    with pytest.raises(BadFile, match="is damaged"):
        read(io.BytesIO(bytes(broken)))


def test_a_workbook_without_sheets_is_refused() -> None:
    with pytest.raises(BadFile, match="has no sheet with cells"):
        read(packed(PARTS | {"xl/book.xml": f'<workbook xmlns="{MAIN}"/>'}))
