"""Periods of an own year in files."""

from datetime import date

import pytest

from kpitui.domain.dates import NotADate
from kpitui.domain.import_cells.dated import LastDay
from kpitui.domain.import_cells.days import read_day
from kpitui.domain.own_year import OwnYear
from kpitui.domain.periods import CALENDAR, Calendar
from kpitui.exchange.shapes.years import joined_date

NRF = Calendar(2, 6, OwnYear("4-5-4", year_label="FY{yy}", period_label="{year} {mon}"))
THIRTEEN = Calendar(1, 0, OwnYear("13x4", named_by="end", week_label="{year} W{nn}"))


@pytest.mark.parametrize(
    ("text", "calendar", "day", "covers"),
    [
        ("FY23 Jan", NRF, date(2024, 2, 3), "month"),
        ("fy23 jan", NRF, date(2024, 2, 3), "month"),
        ("FY23 P12", NRF, date(2024, 2, 3), "month"),
        ("P12 FY2023", NRF, date(2024, 2, 3), "month"),
        ("2023-P12", NRF, date(2024, 2, 3), "month"),
        ("FY23 Q4", NRF, date(2024, 2, 3), "quarter"),
        ("Q4 2023", NRF, date(2024, 2, 3), "quarter"),
        ("FY23 W53", NRF, date(2024, 2, 3), "week"),
        ("29/01/2023 - 25/02/2023", NRF, date(2023, 2, 25), "month"),
        ("29/01/2023 - 29/04/2023", NRF, date(2023, 4, 29), "quarter"),
        ("29/01/2023 - 03/02/2024", NRF, date(2024, 2, 3), "year"),
        ("01/02/2023 - 28/02/2023", NRF, date(2023, 2, 28), "month"),
        ("2023/24", NRF, date(2024, 2, 3), "year"),
        # What names a month of the calendar stays one.
        ("Feb 2023", NRF, date(2023, 2, 28), "month"),
        ("2023-02", NRF, date(2023, 2, 28), "month"),
        ("2026-P13", THIRTEEN, date(2027, 1, 3), "month"),
        ("2026 W53", THIRTEEN, date(2027, 1, 3), "week"),
        (joined_date("2026", "P13"), THIRTEEN, date(2027, 1, 3), "month"),
    ],
)
def test_a_period_is_its_last_day(text: str, calendar: Calendar, day: date, covers: str) -> None:
    found = read_day(text, "dmy", calendar)
    assert (found.day, found.covers) == (day, covers)


@pytest.mark.parametrize(
    ("text", "calendar", "said"),
    [
        ("FY23 P13", NRF, "FY23 P13: the year has no such month"),
        ("FY26 P14", THIRTEEN, "FY26 P14: the year has no such period"),
        ("FY26 P03", CALENDAR, "kpitui rules set year_label FY"),
        ("P03 2026", Calendar(4), "FY{yy}"),
    ],
)
def test_a_period_that_there_is_not_says_why(text: str, calendar: Calendar, said: str) -> None:
    with pytest.raises(NotADate) as told:
        read_day(text, "dmy", calendar)
    assert said in str(told.value)


def test_a_product_is_no_period() -> None:
    with pytest.raises(NotADate, match="is not a date"):
        read_day("P1234", None, NRF)
    assert read_day("2026-11-03", None, NRF) == LastDay(date(2026, 11, 3))
