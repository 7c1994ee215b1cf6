"""How sure a score of a few evaluations is, and how many it takes to be surer."""

from collections.abc import Iterable, Sequence
from math import ceil, fsum, sqrt

from msgspec import Struct

from kpitui.domain.natural_limits import NOISE
from kpitui.domain.student_t import t_quantile

FEWEST_EVALUATIONS = 20
"""With fewer evaluations of a sheet in all, nothing is said of how much they vary."""

FEWEST_OF_ONE = 2
"""One evaluation alone says nothing of how far the next is away."""

MOST_EVALUATIONS = 1000
"""More of one person are never asked for."""

SURE = 0.975
"""The margin holds the true score in 95 % of all cases: a fortieth is left on each side."""


class Spread(Struct, frozen=True, kw_only=True):
    """How much the scores of one and the same person vary on a sheet: the standard deviation, how
    many degrees of freedom it has, and how many evaluations there are in all.
    """

    sigma: float
    freedom: int
    evaluations: int

    def margin(self, count: int) -> float | None:
        """How far the mean of so many evaluations may be from the true score: t(0.975, n − 1)·s/√n;
        None for fewer than two.

        The degrees of freedom are those of the person alone, which are never more than those of the
        spread they are part of: the margin is rather too wide than too narrow.
        """
        if count < FEWEST_OF_ONE:
            return None
        return t_quantile(SURE, count - 1) * self.sigma / sqrt(count)

    def needed(self, wanted: float) -> int | None:
        """The fewest evaluations of a person with a margin no wider than wanted; None where even a
        thousand are too few.
        """
        if wanted <= 0.0 or (self.margin(MOST_EVALUATIONS) or 0.0) > wanted:
            return None
        # The least that a normal distribution asks for: t is never below 1.95.
        count = max(FEWEST_OF_ONE, ceil((1.95 * self.sigma / wanted) ** 2))
        while (self.margin(count) or 0.0) > wanted:
            count += 1
        return count


class OwnScores(Struct, frozen=True):
    """The scores of one person: how many, and the sum of their squared distances to their mean."""

    count: int
    squares: float


class Sample(Struct, frozen=True, kw_only=True):
    """The evaluations that a score is the mean of: how many, what they are called (call, chat), and
    how much they vary; None where nothing can be said of that.
    """

    count: int
    noun: str = "call"
    spread: Spread | None = None

    @property
    def margin(self) -> float | None:
        """How far the score may be from the true one; None where that cannot be said."""
        return self.spread.margin(self.count) if self.spread else None


def spread_within(scores: Iterable[Sequence[float]]) -> Spread | None:
    """How much scores vary within people, from the scores of each: the pooled standard deviation,
    √(Σ(x − x̄ of the person)² / Σ(n − 1)).

    None for fewer than 20 evaluations in all, and where no one has two that differ: scores that
    never varied yet are no reason to be sure.
    """
    people = [score for score in scores if score]
    largest = max((abs(score) for person in people for score in person), default=0.0)
    return spread_of((OwnScores(len(person), _squares(person)) for person in people), largest)


def spread_of(people: Iterable[OwnScores], largest: float) -> Spread | None:
    """The same from what is known of the scores of each, of which none is above the `largest`."""
    known = [person for person in people if person.count]
    evaluations = sum(one.count for one in known)
    freedom = evaluations - len(known)
    if evaluations < FEWEST_EVALUATIONS or not freedom:
        return None
    sigma = sqrt(fsum(one.squares for one in known) / freedom)
    if sigma <= NOISE * largest:
        return None
    return Spread(sigma=sigma, freedom=freedom, evaluations=evaluations)


def _squares(scores: Sequence[float]) -> float:
    mean = fsum(scores) / len(scores)
    return fsum((score - mean) ** 2 for score in scores)
