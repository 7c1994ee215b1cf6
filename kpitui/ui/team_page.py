"""The page of a team: people down, standards across, a mark in each cell."""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum

from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content

from kpitui.domain.judgement.clearly_below import PersonVerdict
from kpitui.terminal.copying import is_uncut
from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import fitted
from kpitui.ui.theme import STYLES, painted
from kpitui.ui.weakest_lines import weakest_lines
from kpitui.ui.widgets.words import hung
from kpitui.views.expectations import Expectation
from kpitui.views.team import TeamPage, TeamRow
from kpitui.words.spans import mark, status_style
from kpitui.words.standards import sample_in_brief
from kpitui.words.team import NOT_EXPECTED, head, legend

NAME_LEAST, NAME_SIZED, NAME_MOST = 12, 20, 42
"""Cells of a name at least, where sample sizes stand beside the values, and at most."""
CODE_CUT = 4
GAP, MARKED = 2, 2
"""Cells between columns, and of the mark before a value."""


class Sizes(Enum):
    """Where sample sizes stand."""

    BESIDE = "beside the value"
    BELOW = "below the value"
    NOWHERE = "nowhere"


class _Grid(Struct, frozen=True):
    """How the grid is cut to its room: the names of its columns, how wide each is, and
    its widest value.
    """

    name: int
    codes: list[str]
    widths: list[int]
    values: list[int]
    left_out: int
    sizes: Sizes = Sizes.NOWHERE


def team_words(page: TeamPage, context: AppContext, width: int, height: int) -> list[Content]:
    """Whose team, the grid with those clearly below first, and what its marks and columns
    stand for; then its weakest questions. Sample sizes stand below their values where there is no
    room beside them, as long as all of it has `height` lines at most; elsewhere what is below is
    told in words.
    """
    parts = [painted(one, context) for one in head(page, context.speech)]
    weakest = [*weakest_lines(page.weakest, context, width, of_team=True)]
    if not page.rows or not page.metrics:
        return [*parts, *weakest]
    grids = _fitting(page, context, width)
    grid = next(grids)
    drawn = [*parts, *_drawn(page, grid, context)]
    if (
        grid.sizes is Sizes.BELOW
        and sum(len([*hung(content, width)]) for content in drawn) > height
    ):
        drawn = [*parts, *_drawn(page, next(grids), context)]
    return [*drawn, *weakest]


def _drawn(page: TeamPage, grid: _Grid, context: AppContext) -> Iterator[Content]:
    yield _heads(grid)
    for row in page.rows:
        yield _row(row, grid, context)
        if grid.sizes is Sizes.BELOW:
            yield _sizes_row(row, grid, context)
    said = legend(page, grid.codes, context.speech, sizes=grid.sizes is not Sizes.NOWHERE)
    yield from (painted(one, context) for one in said)


def short_codes(codes: Sequence[str], most: int) -> list[str]:
    """Each code in at most `most` characters; what would look alike is told apart by a number."""
    found: list[str] = []
    for code in codes:
        short, number = code[:most], 2
        while short in found:
            short = f"{code[: most - len(str(number))]}{number}"
            number += 1
        found.append(short)
    return found


def _fitting(page: TeamPage, context: AppContext, width: int) -> Iterator[_Grid]:
    """The grids that fit, the fullest first: values with their sample sizes beside them, below
    them, values, marks alone, short codes and as many columns as there is room for.
    """
    longest = max(cell_len(_called(row, context)) for row in page.rows)
    codes = [context.text(metric.code) for metric in page.metrics]
    nothing = [0] * len(codes)
    values = _widest(page, lambda cell: _cell(cell, context, 1))
    sizes = _widest(page, lambda cell: _size(cell, context))
    beside = [value + (size and size + 1) for value, size in zip(values, sizes, strict=True)]
    below = [max(pair) for pair in zip(values, (size + MARKED for size in sizes), strict=True)]
    choices = (
        (NAME_SIZED, beside, values, Sizes.BESIDE),
        (NAME_LEAST, below, values, Sizes.BELOW),
        (NAME_LEAST, values, values, Sizes.NOWHERE),
        (NAME_LEAST, nothing, nothing, Sizes.NOWHERE),
    )
    for least, needed, shown, where in choices:
        widths = [max(cell_len(code), one) for code, one in zip(codes, needed, strict=True)]
        room = width - sum(width + GAP for width in widths)
        if is_uncut():
            yield _Grid(longest, codes, widths, shown, 0, where)
        elif room >= min(longest, least):
            yield _Grid(min(longest, NAME_MOST, room), codes, widths, shown, 0, where)
    least = min(longest, NAME_LEAST)
    short = short_codes(codes, CODE_CUT)
    more = cell_len("  +99 more")
    fitting = min(len(short), max(1, (width - least - more) // (CODE_CUT + GAP)))
    room = width - fitting * (CODE_CUT + GAP) - (more if fitting < len(short) else 0)
    yield _Grid(
        max(1, min(longest, NAME_MOST, room)),
        short[:fitting],
        [CODE_CUT] * fitting,
        [0] * fitting,
        len(short) - fitting,
    )


def _widest(page: TeamPage, shown: Callable[[Expectation | None], str]) -> list[int]:
    """How wide the widest of each column is."""
    return [
        max(cell_len(shown(row.cells[at])) for row in page.rows) for at in range(len(page.metrics))
    ]


def _heads(grid: _Grid) -> Content:
    named = "".join(
        " " * GAP + code + " " * (width - cell_len(code))
        for code, width in zip(grid.codes, grid.widths, strict=True)
    )
    more = f"  +{grid.left_out} more" if grid.left_out else ""
    return Content.styled((" " * grid.name + named + more).rstrip(), "dim")


def _called(row: TeamRow, context: AppContext) -> str:
    """A name, and the team where people of several stand together."""
    return context.text(f"{row.person.name} · {row.team}" if row.team else row.person.name)


def _row(row: TeamRow, grid: _Grid, context: AppContext) -> Content:
    parts: list[Content | str | tuple[str, str]] = [
        fitted(_called(row, context), grid.name, context)
    ]
    for cell, width, value in zip(row.cells, grid.widths, grid.values, strict=False):
        shown = _cell(cell, context, value)
        beside = _size(cell, context) if grid.sizes is Sizes.BESIDE else ""
        size = beside and f" {beside}"
        parts.append((" " * GAP + shown, _style(cell)))
        parts.append((size + " " * (width - cell_len(shown + size)), STYLES["muted"]))
    hidden = row.cells[len(grid.widths) :]
    clearly = sum(1 for one in hidden if one is not None and one.clearly_below)
    if clearly:  # what is left out is not to look as if all were well
        word = PersonVerdict.CLEARLY_BELOW.value
        parts.append((f"  {clearly} {context.text(mark(word))}", STYLES[status_style(word)]))
    return Content.assemble(*parts)


def _sizes_row(row: TeamRow, grid: _Grid, context: AppContext) -> Content:
    """The sample sizes below the values of a line."""
    below = (f"{'':{GAP + MARKED}}{_size(cell, context)}" for cell in row.cells)
    cells = (f"{one:<{GAP + width}}" for one, width in zip(below, grid.widths, strict=True))
    return Content.styled((" " * grid.name + "".join(cells)).rstrip(), STYLES["muted"])


def _cell(cell: Expectation | None, context: AppContext, width: int) -> str:
    """The mark, and behind it the value at the right edge; a width of 0 is for the mark alone."""
    if cell is None:
        return NOT_EXPECTED
    shown = context.text(mark(cell.status))
    if not width or not cell.judged:
        return shown
    value = context.value(cell.value, cell.metric, unit=False)
    return f"{shown} " + value.rjust(width - cell_len(shown) - 1)


def _size(cell: Expectation | None, context: AppContext) -> str:
    """The sample size behind the value, in few cells."""
    if cell is None or cell.judged is None:
        return ""
    return sample_in_brief(cell.judged, cell.metric, context.speech).replace(" of ", "/")


def _style(cell: Expectation | None) -> str:
    return STYLES["muted" if cell is None else status_style(cell.status)]
