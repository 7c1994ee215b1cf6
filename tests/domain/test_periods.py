from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.periods import (
    WEEKDAYS,
    AsOf,
    Calendar,
    PeriodKind,
    period_of,
    periods_between,
    previous_period,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
KINDS = st.sampled_from(PeriodKind)
CALENDARS = st.builds(Calendar, st.integers(1, 12), st.integers(0, 6))


@pytest.mark.parametrize(
    ("day", "kind", "first_month", "label", "first", "last"),
    [
        (date(2026, 11, 3), PeriodKind.DAY, 1, "2026-11-03", date(2026, 11, 3), date(2026, 11, 3)),
        (date(2026, 11, 3), PeriodKind.WEEK, 1, "2026-W45", date(2026, 11, 2), date(2026, 11, 8)),
        (date(2027, 1, 2), PeriodKind.WEEK, 1, "2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        (date(2024, 2, 10), PeriodKind.MONTH, 4, "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        (
            date(2026, 11, 3),
            PeriodKind.QUARTER,
            1,
            "2026-Q4",
            date(2026, 10, 1),
            date(2026, 12, 31),
        ),
        (date(2027, 2, 3), PeriodKind.QUARTER, 4, "2026-Q4", date(2027, 1, 1), date(2027, 3, 31)),
        (date(2026, 4, 1), PeriodKind.QUARTER, 4, "2026-Q1", date(2026, 4, 1), date(2026, 6, 30)),
        (
            date(2026, 1, 31),
            PeriodKind.QUARTER,
            12,
            "2025-Q1",
            date(2025, 12, 1),
            date(2026, 2, 28),
        ),
    ],
)
def test_a_day_falls_into_its_period(
    day: date, kind: PeriodKind, first_month: int, label: str, first: date, last: date
) -> None:
    period = period_of(day, kind, Calendar(first_month))
    assert (period.label, period.first, period.last) == (label, first, last)


@pytest.mark.parametrize(
    ("day", "first_day", "label", "last"),
    [
        (date(2026, 11, 25), "sunday", "2026-11-22", date(2026, 11, 28)),
        (date(2026, 11, 22), "sunday", "2026-11-22", date(2026, 11, 28)),
        (date(2026, 11, 21), "sunday", "2026-11-15", date(2026, 11, 21)),
        (date(2027, 1, 1), "saturday", "2026-12-26", date(2027, 1, 1)),
        (date(2026, 11, 25), "wednesday", "2026-11-25", date(2026, 12, 1)),
    ],
)
def test_a_week_that_begins_on_another_day_is_called_by_it(
    day: date, first_day: str, label: str, last: date
) -> None:
    week = period_of(day, PeriodKind.WEEK, Calendar(first_day=WEEKDAYS.index(first_day)))
    assert (week.label, week.first.isoformat(), week.last) == (label, label, last)


@given(DAYS, CALENDARS)
def test_a_week_has_seven_days_and_begins_on_its_day(day: date, calendar: Calendar) -> None:
    week = period_of(day, PeriodKind.WEEK, calendar)
    assert week.first.weekday() == calendar.first_day
    assert week.last - week.first == timedelta(6)
    assert ("W" in week.label) == (calendar.first_day == 0)


@given(DAYS, KINDS, CALENDARS)
def test_every_day_of_a_period_gives_the_same_period(
    day: date, kind: PeriodKind, calendar: Calendar
) -> None:
    period = period_of(day, kind, calendar)
    assert period.first <= day <= period.last
    assert period_of(period.first, kind, calendar) == period
    assert period_of(period.last, kind, calendar) == period


@given(DAYS, KINDS, CALENDARS)
def test_periods_follow_each_other_without_gap(
    day: date, kind: PeriodKind, calendar: Calendar
) -> None:
    period = period_of(day, kind, calendar)
    following = period_of(period.last + timedelta(days=1), kind, calendar)
    assert following.first == period.last + timedelta(days=1)
    assert previous_period(following, kind, calendar) == period
    assert following.label != period.label


@given(DAYS, st.integers(0, 400), KINDS, CALENDARS)
def test_periods_between_cover_every_day_once(
    day: date, length: int, kind: PeriodKind, calendar: Calendar
) -> None:
    last = day + timedelta(days=length)
    periods = periods_between(day, last, kind, calendar)
    assert periods[0].first <= day
    assert periods[-1].first <= last <= periods[-1].last
    assert all(b.first == a.last + timedelta(days=1) for a, b in pairwise(periods))


def test_a_past_day_is_over_and_today_is_not() -> None:
    march = period_of(date(2016, 3, 1), PeriodKind.MONTH)
    assert AsOf(date(2016, 3, 31), date(2026, 11, 23)).finished(march)
    assert not AsOf(date(2016, 3, 30), date(2026, 11, 23)).finished(march)
    assert not AsOf(date(2016, 3, 31), date(2016, 3, 31)).finished(march)
    assert AsOf(date(2016, 4, 1), date(2016, 4, 1)).finished(march)


def test_a_sentence_names_a_week_as_people_do() -> None:
    today = date(2026, 11, 20)
    week = period_of(today, PeriodKind.WEEK)
    assert week.said(today) == "the week of 16 Nov"
    assert week.since(today) == "16 Nov"
    assert week.said(date(2027, 1, 4)) == "the week of 16 Nov 2026"
    assert period_of(today, PeriodKind.MONTH).said(today) == "2026-11"
    assert period_of(today, PeriodKind.DAY).said(today) == "2026-11-20"
