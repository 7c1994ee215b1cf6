"""A calibration side by side, in aligned columns; what does not fit beside stands below."""

import shutil
from collections.abc import Iterator, Sequence

from msgspec import Struct

from kpitui.charts.text import name_cells
from kpitui.cli.context import Environment, charset
from kpitui.views.calibrations import CalibrationPage
from kpitui.words import calibrations as words
from kpitui.words.calibrations import ComparedRow
from kpitui.words.spans import Line, line, muted, title

NARROWEST, WIDEST = 60, 120
NAME_LEAST, NAME_MOST, EVALUATOR_MOST = 20, 48, 10
"""Cells of a question at least and at most, and of the name of an evaluator."""
MARGIN, GAP = 5, 2


class _Columns(Struct, frozen=True):
    """How wide a question is, each evaluator, and each figure."""

    name: int
    values: tuple[int, ...]
    figures: tuple[int, ...]

    @property
    def beside(self) -> int:
        """How wide the figures are together."""
        return sum(one + GAP for one in self.figures)


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
            yield _line(row, columns, block, env, figures=not place)


def _columns(
    rows: Sequence[ComparedRow], names: Sequence[str], room: int, env: Environment
) -> _Columns:
    values = tuple(
        max(len(_cells(name, EVALUATOR_MOST, env)), *(len(row.cells[at][0]) for row in rows
            if row.cells), 1)
        for at, name in enumerate(names)
    )  # fmt: skip
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


def _line(
    row: ComparedRow, columns: _Columns, block: Sequence[int], env: Environment, *, figures: bool
) -> Line:
    if row.is_section:
        return line(title(f"  {row.name}"))
    mark = words.APART if row.differs else " "
    cells = []
    for at in block if row.cells else ():
        text, apart = row.cells[at]
        cells.append(_right(text, columns.values[at], env) + (words.APART if apart else " "))
    if figures:
        cells += [f" {one:>{wide}}" for one, wide in zip(row.figures, columns.figures, strict=True)]
    name = _cells(row.name, columns.name, env)
    called = "".join(name) + " " * (columns.name - len(name))
    return line(f"  {mark} {called} {' '.join(cells)}".rstrip())


def _right(text: str, width: int, env: Environment) -> str:
    cells = _cells(text, width, env)
    return " " * (width - len(cells)) + "".join(cells)


def _cells(text: str, width: int, env: Environment) -> list[str]:
    return name_cells(text, width, charset(env.config))
