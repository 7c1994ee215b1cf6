"""CSV as people save it."""

import csv
import io
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kpitui.domain.errors import BadFile
from kpitui.exchange.delimited import DELIMITERS, csv_records

HEADER = ["metric", "date", "value", "note"]
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\ufeff"),
    max_size=12,
)
WESTERN = st.sampled_from(["Zoë", "Müller", "naïve", "a;b", 'said "x"', "1,5 €", "two\nlines", ""])


def read(content: bytes, encoding: str | None = None) -> tuple[list[list[str]], list[str]]:
    records = csv_records(io.BytesIO(content), "in.csv", encoding)
    return [list(cells) for _, cells in records.lines], records.said


def swallows(text: str, delimiter: str) -> bool:
    """Whether the lines of a text could be lines of the table."""
    lines = re.split(r"\r\n|\r|\n", text)[1:]
    return bool(lines) and all(line.count(delimiter) == len(HEADER) - 1 for line in lines)


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(
    rows=st.lists(st.lists(TEXTS, min_size=4, max_size=4), max_size=6),
    delimiter=st.sampled_from(DELIMITERS),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quote=st.booleans(),
)
def test_a_table_that_was_written_comes_back(
    rows: list[list[str]], delimiter: str, encoding: str, end: str, quote: bool
) -> None:
    rows = [row for row in rows if any(cell and not cell.isspace() for cell in row)]
    texts = [cell for row in rows for cell in row]
    assume(not any(cell.startswith(('="', ' "', '  "')) for cell in texts))
    assume(not any(swallows(cell, delimiter) for cell in texts))
    written = io.StringIO(newline="")
    # Without quotes it leaves line ends of the other kind bare.
    writer = csv.writer(
        written, delimiter=delimiter, lineterminator=end,
        quoting=csv.QUOTE_ALL if quote or end != "\r\n" else csv.QUOTE_MINIMAL,
    )  # fmt: skip
    writer.writerows([HEADER, *rows])
    assert read(written.getvalue().encode(encoding)) == ([HEADER, *rows], [])


@given(rows=st.lists(st.tuples(WESTERN, WESTERN, WESTERN, WESTERN), max_size=6))
def test_a_western_table_comes_back_and_is_told(rows: list[tuple[str, ...]]) -> None:
    full = [list(row) for row in rows if any(row)]
    written = io.StringIO(newline="")
    csv.writer(written).writerows([["Größe", "b", "c", "d"], *full])
    content = written.getvalue().encode("cp1252")
    found, said = read(content)
    assert found == [["Größe", "b", "c", "d"], *full]
    assert said == ["It was read as Windows-1252 (Western European); --encoding names another."]
    assert read(content, "cp1252") == (found, [])


@pytest.mark.parametrize(
    "content",
    [
        "Имя,дата\nАнна Иванова,1\n".encode("cp1251"),
        "name,n\nΜαρία Παπαδοπούλου,1\n".encode("cp1253"),
        "name,n\nŁukasz Wałęsa,1\n".encode("cp1250"),
        "name,n\nJosé Müller,1\n".encode("cp850"),
        "name,n\nZoë Müller,1\n".encode("mac_roman"),
        "name,n\n山田,1\n".encode("gbk"),
        "name,n\n山田 太郎,1\n".encode("shift_jis"),
        "name,n\n山田 太郎,1\n".encode("euc_jp"),
        "name,n\nZoë,1\n".encode() + b"Zo\xeb,2\n",
        b"a,b\n9\xff0,1\n",
        bytes(range(256)) * 4,
    ],
)
def test_letters_that_are_not_certain_are_asked_for(content: bytes) -> None:
    with pytest.raises(BadFile, match="is not UTF-8; name the encoding of the file with --enco"):
        read(content)


def test_the_line_of_a_byte_that_is_no_letter_is_named() -> None:
    with pytest.raises(BadFile, match=r"in\.csv, line 3: the byte 0xff is not UTF-8"):
        read(b"a,b\n1,2\n9\xff0,1\n")
    with pytest.raises(BadFile, match=r"in\.csv, line 3: the byte 0xff is not UTF-8"):
        read(b"a,b\r1,2\r9\xff0,1\r")
    with pytest.raises(BadFile, match="near line 1: the byte 0xff is not utf-8; name the enco"):
        read(b"a,b\n1,2\n9\xff0,1\n", "utf-8")


@pytest.mark.parametrize("code", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read(code: str) -> None:
    assert read("metric\tdate\nCSAT\t1\n".encode(code)) == ([["metric", "date"], ["CSAT", "1"]], [])


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        # the header and the lines agree on one delimiter, the decimal comma is none
        ("a;b\n1,5;2,5\n1,5;2,5\n", [["a", "b"], ["1,5", "2,5"], ["1,5", "2,5"]]),
        ("Agent;Score\nRuiz, Ana;92,5\n", [["Agent", "Score"], ["Ruiz, Ana", "92,5"]]),
        ("a\tb, c\n1\t2\n", [["a", "b, c"], ["1", "2"]]),
        ("one\n1\n", [["one"], ["1"]]),
        ("A; b, c\n\na,b,c\n1,2,3\n", [["A; b", " c"], ["a", "b", "c"], ["1", "2", "3"]]),
        ('sep=^\na^b\n1^"2^3"\n', [["a", "b"], ["1", "2^3"]]),
        ('"sep=;"\r\na;b\r\n', [["a", "b"]]),
        ("\ufeffa,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("\n \n,,\na,b\n", [["a", "b"]]),
        ('a,b\n"1" ,2\n', [["a", "b"], ["1 ", "2"]]),
        ('a, "b"\n1, "2, 3"\n', [["a", "b"], ["1", "2, 3"]]),
        ('a,b\n5" pipe,6" pipe\n', [["a", "b"], ['5" pipe', '6" pipe']]),
        ('a,b\n="007","=""1"""\n', [["a", "b"], ["007", "1"]]),
        ("a,b\n1,2,3\n4\n", [["a", "b"], ["1", "2", "3"], ["4"]]),
        ("a,b\r1,2\n3,4\r\n5,6", [["a", "b"], ["1", "2"], ["3", "4"], ["5", "6"]]),
    ],
)  # fmt: skip
def test_lines_are_parted_as_they_are_meant(text: str, lines: list[list[str]]) -> None:
    assert read(text.encode()) == (lines, [])


@pytest.mark.parametrize(
    ("text", "lines", "number"),
    [
        # closed nowhere
        ('a,b\n1,"x\n2,y\n', ["a", "1", "2"], 2),
        # another quote comes later, but never where it could close the first
        ('a,b\n1,"x\n2,"y"\n3,z\n', ["a", "1", "2", "3"], 2),
        # and where it could, all that is between would be a line of the table
        ('a,b,c\n1,2,"x\n2,3,y\n3,4,27"\n4,5,z\n', ["a", "1", "2", "3", "4"], 2),
        # longer than any text
        ('a,b\n1,"x\n' + "2\n" * 1200 + '3,"\n', ["a", "1", *["2"] * 1200, "3"], 2),
        ('a,b,c\n"1","2","3\n4,5,6\n', ["a", "1", "4"], 2),
    ],
)
def test_an_open_quote_swallows_no_lines(text: str, lines: list[str], number: int) -> None:
    found, said = read(text.encode())
    assert [cells[0] for cells in found] == lines
    assert said[0].startswith(f"Line {number} opens a quote" if len(said[0]) < 75 else "Lines 2")


def test_what_is_odd_in_many_lines_is_counted() -> None:
    _, said = read(b"a,b\n" + b"1,\0\n" * 20)
    assert said == ["Lines 2, 3, 4, 5, 6 and 15 more hold NUL characters, which no text has."]


def test_a_cell_that_is_larger_than_any_is_still_one_line() -> None:
    found, said = read(b'a,b\n1,"' + b"x" * 200_000 + b'"\n2,y\n')
    assert [cells[0] for cells in found] == ["a", "1", "2"]
    assert len(found[1][1]) > 200_000
    assert said == []


def test_lines_are_read_as_they_are_asked_for() -> None:
    class Counted(io.BytesIO):
        asked = 0

        def read1(self, size: int | None = -1, /) -> bytes:
            found = super().read1(size if size is not None else -1)
            self.asked += len(found)
            return found

    stream = Counted(b"a,b\n" + b"1,2\n" * 200_000)
    records = csv_records(stream, "in.csv")
    lines: Iterator[object] = iter(records.lines)
    next(lines)
    next(lines)
    assert 0 < stream.asked < 20_000
    assert 0 < records.place() < 20_000 < records.size
