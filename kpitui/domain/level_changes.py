"""Which levels are news to somebody: the one that holds now where it is another than before, and
those to come.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from kpitui.domain.held import edges_of, next_held
from kpitui.domain.people import scopes_on
from kpitui.domain.plan import Expectations
from kpitui.domain.records.dated import Target
from kpitui.domain.records.metric import Range
from kpitui.domain.records.person import Person
from kpitui.domain.records.seen_level import LevelKey
from kpitui.domain.records.standard import Standard

NEWS_DAYS = 365
"""A level that has held for so many days is no news any more."""


class LevelChange(Struct, frozen=True):
    """Another level for somebody from a day on; `before` is what was expected of them the day
    before, None where nothing was.
    """

    standard_id: int
    level: LevelKey
    before: Range | None


def level_changes(person: Person, standards: Expectations, day: date) -> Iterator[LevelChange]:
    """What changed for somebody within a year, and then what will change next, of one metric.

    A level that they came in with is no change, nor is the first one that a metric ever had.
    """

    def held_on(on: date) -> tuple[Standard, Target] | None:
        return standards.of(scopes_on(person, on), on)

    held = held_on(day)
    if held is not None and (change := _change(person, held, held_on(_eve(held)))) is not None:
        if change.before is not None and held[1].starts_on > day - timedelta(days=NEWS_DAYS):
            yield change
    edges = edges_of(standards.levels) | edges_of(person.memberships)
    coming = next_held(held_on, edges, day)
    if coming is not None and coming[1].starts_on > day:
        change = _change(person, coming, held_on(_eve(coming)))
        if change is not None:
            yield change


def _eve(held: tuple[Standard, Target]) -> date:
    return held[1].starts_on - timedelta(days=1)


def _change(
    person: Person, held: tuple[Standard, Target], before: tuple[Standard, Target] | None
) -> LevelChange | None:
    standard, target = held
    was = before[1].level if before is not None and person.starts_on <= _eve(held) else None
    if was == target.level:
        return None
    return LevelChange(standard.id, LevelKey.of(standard.metric_id, target), was)
