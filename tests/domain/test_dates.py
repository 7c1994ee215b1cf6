"""Dates that come in: the hostile inputs, the words, and that nothing is guessed."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.dates import FIRST_YEAR, LAST_YEAR, NotADate, NotADay, parse_date

TODAY = date(2026, 11, 23)  # a Monday
CASES = {
    case["id"]: case["input"]
    for case in json.loads(
        (Path(__file__).parents[1] / "cases" / "hostile_inputs.json").read_text("utf-8")
    )
    if case["kind"] == "date"
}
REFUSED = {
    "H131": "there is no day 2026-02-30",
    "H133": "01/02/2026 can mean two dates; type 1 Feb 2026 or 2 Jan 2026",
    "H136": "not in the years 1970 to 2199",
    "H138": "needs dashes; type it like 2026-11-03",
    "H140": "a bare number is not a date; type it like 2026-11-03",
    "H141": "is not a date",
    "H143": "type a date",
}
DAYS = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
INNER_DAYS = st.dates(date(FIRST_YEAR + 1, 1, 1), date(LAST_YEAR - 1, 12, 31))
STEPS = st.from_regex(r"[+-][0-9]{1,4}[dwmy]", fullmatch=True)
NAMED = st.from_regex(r"([0-9]{1,2}\.? )?[a-z]{1,9}( [0-9]{1,2},?)?( [0-9]{4})?", fullmatch=True)
NUMERIC = st.from_regex(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}", fullmatch=True)
WORDS = st.sampled_from(
    ["today", "yesterday", "tomorrow", "eom", "eoq", "eoy", "fri", "29 feb", "31 sep", "mar 31"]
)
ANY = (
    st.text(max_size=30)
    | st.text("0123456789-+/. dwmytnovfeb,", max_size=16)
    | STEPS
    | NAMED
    | NUMERIC
    | WORDS
)


def test_every_date_of_the_hostile_inputs_is_tested() -> None:
    assert set(CASES) == {*REFUSED, "H135"}


@pytest.mark.parametrize(("id", "words"), REFUSED.items())
@pytest.mark.parametrize("future", [False, True])
def test_a_date_that_is_none_is_refused(id: str, words: str, future: bool) -> None:
    with pytest.raises(NotADate, match=words):
        parse_date(CASES[id], TODAY, future=future)


def test_a_date_to_come_is_read_as_it_stands() -> None:
    # Whether it may lie ahead is for the one who asked: a reading may not, a target may.
    assert parse_date(CASES["H135"], TODAY) == date(2036, 1, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-03", date(2026, 11, 3)),
        ("2026-1-5", date(2026, 1, 5)),
        ("  TODAY ", TODAY),
        ("yesterday", date(2026, 11, 22)),
        ("mon", TODAY),
        ("fri", date(2026, 11, 20)),
        ("Friday", date(2026, 11, 20)),
        ("tues", date(2026, 11, 17)),
        ("sun", date(2026, 11, 22)),
        ("3 nov", date(2026, 11, 3)),
        ("3. November", date(2026, 11, 3)),
        ("nov 3", date(2026, 11, 3)),
        ("Nov 3, 2025", date(2025, 11, 3)),
        ("3  nov  2025", date(2025, 11, 3)),
        ("23 nov", TODAY),
        ("24 nov", date(2025, 11, 24)),
        ("31 dec", date(2025, 12, 31)),
        ("29 feb 2024", date(2024, 2, 29)),
        ("２０２６－１１－０３", date(2026, 11, 3)),
        ("2026\u201111\u201103", date(2026, 11, 3)),
        ("3\u00a0nov", date(2026, 11, 3)),
        ("–3d", date(2026, 11, 20)),
        ("-0d", TODAY),
        ("-3d", date(2026, 11, 20)),
        ("-2w", date(2026, 11, 9)),
        ("-1m", date(2026, 10, 23)),
        ("-11m", date(2025, 12, 23)),
        ("-1y", date(2025, 11, 23)),
    ],
)
def test_the_day_a_text_says(text: str, day: date) -> None:
    assert parse_date(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tomorrow", date(2026, 11, 24)),
        ("yesterday", date(2026, 11, 22)),
        ("mon", TODAY),
        ("fri", date(2026, 11, 27)),
        ("sun", date(2026, 11, 29)),
        ("3 nov", date(2027, 11, 3)),
        ("23 nov", TODAY),
        ("24 nov", date(2026, 11, 24)),
        ("+14d", date(2026, 12, 7)),
        ("+2w", date(2026, 12, 7)),
        ("+6m", date(2027, 5, 23)),
        ("+1y", date(2027, 11, 23)),
        ("-3d", date(2026, 11, 20)),
        ("eom", date(2026, 11, 30)),
        ("eoq", date(2026, 12, 31)),
        ("eoy", date(2026, 12, 31)),
    ],
)
def test_the_day_a_text_says_where_days_to_come_are_meant(text: str, day: date) -> None:
    assert parse_date(text, TODAY, future=True) == day


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("-1m", date(2026, 3, 31), date(2026, 2, 28)),
        ("-1m", date(2024, 3, 31), date(2024, 2, 29)),
        ("-1y", date(2024, 2, 29), date(2023, 2, 28)),
        ("+1m", date(2026, 1, 31), date(2026, 2, 28)),
        ("eom", date(2028, 2, 1), date(2028, 2, 29)),
        ("eoq", date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_a_month_that_is_shorter_ends_on_its_last_day(text: str, today: date, day: date) -> None:
    assert parse_date(text, today, future=True) == day


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tomorrow", "is in the future"),
        ("eom", "is in the future"),
        ("+1d", "is in the future"),
        ("-9999w", "not in the years"),
        ("-9999m", "not in the years"),
        ("-9999y", "not in the years"),
        ("1969-12-31", "not in the years"),
        ("2200-01-01", "not in the years"),
        ("3 nov 1969", "not in the years"),
        ("0000-00-00", "not in the years"),
        ("2026-13-01", "no day 2026-13-01"),
        ("2026-00-10", "no day"),
        ("31 sep", "no day 31 sep"),
        ("29 feb", "no day 29 feb"),
        ("0 nov", "no day"),
        ("3 no", "is not a date"),
        ("fr", "is not a date"),
        ("fridays", "is not a date"),
        ("2026/11/03", "is not a date"),
        ("26-11-03", "is not a date"),
        ("31 feb", "no day 31 feb"),
        ("feb 31", "no day feb 31"),
        ("30 feb 2026", "no day 30 feb 2026"),
        ("31.4.", "31.4. does not start with the year"),
        ("1.4.", "two dates"),
        ("92 jan", "no day 92 jan"),
        ("2026-11-03 10:00", "is not a date"),
        ("²", "a bare number"),
        ("9" * 5000, "a bare number"),
        ("-99999d", "is not a date"),
        ("1.2.2026", "two dates; type 1 Feb 2026 or 2 Jan 2026"),
        ("1.2.", "two dates; type 1 Feb or 2 Jan"),
        ("5/5/26", "does not start with the year; type 5 May 2026"),
        ("31/12/27", "does not start with the year; type 31 Dec 2027"),
        ("12/31/2027", "does not start with the year; type 31 Dec 2027"),
        ("29.2.", "does not start with the year; type 29 Feb"),
        ("31.2.2027", "does not start with the year; type it like 2026-11-03"),
        ("31/12/1900", "does not start with the year; type it like 2026-11-03"),
        (" \t ", "type a date"),
    ],
)
def test_what_is_refused_is_said(text: str, words: str) -> None:
    with pytest.raises(NotADate, match=words):
        parse_date(text, TODAY)


@pytest.mark.parametrize("text", ["+9999w", "+9999m", "+9999y"])
def test_a_step_beyond_the_years_is_refused(text: str) -> None:
    with pytest.raises(NotADate, match="not in the years"):
        parse_date(text, TODAY, future=True)


@pytest.mark.parametrize("text", ["01/02/2026", "1.2.2026"])
def test_the_order_of_day_and_month_is_stated(text: str) -> None:
    assert parse_date(text, TODAY, day_first=True) == date(2026, 2, 1)
    assert parse_date(text, TODAY, day_first=False) == date(2026, 1, 2)


def test_a_day_and_a_month_with_dots_are_of_the_nearest_year() -> None:
    assert parse_date("3.11.", TODAY, day_first=True) == date(2026, 11, 3)
    assert parse_date("24.11.", TODAY, day_first=True) == date(2025, 11, 24)
    assert parse_date("3.11.", TODAY, day_first=True, future=True) == date(2027, 11, 3)
    with pytest.raises(NotADay, match=r"no day 31\.4\."):
        parse_date("31.4.", TODAY, day_first=True)


@pytest.mark.parametrize(
    "text", ["31 feb", "feb 31", "30 feb 2026", "2026-02-30", "1.4.", "31.4.2026", "+3d"]
)
def test_what_looks_like_a_day_is_told_from_what_is_none(text: str) -> None:
    with pytest.raises(NotADay):
        parse_date(text, TODAY)


@pytest.mark.parametrize("text", ["92 jan", "0 nov", "92", "jan", "20261103", "1/2"])
def test_what_may_be_a_number_or_a_name_is_only_no_date(text: str) -> None:
    with pytest.raises(NotADate) as error:
        parse_date(text, TODAY)
    assert not isinstance(error.value, NotADay)


def test_the_order_is_never_turned_round_to_make_it_fit() -> None:
    assert parse_date("31/12/2025", TODAY, day_first=True) == date(2025, 12, 31)
    with pytest.raises(NotADate, match="no day 31/12/2025"):
        parse_date("31/12/2025", TODAY, day_first=False)


@given(ANY, INNER_DAYS, st.sampled_from([None, False, True]), st.booleans())
def test_any_text_is_a_day_of_these_years_or_none(
    text: str, today: date, day_first: bool | None, future: bool
) -> None:
    try:
        day = parse_date(text, today, day_first=day_first, future=future)
    except NotADate:
        return
    assert FIRST_YEAR <= day.year <= LAST_YEAR


@given(DAYS, DAYS, st.booleans())
def test_a_day_reads_back(day: date, today: date, future: bool) -> None:
    assert parse_date(day.isoformat(), today, future=future) == day
    assert parse_date(f"{day.day} {day:%B} {day.year}", today, future=future) == day
    assert parse_date(f"{day:%d/%m/%Y}", today, day_first=True) == day
    assert parse_date(f"{day:%m/%d/%Y}", today, day_first=False) == day


@given(INNER_DAYS, st.sampled_from(["mon", "thu", "sunday"]))
def test_a_weekday_is_at_most_six_days_away(today: date, word: str) -> None:
    past, coming = parse_date(word, today), parse_date(word, today, future=True)
    assert past.weekday() == coming.weekday()
    assert timedelta(0) <= today - past <= timedelta(6)
    assert timedelta(0) <= coming - today <= timedelta(6)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("3 days ago", date(2026, 11, 20)),
        ("a week ago", date(2026, 11, 16)),
        ("two weeks ago", date(2026, 11, 9)),
        ("1 month ago", date(2026, 10, 23)),
        ("last fri", date(2026, 11, 20)),
        ("last monday", date(2026, 11, 16)),
    ],
)
def test_how_long_ago_is_said_in_words(said: str, day: date) -> None:
    assert parse_date(said, TODAY) == day


def test_what_comes_is_said_in_words_and_two_next_days_are_not_guessed() -> None:
    assert parse_date("in 2 weeks", TODAY, future=True) == date(2026, 12, 7)
    with pytest.raises(NotADay, match="up to today"):
        parse_date("in 2 weeks", TODAY)
    with pytest.raises(NotADay, match="type fri for the nearest"):
        parse_date("next friday", TODAY, future=True)
