"""When someone is away, from a day to the first day back: nothing is due of them then, and nothing
counts as missed.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Annotated

from msgspec import Struct

from kpitui.domain.periods import short_day
from kpitui.domain.records.dated import Dated, is_over, live_on
from kpitui.domain.records.detail import DATES, Detail

REASON_LIMIT = 120
DAY = timedelta(days=1)


class AbsenceDraft(Struct, frozen=True, kw_only=True):
    """An absence as it was typed; without `ends_on` no one knows yet when they are back."""

    starts_on: Annotated[date, Detail("Away from", DATES, begins="today")]
    ends_on: Annotated[
        date | None, Detail("First day back", "such as +2w, mon, 2026-12-15; empty if not known")
    ] = None
    reason: Annotated[
        str, Detail("Reason", "such as: holiday; optional", limit=REASON_LIMIT)
    ] = ""  # fmt: skip

    def __post_init__(self) -> None:
        require_back_later(self.starts_on, self.ends_on)


class Absence(Dated, frozen=True, kw_only=True):
    """An absence on record; `ends_on` is the first day back."""

    id: int
    person_id: int
    reason: str = ""
    version: int = 1

    @property
    def last_day(self) -> date | None:
        """The last day away; None while no one knows it."""
        return None if self.ends_on is None else self.ends_on - DAY

    @property
    def said(self) -> str:
        """What it is called where its days stand beside it: `away: holiday`."""
        return f"away: {self.reason}" if self.reason else "away"


def away_briefly(one: Absence, today: date) -> str:
    """That someone is away, in few letters: `away until 14 Dec`."""
    return f"away until {short_day(one.last_day, today)}" if one.last_day else "away"


def require_back_later(starts_on: date, ends_on: date | None) -> None:
    """Nothing where the first day back is behind the first day away; raises ValueError
    otherwise.
    """
    if ends_on is not None and ends_on <= starts_on:
        raise ValueError("the first day back must be after the first day away")


def not_over(absences: Iterable[Absence], day: date) -> list[Absence]:
    """Those that are running on a day or come later."""
    return [absence for absence in absences if not is_over(absence, day)]


def absence_on(absences: Sequence[Absence], day: date) -> Absence | None:
    """The absence of a day; they never overlap."""
    for absence in absences:  # asked for each of thousands of people
        if live_on(absence, day):
            return absence
    return None


def absences_within(absences: Iterable[Absence], first: date, last: date) -> list[Absence]:
    """Those that have a day in common with the days from `first` to `last`."""
    return [
        absence for absence in absences if absence.starts_on <= last and not is_over(absence, first)
    ]


def days_away(absences: Sequence[Absence], first: date, last: date) -> int:
    """On how many of the days from `first` to `last` someone is away; a day of two absences, as
    another program may have written them, counts once.
    """
    if not absences:  # asked for each of thousands of people
        return 0
    after, counted, count = last + DAY, first, 0
    for absence in sorted(absences_within(absences, first, last), key=_begins):
        begin, end = max(absence.starts_on, counted), min(absence.ends_on or after, after)
        if end > begin:
            count, counted = count + (end - begin).days, end
    return count


def _begins(one: Absence) -> date:
    return one.starts_on


def wholly_away(absences: Sequence[Absence], first: date, last: date) -> bool:
    """Whether someone is away on each of the days from `first` to `last`."""
    return bool(absences) and days_away(absences, first, last) > (last - first).days


def reasons_of(absences: Iterable[Absence]) -> str:
    """Why someone is away, each reason once: `holiday, training`; empty where none was given."""
    return ", ".join(dict.fromkeys(absence.reason for absence in absences if absence.reason))


def counted_day(absences: Sequence[Absence], last_on: date, day: date) -> date:
    """The day on which someone did something last as it counts on another day: later by the days
    they were away in between, which are not missed.
    """
    return last_on + timedelta(days=days_away(absences, last_on + DAY, day))
