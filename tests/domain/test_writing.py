"""Numbers and days as a person writes them: what is shown is understood again, and quotations stay
as they are.
"""

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kpitui.domain.clock import Clock
from kpitui.domain.dates import FIRST_YEAR, LAST_YEAR, NotADate, NotADay
from kpitui.domain.periods import Calendar
from kpitui.domain.writing import WRITING, DateForm, Writing

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
WRITINGS = st.builds(Writing, st.booleans(), st.sampled_from(get_args(DateForm)))
DMY, DOTS, MDY = Writing(date_form="dmy"), Writing(date_form="d.m.y"), Writing(date_form="mdy")


@pytest.mark.parametrize(
    ("writing", "shown"),
    [(Writing(), "2026-11-03"), (DMY, "03/11/2026"), (DOTS, "03.11.2026"), (MDY, "11/03/2026")],
)
def test_a_day_is_shown_in_the_form_of_the_settings(writing: Writing, shown: str) -> None:
    assert writing.day(date(2026, 11, 3)) == shown


@given(DAYS, WRITINGS, st.booleans())
def test_a_day_that_is_shown_is_understood_as_that_day(
    day: date, writing: Writing, future: bool
) -> None:
    assert writing.read_day(writing.day(day), TODAY, future=future) == day
    assert writing.read_day(day.isoformat(), TODAY, future=future) == day
    assert writing.words(day.isoformat()) == writing.day(day)
    assert writing.read_month(writing.words(f"{day:%Y-%m}")) == f"{day:%Y-%m}"


@pytest.mark.parametrize(
    ("writing", "typed", "day"),
    [
        (DMY, "3/11/26", date(2026, 11, 3)),
        (DMY, "3.11.2026", date(2026, 11, 3)),
        (MDY, "3/11/26", date(2026, 3, 11)),
        (DMY, "fri", date(2026, 11, 20)),
    ],
)
def test_a_day_is_typed_in_the_form_of_the_settings(
    writing: Writing, typed: str, day: date
) -> None:
    assert writing.read_day(typed, TODAY) == day


def test_without_a_form_what_could_be_two_days_is_none() -> None:
    with pytest.raises(NotADate, match="two dates"):
        Writing().read_day("3/11/26", TODAY)


@pytest.mark.parametrize(
    ("writing", "said"),
    [
        (
            DMY,
            (
                "read on 03/11/2026, in 11/2026, since 2026-W45 and 2026-Q4; “2026-11-03 call” on "
                "2026-11-31"
            ),
        ),
        (
            DOTS,
            (
                "read on 03.11.2026, in 11.2026, since 2026-W45 and 2026-Q4; “2026-11-03 call” on "
                "2026-11-31"
            ),
        ),
        (
            Writing(),
            (
                "read on 2026-11-03, in 2026-11, since 2026-W45 and 2026-Q4; “2026-11-03 call” on "
                "2026-11-31"
            ),
        ),
    ],
)
def test_the_days_of_a_sentence_are_shown_so_and_what_it_quotes_stays(
    writing: Writing, said: str
) -> None:
    iso = (
        "read on 2026-11-03, in 2026-11, since 2026-W45 and 2026-Q4; “2026-11-03 call” on "
        "2026-11-31"
    )
    assert writing.words(iso) == said


def test_on_a_screen_a_day_is_said_in_words_with_the_year_where_it_is_another() -> None:
    screen = Writing(said_on=TODAY)
    assert screen.day(date(2026, 11, 3)) == "3 Nov"
    assert screen.day(date(2025, 12, 24)) == "24 Dec 2025"
    said = "due 2026-11-03, since 2026-W45 and 2026-10; “2026-11-03 call” in /log/2026-11-03.csv"
    told = "due 3 Nov, since 2026-W45 and Oct 2026; “2026-11-03 call” in /log/2026-11-03.csv"
    assert screen.words(said) == told
    assert screen.read_month(" oct 2026 ") == "2026-10"
    assert screen.moment("2026-11-03T09:30:00+00:00", Clock()) == "3 Nov 09:30"
    assert screen.read_day(screen.day(date(2026, 11, 3)), TODAY) == date(2026, 11, 3)
    for own in (DMY, DOTS, MDY):
        assert replace(own, said_on=TODAY).day(TODAY) == own.day(TODAY), "a form that was chosen"


@given(
    st.text(max_size=40)
    | st.from_regex(r"[a-z ]*[0-9]{3,5}-[0-9]{1,2}(-[0-9]{1,2})?[a-z ]*", fullmatch=True)
)
def test_any_sentence_can_be_shown(text: str) -> None:
    assert Writing().words(text) == text
    assert DMY.words(DMY.words(text)) == DMY.words(text)


@pytest.mark.parametrize("text", ["2026-13", "13/2026", "2026", "", "11-2026", "２０２６-11"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="type the month like 2026-10"):
        DMY.read_month(text)


@pytest.mark.parametrize(
    ("first_month", "quarter", "year"),
    [
        (1, date(2026, 12, 31), date(2026, 12, 31)),
        (4, date(2026, 12, 31), date(2027, 3, 31)),
        (12, date(2026, 11, 30), date(2026, 11, 30)),
        (2, date(2027, 1, 31), date(2027, 1, 31)),
    ],
)
def test_the_end_of_quarter_and_year_is_that_of_the_own_year(
    first_month: int, quarter: date, year: date
) -> None:
    writing = Writing(calendar=Calendar(first_month))
    assert writing.read_day("eoq", TODAY, future=True) == quarter
    assert writing.read_day("eoy", TODAY, future=True) == year


def test_a_moment_that_another_program_wrote_is_shown_without_its_codes() -> None:
    assert Writing().moment("soon\x1b[2J", Clock()) == "soon\\x1b[2J"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("24 nov", date(2026, 11, 24)), ("10 jan", date(2027, 1, 10)), ("fri", date(2026, 11, 27)),
        ("1 nov 2027", date(2027, 11, 1)), ("2027-11-01", date(2027, 11, 1)),
        ("+1y", date(2027, 11, 23)), ("2026-11-01", date(2026, 11, 1)),
    ],
)  # fmt: skip
def test_a_day_on_which_something_is_due_is_soon_or_has_its_year(typed: str, day: date) -> None:
    assert WRITING.read_due(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["1 nov", "nov 1", "22 nov", "1 mar"])
def test_a_day_that_is_over_is_not_taken_for_one_of_next_year(typed: str) -> None:
    with pytest.raises(NotADay, match=rf"^{typed} is over; name the year: \d+ \w+ 2027$"):
        WRITING.read_due(typed, TODAY)
