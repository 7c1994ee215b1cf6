"""The answer of `board --json`."""

from collections.abc import Mapping

from msgspec import Struct

from kpitui.domain.metric_chart import Mark
from kpitui.domain.numbers import rounded
from kpitui.domain.progress import one_end
from kpitui.views.board import Board, BoardTile, TileChart
from kpitui.views.overview import KpiLine


class ChangeAnswer(Struct, frozen=True, kw_only=True):
    """A change that reaches the last judged period; `mark` is better, worse, or unusual
    where it is neither.
    """

    mark: str
    side: str
    strength: str
    since: str


class TileAnswer(Struct, frozen=True, kw_only=True):
    """One tile. `scope` says of whom a standard is expected; where that is one
    person `verdict` is met, below or clearly below; `better` and `worse` are the periods
    that stand out; `lower` and `upper` are the limits of now.
    """

    key: str
    kind: str
    id: int
    name: str
    metric: str
    scope: str | None
    status: str
    verdict: str | None
    value: float | None
    unit: str
    direction: str
    period: str | None
    running: bool
    target: float | None
    target_low: float | None
    target_high: float | None
    lower: float | None
    upper: float | None
    change: ChangeAnswer | None
    periods: list[str]
    sparkline: list[float | None]
    better: list[str]
    worse: list[str]


def board_answer(board: Board, charts: Mapping[str, TileChart]) -> dict[str, object]:
    """The board for programs: the team, None where it is everyone's, and the tiles, worst first."""
    tiles = [_tile(tile, charts.get(tile.key)) for tile in board.tiles]
    team = board.team.name if board.team else None
    return {"team": team, "not_shown": board.not_shown or None, "tiles": tiles}


def _tile(tile: BoardTile, drawn: TileChart | None) -> TileAnswer:
    line, judged, wanted, metric = tile.line, tile.judged, tile.wanted, tile.metric
    periods = drawn.chart.periods if drawn else ()
    now = drawn.chart.limits.current if drawn else None
    marks = drawn.marks if drawn else {}
    change = drawn.change if drawn else None
    is_kpi = isinstance(line, KpiLine)
    return TileAnswer(
        key=tile.key,
        kind="kpi" if is_kpi else "standard",
        id=line.kpi.id if isinstance(line, KpiLine) else line.standard.id,
        name=metric.name,
        metric=metric.code,
        scope=None if isinstance(line, KpiLine) else line.scope,
        status=tile.status if isinstance(line, KpiLine) or tile.left_out else line.fact,
        verdict=None if isinstance(line, KpiLine) or not line.verdict else line.verdict.value,
        value=rounded(judged.value if judged else None),
        unit=metric.unit,
        direction=metric.direction.value,
        period=judged.period.label if judged else None,
        running=bool(judged and judged.running),
        target=rounded(one_end(wanted)) if wanted else None,
        target_low=rounded(wanted.low) if wanted else None,
        target_high=rounded(wanted.high) if wanted else None,
        lower=rounded(now.shown_lower) if now else None,
        upper=rounded(now.shown_upper) if now else None,
        change=ChangeAnswer(
            mark=change.mark.value,
            side=change.side,
            strength=change.strength,
            since=change.since.label,
        )
        if change
        else None,
        periods=[period.label for period in periods],
        sparkline=[rounded(period.value) for period in periods],
        better=[periods[at].label for at, mark in marks.items() if mark is Mark.BETTER],
        worse=[periods[at].label for at, mark in marks.items() if mark is Mark.WORSE],
    )
