from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.periods import AsOf, PeriodKind, next_period, period_of, periods_between, previous_period

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
KINDS = st.sampled_from(PeriodKind)
MONTHS = st.integers(1, 12)


@pytest.mark.parametrize(
    ("day", "kind", "first_month", "label", "first", "last"),
    [
        (date(2026, 11, 3), PeriodKind.DAY, 1, "2026-11-03", date(2026, 11, 3), date(2026, 11, 3)),
        (date(2026, 11, 3), PeriodKind.WEEK, 1, "2026-W45", date(2026, 11, 2), date(2026, 11, 8)),
        (date(2027, 1, 2), PeriodKind.WEEK, 1, "2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        (date(2024, 2, 10), PeriodKind.MONTH, 4, "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        (date(2026, 11, 3), PeriodKind.QUARTER, 1, "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        (date(2027, 2, 3), PeriodKind.QUARTER, 4, "2026-Q4", date(2027, 1, 1), date(2027, 3, 31)),
        (date(2026, 4, 1), PeriodKind.QUARTER, 4, "2026-Q1", date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 1, 31), PeriodKind.QUARTER, 12, "2025-Q1", date(2025, 12, 1), date(2026, 2, 28)),
    ],
)
def test_a_day_falls_into_its_period(
    day: date, kind: PeriodKind, first_month: int, label: str, first: date, last: date
) -> None:
    period = period_of(day, kind, first_month)
    assert (period.label, period.first, period.last) == (label, first, last)


@given(DAYS, KINDS, MONTHS)
def test_every_day_of_a_period_gives_the_same_period(day: date, kind: PeriodKind, first_month: int) -> None:
    period = period_of(day, kind, first_month)
    assert period.first <= day <= period.last
    assert period_of(period.first, kind, first_month) == period
    assert period_of(period.last, kind, first_month) == period


@given(DAYS, KINDS, MONTHS)
def test_periods_follow_each_other_without_gap(day: date, kind: PeriodKind, first_month: int) -> None:
    period = period_of(day, kind, first_month)
    following = next_period(period, kind, first_month)
    assert following.first == period.last + timedelta(days=1)
    assert previous_period(following, kind, first_month) == period
    assert following.label != period.label


@given(DAYS, st.integers(0, 400), KINDS, MONTHS)
def test_periods_between_cover_every_day_once(day: date, length: int, kind: PeriodKind, first_month: int) -> None:
    last = day + timedelta(days=length)
    periods = list(periods_between(day, last, kind, first_month))
    assert periods[0].first <= day
    assert periods[-1].first <= last <= periods[-1].last
    assert all(b.first == a.last + timedelta(days=1) for a, b in pairwise(periods))


def test_a_past_day_is_over_and_today_is_not() -> None:
    march = period_of(date(2016, 3, 1), PeriodKind.MONTH)
    assert AsOf(date(2016, 3, 31), date(2026, 11, 23)).finished(march)
    assert not AsOf(date(2016, 3, 30), date(2026, 11, 23)).finished(march)
    assert not AsOf(date(2016, 3, 31), date(2016, 3, 31)).finished(march)
    assert AsOf(date(2016, 4, 1), date(2016, 4, 1)).finished(march)
