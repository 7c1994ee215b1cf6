"""The first lines of a file, looked at and put back."""

from itertools import chain

from kpitui.exchange.records import Records
from kpitui.exchange.shapes.tables import Line

SAMPLED, CELLS_SAMPLED, LEAST_SAMPLED = 1_000, 40_000, 20
"""So many lines say how a file is laid out; of a wide one as many as make so many cells, and never
fewer than the last.
"""


def sample(records: Records, count: int = SAMPLED) -> list[Line]:
    """The first lines, which the reader of the records reads again."""
    first: list[Line] = []
    cells = 0
    for line in records.lines:
        first.append(line)
        cells += len(line[1])
        if len(first) >= count or (cells > CELLS_SAMPLED and len(first) >= LEAST_SAMPLED):
            break
    records.lines = chain(first, records.lines)
    return first
