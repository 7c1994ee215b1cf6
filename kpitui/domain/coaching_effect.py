"""What changed after a coaching session, against those who were not coached."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from math import fsum, sqrt

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.judgement.resemblance import neighbour_correlation
from kpitui.domain.natural_limits import NOISE, VERDICT, enough, moving_ranges
from kpitui.domain.progress import shortfall
from kpitui.domain.records.metric import Direction, Range

BEFORE, FEWEST_BEFORE = 24, VERDICT
"""So many of the newest periods before a session stand for how it was, and never fewer."""

AFTER, FEWEST_AFTER = 8, 4
"""So many periods after a session are compared; from half of them on it is counted among others."""

FEWEST_PEERS = 3
"""With fewer who were not coached only the person's own change is judged."""

ERRORS = 3.0
"""So many standard errors are a change."""

D2 = 1.128
"""Average moving range to sigma, for ranges of two values."""


class Headline(StrEnum):
    """The one thing that can be said of the periods after a session."""

    MORE = "more than those not coached"
    WITH_EVERYONE = "with everyone"
    NO_CLEAR_CHANGE = "no clear change"
    FELL_BEHIND = "fell behind"
    CANNOT_TELL = "cannot be told apart"
    BETTER = "better than before"
    WORSE = "worse than before"
    NOT_ENOUGH = "not enough data"


class BeforeAfter(Struct, frozen=True, kw_only=True):
    """The values of one person before and after a session, and what they changed by.

    `before` and `after` are means weighted by sample size, None where there is no value; `sigma` is
    mR̄/1.128 of the values before: None where those are too few or have too many gaps, 0.0 where
    they never differ. `cut_short` says that limits started again and left fewer before than wanted.
    """

    values_before: tuple[float, ...]
    n_after: int
    before: float | None
    after: float | None
    sigma: float | None
    cut_short: bool = False
    values_after: tuple[float, ...] = ()

    @property
    def n_before(self) -> int:
        """How many values stand for how it was."""
        return len(self.values_before)

    @property
    def standardised(self) -> float | None:
        """(mean after - mean before) / sigma; None where that cannot be said."""
        if self.before is None or self.after is None or not self.sigma:
            return None
        return (self.after - self.before) / self.sigma


class CoachingEffect(Struct, frozen=True, kw_only=True):
    """What can be said of one person's session.

    `peers` are those it is held against, `peers_before` and `peers_after` the means of their means.
    `gain` and `peers_gain` are standardised changes, in sigma, above 0 for the better; None where a
    change is neither better nor worse. `comes_back` is how much of the last value before would have
    come back on its own, None where that was not the worst of the last eight.
    """

    headline: Headline
    own: BeforeAfter
    peers: int = 0
    peers_before: float | None = None
    peers_after: float | None = None
    gain: float | None = None
    peers_gain: float | None = None
    comes_back: float | None = None
    towards: int = 0
    """1 where a rise is better, -1 where a fall is, 0 where neither is."""
    compared_with: tuple[BeforeAfter, ...] = ()
    """Each of the `peers`."""

    @property
    def ahead(self) -> float | None:
        """By how many sigma more than those not coached; None where there are none."""
        if self.gain is None or self.peers_gain is None:
            return None
        return self.gain - self.peers_gain

    @property
    def counts(self) -> bool:
        """Whether it is counted among other sessions: half of the periods after are there, and
        someone to be held against.
        """
        return self.ahead is not None and self.own.n_after >= FEWEST_AFTER


def change_at(
    values: Sequence[float | None],
    sizes: Sequence[float],
    at: int,
    *,
    starts_at: int = 0,
    across: Collection[int] = (),
) -> BeforeAfter:
    """The change around the period with the index `at`, which belongs to neither side.

    `values` hold one a finished period, oldest first, None for a gap and for the running one;
    `sizes` what each weighs. The newest 24 before count, from `starts_at` on, and the next 8 after;
    the steps over periods in `across` are steps between neighbours.
    """
    read = [index for index, value in enumerate(values) if value is not None]
    earlier = [index for index in read if starts_at <= index < at][-BEFORE:]
    later = [index for index in read if index > at][:AFTER]
    points = tuple(value for index in earlier if (value := values[index]) is not None)
    first = earlier[0] if earlier else at
    near = {index - first for index in across}
    steps = [step for step in moving_ranges(values[first:at], (), near) if step is not None]
    sigma = None
    if enough(points, steps, FEWEST_BEFORE):
        sigma = fsum(steps) / len(steps) / D2
        if sigma <= NOISE * max(abs(point) for point in points):
            sigma = 0.0
    return BeforeAfter(
        values_before=points,
        n_after=len(later),
        before=_mean(values, sizes, earlier),
        after=_mean(values, sizes, later),
        sigma=sigma,
        values_after=tuple(value for index in later if (value := values[index]) is not None),
        cut_short=bool(read) and read[0] < starts_at and len(points) < FEWEST_BEFORE,
    )


def _mean(
    values: Sequence[float | None], sizes: Sequence[float], places: Sequence[int]
) -> float | None:
    weight = fsum(sizes[index] for index in places)
    total = fsum(sizes[index] * (values[index] or 0.0) for index in places)
    return total / weight if weight > 0 else None


def coaching_effect(
    own: BeforeAfter,
    others: Sequence[BeforeAfter],
    direction: Direction,
    good: Range | None = None,
    *,
    shared: bool = False,
) -> CoachingEffect:
    """The headline of a session, and the numbers behind it.

    `others` are the same periods of people who were not coached; who has too few before, or fewer
    than half as many after, is left out. `good` is what is expected of a metric that should stay
    within a band: coming nearer is better, and a change inside it is neither. `shared` says that
    something else happened in the same time.

    The difference of the standardised changes is claimed beyond
    3 x √(1/n_before + 1/n_after) x √(1 + 1/peers), and only once all 8 periods after are there:
    who looks each week would else be told three times as many false claims. Where neighbouring
    values of all of them resemble each other (r > 2/√n, Bartlett 1946), the error is
    √((1 + r)/(1 - r)) times as large.

    Simulated with no effect at all, 7 others, and a person who is coached right after the worst of
    eight periods (10,000 seeded sessions, tests/domain/test_coaching_effect.py), percent told of a
    gain and of a loss, with 12 and with 24 periods before: normal values 0.7 and 1.0, 0.4 and 0.4;
    neighbours with r = 0.4 3.2 and 5.8, 1.3 and 2.5; 5 to 10 calls a week at 90 % 0.7 and 4.0 (more
    than the 3 wanted), 0.2 and 1.8. A true gain of two sigma is found in 84 % (fewer than the 90
    wanted) and in 92 %.
    """
    peers = [other for other in others if other.standardised is not None]
    peers = [peer for peer in peers if 2 * peer.n_after >= own.n_after]
    change = own.standardised
    if change is None and own.n_after:
        return CoachingEffect(headline=_without_sigma(own), own=own)
    towards = 0 if change is None else _towards_better(own, direction, good)
    peers_change = _average([peer.standardised for peer in peers]) if peers else None
    found = CoachingEffect(
        headline=Headline.NO_CLEAR_CHANGE if own.sigma else _without_sigma(own),
        own=own,
        peers=len(peers),
        peers_before=_average([peer.before for peer in peers]) if peers else None,
        peers_after=_average([peer.after for peer in peers]) if peers else None,
        gain=change * towards if change is not None and towards else None,
        peers_gain=peers_change * towards if peers_change is not None and towards else None,
        comes_back=_comes_back(own.values_before, direction, good) if own.sigma else None,
        towards=towards,
        compared_with=tuple(peers),
    )
    if found.gain is None or own.n_after < AFTER:
        return found
    return _with_headline(found, _error(own, peers), shared=shared)


def _with_headline(found: CoachingEffect, error: float, *, shared: bool) -> CoachingEffect:
    gain, ahead, limit = found.gain or 0.0, found.ahead, ERRORS * error
    headline = Headline.NO_CLEAR_CHANGE
    if ahead is None or found.peers < FEWEST_PEERS:
        if abs(gain) > limit:
            headline = Headline.BETTER if gain > 0 else Headline.WORSE
    elif abs(ahead) > limit * sqrt(1 + 1 / found.peers):
        headline = Headline.MORE if ahead > 0 else Headline.FELL_BEHIND
    elif abs(gain) > limit:
        headline = Headline.WITH_EVERYONE
    if shared and headline is not Headline.NO_CLEAR_CHANGE:
        headline = Headline.CANNOT_TELL
    return replace(found, headline=headline)


def _without_sigma(own: BeforeAfter) -> Headline:
    return Headline.NO_CLEAR_CHANGE if own.cut_short else Headline.NOT_ENOUGH


def _average(numbers: Sequence[float | None]) -> float:
    known = [number for number in numbers if number is not None]
    return fsum(known) / len(known)


def _error(own: BeforeAfter, peers: Sequence[BeforeAfter]) -> float:
    """The standard error of a standardised change."""
    pieces = [own.values_before, *(peer.values_before for peer in peers)]
    count = sum(map(len, pieces))
    error = sqrt(1 / own.n_before + 1 / own.n_after)
    alike = neighbour_correlation(pieces)
    return error * sqrt((1 + alike) / (1 - alike)) if alike > 2 / sqrt(count) else error


def _towards_better(own: BeforeAfter, direction: Direction, good: Range | None) -> int:
    """1 where a rise is better, -1 where a fall is, 0 where neither is: inside a band, or where no
    band is known.
    """
    if direction is not Direction.WITHIN:
        return 1 if direction is Direction.HIGHER else -1
    if good is None or own.before is None or own.after is None:
        return 0
    nearer = shortfall(own.before, good) - shortfall(own.after, good)
    if nearer == 0:
        return 0
    return 1 if (nearer > 0) is (own.after > own.before) else -1


def _comes_back(before: Sequence[float], direction: Direction, good: Range | None) -> float | None:
    """(1 − r) × (mean − last value), where the last of the values before is the worst of eight.

    Galton, Regression towards mediocrity in hereditary stature (1886); r is the correlation of
    successive values, between 0 and 1.
    """

    def badness(value: float) -> float:
        if direction is Direction.WITHIN:
            return shortfall(value, good) if good is not None else 0.0
        return -value if direction is Direction.HIGHER else value

    newest, last = before[-AFTER:], before[-1]
    mean = fsum(before) / len(before)
    if badness(last) < max(map(badness, newest)) or badness(last) <= badness(mean):
        return None
    return (1 - max(0.0, neighbour_correlation([before]))) * abs(mean - last)
