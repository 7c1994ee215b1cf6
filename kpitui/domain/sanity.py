"""What is asked, once, before a value is kept that nobody would expect."""

from collections.abc import Iterable
from datetime import date

from kpitui.domain.cells import format_range, format_value
from kpitui.domain.metrics import Metric, Range
from kpitui.domain.natural_limits import VERDICT, Limits
from kpitui.domain.process_limits import process_limits
from kpitui.domain.readings import Sums, combine

USUAL_DAYS = 24
"""So many of the newest days with readings say what is usual."""


def usual_limits(metric: Metric, days: Iterable[tuple[date, Sums]]) -> Limits | None:
    """The natural process limits of the newest days with readings of one subject, oldest first, each day one value.

    None below 12 days: trial limits are too narrow to question anybody with (Wheeler, Making Sense of Data).
    """
    grouped: dict[date, Sums] = {}
    for day, sums in days:
        grouped[day] = grouped.get(day, Sums()) + sums
    values = [combine(metric, [one])[0] for one in list(grouped.items())[-USUAL_DAYS:]]
    known = [value for value in values if value is not None]
    return process_limits(known).current if len(known) >= VERDICT else None


def question(value: float | None, metric: Metric, usual: Limits | None = None, *, decimal_comma: bool = False) -> str:
    """What to ask about a value outside the plausible range or the process limits; empty where it is routine."""

    def asked(range_: Range, what: str) -> str:
        shown = format_value(value, metric, decimal_comma=decimal_comma)
        return f"{shown} lies outside {what}{format_range(range_, metric, decimal_comma=decimal_comma)}"

    if value is None:
        return ""
    if not metric.plausible(value):
        return asked(Range(low=metric.plausible_low, high=metric.plausible_high), "")
    if usual is None or usual.holds(value):
        return ""
    low, high = usual.lower, usual.upper
    if metric.plausible_low is not None:
        low = max(low, metric.plausible_low)
    if metric.plausible_high is not None:
        high = min(high, metric.plausible_high)
    return asked(Range(low=low, high=max(low, high)), "the usual ")
