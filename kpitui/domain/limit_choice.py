"""What the numbers of a metric allow: which chart, which events it counts, which values can be."""

import re
from collections.abc import Sequence
from math import inf

from msgspec import Struct

from kpitui.domain.natural_limits import ANYTHING, ChartKind, Possible, RuleSet
from kpitui.domain.numbers import CURRENCIES
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.domain.value_parsing import DURATIONS

UNLIKE = 0.25
"""Sizes differ where one lies more than this share away from their mean."""

FEWEST_EVENTS = 2
"""With fewer events a period on average there are no limits."""

ENOUGH_EVENTS = 5
"""So many events a period are enough to judge by."""

_DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "quarter": 365.25 / 4, "year": 365.25}


class PeriodParts(Struct, frozen=True):
    """A period of a metric: its value, None while it runs or is a gap, and of a ratio what it is
    made of.
    """

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None


class Rate(Struct, frozen=True):
    """How many events a period has on average."""

    mean: float


def chart_kind(
    aggregation: Aggregation, periods: Sequence[PeriodParts], rules: RuleSet
) -> ChartKind:
    """Laney's p′ for a ratio whose denominators differ, under Wheeler's rules; else XmR.

    The NHS publishes XmR for everything, and Anhøj's rules need no limits. A ratio whose numerator
    passes its denominator is no share of anything.
    """
    if aggregation is not Aggregation.RATIO or rules != "wheeler":
        return "xmr"
    known = [period for period in periods if period.value is not None]
    if not known or not all(is_share(value) for value in known):
        return "xmr"
    sizes = [value.denominator or 0.0 for value in known]
    mean = sum(sizes) / len(sizes)
    unlike = any(abs(size - mean) > UNLIKE * mean for size in sizes)
    return "p_prime" if unlike else "xmr"


def events(metric: Metric, periods: Sequence[PeriodParts]) -> list[float | None] | None:
    """How many events each period has, None where the metric counts none.

    Of a sum of whole numbers, neither of time nor of money, the value; of a ratio of whole numbers
    the rarer of what it counts and the rest.
    """
    known = [period for period in periods if period.value is not None]
    if metric.aggregation is Aggregation.SUM:
        if metric.unit in DURATIONS or re.search(f"[{CURRENCIES}]", metric.unit):
            return None
        counts = [period.value for period in periods]
    elif metric.aggregation is Aggregation.RATIO and all(is_share(value) for value in known):
        counts = [period.numerator if period.value is not None else None for period in periods]
        rest = [
            None if count is None else (one.denominator or 0.0) - count
            for one, count in zip(periods, counts, strict=True)
        ]
        counts = min(counts, rest, key=lambda those: sum(count or 0.0 for count in those))
    else:
        return None
    whole = all(count is None or (count >= 0 and count % 1 == 0) for count in counts)
    return counts if whole else None


def possible_values(metric: Metric, periods: Sequence[PeriodParts]) -> Possible:
    """The values that a metric can have, as far as none of the periods passes them.

    Percentages and ratios lie between none and all, sums are not below zero.
    """
    values = [period.value for period in periods if period.value is not None]
    share = metric.aggregation is Aggregation.RATIO or metric.unit == "%"
    if not share and metric.aggregation is not Aggregation.SUM:
        return ANYTHING
    top = inf
    if share and metric.aggregation is not Aggregation.SUM:
        top = 100.0 if metric.unit == "%" else 1.0
    return Possible(
        low=-inf if any(value < 0 for value in values) else 0.0,
        high=inf if any(value > top for value in values) else top,
    )


def longer_period(rate: Rate, period: str) -> tuple[str, float] | None:
    """The shortest longer period (week, month, quarter, year) with at least 5 events on average,
    and how many it has; None where not even a year has as many.
    """
    for longer, days in _DAYS.items():
        many = rate.mean * days / _DAYS[period]
        if days > _DAYS[period] and many >= ENOUGH_EVENTS:
            return longer, many
    return None


def is_share(one: PeriodParts) -> bool:
    """Whether a period of a ratio is a part of a whole."""
    return (
        one.numerator is not None
        and one.denominator is not None
        and 0 <= one.numerator <= one.denominator
        and one.denominator > 0
    )
