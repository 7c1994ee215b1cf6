"""How often someone is coached: by the rule of the file, by their role, while they are new or
clearly below a standard; and since when it is due again.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.file_rules import RuleBook
from kpitui.domain.records.absence import DAY, Absence, counted_day, days_away

LONGEST_RHYTHM = 366
"""Days; what comes less than once a year is no rhythm."""


NEW = "new"
OF_RULES = {"everyone": "coach_every", NEW: "coach_new_every", "below": "coach_below_every"}
"""Who has a rhythm by a rule of the file, and the key of the rule."""

AS_EVERYONE = "as everyone"
"""How those of a role are coached that has no rhythm of its own."""

_A_WEEK = 7


def every(days: int) -> str:
    """A rhythm of so many days in words: “every 14 days”."""
    return {0: "not at fixed intervals", 1: "every day"}.get(days, f"every {days} days")


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


class Spell(Struct, frozen=True):
    """A rhythm that holds from a day on, up to another day where another one followed."""

    days: int
    since: date
    until: date = date.max

    def due_on(self, begins: date, absences: Sequence[Absence], day: date) -> date | None:
        """The day on which coaching became due by it, as it counts on a day: so long after
        `begins`, and not before it held, without the days away; None where it ended first.
        """
        ended = self.until != date.max
        if ended and self._due(begins, absences, last := self.until - DAY) > last:
            return None
        return self._due(begins, absences, day)

    def _due(self, begins: date, absences: Sequence[Absence], day: date) -> date:
        after = timedelta(days=self.days)
        if not absences:  # asked for each of thousands of people
            return max(begins + after, self.since)
        held = self.since + timedelta(days=days_away(absences, self.since, day))
        return max(counted_day(absences, begins, day) + after, held)


class Rhythm(Struct, frozen=True):
    """Someone is coached every so many days, which holds since a day; `others` are what they were
    coached by before without a break, and longer ones that hold for them too.
    """

    days: int
    since: date
    because: Because | None = None
    others: tuple[Spell, ...] = ()

    @property
    def first_since(self) -> date:
        """Since when they are coached by any rhythm."""
        return min(self.since, *(other.since for other in self.others), date.max)

    def due_on(self, begins: date, absences: Sequence[Absence], day: date) -> date:
        """The day on which coaching is due again, as it counts on a day: the first on which it
        became due by any, as no change of a rule makes up for what was missed; but never sooner
        than this rhythm after `begins`, the last session or the first day here.
        """
        now = Spell(self.days, self.since)
        found = (spell.due_on(begins, absences, day) for spell in (now, *self.others))
        first = min(day for day in found if day is not None)
        if not self.others:
            return first
        counted = counted_day(absences, begins, day)
        return max(counted + timedelta(days=self.days), first)


class Rhythms:
    """The rhythms of one day: that of the file, of each role, and of who is new or clearly below a
    standard.
    """

    def __init__(self, book: RuleBook, of_roles: Iterable[RoleRhythm], day: date) -> None:
        rules = book.on(day)
        self._day, self._newest = day, day - timedelta(days=rules.new_for)

        def of_rule(key: str, because: Because | None = None) -> Rhythm:
            return _unbroken(book.held(key, day), because)

        self._usual = of_rule("coach_every")
        self._new = of_rule("coach_new_every", Because.NEW)
        self._below = of_rule("coach_below_every", Because.BELOW)
        dated: dict[int, dict[date, int]] = defaultdict(dict)
        for role in sorted(of_roles, key=lambda role: role.starts_on):
            if role.starts_on <= day:
                dated[role.role_id][role.starts_on] = role.days
        self._of_roles = {
            role_id: _unbroken(
                [one for one in book.held("coach_every", day) if one[0] < min(own)] + [*own.items()]
            )
            for role_id, own in dated.items()
        }

    def __bool__(self) -> bool:
        """Whether anyone is coached by a rhythm."""
        own = (self._usual, self._new, self._below, *self._of_roles.values())
        return any(rhythm.days for rhythm in own)

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
            held = _both(held, self._new)
        if below and self._below.days:
            held = _both(held, self._below)
        return held if held.days else None


def _unbroken(held: Sequence[tuple[date, int]], because: Because | None = None) -> Rhythm:
    """The newest of some rhythms, which came one after the other, with those before it back to
    where there was none.
    """
    *before, (since, days) = held
    others: list[Spell] = []
    until = since
    for begins, earlier in reversed(before):
        if not earlier or not days:
            break
        others.append(Spell(earlier, begins, until))
        until = begins
    return Rhythm(days, since, because, tuple(others))


def _both(one: Rhythm, other: Rhythm) -> Rhythm:
    """The shorter of two of which the other is one for sure, and which does not forget the
    longer.
    """
    if not one.days:
        return other
    short, long = (other, one) if other.days < one.days else (one, other)
    return replace(short, others=(*short.others, Spell(long.days, long.since), *long.others))


def is_lately(last_on: date | None, absences: Sequence[Absence], day: date, days: int) -> bool:
    """Whether a session of a day still counts as coaching for what is below so many days later;
    days away do not count.
    """
    if last_on is None:
        return False
    return counted_day(absences, last_on, day) >= day - timedelta(days=days)
