"""A small table of what an activity of a strategy came with: teams that had it, and not yet."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from kpitui.words.spans import Line, line, muted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kpitui.domain.records.metric import Metric
    from kpitui.views.rollout import Rollout, TeamChange
    from kpitui.words.speech import Speech

HEAD = "Activity, team by team"


def rollouts(found: Iterable[Rollout], speech: Speech) -> Iterator[Line]:
    """Each activity, and below it each metric with a row a team: how it was before, how it is
    after, and from how many periods.
    """
    for (activity, since), of_one in groupby(
        found, lambda rollout: (rollout.activity, rollout.since)
    ):
        yield line(f"{activity}, by team since {speech.day(since)}")
        for rollout in of_one:
            yield from _table(rollout, speech)


def in_brief(found: Iterable[Rollout], speech: Speech) -> Iterator[Line]:
    """The same, a sentence an activity and metric."""
    for rollout in found:
        groups = _groups(rollout, speech, _moved)
        counted = f" ({_counts(*rollout.counts[0], rollout)})" if len(rollout.counts) == 1 else ""
        since = f"{rollout.activity} since {speech.day(rollout.since)}"
        yield line(f"{since}, {rollout.metric.name}: {groups}{counted}")


def changes(found: Iterable[Rollout], speech: Speech) -> Iterator[Line]:
    """Below a metric: how much each team moved since an activity began."""
    for rollout in found:
        groups = _groups(rollout, speech, _moved_by)
        yield line(f"{rollout.activity} since {speech.day(rollout.since)}: {groups}")


def _groups(of: Rollout, speech: Speech, said: Callable[[TeamChange, Rollout, Speech], str]) -> str:
    groups = groupby(of.teams, _had)
    return "; ".join(
        f"{had} {', '.join(said(team, of, speech) for team in teams)}" for had, teams in groups
    )


def _moved_by(team: TeamChange, of: Rollout, speech: Speech) -> str:
    return f"{team.team} {_change(team, of, speech)}"


def _moved(team: TeamChange, of: Rollout, speech: Speech) -> str:
    before, after = (
        speech.value(side.value, of.metric, unit=False) for side in (team.before, team.after)
    )
    counted = f" ({_counts(team.before.n, team.after.n, of)})" if len(of.counts) > 1 else ""
    return f"{team.team} {before} → {after}{counted}"


def _counts(before: int, after: int, of: Rollout) -> str:
    return f"{before} {of.noun}s before and {after} after"


def _had(team: TeamChange) -> str:
    return "had it" if team.had else "not yet"


def _table(one: Rollout, speech: Speech) -> Iterator[Line]:
    alike = len(one.counts) == 1
    rows = [_row(team, one, speech, counted=not alike) for team in one.teams]
    heads = ("", "before", "after", "change", *([] if alike else [f"{one.noun}s"]), "team")
    widths = [max(len(row[at]) for row in (heads, *rows)) for at in range(len(heads) - 1)]
    yield line(one.metric.name + (f", {_counts(*one.counts[0], one)}" if alike else ""))
    yield line(muted(_aligned(heads, widths)))
    yield from (line(_aligned(row, widths)) for row in rows)


def _row(team: TeamChange, of: Rollout, speech: Speech, *, counted: bool) -> tuple[str, ...]:
    def shown(value: float | None) -> str:
        return speech.value(value, of.metric, unit=False)

    counts = (f"{team.before.n}, {team.after.n}",) if counted else ()
    return (
        _had(team), shown(team.before.value), shown(team.after.value),
        _change(team, of, speech), *counts, team.team,
    )  # fmt: skip


def _change(team: TeamChange, of: Rollout, speech: Speech) -> str:
    # Of the numbers as they stand there, so that no one counts otherwise.
    before, after = (_rounded(side.value, of.metric) for side in (team.before, team.after))
    if before is None or after is None:
        return "-"
    moved = after - before
    change = speech.value(moved, of.metric, unit=False).removesuffix("%").rstrip()
    return f"+{change}" if moved > 0 else change


def _rounded(value: float | None, metric: Metric) -> float | None:
    return None if value is None else round(value, metric.decimals)


def _aligned(cells: tuple[str, ...], widths: list[int]) -> str:
    first, *numbers, name = cells
    columns = zip(numbers, widths[1:], strict=True)
    aligned = (f"{one:>{width}}" for one, width in columns)
    return "  ".join([f"{first:<{widths[0]}}", *aligned, name])
