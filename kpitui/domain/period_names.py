"""Periods as people name them: `FY26 P03`, in the names of the organisation, and `eom`, `eoq` and
`eoy`, the ends of what runs now.
"""

from datetime import date

from kpitui.domain.periods import PARTS, Calendar, Period, PeriodKind, period_of

_KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.WEEK)
TO_COME = {"eom": PeriodKind.MONTH, "eoq": PeriodKind.QUARTER, "eoy": None}
"""The words for the end of a month, a quarter and a year."""


def period_named(text: str, calendar: Calendar) -> Period | None:
    """The period of this name, in small or large letters, of whichever calendar gave it; None where
    there is none. What has the same name in two calendars is that of the later one.
    """
    one: Calendar | None = calendar
    while one is not None:
        for kind in _KINDS if one.own is not None else ():
            if found := _named_by(one, text, kind, calendar):
                return found
        one = one.before
    return None


def _named_by(one: Calendar, text: str, kind: PeriodKind, calendar: Calendar) -> Period | None:
    name, _, count = text.partition(" (")
    part = one.frame.read(name, PARTS[kind])
    if part is None:
        return None
    # Where a calendar begins within it, only one of its ends is of the calendar that names it.
    for day in (part.last, part.first):
        found = period_of(day, kind, calendar)
        if _same(found.label, part.label + (f" ({count}" if count else "")):
            return found
    return None


def _same(one: str, other: str) -> bool:
    return one.lower() == other.lower()


def coming_end(word: str, today: date, calendar: Calendar) -> date | None:
    """The last day of the month, quarter or year that runs; None for any other word."""
    if word == "eoy":
        return calendar.on(today).frame.year_end(today)
    kind = TO_COME.get(word)
    return period_of(today, kind, calendar).last if kind else None
