"""The dates under a chart."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.charts.date_axis import APART, date_labels, starts_at
from kpitui.domain.periods import CALENDAR, Calendar, PeriodKind, period_of


def days_of(first: date, by: PeriodKind, count: int, calendar: Calendar = CALENDAR) -> list[date]:
    days: list[date] = []
    for _ in range(count):
        period = period_of(first, by, calendar)
        days.append(period.first)
        first = period.last + timedelta(days=1)
    return days


def shown(days: list[date], by: PeriodKind, width: int) -> str:
    labels = date_labels(days, by, lambda index: index * (width - 1) / (len(days) - 1), width)
    return " · ".join(label.text for label in labels)


@pytest.mark.parametrize(
    ("by", "count", "width", "dates"),
    [
        (PeriodKind.DAY, 7, 100, "6 Jul 2026 · 7 Jul · 8 Jul · 9 Jul · 10 Jul · 11 Jul · 12 Jul"),
        (PeriodKind.DAY, 30, 70, "6 Jul 2026 · 13 Jul · 20 Jul · 27 Jul · 3 Aug"),
        (PeriodKind.WEEK, 9, 50, "6 Jul 2026 · 3 Aug · 31 Aug"),
        (PeriodKind.WEEK, 40, 60, "Jul 2026 · Sep · Nov · 2027 · Mar"),
        (PeriodKind.MONTH, 14, 90, "Jul 2026 · Sep · Nov · 2027 · Mar · May · Jul"),
        (PeriodKind.MONTH, 8, 90, "Jul 2026 · Aug · Sep · Oct · Nov · Dec · 2027 · Feb"),
        (PeriodKind.QUARTER, 8, 50, "Jul 2026 · 2027 · Jul · 2028"),
        (PeriodKind.WEEK, 600, 60, "2027 · 2029 · 2031 · 2033 · 2035 · 2037"),
    ],
)  # fmt: skip
def test_the_finest_even_steps_that_have_room(
    by: PeriodKind, count: int, width: int, dates: str
) -> None:
    assert shown(days_of(date(2026, 7, 6), by, count), by, width) == dates


def test_quarters_that_begin_in_february_are_named_by_their_month() -> None:
    days = days_of(date(2026, 2, 1), PeriodKind.QUARTER, 6, Calendar(first_month=2))
    assert shown(days, PeriodKind.QUARTER, 80) == "Feb 2026 · May · Aug · Nov · Feb 2027 · May"


def test_where_no_steps_have_room_it_is_the_ends_or_the_newest() -> None:
    week = days_of(date(2026, 7, 6), PeriodKind.DAY, 5)
    assert shown(week, PeriodKind.DAY, 24) == "6 Jul 2026 · 10 Jul"
    assert shown(week, PeriodKind.DAY, 16) == "10 Jul 2026"
    assert shown(week, PeriodKind.DAY, 8) == ""
    (only,) = date_labels([date(2026, 7, 1)], PeriodKind.MONTH, lambda _: 20, 40)
    assert (only.index, only.text) == (0, "Jul 2026")


@given(
    st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    st.sampled_from(list(PeriodKind)),
    st.integers(2, 400),
    st.integers(30, 200),
)
def test_no_two_dates_touch_and_a_year_is_never_said_twice_running(
    first: date, by: PeriodKind, count: int, width: int
) -> None:
    days = days_of(first, by, count)

    def column(index: int) -> float:
        return index * (width - 1) // (count - 1)

    labels = date_labels(days, by, column, width)
    assert labels
    starts = [starts_at(label, column, width) for label in labels]
    ends = [start + len(one.text) for start, one in zip(starts, labels, strict=True)]
    assert all(start >= 0 for start in starts)
    assert all(end <= width for end in ends)
    assert all(end + APART <= start for end, start in zip(ends, starts[1:], strict=False))
    years = [label.text[-4:] for label in labels if label.text[-4:].isdigit()]
    assert years == sorted({*years})
    assert years[0] == str(days[labels[0].index].year)
