"""How far raters agree: as published, for any order, and never a number where there is none."""

import random
from collections.abc import Iterable, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kpitui.domain.agreement import (
    Agreement,
    KappaKind,
    NoKappa,
    Rating,
    Scored,
    Weight,
    agreement,
    by_share,
    differences,
    same,
)


def of_table(table: Sequence[Sequence[int]]) -> list[Rating]:
    """The ratings of two raters whose answers are counted in a square table."""
    cells = [
        (row, column)
        for row, column in product(range(len(table)), repeat=2)
        for _ in range(table[row][column])
    ]
    steps = len(table) - 1
    return [
        Rating(rater, call, answer / steps)
        for call, pair in enumerate(cells)
        for rater, answer in enumerate(pair)
    ]


def of_rows(rows: Iterable[Sequence[object]]) -> list[Rating]:
    """The ratings of a row a call and a column a rater; None where a rater missed the call."""
    return [
        Rating(rater, call, str(answer))
        for call, row in enumerate(rows)
        for rater, answer in enumerate(row)
        if answer is not None
    ]


def of_counts(counts: Iterable[Sequence[int]]) -> list[Rating]:
    """The ratings of a row a call that says how many chose each category."""
    return of_rows([kind for kind, many in enumerate(row) for _ in range(many)] for row in counts)


def kappa(ratings: Iterable[Rating], weight: Weight = same) -> float:
    found = agreement(ratings, weight).kappa
    assert found is not None
    return found


# as published -----------------------------------------------------------------------------------


def test_the_example_of_cohen_1960() -> None:
    """200 patients, two clinicians: .70 agree, .41 by chance, κ = .492."""
    found = agreement(of_table([[88, 14, 18], [10, 40, 10], [2, 6, 12]]), same)
    assert found.kind is KappaKind.COHEN
    assert (found.agreeing, found.pairs, found.share) == (140, 200, 0.70)
    assert found.kappa == pytest.approx(0.492, abs=5e-4)


def test_the_table_of_sas_plain_and_weighted() -> None:
    """PROC FREQ, AGREE: simple kappa 0.4842, weighted (linear, Cicchetti-Allison) 0.4701."""
    ratings = of_table([[0, 4, 1], [0, 8, 0], [0, 1, 5]])
    assert kappa(ratings) == pytest.approx(0.4842, abs=5e-5)
    assert kappa(ratings, by_share) == pytest.approx(0.4701, abs=5e-5)


ANXIETY = (
    [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
    [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
)


def test_the_anxiety_ratings_of_the_r_package_irr() -> None:
    """kappa2(anxiety[,2:3]) is −0.006289308, with weights "equal" 0.1459075; the level 5, which
    neither used, is no step there.
    """
    places = {level: place / 4 for place, level in enumerate((1, 2, 3, 4, 6))}
    ratings = [
        Rating(rater, call, places[level])
        for rater, levels in enumerate(ANXIETY)
        for call, level in enumerate(levels)
    ]
    assert kappa(ratings) == pytest.approx(-0.006289308, abs=5e-10)
    assert kappa(ratings, by_share) == pytest.approx(0.1459075, abs=5e-8)


DIAGNOSES = """
    444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333
    144444 224445 333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224
    111155 224444 133333 555555
"""


def test_the_psychiatrists_of_fleiss_1971() -> None:
    """30 patients, 6 diagnoses each: P̄ = .5556, κ = .430 (irr: 0.4302445)."""
    found = agreement(of_rows(DIAGNOSES.split()), same)
    assert found.kind is KappaKind.FLEISS
    assert (found.calls, found.raters, found.pairs) == (30, 6, 450)
    assert found.share == pytest.approx(0.5556, abs=5e-5)
    assert found.kappa == pytest.approx(0.4302445, abs=5e-8)


def test_the_example_of_wikipedia_fleiss_kappa() -> None:
    """14 raters, 10 subjects, 5 categories: P̄ = 0.378, κ = 0.210."""
    found = agreement(
        of_counts(
            [
                (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0),
                (2, 2, 8, 1, 1), (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2),
                (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
            ]
        ),
        same,
    )  # fmt: skip
    assert found.share == pytest.approx(0.378, abs=5e-4)
    assert found.kappa == pytest.approx(0.210, abs=5e-4)


MISSED = (
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
)


def test_raters_who_missed_some_as_in_the_r_package_irrcac() -> None:
    """fleiss.kappa.raw(cac.raw4raters): pa = 0.81818, κ = 0.76117; the last was rated by one."""
    found = agreement(of_rows(zip(*MISSED, strict=True)), same)
    assert (found.calls, found.raters) == (11, 4)
    assert found.share == pytest.approx(0.81818, abs=5e-6)
    assert found.kappa == pytest.approx(0.76117, abs=5e-6)


# what it says -------------------------------------------------------------------------------------


def two(first: Sequence[float | None], second: Sequence[float | None]) -> Agreement:
    return agreement(
        [Rating("Ann", call, one) for call, one in enumerate(first)]
        + [Rating("Ben", call, one) for call, one in enumerate(second)]
    )


def test_where_all_answers_are_the_same_kappa_is_told_to_be_undefined() -> None:
    found = two([1.0] * 10, [1.0] * 10)
    assert found.share == 1.0
    assert (found.kappa, found.reason) == (None, NoKappa.ALL_ALIKE)
    found = agreement([Rating(rater, call, None) for rater in "abc" for call in range(4)])
    assert (found.kappa, found.reason, found.kind) == (None, NoKappa.ALL_ALIKE, KappaKind.FLEISS)


def test_where_nobody_scored_the_same_call_there_is_nothing_to_compare() -> None:
    found = agreement([Rating("a", 1, 1.0), Rating("b", 2, 1.0), Rating("b", 3, 0.0)])
    assert (found.kappa, found.reason) == (None, NoKappa.NOTHING_SHARED)
    assert (found.calls, found.raters, found.pairs, found.share) == (0, 0, 0, None)
    assert agreement([]).reason is NoKappa.NOTHING_SHARED


def test_one_always_yes_and_the_other_always_no_is_no_better_than_chance() -> None:
    assert two([1.0] * 5, [0.0] * 5).kappa == 0.0


def test_agreement_is_that_of_the_kappa_where_calls_differ_in_size() -> None:
    """Three calls of 3, 3 and 2 who scored: 6 of 7 pairs agree, yet one of three calls does not."""
    found = agreement(
        of_rows([("yes", "yes", "yes"), ("no", "no", "no"), ("yes", "no", None)]), same
    )
    assert (found.agreeing, found.pairs) == (6, 7)
    assert found.share == pytest.approx(2 / 3)
    # Half of all answers are yes, so that half agree by chance.
    assert found.kappa == pytest.approx((2 / 3 - 1 / 2) / (1 / 2))


def test_not_applicable_is_an_answer_of_its_own() -> None:
    found = two([None, 1.0, 0.0, None], [None, 1.0, 0.0, 1.0])
    assert (found.agreeing, found.pairs) == (3, 4)
    # Seen 3/4; by chance 1/2·1/4 (n/a) + 1/4·1/2 (yes) + 1/4·1/4 (no) = 5/16.
    assert found.kappa == pytest.approx((3 / 4 - 5 / 16) / (11 / 16))
    half = two([None, 0.5], [0.5, None])
    assert half.agreeing == 0


def test_one_step_apart_on_1_to_5_is_nearer_than_four() -> None:
    near = two([0.0, 0.25, 0.5, 0.75, 1.0], [0.25, 0.5, 0.75, 1.0, 1.0])
    far = two([0.0, 0.25, 0.5, 0.75, 1.0], [1.0, 1.0, 0.0, 0.0, 1.0])
    assert near.agreeing == 1
    assert near.kappa is not None
    assert far.kappa is not None
    assert near.kappa > 0.4 > far.kappa


def test_a_call_that_one_scored_alone_changes_nothing_between_two() -> None:
    both = [Rating(rater, call, float(call % 2)) for rater in "ab" for call in range(6)]
    both[0] = Rating("a", 0, 1.0)
    assert agreement([*both, Rating("a", 9, 0.0), Rating("c", 10, 1.0)]) == agreement(both)
    assert agreement(both).kind is KappaKind.COHEN


ANSWERS = some.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0, None])


@given(
    some.lists(
        some.builds(Rating, some.integers(0, 4), some.integers(0, 5), ANSWERS),
        unique_by=lambda one: (one.rater, one.call),
    ),
    some.randoms(),
)
def test_the_order_of_ratings_changes_nothing(ratings: list[Rating], rng: random.Random) -> None:
    first, again = agreement(ratings), agreement(rng.sample(ratings, len(ratings)))
    assert (first.calls, first.raters, first.agreeing, first.reason) == (
        again.calls, again.raters, again.agreeing, again.reason,
    )  # fmt: skip
    assert first.kappa == pytest.approx(again.kappa, abs=1e-12)
    assert first.kappa is None or first.kappa <= 1.0 + 1e-12
    assert (first.kappa is None) == (first.reason is not None)


@given(some.lists(some.booleans(), min_size=2), some.lists(some.booleans(), min_size=2))
def test_yes_and_no_need_no_weights(first: list[bool], second: list[bool]) -> None:
    ratings = [
        Rating(rater, call, float(one))
        for call, pair in enumerate(zip(first, second, strict=False))
        for rater, one in enumerate(pair)
    ]
    assert agreement(ratings) == agreement(ratings, same)


# differences --------------------------------------------------------------------------------------


def test_more_than_a_tenth_apart_is_named_with_who_it_is() -> None:
    found = differences(
        [
            *(Scored("greets", who, 1.0) for who in ("Ann", "Ben", "Cem")),
            Scored("listens", "Ann", 0.75), Scored("listens", "Ben", 0.5),
            Scored("listens", "Cem", 0.75),
            Scored("closes", "Ann", None), Scored("closes", "Ben", 1.0),
            Scored("notes", "Ann", None), Scored("notes", "Ben", None),
        ]
    )  # fmt: skip
    assert [difference.question for difference in found] == ["listens", "closes"]
    assert found[0].between == (("Ben", "Ann"), ("Ben", "Cem"))
    assert found[0].given == (("Ben", 0.5), ("Ann", 0.75), ("Cem", 0.75))
    assert found[0].width == 0.25
    assert (found[1].between, found[1].unlike) == ((), ("Ann",))
    assert found[1].width == 0.0


@pytest.mark.parametrize("tenths", range(10))
def test_a_tenth_itself_is_not_named_however_it_is_rounded(tenths: int) -> None:
    lower, higher = tenths / 10, (tenths + 1) / 10
    assert not differences([Scored("q", "a", lower), Scored("q", "b", higher)])
    assert not differences([Scored("q", "a", 1 - lower), Scored("q", "b", 1 - higher)])
    assert differences([Scored("q", "a", lower), Scored("q", "b", higher + 0.01)])
