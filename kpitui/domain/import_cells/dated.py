"""What a date of a file says, and the days that there are."""

from datetime import date

from msgspec import Struct

from kpitui.domain.dates import FIRST_YEAR, LAST_YEAR, NotADate
from kpitui.domain.import_answers import Order
from kpitui.domain.import_rows import Covers
from kpitui.domain.periods import month_end
from kpitui.domain.text import printable

LONGEST = 60
"""No date has more characters."""


class LastDay(Struct, frozen=True):
    """What a text says: its last day, and how long a time it stands for.

    `told` is the order of day and month that the text proves by itself.
    """

    day: date
    covers: Covers = "day"
    told: Order | None = None


def of_two_digits(text: str) -> int:
    """The year that two digits stand for."""
    return int(text) + (1900 if int(text) >= 70 else 2000)


def end_of_month(said: str, year: int, month: int) -> date:
    """The last day of a month; raises `NotADate`."""
    if not 1 <= month <= 12:
        raise NotADate(f"{said}: there is no month {month}")
    day_of(said, year, month, 1)
    return month_end(year, month)


def day_of(said: str, year: int, month: int, day: int) -> date:
    """A day of the years that a plan can have; raises `NotADate` about what was `said`."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotADate(f"{said} is not in the years {FIRST_YEAR} to {LAST_YEAR}")
    try:
        return date(year, month, day)
    except ValueError:
        raise NotADate(f"there is no day {said}; check the calendar") from None


def no_date(said: str) -> NotADate:
    """What is said of a text that is no date."""
    shown = printable(said if len(said) <= LONGEST else f"{said[:LONGEST]}…")
    return NotADate(f"“{shown}” is not a date; it should look like 2026-11-03")
