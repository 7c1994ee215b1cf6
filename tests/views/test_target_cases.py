"""Paths and bands as `tests/cases/judgement` has them."""

from datetime import date, timedelta
from pathlib import Path

from msgspec.structs import replace

from kpitui.actions.measures import edit_kpi
from kpitui.charts.metric_chart import spec_of
from kpitui.charts.references import references
from kpitui.charts.spec import TrendSpec
from kpitui.config import Config
from kpitui.domain.clock import Clock
from kpitui.domain.periods import AsOf
from kpitui.domain.records.kpi import KpiDraft
from kpitui.domain.records.metric import Range
from kpitui.storage.database import DatabaseFile
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.overview import load_overview
from kpitui.views.status import StatusAnswer, chart_answer, load_status
from kpitui.words.kpi import target
from kpitui.words.speech import Speech
from tests.conftest import LEADER, TODAY, record_weekly
from tests.judgement_cases import made_case, metrics_of

JULY = date(2026, 7, 1)
NOW = AsOf(TODAY, TODAY)


def status_on(database: DatabaseFile, day: date) -> dict[str, StatusAnswer]:
    as_of = AsOf(day, JULY)
    overview = load_overview(database, as_of)
    return {answer.metric: answer for answer in load_status(database, overview)}


def test_a_target_that_the_baseline_meets_and_one_exactly_on_its_way_are_on_track(
    tmp_path: Path,
) -> None:
    database = made_case("exp", tmp_path, JULY)
    for month in range(2, 8):
        day = date(2026, month, 1)
        answers = status_on(database, day)
        assert {answers[code].status for code in ("a", "b", "c")} == {"on track"}, day
        assert (answers["a"].expected, answers["a"].progress) == (90, None)
    answers = status_on(database, JULY)
    # A band is reached from its baseline's side; there is no one target, and no way where the
    # baseline lies inside.
    assert (answers["w1"].target, answers["w1"].target_low, answers["w1"].target_high) == (
        None, 270, 330,
    )  # fmt: skip
    assert answers["w1"].progress is not None
    assert answers["w2"].progress is None


def wanted_in(spec: TrendSpec) -> str:
    """The target of a chart in words."""
    return next(references(spec)).words(spec.y_format)


def test_both_lines_of_a_band_are_drawn_and_said(tmp_path: Path) -> None:
    today = date(2026, 11, 28)
    database = made_case("band", tmp_path, today)
    metric = metrics_of(database)["aht"]
    chart = load_chart(database, ChartQuestion(metric.id), AsOf(today, today), Config())
    answer = chart_answer(chart)
    assert (answer["target"], answer["target_low"], answer["target_high"]) == (None, 270, 330)
    spec = spec_of(chart, Config().writing)
    assert {level.value for level in spec.target} == {270, 330}
    assert wanted_in(spec) == "target 4:30–5:30"


def test_a_holiday_week_of_nine_of_twelve_is_not_off_track(tmp_path: Path) -> None:
    database = made_case("pd", tmp_path, date(2016, 1, 1))
    few = [
        one
        for one in (
            status_on(database, date(2015, 1, 1) + timedelta(weeks=week)).get("fcr")
            for week in range(1, 45)
        )
        if one is not None and one.value == 75.0
    ]
    assert few
    judged = [answer for answer in few if answer.status != "stale"]
    assert {answer.status for answer in judged} == {"at risk"}
    assert all("9 of 12 can be chance" in answer.rule for answer in judged)


def test_a_new_target_shows_at_once_and_one_to_come_from_when_on(database: DatabaseFile) -> None:
    record_weekly(database, 1, [84.0], date(2026, 11, 20))
    line = load_overview(database, NOW).kpis[0]
    draft = KpiDraft(
        metric=1, baseline=70, target=Range(low=87), starts_on=line.kpi.starts_on,
        due_on=date(2026, 12, 31), warn=3, owner="lee", target_from=TODAY,
    )  # fmt: skip
    edit_kpi(database, LEADER, line.kpi, draft, TODAY)
    changed = load_overview(database, NOW).kpis[0]
    speech = Speech(Config().writing, Clock(), TODAY)
    assert target(changed, speech) == "target ≥ 87.0% by 2026-12-31"
    # The week that ended before is judged as it was.
    assert changed.standing.judgement == line.standing.judgement
    assert changed.standing.expected_range == line.standing.expected_range
    later = replace(draft, target=Range(low=90), target_from=date(2027, 1, 4))
    edit_kpi(database, LEADER, changed.kpi, replace(later, due_on=date(2027, 3, 31)), TODAY)
    coming = load_overview(database, NOW).kpis[0]
    assert target(coming, speech).endswith("; from 2027-01-04: ≥ 90.0%")


def test_the_line_of_a_standard_is_called_a_standard(database: DatabaseFile) -> None:
    record_weekly(database, 2, [330.0, 340.0, 335.0], date(2026, 11, 20))
    spec = spec_of(load_chart(database, ChartQuestion(2), NOW, Config()), Config().writing)
    assert wanted_in(spec) == "standard 5:00–6:30"
