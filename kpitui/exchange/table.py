"""The lines of a file of readings, whichever program saved it: named columns, and cells of text."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from kpitui.domain.errors import BadFile
from kpitui.domain.import_rows import Rejected
from kpitui.domain.text import clean

MOST_COLUMNS = 2_000
LONGEST_COLUMN = 200


class Line(Struct):
    """One line: its cells, found by the names of their columns."""

    number: int
    texts: Sequence[str]
    places: Mapping[str, int]

    def get(self, column: str | None) -> str:
        """The cell of a column, trimmed; empty where there is none."""
        place = self.places.get(column) if column is not None else None
        return self.texts[place].strip() if place is not None else ""

    @property
    def cells(self) -> dict[str, str]:
        """Every cell by the name of its column."""
        return {column: self.texts[place].strip() for column, place in self.places.items()}


class Table(Struct, frozen=True):
    """The columns of a file and its lines, read as they are asked for.

    `place` says how far it has been read and `size` how far it goes, in the same measure; 0 where that is not known.
    """

    columns: tuple[str, ...]
    lines: Iterator[Line | Rejected]
    place: Callable[[], int] = field(default=lambda: 0)
    size: int = 0


def make_table(records: Iterator[tuple[int, Sequence[str]]], name: str, place: Callable[[], int], size: int) -> Table:
    """The table of numbered records, the first of which names the columns.

    A record with more or fewer cells than that is `Rejected`. Raises `BadFile` where there is no header, or where a
    column stands there twice, or has no name that a column can have.
    """
    header = next(records, None)
    if header is None:
        raise BadFile(f"{name} is empty; it needs a line with the names of its columns.")
    if len(header[1]) > MOST_COLUMNS:
        raise BadFile(f"{name} has {len(header[1]):,} columns; a file of readings has {MOST_COLUMNS:,} at most.")
    try:
        columns = tuple(clean(cell, LONGEST_COLUMN) for cell in header[1])
    except ValueError:
        raise BadFile(
            f"{name}, line {header[0]}: a name of more than {LONGEST_COLUMN} characters; that line holds the names of "
            "the columns."
        ) from None
    twice = sorted(column for column, count in Counter(columns).items() if column and count > 1)
    if twice:
        raise BadFile(f"{name}: the column {twice[0]} stands there twice.")
    return Table(columns, _lines(records, columns), place, size)


def _lines(records: Iterator[tuple[int, Sequence[str]]], columns: tuple[str, ...]) -> Iterator[Line | Rejected]:
    places = {column: place for place, column in enumerate(columns)}
    for number, cells in records:
        if len(cells) != len(columns):
            yield Rejected(number, f"it has {len(cells)} cells, the first line has {len(columns)}")
        else:
            yield Line(number, cells, places)
