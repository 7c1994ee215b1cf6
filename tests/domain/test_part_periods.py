"""Which periods are no whole ones, and which empty ones are no gaps."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from kpitui.domain.part_periods import Partial, ReadPeriod, begins_at, partial_periods
from kpitui.domain.periods import AsOf, PeriodKind, periods_between
from kpitui.domain.process_limits import process_limits
from kpitui.domain.readings import Sums, sums_of_numbers
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, EmptyMeans, Metric
from kpitui.domain.rhythm import no_gaps
from kpitui.views.series import judged_period, series_of

MONDAY = date(2026, 6, 1)
CALLS = Metric(
    id=1, name="Calls", code="calls", direction=Direction.HIGHER, aggregation=Aggregation.SUM,
    cadence=Cadence.WEEKLY,
)  # fmt: skip
LATER = AsOf(date(2026, 8, 31), date(2026, 8, 31))
ONE = sums_of_numbers(100.0, None, None, None)


def read_on(*weeks: str) -> list[tuple[date, Sums]]:
    """The days of weeks, each as the letters of its days, such as MTWTF."""
    return [
        (MONDAY + timedelta(days=7 * week + place), ONE)
        for week, days in enumerate(weeks)
        for place, letter in enumerate(days)
        if letter != "-"
    ]


def because(metric: Metric, *weeks: str, as_of: AsOf = LATER) -> list[Partial | None]:
    found = series_of(metric, read_on(*weeks), PeriodKind.WEEK, as_of)
    return [one.partial_because for one in found][: len(weeks)]


@pytest.mark.parametrize(
    ("weeks", "partial"),
    [
        (["--WTF", "MTWTF", "MTWTF"], [Partial.FIRST, None, None]),
        (["MTWTF", "MTWTF", "MTW--"], [None, None, Partial.LAST]),
        (["MTWTF", "-TWTF", "MTWTF", "MT---", "MTWTF"], [None, None, None, Partial.FEW_DAYS, None]),
        (["MTWTF", "MTWT-", "M-WTF", "MTWTF"], [None] * 4),
        (["---T", "M---", "-T--", "M---"], [None] * 4),
        (["MTWTF", "", "MTWTF"], [None] * 3),
        (["MTWTF"], [None]),
        (["M-W-F", "MTWTF", "MTWTF", "MTWTF", "M-W-F"], [None] * 5),
    ],
)
def test_a_sum_of_a_part_of_a_week_is_no_whole_week(
    weeks: list[str], partial: list[Partial | None]
) -> None:
    assert because(CALLS, *weeks) == partial
    for other in (Aggregation.MEAN, Aggregation.LAST):
        assert because(replace(CALLS, aggregation=other), *weeks) == [None] * len(weeks)


def test_a_month_with_nearly_all_of_its_usual_days_is_whole_whenever_they_begin() -> None:
    months = periods_between(date(2026, 1, 1), date(2026, 3, 31), PeriodKind.MONTH)

    def because_of(count: int) -> list[Partial | None]:
        """Why months are partial where the first has so many days, from its 20th on."""
        days = [[month.first + timedelta(days=at) for at in range(10)] for month in months]
        days[0] = [months[0].first + timedelta(days=19 + at) for at in range(count)]
        read = [ReadPeriod(*one, running=False) for one in zip(months, days, strict=True)]
        return partial_periods(CALLS, read, None)

    assert because_of(9) == [None, None, None]
    assert because_of(8) == [Partial.FIRST, None, None]


def test_the_week_that_runs_is_no_whole_one_and_the_one_before_is_judged() -> None:
    thursday = MONDAY + timedelta(days=17)
    weeks = "MTWTF", "MTWTF", "MT---", "M--"
    assert because(CALLS, *weeks[:3], as_of=AsOf(thursday, thursday))[2] is Partial.RUNNING
    sunday = MONDAY + timedelta(days=21)
    found = series_of(CALLS, read_on(*weeks), PeriodKind.WEEK, AsOf(sunday, sunday))
    assert [value.partial_because for value in found][2:] == [Partial.FEW_DAYS, Partial.RUNNING]
    assert judged_period(found) == found[1]


def test_where_none_recorded_means_none_only_the_first_and_the_running_period_are_partial() -> None:
    complaints = replace(CALLS, empty_means=EmptyMeans.ZERO)
    monday = MONDAY + timedelta(days=28)
    found = series_of(
        complaints, read_on("--W", "", "MTWTF"), PeriodKind.WEEK, AsOf(monday, monday)
    )
    assert [(value.value, value.partial_because) for value in found] == [
        (100, Partial.FIRST), (0, None), (500, None), (0, None)
    ]  # fmt: skip


def test_a_split_begins_with_the_first_period_of_which_most_days_follow_it() -> None:
    months = periods_between(date(2026, 1, 1), date(2026, 6, 30), PeriodKind.MONTH)
    assert begins_at(months, date(2025, 7, 1)) == 0
    assert begins_at(months, date(2026, 2, 1)) == 1
    assert begins_at(months, date(2026, 2, 14)) == 1
    assert begins_at(months, date(2026, 2, 15)) == 2
    assert begins_at(months, date(2026, 3, 31)) == 3
    assert begins_at(months, date(2026, 6, 17)) is None
    days = periods_between(MONDAY, MONDAY + timedelta(days=9), PeriodKind.DAY)
    assert begins_at(days, MONDAY + timedelta(days=4)) == 4


def empty_days(weeks: Sequence[str]) -> list[int]:
    days = periods_between(MONDAY, MONDAY + timedelta(days=7 * len(weeks) - 1), PeriodKind.DAY)
    read = {day for day, _ in read_on(*weeks)}
    values = [1.0 if day.first in read else None for day in days]
    return sorted(no_gaps(days, values))


def test_days_that_are_never_read_are_no_gaps_and_a_holiday_is_one() -> None:
    assert empty_days(["M-W-F"] * 3) == [1, 3, 5, 6, 8, 10, 12, 13, 15, 17]
    assert empty_days(["MTWTF", "M-WTF", "MTWTF"]) == [5, 6, 12, 13]
    assert empty_days(["MTWTF"]) == []
    by_turns = ["MTW", "---TFSS", "M--TF--", "-TW--SS"]
    assert empty_days(by_turns * 2) == []
    assert empty_days(["M", "-T", "--W", "---T", "----F", "-----S", "------S"]) == []


def test_a_weekday_is_usual_where_half_of_its_weeks_have_a_reading() -> None:
    shut_for_two_weeks = ["MTWTF", "", "", "MTWTF"]
    assert empty_days(shut_for_two_weeks) == [5, 6, 12, 13, 19, 20]
    on_two_of_five_saturdays = ["MTWTFSS", "MTWTF-S", "MTWTF-S", "MTWTF-S", "MTWTFSS"]
    assert empty_days(on_two_of_five_saturdays) == [12, 19, 26]
    on_three_of_five = ["MTWTFSS", "MTWTF-S", "MTWTFSS", "MTWTF-S", "MTWTFSS"]
    assert empty_days(on_three_of_five) == []


def test_less_than_two_weeks_tell_no_usual_weekdays() -> None:
    assert empty_days(["MT-TFSS", "MT-TFSS"]) == [2, 9]
    assert empty_days(["MT-TFSS", "MT-TFS"]) == []


def empty_weeks(*steps: int) -> list[int]:
    read = {sum(steps[:count]) for count in range(len(steps) + 1)}
    weeks = periods_between(MONDAY, MONDAY + timedelta(days=7 * sum(steps)), PeriodKind.WEEK)
    return sorted(no_gaps(weeks, [1.0 if at in read else None for at in range(len(weeks))]))


def test_weeks_between_fortnightly_or_monthly_readings_are_no_gaps() -> None:
    assert empty_weeks(2, 2, 2) == [1, 3, 5]
    assert empty_weeks(4, 5, 4) == [1, 2, 3, 5, 6, 7, 8, 10, 11, 12]
    assert empty_weeks(2, 2, 2, 4, 2) == [1, 3, 5, 11]
    assert empty_weeks(1, 1, 1, 2, 1) == []
    assert empty_weeks(2, 2) == []


def test_ranges_run_across_what_is_no_gap_and_break_at_what_is_one() -> None:
    values = [1.0, None, 3.0, None, 4.0, None, None, 9.0, None, 9.0]
    limits = process_limits(values, across=frozenset({1, 3, 8}))
    assert list(limits.moving_ranges) == [None, None, 2, None, 1, None, None, None, None, 0]
    split = process_limits(values, splits=[3], across=frozenset({1, 3, 8}))
    assert list(split.moving_ranges)[:5] == [None, None, 2, None, None]


def test_ranges_of_shares_run_across_what_is_no_gap() -> None:
    shares = [0.5, 0.7] * 8
    sizes: list[float | None] = [40.0, 400.0] * 8
    plain = process_limits(shares, sizes=sizes)
    with_gaps = [one for value in shares for one in (value, None)]
    wide = process_limits(
        with_gaps, sizes=[one for size in sizes for one in (size, None)],
        across=frozenset(range(1, 32, 2)),
    )  # fmt: skip
    assert plain.current is not None
    assert wide.current == plain.current
