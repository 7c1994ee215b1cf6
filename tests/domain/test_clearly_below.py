"""Who is clearly below a standard: the tests against published values, and what can never be."""

import random
from itertools import permutations
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kpitui.domain.binomial import at_most
from kpitui.domain.holm import holm
from kpitui.domain.judgement.clearly_below import (
    FAMILY_LEVEL,
    Together,
    chance_of_mean,
    chance_of_share,
)
from kpitui.domain.progress import met
from kpitui.domain.readings import Sums
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric, Range
from kpitui.domain.student_t import incomplete_beta, t_at_most

SHARE = Metric(
    id=1, name="Right first time", code="rft", unit="%", direction=Direction.HIGHER,
    aggregation=Aggregation.RATIO, cadence=Cadence.WEEKLY,
)  # fmt: skip
NINETY = Range(low=90)
PUBLISHED_T = {
    # NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: critical values of Student's t.
    (1, 0.90): 3.078, (1, 0.975): 12.706, (2, 0.95): 2.920, (5, 0.99): 3.365, (10, 0.95): 1.812,
    (11, 0.90): 1.363, (11, 0.95): 1.796, (11, 0.975): 2.201, (11, 0.99): 2.718,
    (11, 0.995): 3.106, (11, 0.999): 4.025, (30, 0.975): 2.042, (100, 0.99): 2.364,
}  # fmt: skip


def share(numerator: float, denominator: float, level: Range = NINETY) -> float:
    return chance_of_share(SHARE, level, Sums(numerator=numerator, denominator=denominator))


# the parts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("freedom", "below"), PUBLISHED_T)
def test_t_as_it_is_published(freedom: int, below: float) -> None:
    t = PUBLISHED_T[freedom, below]
    assert t_at_most(t, freedom) == pytest.approx(below, abs=2e-4)
    assert t_at_most(-t, freedom) == pytest.approx(1 - below, abs=2e-4)


def test_t_in_closed_form() -> None:
    assert t_at_most(1.0, 1) == pytest.approx(0.75, abs=1e-14)  # Cauchy: 1/2 + atan(t)/π
    assert t_at_most(-2.0, 2) == pytest.approx(0.5 - 1 / 6**0.5, abs=1e-14)  # 1/2 + t/2√(2+t²)
    assert (t_at_most(0.0, 11), t_at_most(-inf, 11), t_at_most(inf, 11)) == (0.5, 0.0, 1.0)


def test_the_incomplete_beta_function_in_closed_form() -> None:
    assert incomplete_beta(0.3, 1, 1) == pytest.approx(0.3, abs=1e-14)
    assert incomplete_beta(0.3, 2, 1) == pytest.approx(0.09, abs=1e-14)
    assert incomplete_beta(0.3, 2, 3) == pytest.approx(0.3483, abs=1e-14)
    assert (incomplete_beta(0.0, 2, 3), incomplete_beta(1.0, 2, 3)) == (0.0, 1.0)


def test_the_power_of_the_binomial_that_the_design_names() -> None:
    """120 tests, 120 calls: 95 right are named, and of those truly at 75 % 0.878 have no more."""
    most = max(right for right in range(121) if share(right, 120) <= FAMILY_LEVEL / 120)
    assert most == 95
    assert at_most(most, 120, 0.75) == pytest.approx(0.878, abs=5e-4)


def test_holm_as_in_his_example() -> None:
    """p.adjust(c(0.01, 0.02, 0.03, 0.005), "holm") of R 4 gives 0.03, 0.04, 0.04, 0.02."""
    given_ = dict(enumerate((0.01, 0.02, 0.03, 0.005)))
    assert holm(given_, 4) == pytest.approx({0: 0.03, 1: 0.04, 2: 0.04, 3: 0.02})


def test_those_not_measured_count_in_the_family() -> None:
    assert holm({"a": 0.001}, 120) == pytest.approx({"a": 0.12})
    assert holm({}, 120) == {}


@given(some.lists(some.floats(0, 1), min_size=1, max_size=5), some.integers(0, 50))
def test_holm_knows_no_order(chances: list[float], more: int) -> None:
    tests = len(chances) + more
    first = holm(dict(enumerate(chances)), tests)
    for order in permutations(range(len(chances))):
        assert holm({at: chances[at] for at in order}, tests) == first


# one person ---------------------------------------------------------------------------------------


def test_a_share_in_calls_and_in_percent_is_the_same() -> None:
    """88 % of 31 is 27.28, of which 27 calls were right."""
    assert share(27.28, 31) == share(27, 31) == pytest.approx(at_most(27, 31, 0.9))


def test_the_side_that_is_missed() -> None:
    few = Range(high=5)
    assert share(8, 100, few) == pytest.approx(1 - at_most(7, 100, 0.05))
    band = Range(low=40, high=60)
    assert share(70, 100, band) == pytest.approx(2 * (1 - at_most(69, 100, 0.6)))
    assert share(30, 100, band) == pytest.approx(2 * at_most(30, 100, 0.4))
    assert share(50, 100, band) == 1.0


def test_a_mean_by_its_twelve_periods() -> None:
    values = [float(one) for one in (78, 82, 79, 83, 77, 81, 80, 84, 78, 79, 82, 77)]
    t = -1 / (62 / 11 / 12) ** 0.5  # mean 80, squares 62
    assert chance_of_mean(Range(low=81), values) == pytest.approx(t_at_most(t, 11))
    assert chance_of_mean(Range(low=81, high=99), values) == pytest.approx(2 * t_at_most(t, 11))
    assert chance_of_mean(Range(low=80), values) == 1.0
    assert chance_of_mean(Range(low=81), values[:5]) is None


def test_all_values_alike() -> None:
    assert chance_of_mean(Range(low=80), [79.3] * 12) == pytest.approx(0, abs=1e-12)
    assert chance_of_mean(Range(low=79.3), [79.3] * 12) == 1.0


def test_neighbours_that_resemble_each_other_count_for_less() -> None:
    values = [78.0] * 6 + [82.0] * 6  # about their mean 80: r = 36/48 above 2/√12
    mixed = [78.0, 82.0] * 6
    alike, apart = chance_of_mean(Range(low=82), values), chance_of_mean(Range(low=82), mixed)
    assert alike is not None
    assert apart is not None
    error = (48 / 11 / 12) ** 0.5
    assert apart == pytest.approx(t_at_most(-2 / error, 11))
    assert alike == pytest.approx(t_at_most(-2 / (error * (1.75 / 0.25) ** 0.5), 11))


@given(
    some.integers(1, 3000).flatmap(lambda of: some.tuples(some.integers(0, of), some.just(of))),
    some.floats(0, 100),
    some.integers(1, 200),
)
def test_more_data_of_who_meets_a_share_never_makes_it_clearly_below(
    calls: tuple[int, int], level: float, times: int
) -> None:
    right, of = calls
    good = Range(low=level)
    many = Sums(numerator=right * times, denominator=of * times)
    if met(100 * right / of, good):
        assert chance_of_share(SHARE, good, many) > 0.4
        assert not Together(many, True).short(SHARE, good)


@given(some.lists(some.floats(0, 1000), min_size=6, max_size=12), some.floats(0, 500))
def test_who_meets_a_mean_is_never_clearly_below(values: list[float], level: float) -> None:
    good, chance = Range(low=level), chance_of_mean(Range(low=level), values)
    assert chance is not None
    if met(sum(values) / len(values), good):
        assert chance > 0.49


def test_what_is_no_number_of_tries_is_no_share() -> None:
    calls_an_hour = Metric(
        id=2, name="Productivity", code="prod", unit="calls/h", direction=Direction.HIGHER,
        aggregation=Aggregation.RATIO, cadence=Cadence.WEEKLY,
    )  # fmt: skip
    worked = Together(Sums(numerator=57, denominator=6.4), shares=False)
    assert not worked.counted(calls_an_hour, Range(low=7.2))
    assert worked.short(calls_an_hour, Range(low=9))
    assert Together(Sums(numerator=38, denominator=42), shares=True).counted(SHARE, NINETY)
    assert not Together(Sums(numerator=38, denominator=42), shares=True).counted(
        SHARE, Range(low=110)
    )


@pytest.mark.parametrize("kind", [Aggregation.SUM, Aggregation.LAST])
def test_a_total_and_a_latest_value_never_decide(kind: Aggregation) -> None:
    metric = Metric(
        id=3, name="Calls", code="calls", unit="", direction=Direction.HIGHER, aggregation=kind,
        cadence=Cadence.WEEKLY,
    )  # fmt: skip
    sums = Sums(count=12, weight=12, weighted=12, total=12)
    assert not Together(sums).short(metric, Range(low=100))


# a team -------------------------------------------------------------------------------------------

PEOPLE, STANDARDS, CALLS, WEEKS = 24, 5, 10, 12


def weeks_of(chance: random.Random, truth: float, weeks: int) -> list[int]:
    return [sum(chance.random() < truth for _ in range(CALLS)) for _ in range(weeks)]


def named_in(right: dict[tuple[int, int], int]) -> set[tuple[int, int]]:
    """Who is named of a team whose calls of twelve weeks are known."""
    chances = {key: share(count, CALLS * WEEKS) for key, count in right.items()}
    adjusted = holm(chances, PEOPLE * STANDARDS)
    return {key for key, chance in adjusted.items() if chance <= FAMILY_LEVEL}


def test_identical_agents_are_not_singled_out_and_one_truly_low_is() -> None:
    """24 agents with 5 standards, all at 92 % where 90 % are expected, 10 calls a week."""
    chance, named, found = random.Random(20261129), 0, 0
    rounds = 200
    for _ in range(rounds):
        right = {
            (person, standard): sum(weeks_of(chance, 0.92, WEEKS))
            for person in range(PEOPLE)
            for standard in range(STANDARDS)
        }
        named += len(named_in(right))
        right[0, 0] = sum(weeks_of(chance, 0.75, WEEKS))
        found += (0, 0) in named_in(right)
    assert named / rounds <= 0.2
    assert found / rounds >= 0.85
