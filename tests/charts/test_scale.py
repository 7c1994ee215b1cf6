import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kpitui.charts.scale import Scale, finite, ticks

ANY = st.floats() | st.none()


def minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


@given(st.lists(ANY))
def test_a_scale_is_a_finite_range_that_holds_every_finite_value(
    values: list[float | None],
) -> None:
    scale = Scale.over(values)
    assert math.isfinite(scale.low)
    assert math.isfinite(scale.high)
    assert scale.low < scale.high
    for value in filter(None, map(finite, values)):
        assert scale.low <= value <= scale.high
        assert 0 <= scale.at(value) <= 1


@given(st.floats(-1e308, 1e308), st.floats(-1e308, 1e308), st.floats(-1e308, 1e308))
def test_higher_values_stand_higher(a: float, b: float, c: float) -> None:
    scale = Scale.over([a, b])
    low, high = sorted((b, c))
    assert scale.at(low) <= scale.at(high)


def test_a_single_value_stands_in_the_middle() -> None:
    for value in (85.0, 0.0, -3.0):
        assert math.isclose(Scale.over([value, value]).at(value), 0.5)


def test_one_value_of_any_size_makes_a_scale() -> None:
    for value in (5e-324, 1.7e308, -1.7976931348623157e308, 1e16):
        assert 0 <= Scale.over([value]).at(value) <= 1


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1),
    st.integers(3, 7),
    st.booleans(),
)
def test_ticks_are_few_rising_and_within(values: list[float], most: int, clock: bool) -> None:
    scale = Scale.over(values)
    found = ticks(scale, most, lambda value: f"{value:.3g}", clock=clock)
    numbers = [value for value, _ in found]
    assert 1 <= len(found) <= most
    assert numbers == sorted(numbers)
    assert all(scale.low <= number <= scale.high for number in numbers)
    labels = [label for _, label in found]
    assert all(a != b for a, b in pairwise(labels))


def test_ticks_are_round() -> None:
    assert [v for v, _ in ticks(Scale(73.3, 86.9), 3, str)] == [75, 80, 85]
    assert [v for v, _ in ticks(Scale(0.0, 1.0), 6, str)] == [0, 0.2, 0.4, 0.6, 0.8, 1]
    assert [v for v, _ in ticks(Scale(-0.31, 0.31), 7, str)] == [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]


def test_ticks_of_times_are_round_in_minutes_and_seconds() -> None:
    many = [label for _, label in ticks(Scale(338, 424), 7, minutes, clock=True)]
    assert many == ["5:45", "6:00", "6:15", "6:30", "6:45", "7:00"]
    assert [label for _, label in ticks(Scale(340, 424), 3, minutes, clock=True)] == [
        "6:00",
        "6:30",
        "7:00",
    ]


def test_a_coarse_label_takes_a_wider_step() -> None:
    assert [label for _, label in ticks(Scale(1.0, 3.2), 7, lambda value: f"{value:.0f}")] == [
        "1",
        "2",
        "3",
    ]


def test_values_too_close_for_their_label_show_one_tick() -> None:
    assert ticks(Scale(2.01, 2.02), 5, lambda value: f"{value:.0f}") == [(2.01, "2")]
