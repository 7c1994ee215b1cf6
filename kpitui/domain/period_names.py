"""Periods as people name them: `FY26 P03`, in the names of the organisation, and `eom`, `eoq` and
`eoy`, the ends of what runs now.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from kpitui.domain.periods import PARTS, Calendar, Period, PeriodKind, period_of

_KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.WEEK)
TO_COME = {"eom": PeriodKind.MONTH, "eoq": PeriodKind.QUARTER, "eoy": None}
"""The words for the end of a month, a quarter and a year."""


def period_named(text: str, calendar: Calendar) -> Period | None:
    """The period of this name, in small or large letters, of whichever calendar gave it; None where
    there is none. What has the same name in two calendars is that of the later one.
    """
    found = kind_and_period(text, calendar)
    return found[1] if found else None


def kind_and_period(text: str, calendar: Calendar) -> tuple[PeriodKind, Period] | None:
    """The same, and whether it is a month, a quarter or a week."""
    name, _, count = text.partition(" (")
    for era in _eras(calendar):
        for kind in _KINDS if era.own is not None else ():
            part = era.frame.read(name, PARTS[kind])
            for day in (part.last, part.first, max(part.first, era.since)) if part else ():
                # Where calendars begin within it, one of its ends alone has its name, or neither.
                found = period_of(day, kind, calendar)
                if part and _same(found.label, part.label + (f" ({count}" if count else "")):
                    return kind, found
    return None


def year_named(text: str, calendar: Calendar) -> Period | None:
    """The year of this name, of whichever calendar gave it, up to the day on which another began;
    None where there is none.
    """
    latest = date.max
    for era in _eras(calendar):
        found = era.frame.year_named(text) if era.own is not None else None
        if found and era.since <= found.last and found.first <= latest:
            return Period(found.first, min(found.last, latest), found.label)
        latest = era.since - timedelta(days=1) if era.before is not None else latest
    return None


def period_numbered(kind: PeriodKind, year: int, number: int, calendar: Calendar) -> Period | None:
    """The month, quarter or week of this number in the year of that number, by the calendar that
    holds then; None where the year has none.
    """
    for era in _eras(calendar):
        part = era.frame.numbered(PARTS[kind], year, number)
        if part and (era.before is None or part.last >= era.since):
            return period_of(part.last, kind, calendar)
    return None


def _eras(calendar: Calendar) -> Iterator[Calendar]:
    """The calendars that ever held, newest first."""
    one: Calendar | None = calendar
    while one is not None:
        yield one
        one = one.before


def _same(one: str, other: str) -> bool:
    return one.lower() == other.lower()


def coming_end(word: str, today: date, calendar: Calendar) -> date | None:
    """The last day of the month, quarter or year that runs; None for any other word."""
    if word == "eoy":
        return calendar.on(today).frame.year_end(today)
    kind = TO_COME.get(word)
    return period_of(today, kind, calendar).last if kind else None
