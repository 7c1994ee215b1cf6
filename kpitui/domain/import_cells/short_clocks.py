"""Clocks of two numbers, of which nothing says whether the first counts hours or minutes."""

import re
from statistics import median_low

from kpitui.domain.import_cells.doubts import FAR, Seen, near

_SHORT = re.compile(r"[0-9]{1,2}:[0-5][0-9]")
_AFTERNOON, _A_DAY = 13 * 60, 24 * 60
"""13:00 and 24:00, read as minutes and seconds."""


class Shorts:
    """Clocks of two numbers such as 7:45: minutes and seconds, or hours and minutes.

    `hours` is what the name of the metric says that they are, None where it says nothing.
    """

    def __init__(self, hours: bool | None) -> None:
        self._hours = hours
        self._seen = Seen()
        self._others = Seen()
        self._is_late = self._is_long = False
        self.chosen = False

    def look(self, seconds: float, text: str) -> None:
        """Take a value that is written as a length of time into account."""
        if seconds <= 0 or self._hours is False:
            return
        if not _SHORT.fullmatch(text):
            self._others.add(seconds, text)
            return
        self._seen.add(seconds, text)
        self._is_late |= seconds >= _AFTERNOON
        self._is_long |= seconds >= _A_DAY or len(text) < len("08:01")

    @property
    def verdict(self) -> bool:
        """Whether they may be hours and minutes: the name says so, or says nothing while all look
        like the time of a day; and they are not near those that say their seconds.
        """
        others = self._others.values
        if not self._seen.values or self._hours is False:
            return False
        if others and near(median_low(self._seen.values), median_low(others), FAR):
            return False
        return bool(self._hours) or self._is_late or not self._is_long

    def holds(self, seconds: float, text: str) -> bool:
        """Whether a value is one of those that may be hours and minutes."""
        return self.chosen and seconds > 0 and _SHORT.fullmatch(text) is not None

    @property
    def is_stale(self) -> bool:
        """Whether values were read by what does not hold any more."""
        return self.chosen != self.verdict

    @property
    def examples(self) -> tuple[str, ...]:
        """The first of them."""
        return self._seen.examples(lambda *_: True) if self.chosen else ()
