"""A row of values in one line of text: a glyph a cell, so that no library is loaded for it. From
two lines on plotext draws them.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from kpitui.charts.scale import Scale, finite
from kpitui.charts.text import Charset, Chart

Values = tuple[float | None, ...]

# Seven levels in one row; a braille line has four and reads as noise. The full block is left out,
# as it would run into the row above. The ASCII ones rise by where their ink stands.
_BLOCKS = "▁▂▃▄▅▆▇"
_LEVELS = {Charset.BRAILLE: _BLOCKS, Charset.BLOCK: _BLOCKS, Charset.ASCII: "_.-=^"}


def sparkline(values: Sequence[float | None], width: int, charset: Charset) -> str:
    """The values as one line of exactly `width` cells; see `sparklines`."""
    return sparklines([values], width, charset)[0]


def sparklines(rows: Sequence[Sequence[float | None]], width: int, charset: Charset) -> list[str]:
    """Each row of values as one line of exactly `width` cells, scaled to its own lowest and highest
    value.

    One cell a value, the latest at the right edge, so that rows of one cadence stand in step. Gaps
    (None, NaN, infinity) are blank; equal values are a level line half way up; more values than
    cells are averaged in equal shares. The result is kept by content: asking again for the same
    rows costs nothing.
    """
    if width < 1:
        return [""] * len(rows)
    return [_drawn(tuple(map(finite, row)), width, charset) for row in rows]


def tall_sparklines(
    rows: Sequence[Sequence[float | None]], width: int, height: int, charset: Charset
) -> list[Chart]:
    """Each row of values as a line over `height` lines of `width` cells, scaled to its own lowest
    and highest value, its latest one marked.

    Rows of one cadence stand in step, the latest value at the right edge; gaps are blank.
    """
    from kpitui.charts.tiles import TileSpec, tile_charts  # brings plotext

    longest = max(map(len, rows), default=0)
    specs = [TileSpec((None,) * (longest - len(row)) + tuple(row)) for row in rows]
    return tile_charts(specs, width, height, charset)


@lru_cache(maxsize=1024)
def _drawn(values: Values, width: int, charset: Charset) -> str:
    levels = _LEVELS[charset]
    cells = [" "] * width
    for column, level in _columns(values, width, len(levels)):
        cells[column] = levels[level]
    return "".join(cells)


def _columns(values: Values, width: int, levels: int) -> Iterator[tuple[int, int]]:
    """Column and level of each cell that shows something."""
    shown = _shares(values, width) if len(values) > width else values
    scale = Scale.over(shown)
    for column, value in enumerate(shown, start=width - len(shown)):
        if value is not None:
            yield column, round(scale.at(value) * (levels - 1))


def _shares(values: Values, width: int) -> Values:
    """The means of `width` equal shares of the values; a share without any value stays a gap."""
    bounds = [len(values) * k // width for k in range(width + 1)]
    shares = ([v for v in values[a:b] if v is not None] for a, b in pairwise(bounds))
    # Dividing first keeps the largest floats from running over.
    return tuple(sum(v / len(share) for v in share) if share else None for share in shares)
