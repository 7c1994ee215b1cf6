"""KPIs that end, start again and move; metrics that are edited and ended."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from kpitui.actions import measures, plan
from kpitui.actions.plan import Learned
from kpitui.actions.readings import record
from kpitui.actions.undo import undo
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.dated import live
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.storage.database import DatabaseFile
from tests.actions.test_plan_changes import NEW_METRIC, content, goal, kpi, records
from tests.conftest import LEADER, TODAY

ADHERENCE = 3


def made(database: DatabaseFile, strategy: int = 0) -> Kpi:
    """Adherence as a KPI since today."""
    kpi_id = measures.tie_kpi(database, LEADER, records(database).strategies[strategy], kpi())
    return next(one for one in records(database).kpis if one.id == kpi_id)


def kpis_of(database: DatabaseFile) -> list[tuple[int, date, date | None, float | None]]:
    """Adherence as a KPI: of which strategy, from when, until when, and for how much."""
    return [
        (one.strategy_id, one.starts_on, one.ends_on, one.targets[-1].level.low)
        for one in records(database).kpis
        if one.metric_id == ADHERENCE
    ]


def test_a_kpi_that_was_let_go_on_its_first_day_is_one_again(database: DatabaseFile) -> None:
    measures.end_kpi(database, LEADER, made(database), TODAY)
    ended = content(database)
    measures.tie_kpi(database, LEADER, records(database).strategies[0], kpi(target=96))
    assert kpis_of(database) == [(1, TODAY, None, 96)]
    undo(database, LEADER)
    assert content(database) == ended


def test_a_kpi_that_held_for_a_while_starts_again_when_it_ended_or_later(
    database: DatabaseFile,
) -> None:
    until = TODAY + timedelta(weeks=1)
    measures.end_kpi(database, LEADER, made(database), until)
    strategy = records(database).strategies[0]
    with pytest.raises(Refused, match="from 2026-11-23 to 2026-11-30; start it again on 2026-11-3"):
        measures.tie_kpi(database, LEADER, strategy, kpi(target=96))
    again = replace(kpi(target=96), starts_on=until)
    measures.tie_kpi(database, LEADER, strategy, again)
    assert kpis_of(database) == [(1, TODAY, until, 95), (1, until, None, 96)]


def test_a_kpi_moves_to_another_strategy_below_those_it_has(database: DatabaseFile) -> None:
    other = plan.add_strategy(
        database, LEADER, records(database).priorities[0], goal("Plan the shifts better")
    )
    held, moved = records(database).kpis[0], made(database, 1)
    before = content(database)
    measures.move_kpi(database, LEADER, moved, records(database).strategies[0])
    assert [(one.id, one.strategy_id, one.position) for one in records(database).kpis] == [
        (held.id, 1, 0),
        (moved.id, 1, 1),
    ]
    undo(database, LEADER)
    assert content(database) == before
    assert kpis_of(database) == [(other, TODAY, None, 95)]


def test_a_kpi_does_not_move_to_where_its_metric_is_one_or_was_one_since_the_same_day(
    database: DatabaseFile,
) -> None:
    plan.add_strategy(
        database, LEADER, records(database).priorities[0], goal("Plan the shifts better")
    )
    held, other = made(database), made(database, 1)
    to = records(database).strategies[0]
    with pytest.raises(Refused, match="is a KPI of “Improve the customer experience” already"):
        measures.move_kpi(database, LEADER, other, to)
    measures.end_kpi(database, LEADER, held, TODAY)
    with pytest.raises(Refused, match="“Improve the customer experience” from the same day"):
        measures.move_kpi(database, LEADER, other, to)


def test_a_kpi_starts_before_the_day_its_strategy_ends_not_on_it(database: DatabaseFile) -> None:
    tomorrow = TODAY + timedelta(days=1)
    plan.end_strategy(
        database, LEADER, records(database).strategies[0], tomorrow, Learned("it worked")
    )
    (strategy,) = records(database).strategies
    late = replace(kpi(), starts_on=tomorrow)
    with pytest.raises(Refused, match="ended on 2026-11-24; choose a current strategy"):
        measures.tie_kpi(database, LEADER, strategy, late)
    measures.tie_kpi(database, LEADER, strategy, kpi())
    assert kpis_of(database) == [(1, TODAY, None, 95)]


def test_a_strategy_ends_on_its_first_day_but_not_before(database: DatabaseFile) -> None:
    plan.add_strategy(database, LEADER, records(database).priorities[0], goal("Plan the shifts"))
    new = records(database).strategies[1]
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(BadData, match="It started on 2026-11-23; it can end on that day or later"):
        plan.end_strategy(database, LEADER, new, yesterday, Learned("a mistake"))
    plan.end_strategy(database, LEADER, new, TODAY, Learned("a mistake"))
    ended = records(database).strategies[1]
    assert (ended.starts_on, ended.ends_on) == (TODAY, TODAY)
    assert live([ended], TODAY) == []


def test_a_priority_ends_on_its_first_day_and_a_kpi_too_but_not_before(
    database: DatabaseFile,
) -> None:
    plan.add_priority(database, LEADER, goal("Cut the waiting"))
    priority, held = records(database).priorities[1], made(database)
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(BadData, match="It started on 2026-11-23"):
        plan.end_priority(database, LEADER, priority, yesterday, {})
    with pytest.raises(BadData, match="It started on 2026-11-23"):
        measures.end_kpi(database, LEADER, held, yesterday)
    plan.end_priority(database, LEADER, priority, TODAY, {})
    measures.end_kpi(database, LEADER, held, TODAY)
    assert records(database).priorities[1].ends_on == records(database).kpis[1].ends_on == TODAY


def metric_of(database: DatabaseFile, code: str) -> Metric:
    return next(metric for metric in records(database).metrics.values() if metric.code == code)


def save_reading(database: DatabaseFile, metric_id: int, day: date) -> None:
    record(database, LEADER, [ReadingDraft(metric_id=metric_id, date=day, value=40)], today=TODAY)


def test_a_metric_that_ended_takes_readings_of_the_days_before(database: DatabaseFile) -> None:
    metric_id = measures.add_metric(database, LEADER, NEW_METRIC)
    yesterday = TODAY - timedelta(days=1)
    measures.end_metric(database, LEADER, metric_of(database, "nps"), TODAY)
    save_reading(database, metric_id, yesterday)
    with pytest.raises(BadData, match="ended on 2026-11-23; it takes readings of earlier days"):
        save_reading(database, metric_id, TODAY)
    measures.end_metric(database, LEADER, metric_of(database, "nps"), yesterday)
    with pytest.raises(BadData, match="ended on 2026-11-22; it takes readings of earlier days"):
        save_reading(database, metric_id, yesterday)


def test_a_metric_does_not_end_while_something_is_wanted_of_it(database: DatabaseFile) -> None:
    with pytest.raises(Refused, match="Customer satisfaction is a KPI; end the KPI first"):
        measures.end_metric(database, LEADER, metric_of(database, "csat"), TODAY)
    with pytest.raises(Refused, match="Average handle time is a standard; end the standard first"):
        measures.end_metric(database, LEADER, metric_of(database, "aht"), TODAY)
    measures.end_kpi(database, LEADER, records(database).kpis[0], TODAY)
    measures.end_standard(database, LEADER, records(database).standards[0], TODAY)
    for code in ("csat", "aht"):
        measures.end_metric(database, LEADER, metric_of(database, code), TODAY)
        assert metric_of(database, code).ends_on == TODAY
    undo(database, LEADER)
    assert metric_of(database, "aht").ends_on is None


def test_how_readings_combine_stays_once_there_are_some(database: DatabaseFile) -> None:
    metric_id = measures.add_metric(database, LEADER, NEW_METRIC)
    other = replace(NEW_METRIC, aggregation=Aggregation.LAST)
    measures.edit_metric(database, LEADER, metric_of(database, "nps"), other)
    assert metric_of(database, "nps").aggregation is Aggregation.LAST
    save_reading(database, metric_id, TODAY)
    with pytest.raises(Refused, match="has readings that combine by latest; make another metric"):
        measures.edit_metric(database, LEADER, metric_of(database, "nps"), NEW_METRIC)
    finer = replace(other, decimals=0)
    measures.edit_metric(database, LEADER, metric_of(database, "nps"), finer)
    assert metric_of(database, "nps").decimals == 0


@pytest.mark.parametrize(
    "taken", ["csat", "CSAT", "Customer satisfaction", "customer  SATISFACTION"]
)
def test_a_metric_is_called_by_no_name_or_code_of_another(
    database: DatabaseFile, taken: str
) -> None:
    in_the_way = "The metric “Customer satisfaction” has that name or code already"
    parts = [replace(NEW_METRIC, **{field: taken}) for field in ("name", "code")]
    for part in parts:
        with pytest.raises(BadData, match=in_the_way):
            measures.add_metric(database, LEADER, part)
    measures.add_metric(database, LEADER, NEW_METRIC)
    for part in parts:
        with pytest.raises(BadData, match=in_the_way):
            measures.edit_metric(database, LEADER, metric_of(database, "nps"), part)


def test_a_strategy_moves_with_its_kpis_to_a_priority_that_has_none_of_its_title(
    database: DatabaseFile,
) -> None:
    other = plan.add_priority(database, LEADER, goal("Cut the waiting"))
    to, moved = records(database).priorities[1], records(database).strategies[0]
    plan.add_strategy(database, LEADER, to, goal("Hire more"))
    before = content(database)
    plan.move_strategy(database, LEADER, moved, to)
    now = records(database).strategies
    assert [(strategy.title, strategy.priority_id, strategy.position) for strategy in now] == [
        ("Hire more", other, 0),
        (moved.title, other, 1),
    ]
    assert [one.strategy_id for one in records(database).kpis] == [moved.id]
    undo(database, LEADER)
    assert content(database) == before
    plan.add_strategy(database, LEADER, to, goal(moved.title))
    with pytest.raises(BadData, match="already; choose another title"):
        plan.move_strategy(database, LEADER, records(database).strategies[0], to)
