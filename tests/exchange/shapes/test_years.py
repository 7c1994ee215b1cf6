"""A day that lacks its year is that day again once the year is put to it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.cell_looks import looks_without_year
from kpitui.domain.import_cells.days import read_day
from kpitui.exchange.shapes.years import joined_date

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 28))


@pytest.mark.parametrize(
    "form",
    ["%d-%b", "%d %B", "%d. %b", "%b %d", "%B %d", "%b-%d", "%a %d/%m", "%A %d/%m", "%d/%m",
        "%d.%m.", "%a %d-%b", "%a. %d %B"],
)  # fmt: skip
@given(day=DAYS)
def test_a_day_of_the_headings_with_its_year(form: str, day: date) -> None:
    text = day.strftime(form)
    if looks_without_year(text):  # Jan 26 could be a month of 2026
        assert read_day(joined_date(str(day.year), text), "dmy").day == day
    else:
        assert form in ("%b %d", "%B %d", "%b-%d")


@given(day=DAYS)
def test_a_week_and_a_quarter_with_their_year(day: date) -> None:
    year, week, weekday = day.isocalendar()
    last = day + timedelta(days=7 - weekday)
    for text in (f"W{week}", f"Wk {week:02}", f"KW {week}"):
        assert looks_without_year(text)
        assert read_day(joined_date(str(year), text)).day == last
    assert read_day(joined_date(str(year), week=str(week))).day == last
    quarter = (day.month + 2) // 3
    assert read_day(joined_date(str(day.year), f"Q{quarter}")).covers == "quarter"


@pytest.mark.parametrize(
    ("month", "of_day"),
    [
        (lambda day: str(day.month), lambda day: ""), (lambda day: f"{day:%B}", lambda day: ""),
        (lambda day: f"M{day.month:02}", lambda day: ""),
        (lambda day: f"{day.month}.0", lambda day: f"{day.day}.0"),
        (lambda day: f"{day:%b}", lambda day: str(day.day)),
    ],
)  # fmt: skip
@given(day=DAYS)
def test_the_parts_of_a_date_in_columns(
    month: Callable[[date], str], of_day: Callable[[date], str], day: date
) -> None:
    found = read_day(joined_date(str(day.year), month(day), "", of_day(day)))
    assert (found.day.year, found.day.month) == (day.year, day.month)
    assert found.covers == ("day" if of_day(day) else "month")
    assert found.day.day == day.day or found.covers == "month"
