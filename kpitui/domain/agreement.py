"""How far those who score the same calls agree: by question, and where they are a tenth apart.

Cohen's kappa for two (Cohen, A coefficient of agreement for nominal scales, 1960), weighted where
answers have an order (Cohen, Weighted kappa, 1968), Fleiss' kappa for more (Fleiss, Measuring
nominal scale agreement among many raters, 1971). Where not everyone scored each call, Fleiss' is
that of Gwet (Handbook of Inter-Rater Reliability, 2014): each call counts alike, and one that was
scored by one alone counts for what is expected by chance.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import combinations
from math import fsum
from statistics import median

from msgspec import Struct

Weight = Callable[[Hashable, Hashable], float]
"""How far two answers agree, from 0 to 1; an answer and itself agree by 1."""


Answers = Mapping[Hashable, Hashable]
"""What each rater answered on one call."""

A_TENTH = 0.1
"""Shares of a question that differ by more than this are looked at together."""

_ROUNDING = 1e-9


class Rating(Struct, frozen=True):
    """What one rater answered to a question on one call; the answer is a share from 0 to 1, None
    where the question does not apply, or with another weight anything at all.
    """

    rater: Hashable
    call: Hashable
    answer: Hashable


class NoKappa(StrEnum):
    """Why there is no kappa."""

    NOTHING_SHARED = "no two scored the same call"
    ALL_ALIKE = "every answer is the same, so that nothing tells agreement from chance"


class KappaKind(StrEnum):
    """Whose kappa it is."""

    COHEN = "Cohen"
    FLEISS = "Fleiss"


class Agreement(Struct, frozen=True, kw_only=True):
    """How far raters agree on a question.

    `calls` and `raters` are those that were compared: who scored alone is not. `agreeing` of
    `pairs` of answers to the same call are the same. `share` is how many of the pairs of a call
    agree on average over the calls, each counting alike: what kappa is made of (the p_a of Gwet);
    None where there are none. Without a `kappa` there is a `reason`.
    """

    calls: int
    raters: int
    agreeing: int
    pairs: int
    kind: KappaKind
    share: float | None = None
    kappa: float | None = None
    reason: NoKappa | None = None


def by_share(one: Hashable, other: Hashable) -> float:
    """Linear weights of shares: 1 − their difference. For yes and no that is plain kappa; for 1–5
    one step apart is three quarters of agreement. What does not apply agrees with itself alone.
    """
    if isinstance(one, int | float) and isinstance(other, int | float):
        return 1.0 - abs(one - other)
    return same(one, other)


def same(one: Hashable, other: Hashable) -> float:
    """No weights: answers agree or they do not."""
    return float(one == other)


def agreement(ratings: Iterable[Rating], weight: Weight = by_share) -> Agreement:
    """How far raters agree on one question, over all calls that two or more of them scored.

    The later of two ratings of one rater and call holds.
    """
    by_call: dict[Hashable, dict[Hashable, Hashable]] = defaultdict(dict)
    for rating in ratings:
        by_call[rating.call][rating.rater] = rating.answer
    shared = [answers for answers in by_call.values() if len(answers) > 1]
    raters = {rater for answers in shared for rater in answers}
    counted = [Counter(answers.values()) for answers in shared]
    kind = KappaKind.FLEISS if len(raters) > 2 else KappaKind.COHEN
    kappa, reason = None, None
    if not shared:
        reason = NoKappa.NOTHING_SHARED
    elif len({answer for answers in shared for answer in answers.values()}) == 1:
        reason = NoKappa.ALL_ALIKE
    else:
        every = _portions(by_call.values())
        kappa = (
            _fleiss(counted, every, weight) if len(raters) > 2 else _cohen(shared, raters, weight)
        )
    return Agreement(
        calls=len(shared),
        raters=len(raters),
        agreeing=sum(_pairs(many) for answers in counted for many in answers.values()),
        pairs=sum(_pairs(answers.total()) for answers in counted),
        kind=kind,
        share=_seen(counted, same) if shared else None,
        kappa=kappa,
        reason=reason,
    )


def _cohen(shared: Sequence[Answers], raters: Iterable[Hashable], weight: Weight) -> float:
    """Kappa of two raters, chance being what each of them answers by and large."""
    seen = fsum(weight(*answers.values()) for answers in shared) / len(shared)
    first, second = (_portions([{rater: answers[rater]} for answers in shared]) for rater in raters)
    return _beyond_chance(seen, _by_chance(first, second, weight))


def _fleiss(
    counted: Sequence[Counter[Hashable]], every: Mapping[Hashable, float], weight: Weight
) -> float:
    """Kappa of any number of raters, chance being what all of them answer by and large; `counted`
    is how often each answer was given on each call.
    """
    return _beyond_chance(_seen(counted, weight), _by_chance(every, every, weight))


def _seen(counted: Sequence[Counter[Hashable]], weight: Weight) -> float:
    """How far the pairs of answers to a call agree, on average over the calls."""
    seen = []
    for answers in counted:  # of 50 raters there are 1225 pairs, and few answers
        alike = [_pairs(many) * weight(one, one) for one, many in answers.items()]
        unlike = [
            answers[one] * answers[other] * weight(one, other)
            for one, other in combinations(answers, 2)
        ]
        seen.append(fsum([*alike, *unlike]) / _pairs(answers.total()))
    return fsum(seen) / len(counted)


def _pairs(many: int) -> int:
    return many * (many - 1) // 2


def _portions(calls: Collection[Answers]) -> dict[Hashable, float]:
    """Which share of the answers is which, each call counting alike."""
    found: dict[Hashable, float] = defaultdict(float)
    for answers in calls:
        for answer in answers.values():
            found[answer] += 1 / len(answers) / len(calls)
    return found


def _by_chance(
    first: Mapping[Hashable, float], second: Mapping[Hashable, float], weight: Weight
) -> float:
    return fsum(
        weight(one, other) * share * others
        for one, share in first.items()
        for other, others in second.items()
    )


def _beyond_chance(seen: float, chance: float) -> float:
    return (seen - chance) / (1.0 - chance)


class Scored(Struct, frozen=True):
    """The share that one rater gave a question of a call; None where it does not apply."""

    question: Hashable
    rater: Hashable
    share: float | None


class Difference(Struct, frozen=True, kw_only=True):
    """A question that raters of one call see differently.

    `given` holds each one's share, lowest first and None last, in the order in which they came
    where equal; `between` are all pairs more than a tenth apart, the lower one first; `unlike` are
    those for whom it does not apply, where others answered.
    """

    question: Hashable
    given: tuple[tuple[Hashable, float | None], ...]
    between: tuple[tuple[Hashable, Hashable], ...]
    unlike: tuple[Hashable, ...]

    @property
    def width(self) -> float:
        """How far the highest share is above the lowest."""
        shares = [share for _, share in self.given if share is not None]
        return shares[-1] - shares[0] if shares else 0.0

    @property
    def apart(self) -> tuple[Hashable, ...]:
        """Those who differ from the most: more than a tenth from the middle share, or for whom it
        does not apply; where it does not for the most, those who answered. Of two it is both.
        """
        known = {rater: share for rater, share in self.given if share is not None}
        if not known or len(self.unlike) == len(known):
            return tuple(rater for rater, _ in self.given)
        if len(self.unlike) > len(known):
            return tuple(known)
        middle = median(known.values())
        off = (rater for rater, share in known.items() if abs(share - middle) > A_TENTH + _ROUNDING)
        return (*off, *self.unlike)


def differences(scored: Iterable[Scored]) -> list[Difference]:
    """The questions of one call whose shares differ by more than a tenth between any two raters, or
    which apply for some and not for others; in the order in which the questions come.
    """
    by_question: dict[Hashable, list[tuple[Hashable, float | None]]] = defaultdict(list)
    for one in scored:
        by_question[one.question].append((one.rater, one.share))
    found = (_difference(question, given) for question, given in by_question.items())
    return [difference for difference in found if difference.between or difference.unlike]


def _difference(question: Hashable, given: Sequence[tuple[Hashable, float | None]]) -> Difference:
    known = sorted(
        ((rater, share) for rater, share in given if share is not None), key=lambda one: one[1]
    )
    without = tuple(rater for rater, share in given if share is None)
    between = tuple(
        (low, high)
        for (low, lower), (high, higher) in combinations(known, 2)
        if higher - lower > A_TENTH + _ROUNDING
    )
    return Difference(
        question=question,
        given=(*known, *((rater, None) for rater in without)),
        between=between,
        unlike=without if known else (),
    )
