"""The weakest questions of a person or a team, and whether they are weaker than the others' by more
than chance.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import copysign, fsum, inf, sqrt

from msgspec import Struct

from kpitui.domain.holm import holm
from kpitui.domain.judgement.clearly_below import FAMILY_LEVEL
from kpitui.domain.permutation import sum_at_most
from kpitui.domain.student_t import t_at_most


class Answer(Struct, frozen=True):
    """The share from 0 to 1 that a person, or a team, got for a question; None where it did not
    apply.
    """

    subject: Hashable
    question: Hashable
    share: float | None


class QuestionShare(Struct, frozen=True, kw_only=True):
    """How somebody does on a question: the mean share of `n` answers, and that of the others' of
    the group; `not_applicable` are not among them.

    `chance` is how likely somebody who is like the others has so low a share, adjusted for all
    questions of all who are compared; None without others.
    """

    question: Hashable
    n: int
    mean: float
    others_n: int
    others_mean: float | None
    not_applicable: int
    chance: float | None

    @property
    def clear(self) -> bool:
        """Whether it is weaker than the others' by more than chance."""
        return self.chance is not None and self.chance <= FAMILY_LEVEL


Shares = Mapping[Hashable, Sequence[float]]
"""The shares of each subject for one question."""


def weakest_questions(answers: Iterable[Answer]) -> dict[Hashable, list[QuestionShare]]:
    """The questions that each subject has answers to, the weakest first, from the answers of the
    last evaluations of all who are compared.

    One family of tests: whoever is asked about, all subjects × all questions count (Holm), so that
    in at most one of twenty groups of people who are alike anybody is named (`judgement.md` §6).
    """
    shares: dict[Hashable, dict[Hashable, list[float]]] = defaultdict(lambda: defaultdict(list))
    without: dict[tuple[Hashable, Hashable], int] = defaultdict(int)
    found: dict[Hashable, list[QuestionShare]] = {}
    for one in answers:
        found.setdefault(one.subject, [])
        of_question = shares[one.question]
        if one.share is None:
            without[one.subject, one.question] += 1
        else:
            of_question[one.subject].append(one.share)
    chances = {
        (subject, question): chance
        for question, given in shares.items()
        for subject, chance in _chances(given).items()
    }
    adjusted = holm(chances, len(found) * len(shares))
    for question, given in shares.items():
        n, total = sum(map(len, given.values())), fsum(map(fsum, given.values()))
        for subject, own in given.items():
            others = n - len(own)
            line = QuestionShare(
                question=question,
                n=len(own),
                mean=fsum(own) / len(own),
                others_n=others,
                others_mean=(total - fsum(own)) / others if others else None,
                not_applicable=without[subject, question],
                chance=adjusted.get((subject, question)),
            )
            found[subject].append(line)
    return {subject: sorted(lines, key=_weakness) for subject, lines in found.items()}


def _weakness(one: QuestionShare) -> tuple[float, float]:
    """The lowest share first, and of equal ones that which the others do better."""
    return one.mean, -(one.others_mean or 0.0)


def _chances(given: Shares) -> dict[Hashable, float]:
    """How likely each subject with others has so low shares of one question by chance.

    Yes and no are counted: Fisher's exact test, as the others' share is itself only that of so many
    answers. (The binomial of their share names whoever slips once where they never did.) Other
    shares are held against Student's t. As answers are few and mostly near the top, t alone names
    somebody in half of all groups who are alike (4 evaluations each of 24 people, simulated); so it
    is no surer than the exact permutation of all answers.
    """
    every = [share for own in given.values() for share in own]
    counted, exact, found = len(set(every)) <= 2, _Exact(every), {}
    for subject, own in given.items():
        if len(own) == len(every):
            continue
        others = [share for other, those in given.items() if other != subject for share in those]
        chance = 0.0 if counted else chance_of_lower(own, others)
        found[subject] = max(chance, exact(own)) if chance <= FAMILY_LEVEL else chance
    return found


class _Exact:
    """The exact chance of some of the answers, worked out once for each number and sum."""

    def __init__(self, every: Sequence[float]) -> None:
        self._every = every
        self._known: dict[tuple[float, int], float] = {}

    def __call__(self, own: Sequence[float]) -> float:
        asked = fsum(own), len(own)
        if asked not in self._known:
            self._known[asked] = sum_at_most(*asked, self._every)
        return self._known[asked]


def chance_of_lower(own: Sequence[float], others: Sequence[float]) -> float:
    """How likely the mean is no higher by chance than it is beside that of others: Student's
    two-sample t test, one-sided, with the spread that both have in common.
    """
    freedom = len(own) + len(others) - 2
    if freedom < 1:
        return 1.0
    means = [fsum(those) / len(those) for those in (own, others)]
    squares = fsum(
        (share - mean) ** 2
        for those, mean in zip((own, others), means, strict=True)
        for share in those
    )
    error = sqrt(squares / freedom * (1 / len(own) + 1 / len(others)))
    off = means[0] - means[1]
    return t_at_most(off / error if error else copysign(inf, off) if off else 0.0, freedom)
