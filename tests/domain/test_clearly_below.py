"""Who is clearly below a standard: the tests against published values, and what can never be."""

import csv
import random
from collections import defaultdict
from itertools import pairwise, permutations
from math import fsum, inf, sqrt
from statistics import fmean, pvariance

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kpitui.domain.binomial import at_most
from kpitui.domain.holm import holm
from kpitui.domain.judgement.clearly_below import (
    FAMILY_LEVEL,
    FREEDOM_OF_A_RANGE,
    MANY_TRIES,
    WIDE,
    Together,
    chance_of_mean,
    chance_of_share,
    chance_of_shares,
    sigma_z,
)
from kpitui.domain.progress import met
from kpitui.domain.readings import Sums
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric, Range
from kpitui.domain.student_t import incomplete_beta, t_at_most, t_quantile
from kpitui.paths import samples
from tests.patience import LONG

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


Periods = list[tuple[float, float]]
"""Reached, and of how many, oldest first."""


def sums_of(periods: Periods) -> list[Sums]:
    return [Sums(numerator=reached, denominator=of) for reached, of in periods]


def shares(periods: Periods, level: Range = NINETY) -> float | None:
    return chance_of_shares(SHARE, level, sums_of(periods))


def spread(periods: Periods) -> float:
    """σz of some periods."""
    return sigma_z(SHARE, [100 * one / of for one, of in periods], [of for _, of in periods])


# the parts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("freedom", "below"), PUBLISHED_T)
def test_t_as_it_is_published(freedom: int, below: float) -> None:
    t = PUBLISHED_T[freedom, below]
    assert t_at_most(t, freedom) == pytest.approx(below, abs=2e-4)
    assert t_at_most(-t, freedom) == pytest.approx(1 - below, abs=2e-4)


@pytest.mark.parametrize(("freedom", "below"), PUBLISHED_T)
def test_the_t_of_a_share_as_it_is_published(freedom: int, below: float) -> None:
    assert t_quantile(below, freedom) == pytest.approx(PUBLISHED_T[freedom, below], abs=5e-4)
    assert t_quantile(1 - below, freedom) == pytest.approx(-PUBLISHED_T[freedom, below], abs=5e-4)


def test_the_t_of_a_share_in_closed_form() -> None:
    assert t_quantile(0.75, 1) == pytest.approx(1.0, abs=1e-12)
    assert t_quantile(0.5, 7) == pytest.approx(0.0, abs=1e-12)
    assert t_at_most(t_quantile(0.9999, 3), 3) == pytest.approx(0.9999, abs=1e-12)


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


def test_sigma_z_as_laney_has_it() -> None:
    periods: Periods = [(90, 100), (80, 100), (95, 100), (85, 100), (170, 200), (95, 100)]
    share_, of = 615 / 700, [size for _, size in periods]
    z = [
        (reached / size - share_) / sqrt(share_ * (1 - share_) / size) for reached, size in periods
    ]
    assert of[4] == 200
    assert spread(periods) == pytest.approx(fmean(abs(b - a) for a, b in pairwise(z)) / 1.128)


def test_minutes_count_for_as_little_as_their_weeks_vary() -> None:
    """2,054 of 2,100 minutes where 98 % are expected is next to nothing, week after week; the t of
    the same share at σz times its error.
    """
    periods: Periods = [(2054, 2100), (2016, 2100), (2079, 2100)] * 4
    level = Range(low=98)
    reached, of = fsum(one for one, _ in periods), fsum(size for _, size in periods)
    assert chance_of_share(SHARE, level, Sums(numerator=reached, denominator=of)) < 0.002
    error = spread(periods) * sqrt(reached / of * (1 - reached / of) / of)
    assert spread(periods) > 3
    assert shares(periods, level) == pytest.approx(t_at_most((reached / of - 0.98) / error, 7))


def test_steady_minutes_are_never_surer_than_the_binomial() -> None:
    steady: Periods = [(1940, 2000)] * 12
    exact = at_most(1940 * 12, 24000, 0.972)
    chance = shares(steady, Range(low=97.2))
    assert chance is not None
    assert exact <= chance <= 2 * exact
    assert shares([(80, 100)] * 12, Range(low=5, high=60)) == pytest.approx(0, abs=1e-5)


def test_few_calls_are_counted_one_by_one_unless_they_vary_widely() -> None:
    plain: Periods = [(8, 10), (7, 10)] * 6
    assert shares(plain) == share(90, 120)
    wide: Periods = [(10, 10), (5, 10)] * 6
    assert spread(wide) > WIDE
    assert shares(wide) == pytest.approx(
        t_at_most(-15 / (spread(wide) * 100 * sqrt(0.75 * 0.25 / 120)), 7)
    )


def test_fewer_than_six_periods_of_many_tries_decide_nothing() -> None:
    assert shares([(MANY_TRIES / 2, MANY_TRIES)] * 5) is None
    assert shares([(MANY_TRIES / 2, MANY_TRIES)] * 6) == pytest.approx(0, abs=1e-3)
    assert shares([(5, 10)] * 5) == share(25, 50)


@given(
    some.lists(
        some.integers(1, 3000).flatmap(lambda of: some.tuples(some.integers(0, of), some.just(of))),
        min_size=1,
        max_size=12,
    ),
    some.floats(0, 100),
)
def test_periods_never_make_anybody_surer_than_all_tries_together(
    read: list[tuple[int, int]], level: float
) -> None:
    good = Range(low=level)
    found = shares([(float(right), float(of)) for right, of in read], good)
    (right, of) = (sum(one) for one in zip(*read, strict=True))
    alone = share(right, of, good)
    assert found is None or alone <= found <= 1.0
    if found is not None and met(100 * right / of, good):
        assert found > 0.4


def test_a_step_down_within_the_twelve_weeks_is_found() -> None:
    """Five weeks at 95 % and seven at 85 %: the step is no reason to doubt the seven."""
    chance = random.Random(3)
    stepped: Periods = [
        (round(2000 * ((0.95 if week < 5 else 0.85) + chance.gauss(0, 0.01))), 2000)
        for week in range(12)
    ]
    found = shares(stepped, Range(low=92))
    assert found is not None
    assert found < 0.005


def test_how_sure_a_mean_moving_range_is() -> None:
    chance, means = random.Random(4), []
    for _ in range(20000):
        values = [chance.gauss(0, 1) for _ in range(WEEKS)]
        means.append(fmean(abs(b - a) for a, b in pairwise(values)))
    freedom = fmean(means) ** 2 / pvariance(means) / 2
    assert freedom == pytest.approx(FREEDOM_OF_A_RANGE * (WEEKS - 1), rel=0.03)


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


def weeks_of(chance: random.Random, truth: float) -> Periods:
    return [
        (sum(chance.random() < truth for _ in range(CALLS)), float(CALLS)) for _ in range(WEEKS)
    ]


def named_in(weeks: dict[tuple[int, int], Periods]) -> set[tuple[int, int]]:
    """Who is named of a team whose calls of twelve weeks are known."""
    chances = {key: shares(periods) or 0.0 for key, periods in weeks.items()}
    adjusted = holm(chances, PEOPLE * STANDARDS)
    return {key for key, chance in adjusted.items() if chance <= FAMILY_LEVEL}


def test_identical_agents_are_not_singled_out_and_one_truly_low_is() -> None:
    """24 agents with 5 standards, all at 92 % where 90 % are expected, 10 calls a week."""
    chance, named, found = random.Random(20261129), 0, 0
    rounds = 200 if LONG else 60
    for _ in range(rounds):
        weeks = {
            (person, standard): weeks_of(chance, 0.92)
            for person in range(PEOPLE)
            for standard in range(STANDARDS)
        }
        named += len(named_in(weeks))
        weeks[0, 0] = weeks_of(chance, 0.75)
        found += (0, 0) in named_in(weeks)
    assert named / rounds <= 0.2
    assert found / rounds >= 0.85


@pytest.mark.parametrize("calls", [10, 30, 90])
def test_calls_that_are_nothing_but_tries_are_hardly_ever_wide(calls: int) -> None:
    chance, series = random.Random(17), 2000
    wide = sum(
        spread([(sum(chance.random() < 0.9 for _ in range(calls)), calls) for _ in range(WEEKS)])
        > WIDE
        for _ in range(series)
    )
    assert wide / series <= 0.015


class Adherence:
    """How the weeks of the sample's adherence vary: the planned minutes of each person, and the
    standard deviation of the shares from one week to the next.
    """

    def __init__(self) -> None:
        with (samples() / "contact_centre" / "readings.csv").open(encoding="utf-8") as lines:
            read = [one for one in csv.DictReader(lines) if one["metric"] == "schedule"]
        people: dict[str, Periods] = defaultdict(list)
        for one in read:
            people[one["person"]].append((float(one["numerator"]), float(one["denominator"])))
        long = [weeks for weeks in people.values() if len(weeks) >= 2 * WEEKS]
        self.minutes = [[of for _, of in weeks] for weeks in long]
        self.variance = fmean(
            (b[0] / b[1] - a[0] / a[1]) ** 2 / 2 for weeks in long for a, b in pairwise(weeks)
        )

    def weeks(self, chance: random.Random, truth: float) -> Periods:
        """Twelve weeks of somebody who keeps to a share of the minutes in the long run."""
        planned = chance.choice(self.minutes)
        since = chance.randrange(len(planned) - WEEKS + 1)
        firm = truth * (1 - truth) / self.variance - 1
        return [
            (round(of * chance.betavariate(truth * firm, (1 - truth) * firm)), of)
            for of in planned[since : since + WEEKS]
        ]


def somebody_named(chances: list[float]) -> bool:
    return any(one <= FAMILY_LEVEL for one in holm(dict(enumerate(chances)), PEOPLE).values())


def test_minutes_single_out_nobody_by_chance_and_find_who_is_truly_low() -> None:
    """24 agents whose adherence is 92 % in the long run, where 92 % are expected, with the weeks of
    the sample: by the binomial alone somebody was named in 18 of 20 teams, now in at most 1.
    """
    like, chance, level = Adherence(), random.Random(20261129), Range(low=92)
    assert 0.012 < sqrt(like.variance) < 0.016
    assert fmean(fmean(minute) for minute in like.minutes) > 1500
    before = now = found = 0
    rounds = 300
    for _ in range(rounds):
        team = [sums_of(like.weeks(chance, 0.92)) for _ in range(PEOPLE)]
        alone = [chance_of_share(SHARE, level, sum(one, Sums())) for one in team]
        answered = [chance_of_shares(SHARE, level, one) or 0.0 for one in team]
        before += somebody_named(alone)
        now += somebody_named(answered)
        low = shares(like.weeks(chance, 0.89), level)
        assert low is not None
        found += low <= FAMILY_LEVEL / PEOPLE
    assert before / rounds > 0.8
    assert now / rounds <= 0.05
    assert found / rounds >= 0.9
