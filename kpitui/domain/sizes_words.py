"""What is said of how many a value is, and of values that do not tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.domain.numbers import plain_number
from kpitui.domain.readings import Sums
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.domain.value_parsing import format_value, size_text

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


def sample_words(metric: Metric, sums: Sums, *, decimal_comma: bool = False) -> str:
    """Of how many a value is: `38 of 42`, `n=57`; empty where that is not known."""
    if not sums.denominator:
        known = sums.weight and not sums.unweighted
        return f"n={plain_number(sums.weight, decimal_comma=decimal_comma)}" if known else ""
    size = size_text(metric, sums.numerator, sums.denominator, decimal_comma=decimal_comma)
    whole = sums.denominator.is_integer() and sums.numerator <= sums.denominator
    return size.replace("/", " of ") if whole else size


def together_words(
    metric: Metric, value: float, sums: Sums, periods: int, *, noun: str,
    decimal_comma: bool = False,
) -> str:  # fmt: skip
    """The value of several periods together: `84.0% over 12 weeks, 1210 of 1440`."""
    shown = format_value(value, metric, decimal_comma=decimal_comma)
    over = _count(periods, noun)
    return f"{shown} over {over}, {sample_words(metric, sums, decimal_comma=decimal_comma)}"


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
