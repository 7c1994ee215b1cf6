"""One verdict: whatever draws or asks, limits, signals, status and words are the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from kpitui.actions.readings import record
from kpitui.actions.reviews import lock_baseline
from kpitui.config import Config
from kpitui.domain.chart_words import Aim, in_words
from kpitui.domain.file_rules import FileRules
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.readings import EVERYBODY, ReadingDraft
from kpitui.domain.records.metric import Range
from kpitui.storage.database import DatabaseFile, reading
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.health import load_health
from kpitui.views.judgement import Judged, Look, judge
from kpitui.views.overview import load_overview
from kpitui.views.report import load_report
from kpitui.views.status import chart_answer, load_status
from kpitui.views.usual import UsualRanges
from tests.conftest import LEADER, TODAY, kept_copy, record_weekly
from tests.judgement_cases import made_case, metrics_of
from tests.patience import examples

NOW = AsOf(TODAY, TODAY)
LAST_SUNDAY = TODAY - timedelta(days=1)
VALUES = st.lists(
    st.one_of(st.none(), st.integers(60, 95).map(float)), min_size=1, max_size=60
).filter(lambda values: values[-1] is not None)


class Plan(Struct, frozen=True):
    """Weekly values of the KPI, newest last; a locked span or none; readings of four years ago."""

    values: list[float | None]
    locked: tuple[int, int] | None
    long_ago: list[float]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A random series with what was decided about it."""
    values = draw(VALUES)
    locked = None
    if draw(st.booleans()) and len(values) > 14:
        start = draw(st.integers(0, len(values) - 13))
        locked = (start, start + 11)
    return Plan(values, locked, draw(st.lists(st.just(10.0), max_size=3)))


@contextmanager
def made(made_once: Path, plan: Plan) -> Iterator[DatabaseFile]:
    """The file of a random plan."""
    with (
        TemporaryDirectory() as folder,
        kept_copy(made_once / "plan.db", Path(folder)) as database,
    ):
        enter(database, plan)
        yield database


def enter(database: DatabaseFile, plan: Plan) -> None:
    drafts = [
        ReadingDraft(metric_id=1, date=LAST_SUNDAY - timedelta(weeks=back), value=value)
        for back, value in enumerate(reversed(plan.values))
        if value is not None
    ]
    drafts += [
        ReadingDraft(metric_id=1, date=date(2022, 3, 1) + timedelta(weeks=place), value=value)
        for place, value in enumerate(plan.long_ago)
    ]
    record(database, LEADER, drafts, today=TODAY)
    if plan.locked:
        first, last = (
            LAST_SUNDAY - timedelta(weeks=len(plan.values) - 1 - at) for at in plan.locked
        )
        lock_baseline(database, LEADER, 1, first, last, "how it was")


def chart_of(database: DatabaseFile, **options: object) -> MetricChart:
    """The chart of the KPI."""
    return load_chart(database, replace(ChartQuestion(1), **options), NOW, Config())


def verdict_of(database: DatabaseFile) -> Judged:
    """The verdict that everything takes."""
    metric = metrics_of(database)["csat"]
    with reading(database) as db:
        return judge(db, Look(metric), NOW, FileRules())


@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=plans())
def test_every_surface_says_the_same_of_a_series(made_once: Path, plan: Plan) -> None:
    with made(made_once, plan) as database:
        verdict, chart = verdict_of(database), chart_of(database)
        now = verdict.changes.now
        # What is drawn changes no word.
        for options in ({"last": 5}, {"last": 12}, {"last": 500}, {"by": PeriodKind.MONTH}):
            other = chart_of(database, **options)
            assert (other.said, other.changing) == (chart.said, chart.changing)
        assert chart.changing == (now is not None)
        # Charts flag the weeks that the verdict flags.
        for last in (12, 500):
            flagged = {
                label
                for signal in chart_answer(chart_of(database, last=last))["signals"]  # type: ignore[attr-defined]  # a list in a dict of objects
                for label in signal.periods
            }
            shown = {period.label for period in chart_of(database, last=last).periods}
            all_of = {
                verdict.series[at].period.label
                for signal in verdict.limits.signals
                for at in signal.indices
            }
            assert flagged == all_of & shown
        # Status, report and health.
        (status,) = load_status(database, load_overview(database, NOW))
        assert status.signal == (now.rule if now else None)
        line = load_overview(database, NOW).kpis[0]
        assert status.status == line.standing.judgement.status.value
        report = load_report(database, NOW, Config(), TODAY).kpis[0]
        assert report.line.standing.judgement == line.standing.judgement
        assert (report.chart.said, bool(report.signal)) == (chart.said, now is not None)
        codes = {finding.rule.code for finding in load_health(database, NOW).open}
        assert now is None or not codes & {"K206", "K207"}
        _same_usual(database, verdict)


def _same_usual(database: DatabaseFile, verdict: Judged) -> None:
    metric, now = metrics_of(database)["csat"], verdict.changes.now
    with reading(database) as db:
        usual = UsualRanges(db, NOW, FileRules()).of([metric], EVERYBODY)[metric.id]
    segment = verdict.limits.segments[-1]
    if segment.trial or segment.limits is None or (now and now.strength == "real"):
        assert usual is None or usual.limits != segment.limits
    else:
        assert usual is not None
        assert usual.limits == segment.limits


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(values=st.lists(st.integers(60, 95).map(float), min_size=24, max_size=60))
def test_readings_older_than_the_window_change_no_verdict(
    made_once: Path, values: list[float]
) -> None:
    with (
        made(made_once, Plan([*values], None, [])) as young,
        made(made_once, Plan([*values], None, [1.0, 2.0, 3.0])) as old,
    ):
        assert verdict_of(old) == verdict_of(young)


def test_a_chart_draws_what_is_older_than_the_window_without_limits(
    database: DatabaseFile,
) -> None:
    record_weekly(database, 1, [70.0, 72.0, 71.0, 69.0] * 45, LAST_SUNDAY)
    chart = chart_of(database)
    assert len(chart.periods) == 180
    before, inside = chart.limits.segments
    assert (before.start, before.stop, before.limits, before.trial) == (0, 24, None, True)
    assert (inside.start, inside.stop, inside.n) == (24, 180, 156)
    assert chart.words[-1] == "66.5–74.5% is routine variation, from 156 weeks"


def test_what_was_read_long_ago_is_judged_by_the_window_up_to_its_end(
    database: DatabaseFile,
) -> None:
    record_weekly(database, 1, [70.0, 72.0, 71.0, 69.0] * 10, date(2015, 10, 4))
    with reading(database) as db:
        judged = judge(db, Look(metrics_of(database)["csat"]), NOW, FileRules())
    assert judged.limits.segments[-1].n == 40
    assert chart_of(database).words[-1].endswith("is routine variation, from 40 weeks")


LUCK_DAY = date(2016, 2, 29)


def luck(target: float, folder: Path) -> str:
    """What the chart of `luck` says of a target."""
    database = made_case("luck", folder, LUCK_DAY)
    as_of = AsOf(LUCK_DAY, LUCK_DAY)
    metric = metrics_of(database)["m"]
    with reading(database) as db:
        judged = judge(db, Look(metric), as_of, FileRules())
    said = in_words(
        judged.limits,
        [value.period.label for value in judged.series],
        noun="week",
        number=lambda value: f"{value:.1f}",
        unit="%",
        direction="higher",
        aim=Aim(Range(low=target)),
    )
    return next(one.sentence for one in said if one.sentence.startswith("target"))


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (82.5, "target 82.5% reached in 60 of 60 weeks: "),
        (84.0, "target 84.0% reached in 57 of 60 weeks: nearly always; "),
        (
            87.0,
            "target 87.0% reached in 55 of 60 weeks: now and then, by chance; consistently from a "
            "mean of 95.4%",
        ),
        (90.0, "target 90.0% reached in 29 of 60 weeks: now and then, by chance; "),
        (97.0, "target 97.0% reached in 1 of 60 weeks: "),
    ],
)
def test_how_often_a_target_was_reached_and_what_it_would_take(
    target: float, said: str, tmp_path: Path
) -> None:
    assert luck(target, tmp_path).startswith(said)


def test_locked_limits_hold_whatever_is_drawn_and_on_status_too(tmp_path: Path) -> None:
    day = date(2015, 10, 25)
    database = made_case("lock", tmp_path, date(2015, 12, 31))
    metric = metrics_of(database)["m"]
    lock_baseline(
        database, LEADER, metric.id, date(2015, 1, 5), date(2015, 3, 29), "before the change"
    )
    as_of = AsOf(day, date(2015, 12, 31))
    for last in (None, 5, 26):
        question = ChartQuestion(metric.id, last=last)
        words = load_chart(database, question, as_of, Config()).words
        began = "30 weeks above the old mean since 30 Mar: a real change"
        assert words[0].startswith(began)
        assert words[1] == "2 weeks above the limits since 12 Oct"
        assert any("77.5–82.4% is routine variation" in word for word in words), words
    (status,) = load_status(database, load_overview(database, as_of))
    assert status.signal == "run"


def test_a_holiday_week_of_few_calls_is_no_signal(tmp_path: Path) -> None:
    day = date(2015, 10, 5)
    database = made_case("pd", tmp_path, day)
    metric = metrics_of(database)["fcr"]
    with reading(database) as db:
        judged = judge(db, Look(metric), AsOf(day, day), FileRules())
    assert not judged.limits.signals
