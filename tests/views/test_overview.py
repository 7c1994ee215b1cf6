"""The plan at a glance: statuses, standards, and the plan as it stood."""

from datetime import date

import pytest

from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.readings import record
from kpitui.domain.periods import AsOf
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile
from kpitui.views.overview import Overview, load_overview
from kpitui.views.status import StatusAnswer, load_status
from kpitui.words.kpi import tally
from tests.conftest import LEADER, TODAY, record_weekly

NOW = AsOf(TODAY, TODAY)  # a Monday: the last finished week ended the day before


def overview(database: DatabaseFile, as_of: AsOf = NOW) -> Overview:
    return load_overview(database, as_of)


def answer(database: DatabaseFile, as_of: AsOf = NOW) -> StatusAnswer:
    return load_status(database, overview(database, as_of))[0]


def csat_status(database: DatabaseFile, as_of: AsOf = NOW) -> str:
    return answer(database, as_of).status


# The line from 70 on 5 January to 85 on 31 December stands at 83.25 in the middle of that week, on
# Thursday 19 November; the warn level is 3.
@pytest.mark.parametrize(
    ("value", "status"),
    [(83.3, "on track"), (83.2, "at risk"), (80.3, "at risk"), (80.2, "off track")],
)
def test_status_is_judged_on_the_last_finished_period(
    database: DatabaseFile, value: float, status: str
) -> None:
    record_weekly(database, 1, [70.0, value], date(2026, 11, 20))
    record_weekly(database, 1, [10.0], TODAY)
    line = answer(database)
    assert (line.status, line.period, line.running) == (status, "2026-W47", False)


def test_status_on_the_running_period_says_so(database: DatabaseFile) -> None:
    record_weekly(database, 1, [90.0], TODAY)
    line = answer(database)
    assert (line.status, line.period, line.running) == ("on track", "2026-W48", True)
    assert "period so far" in line.rule


def test_no_data_and_stale(database: DatabaseFile) -> None:
    assert csat_status(database) == "no data"
    record_weekly(database, 1, [90.0], date(2026, 11, 8))
    assert csat_status(database) == "stale"
    assert csat_status(database, AsOf(date(2026, 11, 18), TODAY)) == "on track"


def test_results_of_before_the_target_are_data_without_a_target(database: DatabaseFile) -> None:
    record_weekly(database, 1, [79.0, 80.0], date(2026, 1, 2))
    line = answer(database, AsOf(date(2026, 1, 7), TODAY))
    assert (line.status, line.value, line.period) == ("not judged", 80.0, "2026-W01")
    assert line.rule == "its target applies from 2026-01-05 on"


def test_a_parent_tells_how_many_are_on_track_and_never_an_average(database: DatabaseFile) -> None:
    record_weekly(database, 1, [90.0], date(2026, 11, 20))
    priority = overview(database).priorities[0]
    assert tally(priority.kpis) == "1 of 1 on track"
    assert tally([]) == "no KPI"


def test_standards_stand_apart_and_are_met_or_not(database: DatabaseFile) -> None:
    week = date(2026, 11, 20)
    record(
        database,
        LEADER,
        [
            ReadingDraft(metric_id=2, person_id=1, date=week, value=420),
            ReadingDraft(metric_id=3, person_id=1, date=week, numerator=92, denominator=100),
        ],
        today=TODAY,
    )
    found = overview(database)
    assert {line.metric.code: line.status for line in found.standards} == {
        "aht": "not met",
        "adherence": "met",
    }
    assert not {line.metric.code for line in found.kpis} & {"aht", "adherence"}


def test_a_team_s_standard_is_judged_on_that_team_alone(database: DatabaseFile) -> None:
    own = {
        "standard": [
            {
                "metric": "aht",
                "team": "South",
                "level": [{"low": 200, "high": 300, "starts_on": date(2026, 1, 1)}],
            }
        ]
    }
    load_plan_document(database, LEADER, PlanDocument.model_validate(own), today=TODAY)
    week = date(2026, 11, 20)
    drafts = [
        ReadingDraft(metric_id=2, person_id=one, date=week, value=value)
        for one, value in ((1, 320.0), (2, 250.0))
    ]
    record(database, LEADER, drafts, today=TODAY)
    lines = {line.scope: line for line in overview(database).standards if line.metric.code == "aht"}
    south, everyone = lines["South"].value, lines["everyone"].value
    assert south is not None
    assert everyone is not None
    assert (south.value, everyone.value) == (250.0, 285.0)
    assert lines["South"].status == "met"


def test_replacing_the_plan_leaves_the_standards_as_they_are(database: DatabaseFile) -> None:
    before = [(line.metric.code, line.level) for line in overview(database).standards]
    change = {
        "priority": [
            {
                "title": "Grow brand loyalty", "ends_on": TODAY,
                "strategy": [{"title": "Improve the customer experience", "ends_on": TODAY,
                              "verdict": "it worked"}],
            },
            {"title": "Answer faster",
                "strategy": [{"title": "More people", "kpi": [
                    {"metric": "aht", "due_on": date(2027, 6, 30),
                     "target": [{"low": 250, "high": 300}]}]}]},
        ]
    }  # fmt: skip
    load_plan_document(database, LEADER, PlanDocument.model_validate(change), today=TODAY)
    after = overview(database)
    assert [line.priority.title for line in after.priorities] == ["Answer faster"]
    assert [(line.metric.code, line.level) for line in after.standards] == before


def test_the_plan_can_be_read_as_it_stood(database: DatabaseFile) -> None:
    strategy = {"title": "Improve the customer experience", "verdict": "it worked"}
    change = {
        "priority": [
            {"title": "Grow brand loyalty", "ends_on": date(2026, 11, 1), "strategy": [strategy]}
        ]
    }
    load_plan_document(database, LEADER, PlanDocument.model_validate(change), today=TODAY)
    titles = [
        [line.priority.title for line in overview(database, AsOf(day, TODAY)).priorities]
        for day in (date(2025, 12, 31), date(2026, 10, 31), date(2026, 11, 1))
    ]
    assert titles == [[], ["Grow brand loyalty"], []]


def test_percentages_without_sample_sizes_are_counted(database: DatabaseFile) -> None:
    record_weekly(database, 1, [90.0], date(2026, 11, 20), person_id=1)
    assert answer(database).unweighted == 1
