"""Weakest questions: those who are alike are hardly ever named, a question truly weak is."""

import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kpitui.domain.permutation import sum_at_most
from kpitui.domain.weakest_questions import (
    AnswerShare,
    Moments,
    QuestionShare,
    chance_of_lower,
    moments,
    skewness,
    weakest_questions,
)
from tests.patience import LONG

Shares = Mapping[str, Sequence[float | None]]


def of_questions(**questions: Shares) -> list[AnswerShare]:
    return [
        AnswerShare(who, question, share)
        for question, given_ in questions.items()
        for who, shares in given_.items()
        for share in shares
    ]


def of(found: dict[object, list[QuestionShare]], who: object, question: str) -> QuestionShare:
    return next(
        question_share for question_share in found[who] if question_share.question == question
    )


# what it says -------------------------------------------------------------------------------------


def test_each_question_with_its_share_and_that_of_the_others_weakest_first() -> None:
    found = weakest_questions(
        of_questions(
            greets={"Ann": [1, 1, 1], "Ben": [1, 1, 0], "Cem": [1]},
            listens={"Ann": [0.5, 0.25, None], "Ben": [0.75, 1.0, 0.5], "Cem": [None]},
            closes={"Ann": [1, 0, None], "Ben": [None, None, None], "Cem": [0]},
        )
    )
    assert list(found) == ["Ann", "Ben", "Cem"]
    assert [(one.question, one.n, one.mean) for one in found["Ann"]] == [
        ("listens", 2, 0.375), ("closes", 2, 0.5), ("greets", 3, 1.0),
    ]  # fmt: skip
    listens = of(found, "Ann", "listens")
    assert (listens.others_n, listens.others_mean, listens.not_applicable) == (3, 0.75, 1)
    assert [one.question for one in found["Ben"]] == ["greets", "listens"]
    assert [question_share.question for question_share in found["Cem"]] == ["closes", "greets"]


def test_of_equally_weak_questions_that_comes_first_which_others_do_better() -> None:
    found = weakest_questions(
        of_questions(hard={"Ann": [0], "Ben": [0, 0]}, easy={"Ann": [0], "Ben": [1, 1]})
    )
    assert [question_share.question for question_share in found["Ann"]] == ["easy", "hard"]


def test_without_others_there_is_no_chance_to_speak_of() -> None:
    found = weakest_questions(of_questions(greets={"Ann": [0, 0, 0, 1]}))
    assert of(found, "Ann", "greets") == QuestionShare(
        question="greets", n=4, mean=0.25, others_n=0, others_mean=None, not_applicable=0,
        chance=None,
    )  # fmt: skip
    assert not of(found, "Ann", "greets").clear
    assert weakest_questions([]) == {}


def test_more_than_chance_comes_first_and_too_few_answers_last() -> None:
    """One answer of 200 questions says less than 7 of 18."""
    others: Shares = {f"other {one}": [1.0] * 18 for one in range(3)}
    found = weakest_questions(
        of_questions(
            once={"Ann": [0.0], "Ben": [0.0]},
            weak={"Ann": [0.0] * 11 + [1.0] * 7, **others},
            usual={"Ann": [0.0] * 14 + [1.0] * 4, "Ben": [0.0] * 13 + [1.0] * 5},
        )
    )["Ann"]
    assert [question_share.question for question_share in found] == ["weak", "usual", "once"]
    assert [(question_share.clear, question_share.few) for question_share in found] == [
        (True, False), (False, False), (False, True),
    ]  # fmt: skip


def test_of_teams_people_are_compared_and_not_their_answers() -> None:
    """Two of eight people are weak: of 160 answers that is sure, of eight people it is not."""
    north = [0.5, 0.5, *[0.85] * 6]
    answers = [
        AnswerShare(team, "tools", float(at < round(20 * mean)), person)
        for team, people in (("North", north), ("South", [0.85] * 8), ("West", [0.85] * 8))
        for person, mean in enumerate(people, {"North": 0, "South": 10, "West": 20}[team])
        for at in range(20)
    ]
    one = of(weakest_questions(answers), "North", "tools")
    assert (one.n, one.others_mean) == (160, 0.85)
    assert one.mean == pytest.approx(122 / 160)
    assert one.chance is not None
    assert one.chance > 0.1
    alone = [AnswerShare(each.subject, each.question, each.share) for each in answers]
    assert of(weakest_questions(alone), "North", "tools").clear
    every = [0.3] * 8 + [0.9] * 16
    all_weak = [
        AnswerShare(at // 8, "tools", float(n < 20 * mean), at)
        for at, mean in enumerate(every)
        for n in range(20)
    ]
    assert of(weakest_questions(all_weak), 0, "tools").clear


def test_only_not_applicable_is_no_question_of_theirs() -> None:
    assert weakest_questions([AnswerShare("Ann", "greets", None)]) == {"Ann": []}


def lower(own: Sequence[float], others: Sequence[float]) -> float:
    return chance_of_lower(moments(own), moments(others))


# chance -------------------------------------------------------------------------------------------


def test_one_slip_beside_others_who_never_slip_is_chance() -> None:
    """The binomial of the others' share, which is 1, would call it impossible."""
    others: Shares = {f"other {one}": [1.0] * 12 for one in range(23)}
    found = weakest_questions(of_questions(greets={"Ann": [0.0] + [1.0] * 11, **others}))
    slip = of(found, "Ann", "greets")
    assert slip.chance == pytest.approx(min(1.0, 24 * 12 / 288))
    assert not slip.clear


def test_the_chance_of_yes_and_no_is_fisher_s_times_all_who_are_compared() -> None:
    given_: Shares = {"Ann": [0.0] * 6 + [1.0] * 2, "Ben": [1.0] * 8, "Cem": [1.0] * 7 + [0.0]}
    every = [share for shares in given_.values() for share in shares if share is not None]
    alone = sum_at_most(2.0, 8, every)
    found = weakest_questions(of_questions(greets=given_))
    assert of(found, "Ann", "greets").chance == pytest.approx(3 * alone)
    assert of(found, "Ann", "greets").clear
    assert not of(found, "Ben", "greets").clear
    # Twice as many questions: twice as many chances to be named.
    both = weakest_questions(of_questions(greets=given_, other={"Ann": [None]}))
    assert of(both, "Ann", "greets").chance == pytest.approx(6 * alone)


def test_the_t_of_student_s_sleep_data() -> None:
    """t.test(extra ~ group, var.equal = TRUE) of R: t = −1.8608, df = 18, p = 0.07919 two-sided."""
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    assert lower(first, second) == pytest.approx(0.07919 / 2, abs=5e-6)
    assert lower(second, first) == pytest.approx(1 - 0.07919 / 2, abs=5e-6)


def test_the_skewness_by_hand() -> None:
    assert skewness([0.0, 0.0, 0.0, 4.0]) == pytest.approx(2 / 3**0.5)
    assert skewness([0.0, 1.0]) == skewness([0.3] * 9) == 0.0


def test_many_skew_answers_are_no_surer_than_all_choices_of_them() -> None:
    """60 answers of 600, three of ten below the top: where the permutation has 1 in 10,000, t alone
    has less than a fifth of that; corrected it has up to twice as much, and never less.
    """
    counts = {0.0: 6, 0.25: 12, 0.5: 30, 0.75: 132, 1.0: 420}
    every = [share for share, many in counts.items() for _ in range(many)]
    for total in (48.5, 48.0, 47.5):
        # Of their sum only: as much off their mean as all are.
        own = Moments(60, total, total * total / 60 + 6 * moments(every).off / 60)
        others = moments(every).less(own)
        exact = sum_at_most(total, 60, every)
        assert chance_of_lower(own, others) < exact / 5
        assert exact <= chance_of_lower(own, others, skewness(every)) <= 2 * exact


def test_t_where_nothing_varies() -> None:
    assert lower([0.5], [0.75]) == 1.0
    assert lower([0.5, 0.5], [0.75]) == 0.0
    assert lower([0.5, 0.5], [0.5]) == 0.5


def test_one_low_answer_beside_many_high_ones_is_no_finding() -> None:
    """t alone is sure of it, as the others hardly vary; of 24 people one has the lowest answer."""
    others: Shares = {f"other {one}": [1.0, 1.0, 0.75] for one in range(23)}
    found = weakest_questions(of_questions(tone={"Ann": [0.0], **others}))
    every = [share for shares in others.values() for share in shares if share is not None]
    assert lower([0.0], every) < 1e-9
    assert of(found, "Ann", "tone").chance == pytest.approx(24 / 70)


ANSWERS = some.lists(
    some.builds(
        AnswerShare,
        some.integers(0, 4),
        some.integers(0, 3),
        some.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0, None]),
    ),
    max_size=60,
)


@given(ANSWERS, some.randoms())
def test_the_order_of_answers_changes_nothing(
    answers: list[AnswerShare], rng: random.Random
) -> None:
    first, again = weakest_questions(answers), weakest_questions(rng.sample(answers, len(answers)))
    assert first.keys() == again.keys()
    for subject, lines in first.items():
        others = {question_share.question: question_share for question_share in again[subject]}
        assert {line.question for line in lines} == others.keys()
        for line in lines:
            other = others[line.question]
            assert (line.n, line.mean, line.others_n) == (other.n, other.mean, other.others_n)
            assert line.chance == pytest.approx(other.chance, abs=1e-9)


# simulated ----------------------------------------------------------------------------------------

PEOPLE, QUESTIONS = 24, 20


def share(rng: random.Random, question: int, weak: bool) -> float:
    """Of 12 yes or no, 6 from 1 to 5, and 2 that count; most of them well done."""
    if question < 12:
        usual = (0.9, 0.97, 0.8, 0.995)[question % 4]
        return float(rng.random() < (0.3 if weak else usual))
    if question < 18:
        odds = (25, 25, 20, 20, 10) if weak else (1, 2, 5, 22, 70)
        return rng.choices((0.0, 0.25, 0.5, 0.75, 1.0), odds)[0]
    seen = rng.choices(range(6), (80, 10, 5, 3, 1, 1))[0] + (2 if weak else 0)
    return max(0.0, 1 - seen / 3)


def a_week(rng: random.Random, each: int, weak: tuple[int, int] | None = None) -> list[AnswerShare]:
    """The answers of so many evaluations of each of 24 people on 20 questions."""
    return [
        AnswerShare(who, question, share(rng, question, (who, question) == weak))
        for who in range(PEOPLE)
        for question in range(QUESTIONS)
        for _ in range(each)
    ]


def named(answers: list[AnswerShare]) -> set[tuple[object, object]]:
    return {
        (who, line.question)
        for who, lines in weakest_questions(answers).items()
        for line in lines
        if line.clear
    }


@pytest.mark.parametrize("each", [2, 4, 10])
def test_of_24_who_are_alike_somebody_is_named_in_fewer_than_one_of_twenty_weeks(
    each: int,
) -> None:
    rng, weeks = random.Random(each), 60
    assert sum(bool(named(a_week(rng, each))) for _ in range(weeks)) / weeks < 0.05


@pytest.mark.parametrize("each", [4, 20])
def test_of_teams_of_people_who_differ_hardly_any_is_named(each: int) -> None:
    """Three teams of eight out of one population, in which some are better than others."""
    rng, weeks = random.Random(each), 200 if LONG else 120

    def week() -> list[AnswerShare]:
        return [
            AnswerShare(person % 3, question, float(rng.random() < well), person)
            for person in range(PEOPLE)
            for question in range(QUESTIONS)
            for well in [rng.betavariate(4, 1.5)]
            for _ in range(each)
        ]

    assert sum(bool(named(week())) for _ in range(weeks)) / weeks <= 0.05


@pytest.mark.parametrize(("question", "of_ten"), [(0, 8), (1, 9), (12, 10), (18, 10)])
def test_a_question_that_is_really_weak_is_found(question: int, of_ten: int) -> None:
    """In the last 20 evaluations, three of ten done where others do nine: nobody else is named."""
    rng = random.Random(question)
    found = [named(a_week(rng, 20, weak=(7, question))) for _ in range(10)]
    assert sum((7, question) in one for one in found) >= of_ten
    assert sum(bool(one - {(7, question)}) for one in found) <= 1
