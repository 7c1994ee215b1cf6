"""What is said of values that do not tell of how many they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.domain.records.metric import Aggregation, Metric

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpitui.domain.chart_words import Said

_RULE = "a ratio adds up both numbers; a value without them has no weight"


def left_out_words(count: int) -> str:
    """That readings of a ratio have no parts where others have some; empty where none."""
    if not count:
        return ""
    return f"{_readings(count)} {'is' if count == 1 else 'are'} left out"


def sizes_words(metric: Metric, *, left_out: int, unweighted: int) -> str:
    """What is to be known of the sizes behind the value of a period, of which `left_out` and
    `unweighted` readings tell none; empty where nothing.
    """
    if metric.aggregation is Aggregation.RATIO and unweighted:
        return f"{_readings(unweighted)}, not weighted"
    if metric.unit == "%" and unweighted:
        return "averaged without sample sizes"
    return left_out_words(left_out)


def chart_sizes(metric: Metric, noun: str, sizes: Sequence[tuple[int, int]]) -> list[Said]:
    """What a chart of a ratio says of readings without parts; `sizes` holds of each period how many
    are left out, and how many it is an average of.
    """
    left_out = sum(one for one, _ in sizes)
    averages = sum(count > 0 for _, count in sizes)
    if metric.aggregation is not Aggregation.RATIO or not left_out + averages:
        return []
    from kpitui.domain.chart_words import Said  # only charts need what they say

    parts = []
    if left_out:
        parts.append(f"{left_out_words(left_out)} of {_count(len(sizes), noun)}")
    if averages:
        what = "is an average" if averages == 1 else "are averages"
        parts.append(f"{_count(averages, noun)} {what} of readings without both numbers")
    return [Said("; ".join(parts), _RULE)]


def _readings(count: int) -> str:
    return f"{_count(count, 'reading')} without parts"


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
