"""What is asked, once, before a value is kept that is implausible for its metric or
unusual for its subject.
"""

from collections.abc import Iterable
from datetime import date
from math import sqrt

from msgspec import Struct

from kpitui.domain.natural_limits import VERDICT, Limits
from kpitui.domain.numbers import NotANumber
from kpitui.domain.process_limits import process_limits
from kpitui.domain.readings import Sums, combine
from kpitui.domain.records.metric import Metric, Range
from kpitui.domain.value_parsing import format_range, format_value, parse_cell

USUAL_DAYS = 24
"""So many of the newest days with readings say what is usual."""


class UsualRange(Struct, frozen=True):
    """The natural process limits of one subject, and in words what they are from; of a p′ chart
    they are those of a period of `size`.
    """

    limits: Limits
    basis: str
    size: float | None = None

    def limits_for(self, size: float | None) -> Limits:
        """The limits of a value of its own size, which are the wider the smaller it is."""
        if not size or not self.size:
            return self.limits
        return self.limits.widened(sqrt(self.size / size))


def usual_limits(metric: Metric, days: Iterable[tuple[date, Sums]]) -> UsualRange | None:
    """What is usual, from the newest days with readings of one subject, oldest first, each day one
    value.

    None below 12 days: trial limits are too narrow to question anyone with (Wheeler, Making Sense
    of Data).
    """
    grouped: dict[date, list[tuple[date, Sums]]] = {}
    for day in days:
        grouped.setdefault(day[0], []).append(day)
    values = [combine(metric, of_day)[0] for of_day in list(grouped.values())[-USUAL_DAYS:]]
    known = [value for value in values if value is not None]
    limits = process_limits(known).current if len(known) >= VERDICT else None
    basis = f"from the last {len(known)} days with readings"
    return UsualRange(limits, basis) if limits else None


def question(
    value: float | None,
    metric: Metric,
    usual: UsualRange | None = None,
    *,
    size: float | None = None,
    whose: str = "",
    decimal_comma: bool = False,
) -> str:
    """What to ask about a value: implausible for the metric, or unusual for the subject; empty if
    routine.

    `size` is how many the value is of, where it is known; `whose` is the name of the subject.
    """

    def shown(number: float) -> str:
        return format_value(number, metric, decimal_comma=decimal_comma)

    if value is None:
        return ""
    if not metric.plausible(value):
        valid = Range(low=metric.plausible_low, high=metric.plausible_high)
        return (
            f"{shown(value)} is outside the valid range "
            f"{format_range(valid, metric, decimal_comma=decimal_comma)}{_meant(value, metric)}"
        )
    limits = usual.limits_for(size) if usual else None
    if usual is None or limits is None or limits.holds(value):
        return ""
    low, high = limits.shown_lower, limits.shown_upper
    if shown(value) in (shown(low), shown(high)):
        return ""  # as it is written it lies on the limit
    if metric.plausible_low is not None:
        low = max(low, metric.plausible_low)
    if metric.plausible_high is not None:
        high = min(high, metric.plausible_high)
    subject = f" for {whose}" if whose else ""
    return (
        f"{shown(value)} is unusual{subject}: usually {shown(low)} to {shown(max(low, high))}, "
        f"{usual.basis}{_meant(value, metric)}"
    )


def _meant(value: float, metric: Metric) -> str:
    """How what was perhaps meant is typed: minutes before a point, a share of 1; empty where that
    would be no better.
    """
    if metric.unit == "%" and 0 < value <= 1 and metric.plausible(100 * value):
        return f"; {100 * value:g}% is typed {100 * value:g}"
    minutes, seconds = divmod(round(100 * value), 100)
    with_point = metric.unit == "m:ss" and value > 0 and value % 1 and seconds < 60
    if with_point and metric.plausible(60 * minutes + seconds):
        return f"; minutes and seconds are typed {minutes}:{seconds:02}"
    return ""


class Doubt(Struct, frozen=True):
    """Why a typed value is looked at again before it is saved: it cannot be read, or is
    to be confirmed.
    """

    sentence: str
    refused: bool


def doubt_about(
    text: str,
    metric: Metric,
    usual: UsualRange | None,
    *,
    whose: str = "",
    decimal_comma: bool = False,
) -> Doubt | None:
    """What is to be said of the text of a cell; None where it is empty, or a value that
    is routine.
    """
    if not text.strip():
        return None
    try:
        cell = parse_cell(text, metric, decimal_comma=decimal_comma or None)
    except NotANumber as error:
        return Doubt(str(error), refused=True)
    asked = question(
        cell.shown(metric),
        metric,
        usual,
        size=cell.denominator,
        whose=whose,
        decimal_comma=decimal_comma,
    )
    return Doubt(asked, refused=False) if asked else None
