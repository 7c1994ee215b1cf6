"""Which levels are news to someone: the one that holds now where it is another than before, and
the next that is another than now.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from kpitui.domain.held import edges_of
from kpitui.domain.people import scopes_on
from kpitui.domain.plan import Expectations
from kpitui.domain.records.metric import Range
from kpitui.domain.records.person import Person
from kpitui.domain.records.seen_level import LevelKey

NEWS_DAYS = 365
"""A level that has held for so many days is no news any more."""


class LevelChange(Struct, frozen=True):
    """Another level for someone from a day on; `before` is what was expected of them the day
    before, None where nothing was.
    """

    standard_id: int
    level: LevelKey
    before: Range | None


def level_changes(person: Person, standards: Expectations, day: date) -> Iterator[LevelChange]:
    """What changed last for someone within a year, if it holds still, and then what changes next,
    of one metric.

    A level that they came in with is no change, nor is one that comes with another team or role,
    nor the first that is expected of them, unless it is still to come.
    """
    edges = _edges(standards)
    if (last := _last(person, standards, edges, day)) is not None:
        yield last
    coming = (_change(person, standards, edge) for edge in edges if edge > day)
    if (following := next((value for value in coming if value is not None), None)) is not None:
        yield following


def changed_for(
    people: Iterable[Person], standards: Expectations, day: date
) -> Iterator[tuple[Person, LevelChange]]:
    """The people whose level of one metric changed within a year, each with what holds since."""
    edges = _edges(standards)
    if any(_is_news(edge, day) for edge in edges):  # asked for each of thousands of people
        for person in people:
            if (last := _last(person, standards, edges, day)) is not None:
                yield person, last


def _edges(standards: Expectations) -> list[date]:
    return sorted(edge for edge in edges_of(standards.levels) if edge is not None)


def _is_news(edge: date, day: date) -> bool:
    return day - timedelta(days=NEWS_DAYS) < edge <= day


def _last(
    person: Person, standards: Expectations, edges: Sequence[date], day: date
) -> LevelChange | None:
    past = (edge for edge in reversed(edges) if _is_news(edge, day))
    changes = (_change(person, standards, edge) for edge in past)
    last = next((change for change in changes if change is not None), None)
    now = standards.of(scopes_on(person, day, standards.tree), day)
    if last is None or last.before is None or now is None or now[1].level != last.level.level:
        return None
    return last


def _change(person: Person, standards: Expectations, edge: date) -> LevelChange | None:
    """What is another level from that day on than the day before."""
    eve = edge - timedelta(days=1)
    held = standards.of(scopes_on(person, edge, standards.tree), edge)
    if held is None or person.starts_on >= edge:
        return None
    before = standards.of(scopes_on(person, eve, standards.tree), eve)
    was = before[1].level if before is not None else None
    if was == held[1].level:
        return None
    standard, target = held
    return LevelChange(standard.id, LevelKey(standard.metric_id, edge, target.level), was)
