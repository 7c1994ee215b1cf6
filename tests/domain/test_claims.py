"""How often a chart claims what is not there, and finds what is: seeded simulations.

Figures of `design/judgement.md` §4, in a short form; `KPITUI_LONG=1` runs ten times as many.
"""

import os
from math import pi, sin, sqrt
from random import Random

import pytest
from msgspec import Struct

from kpitui.domain.judgement.alarm_rates import ANY, LENGTHS, REAL, false_alarms
from kpitui.domain.judgement.changes import changes_of
from kpitui.domain.judgement.resemblance import has_season, level_pieces, resembles
from kpitui.domain.natural_limits import Middle, RuleSet
from kpitui.domain.process_limits import process_limits

SERIES = 6_000 if os.environ.get("KPITUI_LONG") else 600
LONG = SERIES > 1_000

CENTRE: dict[RuleSet, Middle] = {"wheeler": "mean", "nhs": "mean", "anhoej": "median"}


class Rates(Struct, frozen=True):
    """Of 100 series: any remark, a real change, a real change that no season explains, a change
    for the worse where higher is better, a season, neighbours alike.
    """

    remark: float
    real: float
    beside_season: float
    worse: float
    season: float
    alike: float


def rates(
    count: int,
    *,
    step: float = 0.0,
    newest: int = 8,
    wave: float = 0.0,
    alike: float = 0.0,
    rules: RuleSet = "wheeler",
    seed: int = 7,
) -> Rates:
    """What is claimed of normal series with a step in the newest periods, a yearly wave, or
    neighbours that resemble each other.
    """
    noise, found = Random(seed), [0] * 6
    for _ in range(SERIES):
        values, last = [], 0.0
        for index in range(count):
            last = alike * last + sqrt(1 - alike * alike) * noise.gauss(0, 1)
            values.append(last + step * (index >= count - newest) + wave * sin(2 * pi * index / 52))
        changes = changes_of(process_limits(values, rules=rules, centre=CENTRE[rules]))
        told = [one for one in (changes.now, changes.earlier) if one]
        real, season = any(change.strength == "real" for change in told), has_season(values, "week")
        worse = any(change.side == "low" and change.strength != "unusual" for change in told)
        seen = (
            told or changes.crossings,
            real,
            real and not season,
            worse,
            season,
            resembles(values),
        )
        found = [sofar + bool(one) for sofar, one in zip(found, seen, strict=True)]
    return Rates(*(100 * one / SERIES for one in found))


def bound(rate: float) -> float:
    """What a simulation of so few series may show where the true rate is this."""
    return 3 * sqrt(rate * (100 - rate) / SERIES)


@pytest.mark.parametrize(("count", "real", "remark"), [(24, 6, 13), (52, 10, 20), (104, 10, 20)])
def test_a_series_without_change_is_seldom_called_changed(
    count: int, real: float, remark: float
) -> None:
    found = rates(count)
    assert found.real <= real
    assert found.remark <= remark


@pytest.mark.parametrize(("count", "remark", "real"), [(24, 70, 50), (52, 90, 78), (104, 95, 85)])
def test_a_true_step_is_found_and_never_called_a_deterioration(
    count: int, remark: float, real: float
) -> None:
    found = rates(count, step=2.0)
    assert found.remark >= remark
    assert found.beside_season >= real - bound(real)
    assert found.worse <= 5


def test_a_yearly_wave_is_no_change() -> None:
    for count in (104, 156):
        found = rates(count, wave=1.0)
        assert found.beside_season <= 5
        assert found.season >= 95


def test_a_step_is_no_season_and_no_resemblance() -> None:
    for newest in (20, 52):
        found = rates(104, step=2.0, newest=newest)
        assert found.season <= 5
        assert found.alike <= 6


def test_resemblance_is_found_where_it_is() -> None:
    assert rates(104, alike=0.5).alike >= 95
    assert rates(104).alike <= 5


@pytest.mark.parametrize("rules", ["wheeler", "nhs", "anhoej"])
def test_the_false_alarms_that_are_told_are_those_that_happen(rules: RuleSet) -> None:
    for at, count in enumerate(LENGTHS):
        if not LONG and count not in (24, 52):
            continue
        found = rates(count, rules=rules, seed=count)
        assert found.real == pytest.approx(REAL[rules][at], abs=1.5 + bound(REAL[rules][at]))
        assert found.remark == pytest.approx(ANY[rules][at], abs=1.5 + bound(ANY[rules][at]))


def test_what_was_not_simulated_is_not_told() -> None:
    assert false_alarms("real", 8, "wheeler") is None
    assert false_alarms("real", 50, "wheeler") == REAL["wheeler"][LENGTHS.index(52)]


def test_a_series_falls_into_two_pieces_only_where_its_level_differs() -> None:
    flat = [1.0, 2.0, 1.5, 2.5, 1.0, 2.0]
    assert level_pieces(flat) == [flat]
    assert [len(piece) for piece in level_pieces([*flat, *(value + 9 for value in flat)])] == [6, 6]
