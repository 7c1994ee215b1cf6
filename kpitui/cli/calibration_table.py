"""A calibration side by side, in aligned columns; what does not fit beside stands below."""

import shutil
from collections.abc import Iterator, Sequence

from msgspec import Struct

from kpitui.charts.text import name_cells, name_lines
from kpitui.cli.context import Environment, charset
from kpitui.views.calibrations import CalibrationPage
from kpitui.words import calibrations as words
from kpitui.words.calibrations import ComparedRow
from kpitui.words.spans import Line, line, muted, title

NARROWEST, WIDEST = 60, 120
NAME_LEAST, NAME_MOST = 20, 48
"""Cells of a question at least and at most; a longer one goes on below."""
EVALUATOR_LEAST, EVALUATOR_MOST = 5, 10
"""Cells that the name of an evaluator is cut to: fewer before someone stands below, more where that
is what tells two from each other.
"""
MARGIN, GAP = 5, 2


class _Columns(Struct, frozen=True):
    """How wide a question is, each evaluator, and each figure."""

    name: int
    values: tuple[int, ...]
    figures: tuple[int, ...]

    @property
    def beside(self) -> int:
        """How wide the figures are together."""
        return sum(figure + GAP for figure in self.figures)


def compared_lines(page: CalibrationPage, env: Environment) -> Iterator[Line]:
    """The rows below their heads; where not all evaluators fit, the others stand below."""
    rows = [*words.table(page, env.speech)]
    names = words.evaluators(page)
    room = min(max(shutil.get_terminal_size((80, 24)).columns, NARROWEST), WIDEST) - MARGIN
    columns = _columns(rows, names, room, env)
    for place, block in enumerate(_blocks(columns, room)):
        if place:
            yield line()
        yield _head(names, columns, block, env, figures=not place)
        for row in rows:
            yield from _lines(row, columns, block, env, figures=not place)


def _columns(
    rows: Sequence[ComparedRow], names: Sequence[str], room: int, env: Environment
) -> _Columns:
    """The widest that have the fewest evaluators below."""
    widths = (*range(EVALUATOR_MOST, EVALUATOR_LEAST - 1, -1), *range(EVALUATOR_MOST, NAME_MOST))
    known = [most for most in widths if _told_apart(names, most, env)] or [EVALUATOR_MOST]
    tried = (_columns_with(most, rows, names, room, env) for most in known)
    return min(tried, key=lambda one: len([*_blocks(one, room)]))


def _told_apart(names: Sequence[str], most: int, env: Environment) -> bool:
    return len({tuple(_cells(name, most, env)) for name in names}) == len(names)


def _columns_with(
    most: int, rows: Sequence[ComparedRow], names: Sequence[str], room: int, env: Environment
) -> _Columns:
    """The columns where no name of an evaluator has more cells than that."""
    values = tuple(
        max(len(_cells(name, most, env)), *(len(row.cells[at][0]) for row in rows if row.cells), 1)
        for at, name in enumerate(names)
    )
    figures = tuple(
        max(len(head), *(len(row.figures[at]) for row in rows), 1)
        for at, head in enumerate(words.HEADS)
    )
    longest = max((len(_cells(row.name, NAME_MOST, env)) for row in rows), default=0)
    left = room - sum(one + GAP for one in (*figures, *values))
    return _Columns(min(longest, max(NAME_LEAST, left)), values, figures)


def _blocks(columns: _Columns, room: int) -> Iterator[list[int]]:
    """Which evaluators stand beside each other; the figures stand beside the first."""
    block: list[int] = []
    left = room - columns.name - columns.beside
    for at, wide in enumerate(columns.values):
        if block and left < wide + GAP:
            yield block
            block, left = [], room - columns.name
        block.append(at)
        left -= wide + GAP
    yield block


def _head(
    names: Sequence[str], columns: _Columns, block: Sequence[int], env: Environment, *,
    figures: bool,
) -> Line:  # fmt: skip
    heads = [_right(names[at], columns.values[at], env) + " " for at in block]
    if figures:
        heads += [
            f" {head:>{wide}}" for head, wide in zip(words.HEADS, columns.figures, strict=True)
        ]
    return line(muted(f"{'':{MARGIN + columns.name}} {' '.join(heads)}".rstrip()))


def _lines(
    row: ComparedRow, columns: _Columns, block: Sequence[int], env: Environment, *, figures: bool
) -> Iterator[Line]:
    if row.is_section:
        yield line(title(f"  {row.name}"))
        return
    mark = words.APART if row.differs else " "
    cells = []
    for at in block if row.cells else ():
        text, apart = row.cells[at]
        cells.append(_right(text, columns.values[at], env) + (words.APART if apart else " "))
    if figures:
        cells += [f" {one:>{wide}}" for one, wide in zip(row.figures, columns.figures, strict=True)]
    name, *more = name_lines(row.name, columns.name, charset(env.config))
    called = "".join(name) + " " * (columns.name - len(name))
    yield line(f"  {mark} {called} {' '.join(cells)}".rstrip())
    yield from (line(f"{'':{MARGIN - 1}}{''.join(one)}") for one in more)


def _right(text: str, width: int, env: Environment) -> str:
    cells = _cells(text, width, env)
    return " " * (width - len(cells)) + "".join(cells)


def _cells(text: str, width: int, env: Environment) -> list[str]:
    return name_cells(text, width, charset(env.config))
