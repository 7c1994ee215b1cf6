from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kpitui.domain.held import edges_of, next_held, target_of
from kpitui.domain.periods import PeriodKind, period_of
from kpitui.domain.progress import wanted_in
from kpitui.domain.records.dated import Target, target_on
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric, Range

WEEK = period_of(date(2026, 11, 18), PeriodKind.WEEK)  # 16 to 22 November
MONTH = period_of(date(2026, 11, 18), PeriodKind.MONTH)


def row(level: float, starts_on: date, ends_on: date | None = None) -> Target:
    return Target(id=int(level), level=Range(low=level), starts_on=starts_on, ends_on=ends_on)


def metric(aggregation: Aggregation) -> Metric:
    return Metric(
        id=1, name="m", code="m", direction=Direction.HIGHER, aggregation=aggregation,
        cadence=Cadence.WEEKLY,
    )  # fmt: skip


def test_a_level_that_came_on_friday_does_not_judge_the_week() -> None:
    friday = date(2026, 11, 20)
    levels = (row(90, date(2026, 1, 1), friday), row(97, friday))
    assert target_of(levels, WEEK) == levels[0]
    thursday = friday - timedelta(days=1)
    levels = (row(90, date(2026, 1, 1), thursday), row(97, thursday))
    assert target_of(levels, WEEK) == levels[1]


def test_of_two_that_held_equally_long_the_later_judges() -> None:
    middle = date(2026, 11, 16)
    levels = (row(90, date(2026, 1, 1), middle), row(97, middle))
    assert target_of(levels, MONTH) == levels[1]


def test_next_comes_another_level_and_neither_a_pause_nor_the_same_one_again() -> None:
    def coming(*levels: float | None) -> float | None:
        """What comes after the first of these, each of which holds for a week; None is a pause."""
        weeks = [WEEK.first + timedelta(days=7 * count) for count in range(len(levels) + 1)]
        rows = [
            row(level, start, end)
            for level, start, end in zip(levels, weeks, weeks[1:], strict=False)
            if level is not None
        ]

        def held_on(day: date) -> float | None:
            held = target_on(rows, day)
            return held.level.low if held else None

        return next_held(held_on, edges_of(rows), WEEK.first)

    assert coming(90, 97, 99) == 97
    assert coming(90, None, 90, 97) == 97
    assert coming(90, 90) is None
    assert coming(None, 90) == 90


def test_a_level_without_an_end_is_followed_by_none() -> None:
    rows = [row(90, WEEK.first)]
    assert next_held(lambda day: target_on(rows, day), edges_of(rows), WEEK.first) is None


@given(st.lists(st.integers(-3, 10), min_size=1, max_size=5, unique=True))
def test_it_is_the_row_that_held_on_most_of_the_days(starts: list[int]) -> None:
    days = [WEEK.first + timedelta(days=start) for start in sorted(starts)]
    rows = [
        row(place, day, end)
        for place, (day, end) in enumerate(zip(days, [*days[1:], None], strict=True))
    ]
    held = [target_on(rows, WEEK.first + timedelta(days=day)) for day in range(7)]
    found = target_of(rows, WEEK)
    most = max(held.count(one) for one in held if one) if any(held) else 0
    latest = [target for target in rows if held.count(target) == most][-1] if most else None
    assert found == latest


def test_a_mean_is_expected_to_stand_where_the_middle_of_the_period_is_a_sum_where_its_end() -> (
    None
):
    kpi = Kpi(
        id=1, metric_id=1, strategy_id=1, baseline=0, starts_on=date(2026, 11, 16),
        targets=(replace(row(10, date(2026, 11, 16)), due_on=date(2026, 11, 26)),),
    )  # fmt: skip
    middle, end = Range(low=3), Range(low=6)
    for aggregation, expected in (
        (Aggregation.MEAN, middle),
        (Aggregation.RATIO, middle),
        (Aggregation.SUM, end),
        (Aggregation.LAST, end),
    ):
        assert wanted_in(kpi, metric(aggregation), WEEK).expected == expected
