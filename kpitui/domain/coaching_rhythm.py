"""How often someone is coached: by the rule of the file, by their role, while they are new or
clearly below a standard; and since when it is due again.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from kpitui.domain.file_rules import RuleBook
from kpitui.domain.records.absence import Absence, counted_day

LONGEST_RHYTHM = 366
"""Days; what comes less than once a year is no rhythm."""


NEW = "new"
OF_RULES = {"everyone": "coach_every", NEW: "coach_new_every", "below": "coach_below_every"}
"""Who has a rhythm by a rule of the file, and the key of the rule."""

_A_WEEK = 7


def every(days: int) -> str:
    """A rhythm of so many days in words: “every 14 days”."""
    return {0: "not by a rhythm", 1: "every day"}.get(days, f"every {days} days")


def read_rhythm(typed: str) -> int:
    """The days of a rhythm as someone types it: `14d`, `2w`, `14`, `none`; raises ValueError with
    what to type.
    """
    text = typed.strip().lower()
    if text in ("none", "off", "no"):
        return 0
    found = re.fullmatch(r"([0-9]{1,4}) ?([dw]|days?|weeks?)?", text)
    days = int(found[1]) * (_A_WEEK if (found[2] or "d").startswith("w") else 1) if found else -1
    if not 0 <= days <= LONGEST_RHYTHM:
        raise ValueError(f"type days or weeks, such as 14d or 2w, up to {LONGEST_RHYTHM}d, or none")
    return days


class Because(StrEnum):
    """Why a rhythm is that of someone, where it is not that of everyone or of their role."""

    NEW = "new"
    BELOW = "clearly below"


class RoleRhythm(Struct, frozen=True):
    """How often those of a role are coached from a day on; 0 is not by a rhythm."""

    role_id: int
    days: int
    starts_on: date
    id: int = 0
    version: int = 1


class Rhythm(Struct, frozen=True):
    """Someone is coached every so many days, which holds since a day."""

    days: int
    since: date
    because: Because | None = None

    def due_on(self, begins: date, absences: Sequence[Absence], day: date) -> date:
        """The day on which coaching is due again, as it counts on a day: so long after the last
        session, or the first day here, without the days away; not before the rhythm held.
        """
        counted = counted_day(absences, begins, day) if absences else begins
        return max(counted + timedelta(days=self.days), self.since)


class Rhythms:
    """The rhythms of one day: that of the file, of each role, and of who is new or clearly below a
    standard.
    """

    def __init__(self, book: RuleBook, of_roles: Iterable[RoleRhythm], day: date) -> None:
        rules = book.on(day)
        self._day, self._newest = day, day - timedelta(days=rules.new_for)

        def of_rule(key: str, days: int, because: Because | None = None) -> Rhythm:
            return Rhythm(days, book.since(key, day), because)

        self._usual = of_rule("coach_every", rules.coach_every)
        self._new = of_rule("coach_new_every", rules.coach_new_every, Because.NEW)
        self._below = of_rule("coach_below_every", rules.coach_below_every, Because.BELOW)
        dated = sorted(of_roles, key=lambda one: one.starts_on)
        self._of_roles = {
            one.role_id: Rhythm(one.days, one.starts_on) for one in dated if one.starts_on <= day
        }

    def __bool__(self) -> bool:
        """Whether anyone is coached by a rhythm."""
        own = (self._usual, self._new, self._below, *self._of_roles.values())
        return any(one.days for one in own)

    def leaves_out(self, role_id: int | None) -> bool:
        """Whether those of a role are not coached by a rhythm, whatever everyone's is."""
        own = self._of_roles.get(role_id or 0)
        return own is not None and not own.days

    def is_new(self, first_day: date) -> bool:
        """Whether someone who came on a day is new."""
        return self._newest < first_day <= self._day

    def of(self, role_id: int | None, first_day: date, *, below: bool = False) -> Rhythm | None:
        """The shortest rhythm that someone is coached by; None where there is none, as with those
        of a role that is not coached by a rhythm.
        """
        held = self._of_roles.get(role_id or 0, self._usual)
        if not held.days and held is not self._usual:
            return None
        if self._new.days and self.is_new(first_day):  # asked for each of thousands of people
            held = _shorter(held, self._new)
        if below and self._below.days:
            held = _shorter(held, self._below)
        return held if held.days else None


def _shorter(one: Rhythm, other: Rhythm) -> Rhythm:
    """The shorter of two of which the other is one for sure."""
    return other if not one.days or other.days < one.days else one


def is_lately(last_on: date | None, absences: Sequence[Absence], day: date, days: int) -> bool:
    """Whether a session of a day still counts as coaching for what is below so many days later;
    days away do not count.
    """
    if last_on is None:
        return False
    return counted_day(absences, last_on, day) >= day - timedelta(days=days)
