"""The columns of a wide table that hold the readings of metrics: a value, its sample size, a part
and a whole.
"""

from collections.abc import Collection, Sequence

from msgspec import Struct

from kpitui.domain.column_cells import Column, Known
from kpitui.domain.column_words import (
    COUNT_WORDS,
    PART_WORDS,
    WHOLE_WORDS,
    heading_key,
    pivot_metric,
    stem,
    words,
)

_NO_FIGURES = ("target", "id", "number", "code", "note", "clock", "year", "person", "surname")
_EVENTS = words("created, opened, closed, started")
"""Names of dates which numbers below make counts."""


class FigureColumns(Struct, frozen=True):
    """A metric and the columns that hold its readings."""

    metric: str
    value: str = ""
    n: str = ""
    numerator: str = ""
    denominator: str = ""


def figures_of(
    columns: Sequence[Column], taken: Collection[str], known: Known
) -> tuple[FigureColumns, ...]:
    """The metrics of a wide table with their columns; a number of answers belongs to the figure
    left of it where its name says so. `taken` are columns that hold something else.
    """
    left = [
        column
        for column in columns
        if column.name not in taken
        and column.role not in _NO_FIGURES
        and (column.role != "date" or heading_key(column.name) in _EVENTS)
        and (column.measures or (not column.cells and known.is_metric(column.name)))
    ]
    parts = {
        stem(column.name, PART_WORDS): column for column in left if stem(column.name, PART_WORDS)
    }
    wholes = {
        stem(column.name, WHOLE_WORDS): column for column in left if stem(column.name, WHOLE_WORDS)
    }
    pairs = {key: (parts[key], wholes[key]) for key in parts if key in wholes}
    paired = {id(column) for pair in pairs.values() for column in pair}
    found: list[FigureColumns] = []
    for column in left:
        key = stem(column.name, PART_WORDS)
        if id(column) in paired:
            if key in pairs and pairs[key][0] is column:
                name = _without(column.name, PART_WORDS)
                found.append(
                    FigureColumns(name, numerator=column.name, denominator=pairs[key][1].name)
                )
            continue
        of = _counted(column, found, columns)
        if of is not None:
            found[of] = FigureColumns(found[of].metric, found[of].value, column.name)
        else:
            named = pivot_metric(column.name) or column.name.strip("[] ")
            found.append(FigureColumns(named or column.name, column.name))
    return tuple(found)


def _without(name: str, left_out: frozenset[str]) -> str:
    kept = [word for word in name.replace("_", " ").split() if heading_key(word) not in left_out]
    return " ".join(kept) or name


def _counted(
    column: Column, found: Sequence[FigureColumns], columns: Sequence[Column]
) -> int | None:
    """The place of the figure whose sample size a column is; None where it is one of its own."""
    of = stem(column.name, COUNT_WORDS)
    for place, figures in enumerate(found):
        if of and figures.value and heading_key(figures.metric).strip(" %") == of.strip(" %"):
            return place if not figures.n else None
    if heading_key(column.name) not in COUNT_WORDS or not found:
        return None
    names = [column.name for column in columns]
    left = names[names.index(column.name) - 1]
    return len(found) - 1 if found[-1].value == left and not found[-1].n else None
