"""Years of weeks, as retailers and accountants count them, and the names of their parts."""

from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.own_year import OwnYear, YearFrame, YearPattern, part_starts
from kpitui.domain.period_names import coming_end, period_named, year_named
from kpitui.domain.periods import (
    CALENDAR,
    Calendar,
    Period,
    PeriodKind,
    is_regular,
    period_of,
    periods_between,
)

MONTH, QUARTER, WEEK = PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.WEEK
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
KINDS = st.sampled_from(PeriodKind)
PARTS = st.sampled_from((MONTH, QUARTER, WEEK))
OWN = st.builds(
    OwnYear,
    st.sampled_from(get_args(YearPattern)),
    st.sampled_from(("nearest", "last")),
    st.sampled_from(("start", "end")),
    st.sampled_from(("standard", "FY{yy}", "{yyyy}/{to}", "{yyyy}")),
    st.sampled_from(("standard", "{year} P{nn}", "{year} {mon}", "P{n}.{yy}")),
    st.sampled_from(("standard", "{year} Q{n}", "Q{n} {yyyy}")),
    st.sampled_from(("standard", "{year} W{nn}", "Wk{n} {year}")),
)
ONE = st.builds(Calendar, st.integers(1, 12), st.integers(0, 6), st.none() | OWN)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A calendar, and up to three that held before it."""
    found = draw(ONE)
    for day in sorted(draw(st.lists(st.dates(date(1995, 1, 1), date(2040, 1, 1)), max_size=3))):
        new = draw(ONE)
        found = Calendar(new.first_month, new.first_day, new.own, day, found)
    return found


# The 4-5-4 calendar of the National Retail Federation. Checked: coresight.com, “The 4-5-4 US Retail
# Calendar, 2023–24”: fiscal 2023 has 53 weeks and ends on 3 February 2024, the last such year was
# 2017. The other days follow from that by weeks of 4, 5 and 4, and were held against no table.
NRF = Calendar(2, 6, OwnYear("4-5-4", "nearest", "start", "{yyyy}", "{year} {mon}"))
NRF_MONTHS = {
    "2023 Feb": (date(2023, 1, 29), date(2023, 2, 25)),
    "2023 Mar": (date(2023, 2, 26), date(2023, 4, 1)),
    "2023 Apr": (date(2023, 4, 2), date(2023, 4, 29)),
    "2023 Jul": (date(2023, 7, 2), date(2023, 7, 29)),
    "2023 Dec": (date(2023, 11, 26), date(2023, 12, 30)),
    "2023 Jan": (date(2023, 12, 31), date(2024, 2, 3)),
    "2024 Feb": (date(2024, 2, 4), date(2024, 3, 2)),
    "2024 Mar": (date(2024, 3, 3), date(2024, 4, 6)),
    "2024 Aug": (date(2024, 8, 4), date(2024, 8, 31)),
    "2024 Nov": (date(2024, 11, 3), date(2024, 11, 30)),
    "2024 Jan": (date(2025, 1, 5), date(2025, 2, 1)),
}


@pytest.mark.parametrize(("label", "days"), NRF_MONTHS.items())
def test_the_months_of_retailers_follow_from_the_year_they_publish(
    label: str, days: tuple[date, date]
) -> None:
    assert period_named(label, NRF) == Period(*days, label)
    assert period_of(days[0], MONTH, NRF) == period_of(days[1], MONTH, NRF) == Period(*days, label)


def test_a_year_of_retailers_has_53_weeks_where_theirs_has() -> None:
    weeks = {year: len(part_starts(NRF.frame, year, "week")) - 1 for year in range(1998, 2026)}
    # nrf.com of 2014, “An Explanation of the 53-Week Year”: FY'00, FY'06, FY'12, and FY'17 to come;
    # 2023 is that of coresight.com above.
    assert [year for year, count in weeks.items() if count == 53] == [2000, 2006, 2012, 2017, 2023]
    assert period_of(date(2024, 2, 3), QUARTER, NRF).first == date(2023, 10, 29)


def test_a_year_that_ends_on_the_thursday_on_or_before_the_end_of_december() -> None:
    # Floor & Decor, form 10-Q for 28 September 2023: “the 52- or 53-week period ending on the
    # Thursday on or preceding December 31st”; fiscal 2023 ended on 28 December 2023, fiscal 2022 on
    # 29 December 2022, each of 52 weeks, and quarters have thirteen.
    calendar = Calendar(1, 4, OwnYear("4-4-5", "last"))
    ends = [coming_end("eoy", date(year, 6, 1), calendar) for year in (2020, 2022, 2023)]
    assert ends == [date(2020, 12, 31), date(2022, 12, 29), date(2023, 12, 28)]
    assert len(part_starts(calendar.frame, 2023, "week")) - 1 == 52
    assert period_of(date(2023, 9, 1), QUARTER, calendar).last == date(2023, 9, 28)


def test_a_year_that_ends_on_the_last_saturday_of_september() -> None:
    # As that of Apple Inc. Checked: the table of rigelkent.blogspot.com (August 2024), by which its
    # years ended on 24 September 2022, 30 September 2023 and 28 September 2024, not forms of its
    # own; 2025 and the quarters follow from the rule.
    own = OwnYear("4-4-5", "last", "end", "FY{yy}")
    apple = Calendar(10, 6, own)
    ends = [coming_end("eoy", date(year, 3, 1), apple) for year in (2022, 2023, 2024, 2025)]
    assert ends == [date(2022, 9, 24), date(2023, 9, 30), date(2024, 9, 28), date(2025, 9, 27)]
    assert period_of(date(2023, 9, 30), MONTH, apple).label == "FY23 P12"
    assert period_of(date(2023, 12, 30), QUARTER, apple).label == "FY24 Q1"
    assert period_of(date(2023, 12, 30), QUARTER, apple).last == date(2023, 12, 30)


def test_thirteen_periods_of_four_weeks_and_a_last_quarter_of_four() -> None:
    calendar = Calendar(1, 0, OwnYear("13x4", week_label="{year} W{nn}", year_label="FY{yy}"))
    starts = part_starts(calendar.frame, 2026, "month")
    assert len(starts) == 14
    assert {(b - a).days for a, b in pairwise(starts[:-1])} == {28}
    assert starts[-1] - starts[-2] == timedelta(weeks=5)  # 2026 is a year of 53 ISO weeks
    assert period_of(date(2027, 1, 3), QUARTER, calendar).label == "FY26 Q4"
    assert period_of(date(2027, 1, 3), MONTH, calendar).label == "FY26 P13"
    assert period_of(date(2027, 1, 3), WEEK, calendar).label == "FY26 W53"


def test_a_fiscal_year_of_months_has_its_own_names() -> None:
    own = OwnYear(named_by="end", year_label="FY{yy}")
    calendar = Calendar(4, 0, own)
    assert period_of(date(2026, 4, 1), MONTH, calendar).label == "FY27 P01"
    assert period_of(date(2026, 3, 31), QUARTER, calendar).label == "FY26 Q4"
    assert period_of(date(2026, 11, 3), WEEK, calendar).label == "2026-W45"
    assert period_named("fy27  p01", calendar) == period_of(date(2026, 4, 30), MONTH, calendar)
    assert period_named("fy27 p13", calendar) is None
    assert period_named("fy27 q0", calendar) is None
    assert period_named("2026-04", calendar) is None


def test_a_year_with_two_numbers_has_to_name_both() -> None:
    calendar = Calendar(7, 0, OwnYear(year_label="{yyyy}/{to}"))
    assert period_of(date(2026, 7, 1), QUARTER, calendar).label == "2026/27 Q1"
    assert period_named("2026/27 q1", calendar) == period_of(date(2026, 9, 1), QUARTER, calendar)
    assert period_named("2026/28 q1", calendar) is None


@given(st.integers(1971, 2069))
def test_weeks_of_iso_years_are_those_of_the_year_nearest_to_january(year: int) -> None:
    frame = YearFrame(1, 0, OwnYear())
    assert part_starts(frame, year, "week")[0] == date.fromisocalendar(year, 1, 1)


@given(DAYS, KINDS, calendars())
def test_every_day_lies_in_one_period_and_periods_follow_each_other(
    day: date, kind: PeriodKind, calendar: Calendar
) -> None:
    period = period_of(day, kind, calendar)
    assert period.first <= day <= period.last
    assert period_of(period.first, kind, calendar) == period
    assert period_of(period.last, kind, calendar) == period
    after = period_of(period.last + timedelta(days=1), kind, calendar)
    assert after.first == period.last + timedelta(days=1)


@given(DAYS, PARTS, calendars())
def test_periods_tile_years_around_every_change_and_have_names_of_their_own(
    day: date, kind: PeriodKind, calendar: Calendar
) -> None:
    at = calendar.since if calendar.before else day
    span = timedelta(days=500)
    periods = periods_between(at - span, at + span, kind, calendar)
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(periods))
    labels = [period.label for period in periods]
    assert len(labels) == len({*labels})


@given(st.integers(1972, 2068), ONE)
def test_years_have_52_or_53_weeks_and_12_or_13_periods(year: int, calendar: Calendar) -> None:
    frame = calendar.frame
    weeks = part_starts(frame, year, "week")
    assert len(weeks) - 1 in (52, 53)
    periods = part_starts(frame, year, "month")
    assert len(periods) - 1 == (13 if frame.own.pattern == "13x4" else 12)
    assert len(part_starts(frame, year, "quarter")) - 1 == 4
    if frame.own.of_weeks:
        assert periods[0] == weeks[0]
        assert periods[-1] == weeks[-1]
        assert {(b - a).days for a, b in pairwise(periods)} <= {28, 35, 42}


@given(DAYS, PARTS, calendars())
def test_a_name_of_ones_own_is_read_as_the_period_that_it_names(
    day: date, kind: PeriodKind, calendar: Calendar
) -> None:
    period = period_of(day, kind, calendar)
    one = calendar.on(period.first)
    if one.own is None or not one.own.form(
        {"month": "month", "week": "week", "quarter": "quarter"}[kind.value]  # type: ignore[arg-type]
    ):
        return
    read = period_named(period.label.upper(), calendar)
    assert read is not None
    # Another calendar may have given the name to another kind of period.
    assert read.label.lower() == period.label.lower()


@given(DAYS, KINDS, st.integers(1, 12), st.integers(0, 6))
def test_a_calendar_that_says_nothing_of_its_own_changes_nothing(
    day: date, kind: PeriodKind, month: int, first_day: int
) -> None:
    plain = Calendar(month, first_day)
    changed = Calendar(month, first_day, None, date(2020, 6, 17), plain)
    assert period_of(day, kind, changed) == period_of(day, kind, plain)


@given(DAYS, PARTS, ONE, ONE)
def test_a_change_leaves_periods_far_from_it_as_they_are(
    day: date, kind: PeriodKind, old: Calendar, new: Calendar
) -> None:
    both = Calendar(new.first_month, new.first_day, new.own, date(2026, 11, 10), old)
    far = timedelta(days=250)
    if day < date(2026, 11, 10) - far:
        assert period_of(day, kind, both) == period_of(day, kind, old)
        assert is_regular(period_of(day, kind, both), kind, both)
    elif day > date(2026, 11, 10) + far:
        period, alone = period_of(day, kind, both), period_of(day, kind, new)
        assert (period.first, period.last) == (alone.first, alone.last)


def test_what_is_left_of_a_period_joins_its_neighbour_where_it_is_short() -> None:
    # Weeks from Monday until Monday the 9th; from Tuesday the 10th on they begin on Sunday.
    calendar = Calendar(1, 6, None, date(2026, 11, 10), CALENDAR)
    weeks = periods_between(date(2026, 10, 26), date(2026, 11, 20), WEEK, calendar)
    assert [(week.first.day, week.last.day, week.label) for week in weeks] == [
        (26, 1, "2026-W44"), (2, 9, "2026-W45"), (10, 14, "2026-11-10"), (15, 21, "2026-11-15"),
    ]  # fmt: skip
    assert [is_regular(week, WEEK, calendar) for week in weeks] == [True, False, False, True]
    months = periods_between(date(2026, 10, 1), date(2026, 12, 31), MONTH, calendar)
    assert [month.label for month in months] == ["2026-10", "2026-11", "2026-12"]


def test_a_second_period_of_one_name_says_so() -> None:
    calendar = Calendar(4, 0, None, date(2026, 7, 1), CALENDAR)
    quarters = periods_between(date(2026, 1, 1), date(2027, 6, 30), QUARTER, calendar)
    assert [quarter.label for quarter in quarters] == [
        "2026-Q1", "2026-Q2", "2026-Q2 (2)", "2026-Q3", "2026-Q4", "2027-Q1",
    ]  # fmt: skip


def test_no_period_is_the_second_where_no_first_is_shown() -> None:
    # The third quarter of 4-4-5 would begin on 3 August; what 10 August left of it joined the
    # second.
    weeks = Calendar(2, 0, OwnYear("4-4-5", year_label="FY{yy}"), date(2026, 2, 1), CALENDAR)
    thirteen = OwnYear("13x4", year_label="FY{yy}")
    calendar = Calendar(2, 0, thirteen, date(2026, 8, 10), weeks)
    quarters = periods_between(date(2026, 2, 1), date(2027, 4, 25), QUARTER, calendar)
    names = [quarter.label for quarter in quarters]
    assert names == ["FY26 Q1", "FY26 Q2", "FY26 Q3", "FY26 Q4", "FY27 Q1"]
    assert period_named("FY26 Q3", calendar) == quarters[2]


@given(calendars(), PARTS)
def test_a_number_behind_a_name_tells_it_from_one_that_is_shown(
    calendar: Calendar, kind: PeriodKind
) -> None:
    if calendar.before is None:
        return
    first, last = calendar.since - timedelta(days=1600), calendar.since + timedelta(days=800)
    names = [period.label for period in periods_between(first, last, kind, calendar)]
    for at, name in enumerate(names):
        if name.endswith(" (2)"):
            assert name.removesuffix(" (2)") in names[:at]


def test_a_piece_between_two_calendars_is_found_by_its_name() -> None:
    weeks = Calendar(1, 0, OwnYear("4-4-5"), date(2000, 1, 1), CALENDAR)
    calendar = Calendar(1, 0, None, date(2000, 1, 2), weeks)
    piece = Period(date(2000, 1, 1), date(2000, 1, 1), "1999-P12")
    assert period_of(date(2000, 1, 1), MONTH, calendar) == piece
    assert period_named("1999-P12", calendar) == piece


def test_a_year_by_its_name_ends_where_another_calendar_begins() -> None:
    own = OwnYear(named_by="end", year_label="FY{yy}")
    before = Calendar(4, 0, own)
    calendar = Calendar(1, 0, OwnYear(year_label="Y{yyyy}"), date(2026, 1, 1), before)
    years = {name: year_named(name, calendar) for name in ("fy25", "FY26", "Y2026", "FY27", "P1")}
    assert years == {
        "fy25": Period(date(2024, 4, 1), date(2025, 3, 31), "FY25"),
        "FY26": Period(date(2025, 4, 1), date(2025, 12, 31), "FY26"),
        "Y2026": Period(date(2026, 1, 1), date(2026, 12, 31), "Y2026"), "FY27": None, "P1": None,
    }  # fmt: skip


def test_the_ends_to_come_are_those_of_the_own_year() -> None:
    ends = {
        word: coming_end(word, date(2026, 11, 20), NRF) for word in ("eom", "eoq", "eoy", "eon")
    }
    assert ends == {
        "eom": date(2026, 11, 28), "eoq": date(2027, 1, 30), "eoy": date(2027, 1, 30), "eon": None
    }  # fmt: skip
