"""The periods around a coaching session, one by one: of those coached, and of those not coached in
the middle.
"""

from collections.abc import Callable, Iterable, Sequence
from statistics import median

from msgspec import Struct

from kpitui.domain.coaching_effect import BeforeAfter, CoachingEffect

Values = tuple[float | None, ...]
Scaled = Callable[[BeforeAfter, float], float | None]


class Course(Struct, frozen=True):
    """The values of the periods with one before the session, the last of them the nearest to it,
    and of those after it; None where no one has one.
    """

    before: Values
    after: Values
    peers_before: Values
    peers_after: Values
    sessions: int = 1

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return all(value is None for value in (*self.before, *self.after))


def course_of(effect: CoachingEffect) -> Course:
    """The values of one session as they were read, beside the median of those not coached."""
    return _course(effect, lambda _, value: value)


def pooled_course(effects: Iterable[CoachingEffect]) -> Course:
    """The median of several sessions, in sigma from the mean before, above 0 for the better; of
    those in which a change is better or worse.
    """
    found = [_course(effect, _in_sigma(effect.towards)) for effect in effects if effect.towards]
    return Course(
        _medians([course.before for course in found], from_end=True),
        _medians([course.after for course in found]),
        _medians([course.peers_before for course in found], from_end=True),
        _medians([course.peers_after for course in found]),
        len(found),
    )


def _in_sigma(towards: int) -> Scaled:
    def scaled(of: BeforeAfter, value: float) -> float | None:
        if of.before is None or not of.sigma:
            return None
        return towards * (value - of.before) / of.sigma

    return scaled


def _course(effect: CoachingEffect, scaled: Scaled) -> Course:
    def side(of: BeforeAfter, values: Sequence[float]) -> Values:
        return tuple(scaled(of, value) for value in values)

    own, peers = effect.own, effect.compared_with
    before, after = len(own.values_before), len(own.values_after)
    return Course(
        side(own, own.values_before),
        side(own, own.values_after),
        _medians([side(peer, peer.values_before[-before:]) for peer in peers], from_end=True),
        _medians([side(peer, peer.values_after[:after]) for peer in peers]),
    )


def _medians(rows: Sequence[Values], *, from_end: bool = False) -> Values:
    """The median of each place, counted from the session on."""
    found: list[float | None] = []
    for place in range(max(map(len, rows), default=0)):
        at = -1 - place if from_end else place
        known = [value for row in rows if place < len(row) and (value := row[at]) is not None]
        found.append(median(known) if known else None)
    return tuple(reversed(found) if from_end else found)
