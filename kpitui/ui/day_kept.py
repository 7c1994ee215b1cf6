"""What proposes a day keeps it while it is open, though midnight passes."""

from datetime import date
from typing import Protocol, runtime_checkable

from kpitui.domain.dates import NotADate
from kpitui.domain.writing import Writing


@runtime_checkable
class DayKept(Protocol):
    """A screen or a dialog in which a day stands in words, such as `today`."""

    def keep_day(self, before: date) -> None:
        """The day is another one now: write out what was meant when it was `before`."""


def written_out(text: str, before: date, now: date, writing: Writing) -> str:
    """A day in words as its date, where it would mean another one now; any other text as it is."""
    meant = {_read(text, before, writing, future) for future in (False, True)}
    if len(meant) != 1 or None in meant or meant == {_read(text, now, writing, True)}:
        return text
    (day,) = meant
    return writing.day(day) if day else text


def _read(text: str, today: date, writing: Writing, future: bool) -> date | None:
    try:
        return writing.read_day(text, today, future=future)
    except NotADate:
        return None
