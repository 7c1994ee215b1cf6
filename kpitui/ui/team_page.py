"""The page of a team: people down, standards across, a mark in each cell."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content

from kpitui.charts.marks import mark
from kpitui.ui.facts import STATUS_STYLES
from kpitui.ui.widgets.plan_tree import fitted
from kpitui.ui.workplace import Workplace
from kpitui.views.person import MET, NOT_MET, Expectation, TeamPage, TeamRow

NAME_LEAST, NAME_MOST = 12, 26
CODE_CUT = 4
GAP = 2
NOT_EXPECTED = "-"


class _Grid(Struct, frozen=True):
    """How the grid is cut to its room: the names of its columns, how wide each is, and its widest value."""

    name: int
    codes: list[str]
    widths: list[int]
    values: list[int]
    left_out: int


def team_words(page: TeamPage, workplace: Workplace, width: int) -> list[Content]:
    """Whose team, the grid with whoever is short of most first, and what its marks and columns stand for."""
    name, count = workplace.text(page.team.name), len(page.rows)
    people = "1 person" if count == 1 else f"{count} people"
    parts = [Content.styled(name, "bold"), Content(f"team since {workplace.day(page.team.starts_on)}, {people}")]
    if page.team.ends_on and page.as_of.day < page.team.ends_on <= page.as_of.today:
        parts.append(Content(f"ended {workplace.day(page.team.ends_on)}; that is how it stood then"))
    if not page.rows:
        return parts
    if not page.metrics:
        return [*parts, Content.styled("Nothing is expected of them yet; set a standard on the Plan screen.", "dim")]
    grid = _fit(page, workplace, width)
    parts.append(_heads(grid))
    parts += [_row(row, grid, page, workplace) for row in page.rows]
    return [*parts, *_legend(page, grid, workplace)]


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


def _fit(page: TeamPage, workplace: Workplace, width: int) -> _Grid:
    """Values where there is room for all columns, else marks alone, else short codes and as many columns as fit."""
    longest = max(cell_len(workplace.text(row.person.name)) for row in page.rows)
    least, codes = min(longest, NAME_LEAST), [workplace.text(one.code) for one in page.metrics]
    values = [max(cell_len(_cell(row.cells[at], workplace, 1)) for row in page.rows) for at in range(len(codes))]
    choices = (
        (codes, [max(cell_len(code), value) for code, value in zip(codes, values, strict=True)], values),
        (codes, [cell_len(code) for code in codes], [0] * len(codes)),
    )
    for named, widths, with_values in choices:
        room = width - sum(one + GAP for one in widths)
        if room >= least:
            return _Grid(min(longest, NAME_MOST, room), named, widths, with_values, 0)
    short = short_codes(codes, CODE_CUT)
    more = cell_len("  +99 more")
    fitting = min(len(short), max(1, (width - least - more) // (CODE_CUT + GAP)))
    room = width - fitting * (CODE_CUT + GAP) - (more if fitting < len(short) else 0)
    return _Grid(
        max(1, min(longest, NAME_MOST, room)),
        short[:fitting],
        [CODE_CUT] * fitting,
        [0] * fitting,
        len(short) - fitting,
    )


def _heads(grid: _Grid) -> Content:
    named = "".join(
        " " * GAP + code + " " * (width - cell_len(code)) for code, width in zip(grid.codes, grid.widths, strict=True)
    )
    more = f"  +{grid.left_out} more" if grid.left_out else ""
    return Content.styled((" " * grid.name + named + more).rstrip(), "dim")


def _row(row: TeamRow, grid: _Grid, page: TeamPage, workplace: Workplace) -> Content:
    parts: list[Content | str | tuple[str, str]] = [fitted(workplace.text(row.person.name), grid.name, workplace)]
    for cell, width, value in zip(row.cells, grid.widths, grid.values, strict=False):
        shown = _cell(cell, workplace, value)
        parts.append((" " * GAP + shown + " " * (width - cell_len(shown)), _style(cell)))
    hidden = row.cells[len(grid.widths) :]
    short = sum(1 for one in hidden if one is not None and one.status == NOT_MET)
    if short:  # what is left out is not to look as if all were well
        parts.append((f"  {short} {mark(NOT_MET, workplace.charset)}", STATUS_STYLES[NOT_MET]))
    return Content.assemble(*parts)


def _cell(cell: Expectation | None, workplace: Workplace, width: int) -> str:
    """The mark, and behind it the value at the right edge; a width of 0 is for the mark alone."""
    if cell is None:
        return NOT_EXPECTED
    shown = mark(cell.status, workplace.charset)
    if not width or not cell.judged:
        return shown
    return f"{shown} " + workplace.value(cell.value, cell.metric, unit=False).rjust(width - cell_len(shown) - 1)


def _style(cell: Expectation | None) -> str:
    return "dim" if cell is None else STATUS_STYLES.get(cell.status, "dim")


def _legend(page: TeamPage, grid: _Grid, workplace: Workplace) -> Iterator[Content]:
    marks = [f"{mark(word, workplace.charset)} {word}" for word in (MET, NOT_MET, "stale", "no data")]
    if any(cell is None for row in page.rows for cell in row.cells):
        marks.append(f"{NOT_EXPECTED} not expected")
    yield Content.styled("  ".join(marks), "dim")
    names = [workplace.text(metric.name) for metric in page.metrics]
    named = [f"{code} = {name}" for code, name in zip(grid.codes, names, strict=False)]
    yield Content.styled(", ".join(named), "dim")
    if grid.left_out:
        yield Content.styled(f"no room for: {', '.join(names[len(grid.codes) :])}", "dim")
