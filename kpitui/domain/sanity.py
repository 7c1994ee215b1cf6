"""What is asked, once, before a value is kept that is implausible for its metric or unusual for its subject."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from kpitui.domain.cells import format_range, format_value, parse_cell
from kpitui.domain.metrics import Metric, Range
from kpitui.domain.natural_limits import VERDICT, Limits
from kpitui.domain.numbers import NotANumber
from kpitui.domain.process_limits import process_limits
from kpitui.domain.readings import Sums, combine

USUAL_DAYS = 24
"""So many of the newest days with readings say what is usual."""


class UsualRange(Struct, frozen=True):
    """The natural process limits of one subject, and how many of its newest days with readings gave them."""

    limits: Limits
    days: int


def usual_limits(metric: Metric, days: Iterable[tuple[date, Sums]]) -> UsualRange | None:
    """What is usual, from the newest days with readings of one subject, oldest first, each day one value.

    None below 12 days: trial limits are too narrow to question anybody with (Wheeler, Making Sense of Data).
    """
    grouped: dict[date, Sums] = {}
    for day, sums in days:
        grouped[day] = grouped.get(day, Sums()) + sums
    values = [combine(metric, [one])[0] for one in list(grouped.items())[-USUAL_DAYS:]]
    known = [value for value in values if value is not None]
    limits = process_limits(known).current if len(known) >= VERDICT else None
    return UsualRange(limits, len(known)) if limits else None


def question(
    value: float | None,
    metric: Metric,
    usual: UsualRange | None = None,
    *,
    whose: str = "",
    decimal_comma: bool = False,
) -> str:
    """What to ask about a value: implausible for the metric, or unusual for the subject; empty if routine.

    `whose` is the name of the subject.
    """

    def shown(number: float) -> str:
        return format_value(number, metric, decimal_comma=decimal_comma)

    if value is None:
        return ""
    if not metric.plausible(value):
        valid = Range(low=metric.plausible_low, high=metric.plausible_high)
        return f"{shown(value)} is implausible: outside {format_range(valid, metric, decimal_comma=decimal_comma)}"
    if usual is None or usual.limits.holds(value):
        return ""
    low, high = usual.limits.lower, usual.limits.upper
    if metric.plausible_low is not None:
        low = max(low, metric.plausible_low)
    if metric.plausible_high is not None:
        high = min(high, metric.plausible_high)
    subject = f" for {whose}" if whose else ""
    return (
        f"{shown(value)} is unusual{subject}: usually {shown(low)} to {shown(max(low, high))}, "
        f"from the last {usual.days} days with readings"
    )


class Doubt(Struct, frozen=True):
    """Why a typed value is looked at again before it is saved: it cannot be read, or is to be confirmed."""

    sentence: str
    refused: bool


def doubt_about(
    text: str, metric: Metric, usual: UsualRange | None, *, whose: str = "", decimal_comma: bool = False
) -> Doubt | None:
    """What is to be said of the text of a cell; None where it is empty, or a value that is routine."""
    if not text.strip():
        return None
    try:
        cell = parse_cell(text, metric, decimal_comma=decimal_comma or None)
    except NotANumber as error:
        return Doubt(str(error), refused=True)
    asked = question(cell.shown(metric), metric, usual, whose=whose, decimal_comma=decimal_comma)
    return Doubt(asked, refused=False) if asked else None
