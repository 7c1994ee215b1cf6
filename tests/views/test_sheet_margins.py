"""A score says of how many evaluations it is the mean, and how far it may be from the true one."""

import random
from datetime import date, timedelta
from statistics import fmean

import pytest

from kpitui.actions.people import add_person
from kpitui.actions.readings import record
from kpitui.config import Config
from kpitui.domain.clock import SERVER
from kpitui.domain.enough_evaluations import Sample
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.dated import ALWAYS
from kpitui.domain.records.person import PersonDraft
from kpitui.domain.writing import WRITING
from kpitui.storage.database import DatabaseFile
from kpitui.views.lookup import find_metric
from kpitui.views.overview import load_overview
from kpitui.views.person import load_person_page
from kpitui.views.team import load_team_page
from kpitui.words.speech import Speech
from kpitui.words.standards import scored_lately
from tests.conftest import LEADER, TODAY
from tests.evaluated import SHEET, score, with_sheet
from tests.views.conftest import database, empty

__all__ = ["database", "empty"]

NOW = AsOf(TODAY, TODAY)
ANA, BO = 1, 2
OCTOBER = [date(2026, 10, day) for day in (5, 12, 19, 26)]


def a_year_of_calls(person_id: int) -> list[tuple[int, date, float]]:
    """Twelve calls before October, by turns of 70 and 90 points."""
    days = [date(2026, 1, 5) + timedelta(days=20 * turn) for turn in range(12)]
    return [(person_id, day, 70.0 + 20 * (turn % 2)) for turn, day in enumerate(days)]


def sample_of(database: DatabaseFile, person_id: int, as_of: AsOf = NOW) -> Sample | None:
    page = load_person_page(database, person_id, as_of, Config())
    (one,) = (expectation for expectation in page.expectations if expectation.metric.code == "qoc")
    return one.judged.evaluated if one.judged else None


def samples_of_teams(database: DatabaseFile, as_of: AsOf) -> dict[int, Sample | None]:
    """What each has on the pages of both teams, which say the same."""
    return {
        row.person.id: cell.judged.evaluated
        for team_id in (1, 2)
        for row in load_team_page(database, team_id, as_of).rows
        for cell in row.cells
        if cell is not None and cell.metric.code == "qoc" and cell.judged is not None
    }


def test_four_calls_of_a_month_say_how_sure_they_are(database: DatabaseFile) -> None:
    with_sheet(database)
    score(database, [*a_year_of_calls(ANA), *a_year_of_calls(BO)])
    score(database, [(ANA, day, 80.0) for day in OCTOBER])
    found = sample_of(database, ANA)
    assert found is not None
    assert (found.count, found.noun) == (4, "call")
    # s² = 24 · 10² / (16 − 1 + 12 − 1); 3.182 is t(0.975, 3)
    sigma = (2400 / 26) ** 0.5
    assert found.margin == pytest.approx(3.1824 * sigma / 2, abs=0.001)


def test_with_fewer_than_twenty_in_all_the_number_stands_alone(database: DatabaseFile) -> None:
    with_sheet(database)
    score(database, [(ANA, day, 60.0 + 10 * place) for place, day in enumerate(OCTOBER)])
    found = sample_of(database, ANA)
    assert found is not None
    assert (found.count, found.margin) == (4, None)


def test_what_is_older_than_a_year_says_nothing_of_how_much_scores_vary(
    database: DatabaseFile,
) -> None:
    with_sheet(database)
    old = [(who, date(2025, 2, day), 40.0 + 10 * (day % 7)) for who in (ANA, BO)
           for day in range(1, 25)]  # fmt: skip
    score(database, [*old, *((ANA, day, 80.0) for day in OCTOBER)])
    found = sample_of(database, ANA)
    assert found is not None
    assert found.spread is None


def test_a_typed_reading_among_them_is_no_call(database: DatabaseFile) -> None:
    with_sheet(database)
    score(database, [(ANA, day, 80.0) for day in OCTOBER])
    metric_id = find_metric(database, "qoc").id
    typed = ReadingDraft(metric_id=metric_id, person_id=ANA, date=date(2026, 10, 30), value=50.0)
    record(database, LEADER, [typed], today=TODAY)
    assert sample_of(database, ANA) is None


def test_a_typed_reading_counts_in_the_score_over_many_weeks_which_then_has_no_margin(
    database: DatabaseFile,
) -> None:
    with_sheet(database)
    score(database, [*a_year_of_calls(ANA), *a_year_of_calls(BO)])
    score(database, [(ANA, day, 80.0) for day in OCTOBER])
    assert said_lately(database) == "80.0 points over 12 months, 16 calls: ± 5.1 points"
    metric_id = find_metric(database, "qoc").id
    typed = ReadingDraft(metric_id=metric_id, person_id=ANA, date=date(2026, 10, 30), value=50.0)
    record(database, LEADER, [typed], today=TODAY)
    assert said_lately(database) == "78.2 points over 12 months, 16 calls and 1 typed reading"


def said_lately(database: DatabaseFile) -> str:
    (one,) = load_person_page(database, ANA, NOW, Config()).scored_lately
    return scored_lately(one, Speech(WRITING, SERVER, TODAY))


def test_a_sheet_of_chats_counts_chats_and_both_together_contacts(database: DatabaseFile) -> None:
    with_sheet(database, name="A chat", code="chat")
    score(database, [(ANA, OCTOBER[0], 80.0), (BO, OCTOBER[0], 80.0)], sheet="chat")
    found = sample_of(database, ANA)
    assert found is not None
    assert (found.count, found.noun) == (1, "chat")
    with_sheet(database, standard=False, **SHEET)
    score(database, [(ANA, OCTOBER[1], 60.0)])
    found = sample_of(database, ANA)
    assert found is not None
    assert (found.count, found.noun) == (2, "contact")


def test_the_team_page_and_the_plan_say_the_same(database: DatabaseFile) -> None:
    with_sheet(database)
    score(database, [*a_year_of_calls(ANA), *a_year_of_calls(BO)])
    score(database, [(who, day, 80.0) for day in OCTOBER for who in (ANA, BO)])
    (row,) = load_team_page(database, 1, NOW).rows
    (cell,) = (cell for cell in row.cells if cell is not None and cell.metric.code == "qoc")
    assert cell.judged is not None
    assert cell.judged.evaluated == sample_of(database, ANA)
    (line,) = (
        standard
        for standard in load_overview(database, NOW).standards
        if standard.metric.code == "qoc"
    )
    assert line.value is not None
    assert line.value.evaluated is not None
    assert line.value.evaluated.count == 8
    margin = cell.judged.evaluated and cell.judged.evaluated.margin
    assert (line.value.evaluated.margin or 0) < (margin or 0)


def test_the_true_score_is_within_the_margin_19_times_in_20(database: DatabaseFile) -> None:
    """Twelve people with the same true score of 80, four calls each in ten months: of the 120
    scores no more than a twentieth is further from 80 than its margin.
    """
    with_sheet(database)
    rng = random.Random(2526)
    for number in range(10):
        new = PersonDraft(name=f"Agent {number}", team="North", role=None, starts_on=ALWAYS)
        add_person(database, LEADER, new)
    people = range(1, 13)

    def call() -> float:
        return 5.0 * sum(rng.random() < 0.8 for _ in range(20))

    months = [date(2026, month, 1) for month in range(1, 11)]
    calls = [
        (who, first + timedelta(days=7 * week), call())
        for first in months for who in people for week in range(4)
    ]  # fmt: skip
    score(database, calls)
    held = 0
    for first in months:
        found_of = samples_of_teams(database, AsOf(first + timedelta(days=31), TODAY))
        for who in people:
            found = found_of[who]
            own = [points for one, day, points in calls if (one, day.month) == (who, first.month)]
            assert found is not None
            assert found.count == len(own) == 4
            held += abs(fmean(own) - 80) <= (found.margin or 0)
    assert held / (len(months) * len(people)) >= 0.95
