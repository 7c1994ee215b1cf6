"""What the chart of a metric is made from."""

from datetime import date, timedelta

import pytest

from kpitui.actions import measures
from kpitui.config import Config
from kpitui.domain.errors import BadData
from kpitui.domain.periods import AsOf
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.metric import Range
from kpitui.domain.records.standard import StandardDraft, StandardScope
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_kpis_and_standards, load_plan
from kpitui.views.chart import ChartQuestion, load_chart
from tests.conftest import LEADER, TODAY, record_weekly


def test_what_is_wanted_of_a_metric_is_what_the_whole_plan_says(database: DatabaseFile) -> None:
    with reading(database) as db:
        plan = load_plan(db)
        for metric in plan.metrics:
            kpis, standards = load_kpis_and_standards(db, metric)
            assert kpis == [kpi for kpi in plan.kpis if kpi.metric_id == metric]
            assert standards == [
                standard for standard in plan.standards if standard.metric_id == metric
            ]
    assert plan.kpis
    assert plan.standards


def test_a_metric_that_is_gone_is_told_of(database: DatabaseFile) -> None:
    with pytest.raises(BadData, match="removed from the file"):
        load_chart(database, ChartQuestion(999), AsOf(TODAY, TODAY), Config())


def levels(database: DatabaseFile, **question: object) -> list[Range | None]:
    asked = ChartQuestion(1, **question)  # type: ignore[arg-type]  # by name
    return list(load_chart(database, asked, AsOf(TODAY, TODAY), Config()).targets)


def test_the_chart_of_a_person_or_role_has_the_line_that_holds_for_them(
    database: DatabaseFile,
) -> None:
    half = TODAY - timedelta(days=100)
    for scope, level in (
        (StandardScope(), 60),
        (StandardScope(team_id=1), 70),
        (StandardScope(role_id=1), 80),
    ):
        draft = StandardDraft(
            metric=1, scope=scope, level=Range(low=level),
            starts_on=half if scope.role_id else date(2024, 1, 1),
        )  # fmt: skip
        measures.set_standard(database, LEADER, draft, earliest=TODAY)
    record_weekly(database, 1, [80.0] * 40, TODAY, person_id=1)
    found = levels(database, subject=SubjectFilter(person_ids=(1,)))
    assert [one.low for one in (found[0], found[-1]) if one] == [70, 80]
    with reading(database) as db:
        standards = load_plan(db).standards
    of_role = next(standard for standard in standards if standard.role_id)
    found = levels(database, subject=SubjectFilter(person_ids=(1, 2)), standard_id=of_role.id)
    assert (found[0], found[-1]) == (None, Range(low=80))
