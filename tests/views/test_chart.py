"""What the chart of a metric is made from."""

import pytest

from kpitui.config import Config
from kpitui.domain.errors import BadData
from kpitui.domain.periods import AsOf
from kpitui.storage.database import reading
from kpitui.storage.plan import load_kpis_and_standards, load_plan
from kpitui.views import DatabaseFile
from kpitui.views.chart import ChartQuestion, load_chart
from tests.conftest import TODAY


def test_what_is_wanted_of_a_metric_is_what_the_whole_plan_says(database: DatabaseFile) -> None:
    with reading(database) as db:
        plan = load_plan(db)
        for metric in plan.metrics:
            kpis, standards = load_kpis_and_standards(db, metric)
            assert kpis == [one for one in plan.kpis if one.metric_id == metric]
            assert standards == [one for one in plan.standards if one.metric_id == metric]
    assert plan.kpis
    assert plan.standards


def test_a_metric_that_is_gone_is_told_of(database: DatabaseFile) -> None:
    with pytest.raises(BadData, match="not in the file any more"):
        load_chart(database, ChartQuestion(999), AsOf(TODAY, TODAY), Config())
