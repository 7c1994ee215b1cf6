"""Where the tables of a sheet are: their headings under title lines, on one line or on two."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from kpitui.domain.cell_looks import (
    looks_day,
    looks_number,
    looks_without_year,
    looks_year,
    looks_yes_no,
)
from kpitui.domain.column_words import heading_key, role_of
from kpitui.domain.errors import BadFile
from kpitui.domain.first_few import and_more
from kpitui.domain.import_cells.missing import is_missing
from kpitui.domain.text import clean
from kpitui.domain.total_rows import adds_up

Line = tuple[int, Sequence[str]]
"""The number of a line and its cells."""

MOST_COLUMNS = 16_384
LONGEST_COLUMN = 200
COLUMNS_TOLD = 12
NEARLY_ALL = 0.8
"""A line that names columns has this much of the cells that most lines have."""


_UNIT = re.compile(
    r"[(\[][^)\]]{1,20}[)\]]|%|[$€£]|n|#|s|sec|secs|seconds|ms|min|mins|minutes|h|hrs|hours"
    r"|h+:mm(?::ss)?|m+:ss|points|pts|count|calls",
    re.IGNORECASE,
)
"""What stands in a line of units below the names."""


class TableAt(Struct, frozen=True):
    """A table: the line that its headings begin on, and the texts over each column from top to
    bottom. `names` are what the columns are called, each once; `until` is the first line that is
    another table's, None where it goes on to the end.
    """

    line: int
    heads: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    until: int | None = None

    @property
    def header_lines(self) -> int:
        """How many lines its headings take."""
        return len(self.heads[0]) if self.heads else 1


def place_named(name: str, number: int) -> str:
    """How messages begin that are about a line of a file."""
    return f"{name}, line {number}" if name else f"Line {number}"


def told_columns(names: Sequence[str]) -> str:
    """The first of some columns by name, and how many more there are."""
    return and_more(names, COLUMNS_TOLD)


def table_at(lines: Sequence[Line], place: int, header_lines: int = 1, name: str = "") -> TableAt:
    """The table whose headings are on the line at that place of `lines`, through which
    `find_tables` has looked; raises `BadFile` where no column can be called so. `name` is what
    messages call the file.
    """
    number, cells = lines[place]
    rows = [_tidy(cells, place_named(name, number))]
    if header_lines > 1 and place + 1 < len(lines):
        rows.append(_tidy(lines[place + 1][1], place_named(name, lines[place + 1][0])))
        width = max(map(len, rows))
        rows = [[*row, *[""] * (width - len(row))] for row in rows]
        rows[0] = _spread(rows[0], rows[1])
    while rows[0] and not any(row[-1] for row in rows):
        rows = [row[:-1] for row in rows]
    heads = tuple(zip(*rows, strict=True))
    return TableAt(number, heads, _names(heads))


def find_tables(lines: Sequence[Line], name: str = "") -> list[TableAt]:
    """The tables that the first lines of a sheet hold, in their order; none where no line looks
    like headings. Raises `BadFile` where a line has too many columns.

    A line names columns where two of its cells are known names, or where it is as full as most
    lines are, holds no number, and numbers or days follow.
    """
    for line in lines:
        _check_width(line, name)  # before its cells are looked at, one by one
    marks = [_Mark(cells) for _, cells in lines]
    usual = _usual(marks)
    found: list[tuple[int, TableAt]] = []
    place = 0
    while place < len(lines):
        header_lines = _headings(lines, marks, place, usual, first=not found)
        if header_lines:
            table = table_at(lines, place, header_lines)
            known = {tuple(map(heading_key, one.names)) for _, one in found}
            if tuple(map(heading_key, table.names)) not in known:
                found.append((place, table))
        place += header_lines or 1
    ends = [table.line for _, table in found]
    return [
        TableAt(table.line, table.heads, table.names, ends[at] if at < len(ends) else None)
        for at, (_, table) in enumerate(found, start=1)
    ]


def _check_width(line: Line, name: str) -> None:
    number, cells = line
    if len(cells) > MOST_COLUMNS:
        raise BadFile(
            f"{place_named(name, number)} has {len(cells):,} columns; a file of readings has "
            f"{MOST_COLUMNS:,} at most."
        )


def header_lines_at(lines: Sequence[Line], place: int) -> int:
    """How many lines the headings take that begin on the line at that place."""
    marks = [_Mark(cells) for _, cells in lines[place : place + 3]]
    return 2 if len(marks) == 3 and _adjacent(lines, place) and _is_pair(*marks) else 1


class _Mark:
    """What the cells of a line look like."""

    def __init__(self, cells: Sequence[str]) -> None:
        self.cells = [cell.strip() for cell in cells]
        self.filled = [place for place, cell in enumerate(self.cells) if cell]
        texts = [self.cells[place] for place in self.filled]
        self.days = sum(looks_day(text) for text in texts)
        numbers = [text for text in texts if looks_number(text) and not _is_time(text)]
        self.either = sum("/" in text and looks_without_year(text) for text in numbers)
        self.numbers = len(numbers) - self.either
        self.missing = sum(is_missing(text) for text in texts)
        self.answers = sum(looks_yes_no(text) for text in texts)
        self.roles = len({role for text in texts if (role := role_of(text)[0])})

    def get(self, place: int) -> str:
        """A cell, empty beyond the end."""
        return self.cells[place] if place < len(self.cells) else ""

    @property
    def may_name(self) -> bool:
        """Whether all of it could be names of columns."""
        return (
            len(self.filled) > 1
            and not self.numbers
            and not self.missing
            and not adds_up(self.get(self.filled[0]), of_metric=True)
        )

    @property
    def has_data(self) -> bool:
        """Whether it holds something that is counted or dated."""
        return self.numbers + self.either + self.days + self.answers > 0


def _is_time(text: str) -> bool:
    return looks_year(text) or looks_day(text)


def _usual(marks: Sequence[_Mark]) -> int:
    widths = Counter(len(mark.filled) for mark in marks)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _headings(
    lines: Sequence[Line], marks: Sequence[_Mark], place: int, usual: int, *, first: bool
) -> int:
    """How many lines of headings begin at that place; 0 where none does."""
    mark = marks[place]
    below = marks[place + 1] if place + 1 < len(marks) else None
    if below is not None and len(mark.filled) > 0 and _adjacent(lines, place):
        third = marks[place + 2] if place + 2 < len(marks) else None
        if third is not None and _is_pair(mark, below, third):
            names = first or mark.roles + below.roles > 1 or not _adjacent(lines, place - 1)
            return 2 if names and third.has_data else 0
    if not mark.may_name:
        return 0
    if mark.roles > 1 and not mark.days:
        return 1
    starts = first or not _adjacent(lines, place - 1)
    enough = usual if first else len(below.filled) if below is not None else usual
    corner = 0 not in mark.filled  # the names below it often have no heading
    full = len(mark.filled) + corner >= max(2, NEARLY_ALL * enough)
    days = mark.days != 1 or len(mark.filled) == 2 or mark.roles > 0
    follows = below is not None and below.has_data and below.numbers + below.either + below.days > 0
    return 1 if starts and full and days and follows else 0


def _adjacent(lines: Sequence[Line], place: int) -> bool:
    """Whether the line behind a place follows at once, without an empty one between."""
    return 0 <= place < len(lines) - 1 and lines[place + 1][0] == lines[place][0] + 1


def _is_pair(top: _Mark, sub: _Mark, data: _Mark) -> bool:
    """Whether two lines name columns together: the upper one what several of the lower share."""
    if top.numbers or sub.numbers or top.missing or sub.missing or len(sub.filled) < 2:
        return False
    both = [at for at in top.filled if sub.get(at) and sub.get(at) != top.get(at)]
    if any(not _measures(data.get(at)) for at in both):
        return False
    if both and len(top.filled) > 1 and all(_UNIT.fullmatch(sub.get(at)) for at in sub.filled):
        return True
    texts = [top.get(at) for at in both]
    under = [at for at in sub.filled if both and at >= both[0]]
    shared = len(under) > len(both) or len(set(texts)) < len(texts)
    enough = len(both) > 1 or any(looks_day(text) for text in texts)
    return bool(both) and shared and enough


def _measures(text: str) -> bool:
    return not text or is_missing(text) or looks_number(text) or looks_yes_no(text)


def _tidy(cells: Sequence[str], place: str) -> list[str]:
    try:
        return [clean(cell, LONGEST_COLUMN) for cell in cells]
    except ValueError:
        raise BadFile(
            f"{place}: a name of more than {LONGEST_COLUMN} characters; that line holds the "
            "names of the columns."
        ) from None


def _spread(top: Sequence[str], sub: Sequence[str]) -> list[str]:
    """The upper headings with each repeated over the columns that it was merged over."""
    shared, spread = "", []
    for text, below in zip(top, sub, strict=True):
        shared = text if text else shared if below else ""
        spread.append(shared if below or text else "")
    return spread


def _names(heads: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    names: list[str] = []
    seen: Counter[str] = Counter()
    for place, head in enumerate(heads, start=1):
        parts = [head[0], *(sub for top, sub in pairwise(head) if sub != top)] if head else []
        name = " ".join(part for part in parts if part) or f"column {place}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)
