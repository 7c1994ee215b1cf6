"""How much of a sum is expected of somebody: by their hours, and by the days they are not away."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert

from kpitui.domain.expected_share import Share, expected_of, share_in, share_on
from kpitui.domain.periods import PeriodKind, period_of
from kpitui.domain.records.absence import Absence, days_away, wholly_away
from kpitui.domain.records.metric import Metric, Range
from kpitui.domain.records.person import Membership, Person

WEEK = period_of(date(2026, 11, 16), PeriodKind.WEEK)
FULL = Range(low=120)


def metric(aggregation: str = "sum") -> Metric:
    return convert(
        {
            "id": 1, "name": "Calls", "code": "calls", "direction": "higher",
            "aggregation": aggregation, "cadence": "weekly",
        },
        Metric,
    )  # fmt: skip


def held(starts_on: date, hours: float | None, ends_on: date | None = None) -> Membership:
    return Membership(
        id=1, person_id=1, team_id=1, starts_on=starts_on, ends_on=ends_on, hours=hours
    )


def away(first: date, back_on: date | None) -> Absence:
    return Absence(id=1, person_id=1, starts_on=first, ends_on=back_on)


def person(*memberships: Membership, absences: tuple[Absence, ...] = ()) -> Person:
    more: dict[str, Any] = {"memberships": memberships, "absences": absences}
    return Person(id=1, name="Tom", starts_on=date(2026, 1, 1), **more)


YEAR = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("whose", "low"),
    [
        (person(held(YEAR, None)), 120),
        (person(), 120),
        (person(held(YEAR, 40)), 120),
        (person(held(YEAR, 20)), 60),
        (person(held(YEAR, 50)), 150),
        (person(held(YEAR, 20, date(2026, 11, 20)), held(date(2026, 11, 20), 40)),
         120 * (4 * 20 + 3 * 40) / 7 / 40),
        # Away from Monday to Friday; back on Saturday.
        (person(held(YEAR, 20), absences=(away(date(2026, 11, 16), date(2026, 11, 21)),)),
         60 * 2 / 7),
        (person(held(YEAR, None), absences=(away(date(2026, 11, 19), None),)), 120 * 3 / 7),
        # Who has a value though they were away all week is held to their hours.
        (person(held(YEAR, 20), absences=(away(date(2026, 11, 1), None),)), 60),
        # They came on Thursday, and left on Friday: their hours are those of the membership.
        (person(held(date(2026, 11, 19), 20, date(2026, 11, 20))), 60),
    ],
)  # fmt: skip
def test_a_sum_is_scaled_by_hours_and_by_days(whose: Person, low: float) -> None:
    found = expected_of(FULL, share_in(whose, metric(), WEEK, 40))
    assert found.low == pytest.approx(low)
    assert found.high is None


def test_both_ends_of_a_band_are_scaled_and_nothing_but_a_sum_is() -> None:
    half = person(held(YEAR, 18))
    band = expected_of(Range(low=10, high=30), share_in(half, metric(), WEEK, 36))
    assert band == Range(low=5, high=15)
    for one in ("mean", "ratio", "last"):
        assert share_in(half, metric(one), WEEK, 36) is None
        assert share_on(half, metric(one), WEEK.first, 36) is None
    assert share_on(half, metric(), WEEK.first, 36) == Share(18, 36)
    assert share_on(person(), metric(), WEEK.first, 36) is None


days = st.dates(date(2026, 10, 1), date(2026, 12, 31))


@given(st.sets(days, max_size=9), days, st.integers(0, 40))
def test_days_away_are_counted_one_by_one(edges: set[date], first: date, more: int) -> None:
    pairs = sorted(edges)
    spans = [*zip(pairs[::2], pairs[1::2], strict=False)]
    absences = [away(*span) for span in spans] + ([away(pairs[-1], None)] if len(pairs) % 2 else [])
    last = first + timedelta(days=more)
    by_hand = sum(
        any(
            absence.starts_on <= day and (absence.ends_on is None or day < absence.ends_on)
            for absence in absences
        )
        for day in (first + timedelta(days=at) for at in range(more + 1))
    )
    assert days_away(absences, first, last) == by_hand
    assert days_away([*absences, *absences[:1]], first, last) == by_hand  # of another program
    assert wholly_away(absences, first, last) == (by_hand == more + 1)
