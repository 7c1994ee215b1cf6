"""A month of a contact centre, from an empty file to the report of the month, typed at 80x24 in a
real terminal. Its pictures are those of the help.
"""

from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import Command, kpitui
from tests.month import PEOPLE, SAVE, Month, press, results
from tests.walk import DOWN

__all__ = ["kpitui"]


@pytest.fixture
def month(tmp_path: Path, kpitui: Command) -> Month:
    """The folder of the office, with its two files and no database yet."""
    (tmp_path / "people.csv").write_text(PEOPLE, "utf-8")
    (tmp_path / "results.csv").write_text(results(date(2026, 5, 10), date(2026, 11, 1)), "utf-8")
    return Month(tmp_path, kpitui)


def test_a_month_from_an_empty_file_to_its_report(month: Month) -> None:
    for chapter in CHAPTERS:
        chapter(month)


def the_results_come_in(month: Month) -> None:
    """Monday the 2nd: there is no file; the first choice is the spreadsheet of the results."""
    with month.program(begins="How do you want to start?") as opened:
        press(opened, "f", "people.csv", "results.csv")
        press(opened, DOWN + "\r", "Week ending", "sample size")
        press(opened, "\r", "832 would be added", "new teams: Orders, Billing")
        press(opened, "\r", "results.csv is imported. u undoes it, o sorts")
    assert len(month.told("readings", "customer satisfaction", "--last", "500")) == 208


def the_people_come_in(month: Month) -> None:
    """The list of the personnel office tells who they are; by keys it says which command."""
    with month.program() as opened:
        press(opened, "i", "people.csv")
        press(opened, "\r", "Hire date")
        press(opened, "\r", "looks like a list of people", "kpitui people import")
    with month.program("people", "import", "people.csv", begins="") as opened:
        assert opened.ends() == 0
        opened.shows("Ana Kovač has the code 1041", "added Ingrid Solberg")
    people = {one["name"]: one["role"] for one in month.told("people", "list")}
    assert (people["Ana Kovač"], people["Ingrid Solberg"]) == ("Advisor", "Team leader")


def the_metrics_are_sorted(month: Month) -> None:
    """Satisfaction serves a strategy; handle time and wrap-up are standards; calls are context."""
    with month.program() as opened:
        press(opened, "o", "4 to sort")
        press(opened, "s", "New standard: Average handle time")
        press(opened, "5:00-6:15\r" + SAVE, "3 to sort")
        press(opened, "s", "New standard: Call wrap-up time")
        press(opened, "0:20-0:45\r" + SAVE, "2 to sort")
        press(opened, "c", "1 to sort", "Customer satisfaction")
        press(opened, "k", "name the priority")
        press(opened, "Grow brand loyalty\r" + SAVE, "New strategy of: Grow brand loyalty")
        press(opened, "Improve the customer experience\r\r\r\rrole-play @fri @Orders\rAverage handle\r" + SAVE,
              "Make a KPI: Customer satisfaction")
        press(opened, "\r86\r2027-03-31\r\r3\rIngrid\r" + SAVE, "All metrics are sorted")
        press(opened, "\x1b", "Improve the customer experience", "≥ 86.0%")


CHAPTERS = (the_results_come_in, the_people_come_in, the_metrics_are_sorted)
