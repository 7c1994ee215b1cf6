"""A small table of what an activity of a strategy came with: teams that had it, and not yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.words.spans import Line, line, muted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kpitui.domain.records.metric import Metric
    from kpitui.views.rollout import Rollout, TeamChange
    from kpitui.words.speech import Speech

HEAD = "Teams that had it, and not yet"


def rollouts(found: Iterable[Rollout], speech: Speech) -> Iterator[Line]:
    """Each activity with a metric, and below it a row a team: how it was before, how it is after,
    and from how many periods.
    """
    for one in found:
        yield line(f"{one.activity} since {speech.day(one.since)}: {one.metric.name}")
        rows = [_row(team, one, speech) for team in one.teams]
        heads = ("", "before", "after", "change", f"{one.by.value}s", "team")
        widths = [max(len(row[at]) for row in (heads, *rows)) for at in range(len(heads) - 1)]
        yield line(muted(_aligned(heads, widths)))
        yield from (line(_aligned(row, widths)) for row in rows)


def _row(team: TeamChange, of: Rollout, speech: Speech) -> tuple[str, ...]:
    def shown(value: float | None) -> str:
        return speech.value(value, of.metric, unit=False)

    # Of the numbers as they stand there, so that nobody counts otherwise.
    before, after = (_rounded(one.value, of.metric) for one in (team.before, team.after))
    moved = None if before is None or after is None else after - before
    change = shown(moved).removesuffix("%").rstrip()
    sign = "+" if moved is not None and moved > 0 else ""
    return (
        "had it" if team.had else "not yet", shown(team.before.value), shown(team.after.value),
        sign + change, f"{team.before.n}, {team.after.n}", team.team,
    )  # fmt: skip


def _rounded(value: float | None, metric: Metric) -> float | None:
    return None if value is None else round(value, metric.decimals)


def _aligned(cells: tuple[str, ...], widths: list[int]) -> str:
    first, *numbers, name = cells
    columns = zip(numbers, widths[1:], strict=True)
    aligned = (f"{one:>{width}}" for one, width in columns)
    return "  ".join([f"{first:<{widths[0]}}", *aligned, name])
