"""Somebody's share of a sum wherever it is compared: their page, Record, the chart, the plan."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from kpitui.actions.absences import add_absence
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.measures import set_standard
from kpitui.actions.people import move_person
from kpitui.actions.readings import record
from kpitui.actions.rules import set_rule
from kpitui.config import Config
from kpitui.domain.periods import CALENDAR, AsOf
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import ReadingDraft, SubjectFilter
from kpitui.domain.records.absence import AbsenceDraft
from kpitui.domain.records.metric import Range
from kpitui.domain.records.standard import StandardDraft, StandardScope
from kpitui.domain.writing import Writing
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_person
from kpitui.views.around_session import Frame, load_series_of_people
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.entry import EntrySubject, load_entry_rows
from kpitui.views.expectations import Expectation
from kpitui.views.grid import load_grid
from kpitui.views.overview import load_overview
from kpitui.views.person import load_person_page
from kpitui.words.person import expected_in_brief, reason
from kpitui.words.spans import text_of
from kpitui.words.speech import Speech
from tests.conftest import LEADER, TODAY, kept_copy

NOW = AsOf(TODAY, TODAY)
LAST_WEEK = date(2026, 11, 16)
CALLS = PlanDocument.model_validate(
    {
        "metric": [
            {"name": "Calls made", "code": "calls", "direction": "higher", "aggregation": "sum",
             "cadence": "weekly", "decimals": 0},
            {"name": "Complaints", "code": "complaints", "direction": "lower",
             "aggregation": "sum", "cadence": "weekly", "empty_means": "zero"},
        ],
        "standard": [
            {"metric": "calls", "level": [{"level": 120, "starts_on": date(2026, 1, 1)}]},
            {"metric": "complaints", "level": [{"level": 4, "starts_on": date(2026, 1, 1)}]},
        ],
    }
)  # fmt: skip


@pytest.fixture
def database(tmp_path: Path, made_once: Path) -> Iterator[DatabaseFile]:
    with kept_copy(made_once / "plan.db", tmp_path) as file:
        load_plan_document(file, LEADER, CALLS, today=TODAY)
        yield file


def read_weekly(database: DatabaseFile, value: float, weeks: int = 8) -> None:
    days = [LAST_WEEK - timedelta(weeks=back) for back in range(weeks)]
    drafts = [ReadingDraft(metric_id=4, person_id=1, date=day, value=value) for day in days]
    record(database, LEADER, drafts, today=TODAY)


def works(database: DatabaseFile, hours: float | None, on: date = date(2026, 1, 1)) -> None:
    with reading(database) as db:
        ana = load_person(db, 1)
    assert ana is not None
    move_person(database, LEADER, ana, "North", "Advisor", on, hours)


def calls(database: DatabaseFile) -> Expectation:
    page = load_person_page(database, 1, NOW, Config())
    return next(
        expectation for expectation in page.expectations if expectation.metric.code == "calls"
    )


def test_half_the_hours_half_the_calls_on_every_surface(database: DatabaseFile) -> None:
    read_weekly(database, 70)
    assert calls(database).status == "below"
    works(database, 20)
    one = calls(database)
    assert (one.status, one.shown_level, one.level) == ("met", Range(low=60), Range(low=60))
    rows = load_entry_rows(database, EntrySubject("Ana", "", person_id=1), NOW)
    assert next(row.expected for row in rows if row.metric.code == "calls") == Range(low=60)
    assert load_grid(database, 1, TODAY, NOW).cells[1, 4].expected == Range(low=60)
    chart = load_chart(database, ChartQuestion(4, SubjectFilter((1,))), NOW, Config())
    assert {*chart.targets} == {Range(low=60)}
    everyone = next(
        standard for standard in load_overview(database, NOW).standards if standard.metric.id == 4
    )
    assert everyone.level is not None
    assert everyone.level.level == Range(low=60)  # of all of whom calls are recorded


def test_a_dated_change_of_hours_leaves_the_weeks_before_as_they_were(
    database: DatabaseFile,
) -> None:
    read_weekly(database, 70)
    works(database, 20, date(2026, 11, 9))
    chart = load_chart(database, ChartQuestion(4, SubjectFilter((1,))), NOW, Config())
    assert [*chart.targets] == [Range(low=120)] * 6 + [Range(low=60)] * 2


def test_another_full_time_leaves_the_weeks_before_as_they_were(database: DatabaseFile) -> None:
    read_weekly(database, 70)
    works(database, 20)
    own = StandardDraft(
        metric=4, scope=StandardScope(person_id=1), level=Range(low=120), starts_on=date(2026, 1, 1)
    )
    set_standard(database, LEADER, own, earliest=date(2026, 1, 1))
    set_rule(database, LEADER, "full_time_hours", 30, date(2026, 11, 23), "our contract")
    chart = load_chart(database, ChartQuestion(4, SubjectFilter((1,))), NOW, Config())
    assert {*chart.targets} == {Range(low=60)}
    one = calls(database)
    assert (one.status, one.judged_by, one.level) == ("met", Range(low=60), Range(low=80))
    (line,) = (
        standard
        for standard in load_overview(database, NOW).standards
        if standard.standard.person_id == 1
    )
    assert line.level is not None
    assert line.level.level == Range(low=60)
    set_rule(database, LEADER, "full_time_hours", 25, date(2026, 11, 2), "it began earlier")
    later = load_chart(database, ChartQuestion(4, SubjectFilter((1,))), NOW, Config())
    assert [*later.targets] == [Range(low=60)] * 5 + [Range(low=96)] * 3


def test_the_page_says_of_what_it_is_a_part(database: DatabaseFile) -> None:
    read_weekly(database, 50)
    works(database, 20)
    add_absence(database, LEADER, 1, AbsenceDraft(starts_on=LAST_WEEK, ends_on=date(2026, 11, 18)))
    one, speech = calls(database), Speech(Writing(), database.clock, TODAY)
    assert one.status == "met"  # 43 calls are expected of five days
    assert "of 120 for 40 h, 20 h a week, away 2 of 7 days" in reason(one, speech)
    assert "standard ≥ 43 (of 120 for 40 h" in text_of(expected_in_brief(one, speech))
    set_rule(database, LEADER, "full_time_hours", 25, date(2026, 1, 1), "our contract")
    assert "of 120 for 25 h, 20 h a week" in reason(calls(database), speech)
    assert calls(database).status == "below"  # of 69


def test_a_week_away_is_a_gap_where_nothing_means_none(database: DatabaseFile) -> None:
    drafts = [
        ReadingDraft(metric_id=5, person_id=1, date=day, value=2.0)
        for day in (date(2026, 10, 5), date(2026, 10, 12), LAST_WEEK)
    ]
    record(database, LEADER, drafts, today=TODAY)
    add_absence(
        database, LEADER, 1,
        AbsenceDraft(starts_on=date(2026, 10, 19), ends_on=date(2026, 11, 2), reason="holiday"),
    )  # fmt: skip
    question = ChartQuestion(5, SubjectFilter((1,)), subject_name="Ana")
    chart = load_chart(database, question, NOW, Config())
    assert [period.value for period in chart.periods] == [2, 2, None, None, 0, 0, 2]
    assert "away for 2 weeks (holiday): a gap" in chart.words
    assert [(note.said, note.index) for note in chart.marked] == [("away: holiday", 2)]
    page = load_person_page(database, 1, NOW, Config())
    series = next(
        expectation.series for expectation in page.expectations if expectation.metric.id == 5
    )
    assert [value.value for value in series] == [2, 2, None, None, 0, 0, 2]
    with reading(database) as db:
        frame = Frame(chart.metric, NOW, CALENDAR)
        around = load_series_of_people(db, frame, [1], [frame.period(LAST_WEEK)])[1]
    assert [one.value for one in around][-5:] == [None, None, 0, 0, 2]
    whole = load_chart(database, ChartQuestion(5), NOW, Config())
    assert [period.value for period in whole.periods] == [2, 2, 0, 0, 0, 0, 2]
    assert whole.marked == ()


def test_a_standard_of_their_own_is_their_share_on_plan_too(database: DatabaseFile) -> None:
    own = StandardDraft(
        metric=4, scope=StandardScope(person_id=1), level=Range(low=120), starts_on=date(2026, 1, 1)
    )
    set_standard(database, LEADER, own, earliest=date(2026, 1, 1))
    read_weekly(database, 70)
    works(database, 20)
    lines = load_overview(database, NOW).standards
    (line,) = (line for line in lines if line.standard.person_id == 1)
    assert line.level is not None
    assert (line.level.level, line.status) == (Range(low=60), "met")


def test_who_was_away_is_not_stale(database: DatabaseFile) -> None:
    days = [LAST_WEEK - timedelta(weeks=back) for back in range(6, 12)]
    record(
        database, LEADER,
        [ReadingDraft(metric_id=4, person_id=1, date=day, value=130) for day in days], today=TODAY,
    )  # fmt: skip
    assert calls(database).status == "stale"
    add_absence(database, LEADER, 1, AbsenceDraft(starts_on=date(2026, 10, 12)))
    assert calls(database).status == "met"
