"""Dates that name the first and the last day of a period: `05/01/2026 - 11/01/2026`."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from kpitui.domain.dates import NotADate
from kpitui.domain.import_answers import Order
from kpitui.domain.import_cells.choices import Undecided
from kpitui.domain.import_cells.dated import LastDay
from kpitui.domain.import_rows import Covers
from kpitui.domain.periods import Calendar, PeriodKind, period_of

_SPAN = re.compile(r"(.{6,}?)(?: +(?:-|to|until|bis|au|al|a) +|--|/(?=[0-9]{4}-))(.{6,})", re.I)
_MIDNIGHT = re.compile(r".*[0-9][Tt ] *0?0:00(?::00(?:[.,]0+)?)?(?:Z|z|[+-][0-9]{2}:?[0-9]{2})?")

_KINDS: tuple[tuple[PeriodKind, Covers], ...] = (
    (PeriodKind.MONTH, "month"),
    (PeriodKind.QUARTER, "quarter"),
)

ReadDay = Callable[[str, Order | None], LastDay]


def read_span(said: str, order: Order | None, read: ReadDay, calendar: Calendar) -> LastDay | None:
    """The last day of a text with two days in it, and what lies between them; None where it is no
    such text. An end at midnight is not counted in.

    Raises `NotADate` where that is no period that a reading can be of.
    """
    found = _SPAN.fullmatch(said)
    if found is None:
        return None
    try:
        first, last, told = _days(found[1], found[2], order, read)
    except NotADate as error:
        if isinstance(error, Undecided):
            raise
        return None
    if first.covers != "day" or last.covers != "day":
        return None
    end = last.day
    if _MIDNIGHT.fullmatch(found[1]) and _MIDNIGHT.fullmatch(found[2]) and end > first.day:
        end -= timedelta(days=1)
    covers = _covers(first.day, end, calendar)
    if covers is None:
        raise NotADate(f"{said} is no day, week, month, quarter or year")
    return LastDay(end, covers, told)


def _days(
    first: str, last: str, order: Order | None, read: ReadDay
) -> tuple[LastDay, LastDay, Order | None]:
    """Both days, read in the order that either of them proves, and that order."""
    told = _told(first, read) or _told(last, read)
    both = read(first, order or told), read(last, order or told)
    return *both, told


def _told(text: str, read: ReadDay) -> Order | None:
    try:
        return read(text, None).told
    except NotADate:
        return None


def _covers(first: date, last: date, calendar: Calendar) -> Covers | None:
    if first == last:
        return "day"
    if (last - first).days == 6:
        return "week"
    plain = Calendar(calendar.first_month)  # which other programs go by, whatever the own year is
    for kind, covers in _KINDS:
        periods = (period_of(last, kind, years) for years in (calendar, plain))
        if any((period.first, period.last) == (first, last) for period in periods):
            return covers
    frame = calendar.on(last).frame
    if frame.start(first.year) == first or frame.start(first.year + 1) == first:
        return "year" if frame.year_end(first) == last else None
    begins = {(1, 1), (calendar.first_month, 1)}
    after = last + timedelta(days=1)
    yearly = (first.month, first.day) in begins and (after.month, after.day) == (first.month, 1)
    return "year" if yearly and after.year == first.year + 1 else None
