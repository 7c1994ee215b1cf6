"""What stands in a tile of the board, and above all of them."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from kpitui.domain.metric_chart import Mark
from kpitui.domain.periods import short_day
from kpitui.views.board import Board, BoardTile, TileChange, TileChart
from kpitui.views.kpi_status import NOT_SHOWN
from kpitui.views.overview import KpiLine
from kpitui.views.standard_lines import StandardLine
from kpitui.words.kpi import by_now, standard_scope
from kpitui.words.spans import Line, Span, line, mark, muted, status_style, strong, title
from kpitui.words.speech import Speech, short_period

EMPTY = "No KPIs yet: press p on Plan (1 goes there)."
EMPTY_OWN = "{} has no KPI and no standard; T shows every team."
EMPTY_TEAM = "This team has no KPI and no standard; f chooses another team, or everyone."

CHANGES = {
    Mark.BETTER: ("better", "status:met"),
    Mark.WORSE: ("worse", "status:not met"),
    Mark.UNUSUAL: ("changed", ""),
}
"""What each kind of change is called, and how that looks."""
ARROWS = {"high": "▲", "low": "▼"}


class TileWords(Struct, frozen=True):
    """The words of a tile: in its top line on the left and the right, in its second line, and in
    its last one.
    """

    head: Line
    status: Line
    latest: Line
    wanted: Line
    period: Line
    changes: tuple[Line, ...]
    """From what says most to what takes least room; none where nothing changed."""
    whose: Line
    scope: Line
    """Who a standard is for, where that is not everyone: it tells two tiles of one name apart."""


def tile_words(tile: BoardTile, chart: TileChart | None, speech: Speech) -> TileWords:
    """What a tile says; the word of its status beside its mark, and never colour alone."""
    look, judged = status_style(tile.status), tile.judged
    latest = muted("" if tile.status == NOT_SHOWN else "no readings yet")
    if judged is not None:
        latest = strong(speech.value(judged.value, tile.metric))
    period = short_period(judged.period, speech) if judged else ""
    running = " so far" if judged and judged.running else ""
    return TileWords(
        head=line(Span(f"{mark(tile.status)} ", look), title(tile.metric.name)),
        status=line(Span(tile.status, look)),
        latest=line(latest),
        wanted=line(_wanted(tile, speech)),
        period=line(muted(period + running)),
        changes=_changes(chart.change, speech.today) if chart and chart.change else (),
        whose=_whose_tile(tile, speech),
        scope=line(_scope(tile)),
    )


def tile_line(tile: BoardTile, chart: TileChart | None, speech: Speech) -> Line:
    """A tile in one line."""
    said = tile_words(tile, chart, speech)
    change = said.changes[0] if said.changes else ()
    parts = (said.head, said.status, said.latest, said.wanted, said.period, change, said.whose)
    return line(*(part for one in parts if one for part in (one, "  ")))


def _wanted(tile: BoardTile, speech: Speech) -> str:
    return speech.range(tile.wanted, tile.metric, unit=False) if tile.wanted else ""


def _whose_tile(tile: BoardTile, speech: Speech) -> Line:
    """A KPI, or what is wanted of it by now; a standard, or who it is for if not everyone."""
    if isinstance(tile.line, KpiLine):
        return line(by_now(tile.line, speech) or muted("KPI"))
    return line(_scope(tile) or muted("standard"))


def _scope(tile: BoardTile) -> str:
    """Who a standard is for, where that is not everyone."""
    return standard_scope(tile.line) if isinstance(tile.line, StandardLine) else ""


def _changes(change: TileChange, today: date) -> tuple[Line, ...]:
    """Better or worse, and since when; a single value outside the limits is unusual."""
    arrow = ARROWS[change.side]
    if change.strength == "unusual":
        return (line(Span(f"{arrow} unusual value", "warning")),)
    perhaps = "perhaps " if change.strength == "perhaps" else ""
    said, look = CHANGES[change.mark]
    since = short_day(change.since.first, today)
    told = (f"{perhaps}{said} since {since}", f"{perhaps}{said} {since}", f"{perhaps}{said}", said)
    return tuple(line(Span(f"{arrow} {one}", look)) for one in told)


def board_title(board: Board, *, short: bool = False, every_team: str = "") -> Line:
    """How many KPIs and standards, and whose readings; `short` without what goes without saying,
    as that of everyone does unless `every_team` says what they are called.
    """
    kpis, standards = board.kpis, len(board.tiles) - board.kpis
    counted = [
        _count(count, one) for count, one in ((kpis, "KPI"), (standards, "standard")) if count
    ]
    whose = board.team.name if board.team else every_team
    whose += f"; {board.not_shown}" if board.not_shown else ""
    said = whose if short else f"{whose or 'everyone'}, worst first"
    return line(strong(", ".join(counted)), muted(f"  {said}" if said else ""))


def board_titles(board: Board, page: int, pages: int, every_team: str = "") -> Iterator[Line]:
    """The same with the page where there are several, from what says most to what takes least
    room.
    """
    said = muted(f"  page {page} of {pages}" if pages > 1 else "")
    yield line(board_title(board, every_team=every_team), said)
    yield line(board_title(board, short=True, every_team=every_team), said)
    whose = board.team.name if board.team else every_team
    team = f"  {whose}" if whose else ""
    of = f"  {page}/{pages}" if pages > 1 else ""
    yield line(strong(_count(len(board.tiles), "tile")), muted(team + of))


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
