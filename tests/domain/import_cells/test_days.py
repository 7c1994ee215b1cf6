"""Dates of files: every form written from a day reads back as that day, and none is guessed."""

import contextlib
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.dates import NotADate
from kpitui.domain.import_cells.dated import LastDay
from kpitui.domain.import_cells.day_column import YearsOfTwo
from kpitui.domain.import_cells.days import EitherOrder, EitherYear, read_day
from kpitui.domain.import_cells.month_names import MONTHS
from kpitui.domain.periods import Calendar, PeriodKind, month_end, period_of

DAYS = st.dates(date(1970, 1, 5), date(2199, 12, 20))
ENGLISH = "January February March April May June July August September October November December"
FORMS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S.%f+02:00", "%Y-%m-%dT%H:%M", "%d-%b-%Y", "%d %B %Y", "%d. %B %Y", "%d%b%Y",
    "%b %d %Y", "%b %d, %Y", "%B %d, %Y %I:%M:%S %p", "%A, %B %d, %Y", "%a, %d %b %Y %H:%M:%S GMT",
    "%Y-%b-%d", "%a %b %d %H:%M:%S UTC %Y", "w/e %d %b %Y", "%Y%m%d%H%M%S", "%G-W%V-%u",
)  # fmt: skip


@given(DAYS, st.sampled_from(FORMS), st.integers(0, 86_399))
def test_every_form_reads_back_as_its_day(day: date, form: str, second: int) -> None:
    moment = datetime(day.year, day.month, day.day) + timedelta(seconds=second)
    assert read_day(moment.strftime(form)).day == day


@given(
    DAYS,
    st.sampled_from(sorted(MONTHS)),
    st.booleans(),
    st.sampled_from(
        ["{d}. {m} {y}", "{d}-{m}-{y}", "{m} {d}, {y}", "{d} de {m} de {y}", "le {d} {m} {y}"]
    ),
)
def test_months_are_read_in_four_languages(day: date, name: str, title: bool, form: str) -> None:
    text = form.format(d=day.day, m=name.title() if title else name, y=day.year)
    expected = (MONTHS[name], day.day)
    try:
        found = read_day(text).day
    except NotADate:
        assert day.day > month_end(day.year, MONTHS[name]).day
    else:
        assert (found.year, found.month, found.day) == (day.year, *expected)


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m/%d/%Y %H:%M"]))
def test_an_order_is_never_guessed(day: date, form: str) -> None:
    text = day.strftime(form)
    day_first = form.startswith("%d")
    if day.day <= 12 and day.day != day.month:
        with pytest.raises(EitherOrder):
            read_day(text)
    else:
        assert read_day(text).day == day
    assert read_day(text, "dmy" if day_first else "mdy").day == day


@given(
    DAYS,
    st.sampled_from(
        ["%Y-%m", "%Y/%m", "%m/%Y", "%m.%Y", "%Y M%m", "%B %Y", "%b-%Y", "%b %Y", "%Y%m", "%m-%Y"]
    ),
)
def test_a_month_is_its_last_day(day: date, form: str) -> None:
    text = day.strftime(form)
    if form == "%Y%m" and not 2013 <= day.year <= 2099:
        return  # such a text could be something else too
    if form == "%Y/%m" and day.month == (day.year + 1) % 100:
        return  # 2011/12 could be a year of two
    assert read_day(text) == LastDay(month_end(day.year, day.month), "month")


@given(
    DAYS,
    st.sampled_from(
        [
            "{y}-W{w:02}",
            "W{w}/{y}",
            "Week {w} {y}",
            "{y}W{w:02}",
            "KW {w} {y}",
            "{w}. KW {y}",
            "Semaine {w} {y}",
        ]
    ),
)
def test_a_week_is_its_last_day(day: date, form: str) -> None:
    year, week, _ = day.isocalendar()
    text = form.format(y=year, w=week)
    assert read_day(text) == LastDay(period_of(day, PeriodKind.WEEK).last, "week")


@given(DAYS, st.integers(1, 12), st.sampled_from(["Q{q} {y}", "{y}-Q{q}", "{y} Q{q}", "Q{q}/{y}"]))
def test_a_quarter_is_that_of_the_plan(day: date, first_month: int, form: str) -> None:
    calendar = Calendar(first_month=first_month)
    period = period_of(day, PeriodKind.QUARTER, calendar)
    year, quarter = period.label.split("-Q")
    if int(year) < 1970 or period.last.year > 2199:
        return
    text = form.format(q=quarter, y=year)
    assert read_day(text, calendar=calendar) == LastDay(period.last, "quarter")


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Jan-26", date(2026, 1, 31)), ("Feb 26", date(2026, 2, 28)), ("Mär 26", date(2026, 3, 31)),
        ("2026", date(2026, 12, 31)), ("Q1'26", date(2026, 3, 31)), ("1Q26", date(2026, 3, 31)),
        ("w/c 12 Jan 2026", date(2026, 1, 18)), ("déc. 2025", date(2025, 12, 31)),
    ],
)  # fmt: skip
def test_short_forms_of_a_period(text: str, last: date) -> None:
    assert read_day(text).day == last


def test_a_week_of_a_plan_whose_weeks_begin_on_sundays() -> None:
    assert read_day("2026-W03", calendar=Calendar(first_day=6)).day == date(2026, 1, 17)


@pytest.mark.parametrize(
    "text",
    [
        "", "46038", "45678.25", "5-Jan", "Jan 5", "January", "20012026", "2026-02-30",
        "0001-01-01", "1900-01-01", "2026-13-01", "Week 60 2026", "Q5 2026", "S1 2026", "H1 2026",
        "-5 Jan 2026", "5 Jan 2026 or so", "25:00", "2026-01-05 25:00", "2026-01-05 10:75",
        "2011/12", "2015/16", "05-01-26", "1767571200", "1767571200000", "12.5", "12", "-1",
        "FY2026", "x" * 5000, "3 5 Jan 2026", "13/13/2026", "201206",
    ],
)  # fmt: skip
def test_what_is_not_certain_is_refused(text: str) -> None:
    with pytest.raises(NotADate):
        read_day(text)


@given(st.text(max_size=30) | st.text("0123456789/-.:TZWQJanFebMar ", max_size=20))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    with contextlib.suppress(NotADate):
        assert 1970 <= read_day(text).day.year <= 2199


def test_a_time_beside_a_day_is_one_that_a_clock_shows() -> None:
    for time in ("24:00:00", "23:59:60"):  # the end of a day, and a leap second
        assert read_day(f"2026-11-03 {time}").day == date(2026, 11, 3)
    for time in ("25:00:00", "23:60:00", "23:59:61"):
        with pytest.raises(NotADate, match="no clock shows"):
            read_day(f"2026-11-03 {time}")


def test_a_long_text_is_shown_in_part() -> None:
    with pytest.raises(NotADate, match=r"“not a day x{50}…” is not a date"):
        read_day("not a day " + "x" * 500)
    with pytest.raises(NotADate, match="“tomorrow” is not a date"):
        read_day("tomorrow")


def test_an_order_that_was_answered_holds_for_every_cell() -> None:
    with pytest.raises(NotADate, match="no month 15"):
        read_day("15/01/2026", "mdy")


@pytest.mark.parametrize(
    ("text", "day", "covers"),
    [
        ("2026-01-05 to 2026-01-11", date(2026, 1, 11), "week"),
        ("05/01/2026 - 13/01/2026", None, ""),
        ("07/01/2026 - 13/01/2026", date(2026, 1, 13), "week"),
        ("1 Jan 2026 – 31 Jan 2026", date(2026, 1, 31), "month"),
        ("2026-01-01/2026-03-31", date(2026, 3, 31), "quarter"),
        ("01.01.2026 bis 31.12.2026", date(2026, 12, 31), "year"),
        ("2026-01-05T00:00:00.000Z/2026-01-06T00:00:00.000Z", date(2026, 1, 5), "day"),
        ("2026-01-05 00:00 - 2026-01-05 23:59", date(2026, 1, 5), "day"),
        ("2026-01-11 - 2026-01-05", None, ""), ("12 - 01 - 2026 x", None, ""),
    ],
)  # fmt: skip
def test_a_first_and_a_last_day(text: str, day: date | None, covers: str) -> None:
    if day is None:
        with pytest.raises(NotADate):
            read_day(text)
    else:
        found = read_day(text)
        assert (found.day, found.covers) == (day, covers)


def test_a_first_and_a_last_day_follow_the_order_of_their_file() -> None:
    with pytest.raises(EitherOrder):
        read_day("05/01/2026 - 11/01/2026")
    assert read_day("05/01/2026 - 11/01/2026", "dmy") == LastDay(date(2026, 1, 11), "week")


@pytest.mark.parametrize(
    ("text", "begins", "day"),
    [
        ("2015/16 Mar", None, date(2016, 3, 31)), ("2015/16 September", None, date(2015, 9, 30)),
        ("2015/16 April", 4, date(2015, 4, 30)), ("2015-16 June", 7, date(2016, 6, 30)),
        ("2015/2016 4", 4, date(2015, 4, 30)), ("FY 2015/16 M12", 4, date(2015, 12, 31)),
    ],
)  # fmt: skip
def test_a_month_of_a_year_of_two(text: str, begins: int | None, day: date) -> None:
    assert read_day(text, begins=begins) == LastDay(day, "month")


def test_a_year_of_two_needs_its_first_month_where_that_matters() -> None:
    with pytest.raises(EitherYear):
        read_day("2015/16 April")


def test_years_that_begin_in_january_or_december() -> None:
    for lines in ([(2015, 12), (2016, 1)], [(2016, 1), (2015, 12)]):
        years = YearsOfTwo()
        assert [years.begin(*line) for line in lines] == [None, 1]
    for lines in ([(2015, 11), (2016, 12)], [(2016, 12), (2015, 11)]):
        years = YearsOfTwo()
        assert [years.begin(*line) for line in lines] == [None, 12]


@given(st.integers(1, 12), st.integers(0, 40), st.integers(2, 40), st.booleans())
def test_lines_in_their_order_say_in_which_month_a_year_begins(
    begin: int, first: int, count: int, back: bool
) -> None:
    months = [divmod(2000 * 12 + first + n, 12) for n in range(count)]
    lines = [(year - (month + 1 < begin), month + 1) for year, month in months]
    years = YearsOfTwo()
    told = {years.begin(*line) for line in (lines[::-1] if back else lines)} - {None}
    assert told <= {begin}
    if len({year for year, _ in lines}) > 1:
        assert told == {begin}
