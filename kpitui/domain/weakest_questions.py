"""The weakest questions of a person or a team, and whether they are weaker than the others' by more
than chance.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import comb, copysign, fsum, inf, sqrt

from msgspec import Struct

from kpitui.domain.holm import holm
from kpitui.domain.judgement.clearly_below import FAMILY_LEVEL
from kpitui.domain.permutation import sum_at_most
from kpitui.domain.student_t import t_at_most

FEWEST_ANSWERS = 4
"""A share of fewer answers says little, and stands behind those of more."""

MANY_VALUES, EXACT_CHOICES = 25, 3_000
"""Of more different shares, as the means of people are, the choices are counted one by one, unless
there are too many.
"""

EXACT_UP_TO = 50
"""With more answers of someone besides the usual one, every choice of answers is no longer
counted.
"""


class AnswerShare(Struct, frozen=True):
    """The share from 0 to 1 that a person, or a team, got for a question; None where it did not
    apply. Of a team `person` says whose answer it is.
    """

    subject: Hashable
    question: Hashable
    share: float | None
    person: Hashable | None = None


class QuestionShare(Struct, frozen=True, kw_only=True):
    """How someone does on a question: the mean share of `n` answers, and that of the others' of
    the group; `not_applicable` are not among them.

    `chance` is how likely someone who is like the others has so low a share, adjusted for all
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

    @property
    def few(self) -> bool:
        """Whether it is of too few answers to say much."""
        return self.n < FEWEST_ANSWERS and not self.clear


def weakest_questions(answers: Iterable[AnswerShare]) -> dict[Hashable, list[QuestionShare]]:
    """The questions that each subject has answers to, from the answers of the last evaluations of
    all who are compared: first those weaker by more than chance, last those of too few answers, and
    among each the weakest first.

    One family of tests: no matter who is asked about, all subjects × all questions count (Holm),
    so that in at most one of twenty groups of people who are alike anyone is named
    (`judgement.md` §6). The answers of a person are alike, and eight people are no 160 draws: of
    teams the means of their people are compared, each person counting alike.
    """
    shares: dict[Hashable, dict[Hashable, list[AnswerShare]]] = defaultdict(
        lambda: defaultdict(list)
    )
    without: Counter[tuple[Hashable, Hashable]] = Counter()
    found: dict[Hashable, list[QuestionShare]] = {}
    for answer in answers:
        found.setdefault(answer.subject, [])
        of_question = shares[answer.question]
        if answer.share is None:
            without[answer.subject, answer.question] += 1
        else:
            of_question[answer.subject].append(answer)
    questions = {
        question: _Question({subject: _drawn(own) for subject, own in given.items()})
        for question, given in shares.items()
    }
    adjusted = _chances(questions, len(found) * len(questions))
    for question, given in shares.items():
        of_all = moments(_shares(share for own in given.values() for share in own))
        for subject, answered in given.items():
            own = moments(_shares(answered))
            others = of_all.less(own)
            line = QuestionShare(
                question=question,
                n=own.n,
                mean=own.mean,
                others_n=others.n,
                others_mean=others.mean if others.n else None,
                not_applicable=without[subject, question],
                chance=adjusted.get((subject, question)),
            )
            found[subject].append(line)
    return {subject: sorted(lines, key=_weakness) for subject, lines in found.items()}


def _weakness(one: QuestionShare) -> tuple[bool, bool, float, float]:
    """More than chance first and too few answers last; among each the lowest share first, and of
    equal ones that which the others do better.
    """
    return not one.clear, one.few, one.mean, -(one.others_mean or 0.0)


def _shares(answers: Iterable[AnswerShare]) -> list[float]:
    return [answer.share for answer in answers if answer.share is not None]


def _drawn(answers: Sequence[AnswerShare]) -> list[float]:
    """What chance draws: each answer, or of a team the mean of each of its people."""
    alone = _shares(answer for answer in answers if answer.person is None)
    of_people: dict[Hashable, list[float]] = defaultdict(list)
    for answer in answers:
        if answer.person is not None and answer.share is not None:
            of_people[answer.person].append(answer.share)
    return [*alone, *(fsum(own) / len(own) for own in of_people.values())]


def _chances(
    questions: Mapping[Hashable, "_Question"], tests: int
) -> dict[tuple[Hashable, Hashable], float]:
    """How likely each subject with others has so low shares of each question, adjusted for all.

    What the quick look of t cannot name is not looked at closely, as the closer look is never
    surer.
    """
    found = {
        (subject, key): question.quick(own)
        for key, question in questions.items()
        for subject, own in question.given.items()
        if own.n < question.all.n
    }
    # Holm multiplies no chance below the level by less than this.
    named = sum(chance <= FAMILY_LEVEL for chance in found.values())
    level = FAMILY_LEVEL / max(1, tests - named)
    for (subject, key), chance in found.items():
        if chance <= level:
            question = questions[key]
            found[subject, key] = max(chance, question.close(question.given[subject]))
    return holm(found, tests)


class Moments(Struct, frozen=True):
    """How many shares there are, their sum, and that of their squares."""

    n: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        """Their mean; raises ZeroDivisionError where there are none."""
        return self.total / self.n

    @property
    def off(self) -> float:
        """The sum of the squares of how far they are from their mean."""
        return max(0.0, self.squares - self.total**2 / self.n)

    def less(self, some: "Moments") -> "Moments":
        """Those of the rest, without some."""
        return Moments(self.n - some.n, self.total - some.total, self.squares - some.squares)


def moments(shares: Iterable[float]) -> Moments:
    """The moments of some shares."""
    known = list(shares)
    return Moments(len(known), fsum(known), fsum(value * value for value in known))


class _Question:
    """The shares of one question, of each subject and of all.

    Yes and no are counted: Fisher's exact test, as the others' share is itself only that of so many
    answers. (The binomial of their share names anyone who slips once where they never did.) Other
    shares are held against Student's t. As answers are few and mostly near the top, t alone names
    someone in half of all groups who are alike (4 evaluations each of 24 people, simulated); so it
    is no surer than the exact permutation of all answers, or of many, than t that is corrected for
    how skew they are.
    """

    def __init__(self, given: Mapping[Hashable, Sequence[float]]) -> None:
        self.given = {subject: moments(own) for subject, own in given.items()}
        self._every = [share for own in given.values() for share in own]
        self.all = moments(self._every)
        seen = Counter(self._every)
        self._values = len(seen)
        self._counted = self._values <= 2
        self._unusual = 1 - max(seen.values(), default=0) / max(1, self.all.n)
        self._known: dict[tuple[int, float], float] = {}

    def quick(self, own: Moments) -> float:
        """How likely someone with others does no better by chance, where that is soon known."""
        if self._counted:
            return self._exact(own)
        return chance_of_lower(own, self.all.less(own))

    def close(self, own: Moments) -> float:
        """The same where that takes longer."""
        if self._few_choices(own):
            return self._exact(own)
        return chance_of_lower(own, self.all.less(own), skewness(self._every))

    def _few_choices(self, own: Moments) -> bool:
        """Whether all choices of so many are soon counted."""
        if self._values > MANY_VALUES:
            return comb(self.all.n, own.n) <= EXACT_CHOICES
        return self._counted or self._unusual * own.n <= EXACT_UP_TO

    def _exact(self, own: Moments) -> float:
        asked = own.n, own.total
        if asked not in self._known:
            self._known[asked] = sum_at_most(own.total, own.n, self._every)
        return self._known[asked]


def skewness(shares: Sequence[float]) -> float:
    """The skewness of shares, 0 where all are equal."""
    mean = fsum(shares) / len(shares)
    variance = fsum((share - mean) ** 2 for share in shares) / len(shares)
    if not variance:
        return 0.0
    return fsum((share - mean) ** 3 for share in shares) / len(shares) / (variance * sqrt(variance))


def chance_of_lower(own: Moments, others: Moments, skew: float = 0.0) -> float:
    """How likely the mean is no higher by chance than it is beside that of others: Student's
    two-sample t test, one-sided, with the spread that both have in common.

    Of shares that are skew t is moved by γ(t² − 1)/6, the first term of Cornish and Fisher's
    expansion (Abramowitz and Stegun 26.2.49), with γ the skewness of the mean of n drawn from N.
    """
    n, every = own.n, own.n + others.n
    if every < 3:
        return 1.0
    error = sqrt((own.off + others.off) / (every - 2) * (1 / n + 1 / others.n))
    off = own.mean - others.mean
    if not error:
        return t_at_most(copysign(inf, off) if off else 0.0, every - 2)
    t = off / error
    of_mean = skew * (every - 2 * n) / sqrt(n * every * others.n)
    return t_at_most(t - of_mean * (t * t - 1) / 6, every - 2)
