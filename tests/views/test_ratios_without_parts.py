"""Ratios as people have them: parts, a value with its size, or a value alone, from what is typed to
what every screen says.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.actions.corrections import correct_reading
from kpitui.actions.import_readings import import_readings
from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.readings import record
from kpitui.actions.undo import undo
from kpitui.config import Config
from kpitui.domain.clock import Clock
from kpitui.domain.errors import BadData
from kpitui.domain.import_rows import ImportRow
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.periods import AsOf
from kpitui.domain.plan_document import PlanDocument
from kpitui.domain.readings import (
    CountedDay,
    Level,
    ReadingDraft,
    SubjectFilter,
    combine,
    counted,
    sums_of,
)
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric
from kpitui.exchange.report_markdown import markdown
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.plan import load_metrics
from kpitui.storage.readings import load_reading
from kpitui.storage.summaries import wrong_summaries
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.export import readings_for_export
from kpitui.views.health import load_health
from kpitui.views.overview import load_overview
from kpitui.views.person import load_person_page
from kpitui.views.report import load_report
from kpitui.views.series import PeriodValue, load_series
from kpitui.views.status import load_status
from kpitui.words.facts import facts
from kpitui.words.person import remarks
from kpitui.words.spans import texts_of
from kpitui.words.speech import Speech
from tests.bring_in import bring_in
from tests.conftest import LEADER, TODAY

ADHERENCE = 3
SHARE = Metric(
    id=1, name="share", code="share", unit="%", direction=Direction.HIGHER,
    aggregation=Aggregation.RATIO, cadence=Cadence.WEEKLY,
)  # fmt: skip
LAST_SUNDAY = TODAY - timedelta(days=TODAY.weekday() + 1)
NOW = AsOf(TODAY, TODAY)
SPEECH = Speech(Config().writing, Clock(), TODAY)


def bare(value: float, back: int = 0, **subject: Any) -> ReadingDraft:
    """A percentage alone, of so many weeks ago."""
    day = LAST_SUNDAY - timedelta(weeks=back)
    return ReadingDraft(metric_id=ADHERENCE, date=day, value=value, **subject)


def parts(numerator: float, denominator: float, back: int = 0, **subject: Any) -> ReadingDraft:
    """A part and its whole, of so many weeks ago."""
    day = LAST_SUNDAY - timedelta(weeks=back)
    return ReadingDraft(
        metric_id=ADHERENCE, date=day, numerator=numerator, denominator=denominator, **subject
    )


def weeks(database: DatabaseFile, subject: SubjectFilter | None = None) -> list[PeriodValue]:
    with reading(database) as db:
        (metric,) = load_metrics(db, [ADHERENCE])
        return load_series(db, metric, NOW, subject=subject or SubjectFilter())


def chart(database: DatabaseFile) -> MetricChart:
    return load_chart(database, ChartQuestion(ADHERENCE), NOW, Config())


def kept(database: DatabaseFile) -> list[tuple[object, ...]]:
    names = ("value", "n", "numerator", "denominator")
    return [tuple(row[name] for name in names) for row in readings_for_export(database)]


def test_a_value_with_its_size_is_kept_as_parts_and_a_value_alone_as_it_is(
    database: DatabaseFile,
) -> None:
    with_size = ReadingDraft(metric_id=ADHERENCE, date=TODAY, value=95.2, n=480)
    record(database, LEADER, [with_size, bare(92)], today=TODAY)
    lines = [
        ImportRow(line=2, metric="adherence", person="Ana López", date=TODAY, value=95.2, n=480),
        ImportRow(line=3, metric="adherence", person="[red]Bo[/]", date=TODAY, value=92),
    ]
    report = import_readings(database, LEADER, lines, metrics={}, today=TODAY)
    assert report.rejected == []
    assert kept(database) == [(None, None, 456.96, 480), (92, None, None, None)] * 2


def test_the_same_value_with_its_size_adds_nothing_the_second_time(database: DatabaseFile) -> None:
    line = ImportRow(line=2, metric="adherence", date=TODAY, value=95.2, n=480)
    for unchanged in (0, 1):
        report = import_readings(database, LEADER, [line], metrics={}, today=TODAY)
        assert (report.added, report.unchanged) == (1 - unchanged, unchanged)


def test_a_part_too_large_to_be_kept_is_refused_in_one_sentence(database: DatabaseFile) -> None:
    large = ReadingDraft(metric_id=ADHERENCE, date=TODAY, value=1e14, n=10**11)
    with pytest.raises(BadData, match="Adherence to schedule: the part is not a number that can"):
        record(database, LEADER, [large], today=TODAY)
    line = ImportRow(line=2, metric="adherence", date=TODAY, value=1e14, n=10**11)
    report = import_readings(database, LEADER, [line], metrics={}, today=TODAY)
    reasons = [rejected.reason for rejected in report.rejected]
    assert reasons == ["the part is not a number that can be stored"]


def test_parts_that_were_corrected_to_a_value_alone_come_back_with_undo(
    database: DatabaseFile,
) -> None:
    (reading_id,) = record(database, LEADER, [parts(45, 50)], today=TODAY)
    with reading(database) as db:
        old = load_reading(db, reading_id)
    assert old is not None
    correct_reading(database, LEADER, old, bare(88), today=TODAY)
    assert [(week.value, week.unweighted) for week in weeks(database)] == [(88.0, 1)]
    undo(database, LEADER)
    assert [(week.value, week.unweighted) for week in weeks(database)] == [(90.0, 0)]
    with reading(database) as db:
        assert wrong_summaries(db) == 0


def test_a_report_marks_the_value_of_a_period_without_parts(database: DatabaseFile) -> None:
    record(database, LEADER, [bare(92)], today=TODAY)
    text = markdown(load_report(database, NOW, Config(), date(2026, 10, 1)), SPEECH)
    (row,) = [line for line in text.splitlines() if line.startswith("|") and "Adherence" in line]
    assert "2026-W47, not weighted" in row


def test_beside_parts_a_value_alone_is_left_out_and_counted(database: DatabaseFile) -> None:
    of_both = [parts(9, 10, person_id=1), parts(1, 90, person_id=2), bare(99, person_id=2)]
    record(database, LEADER, of_both, today=TODAY)
    (week,) = weeks(database)
    assert (week.value, week.sample_size, week.left_out, week.unweighted) == (10.0, 100, 1, 0)


def test_values_alone_are_shown_as_their_plain_mean_without_weight(database: DatabaseFile) -> None:
    record(database, LEADER, [bare(90, person_id=1), bare(70, person_id=2)], today=TODAY)
    (week,) = weeks(database)
    assert (week.value, week.sample_size, week.left_out, week.unweighted) == (80.0, 0, 0, 2)
    (period,) = chart(database).periods
    assert (period.n or None, period.numerator, period.unweighted) == (None, None, 2)


def test_a_team_that_was_read_itself_has_that_value_also_without_parts(
    database: DatabaseFile,
) -> None:
    of_levels = [bare(70, team_id=1), parts(9, 10, person_id=1), parts(50, 100, team_id=2)]
    record(database, LEADER, of_levels, today=TODAY)
    (north,) = weeks(database, SubjectFilter(team_id=1))
    assert (north.value, north.unweighted, north.sample_size) == (70.0, 1, 0)
    (week,) = weeks(database)
    assert (week.value, week.left_out, week.sample_size) == (50.0, 1, 100)


def test_values_alone_have_limits_of_their_own_kind_and_are_named(database: DatabaseFile) -> None:
    sizes = [100 + 40 * (back % 5) for back in range(20)]
    with_parts = [parts(size * 0.9 // 1, size, back) for back, size in enumerate(sizes)]
    record(database, LEADER, with_parts, today=TODAY)
    assert {segment.kind for segment in chart(database).limits.segments} == {"p_prime"}
    record(database, LEADER, [bare(91, back=20), bare(10, back=3)], today=TODAY)
    shown = chart(database)
    assert {segment.kind for segment in shown.limits.segments} == {"xmr"}
    assert shown.words[-1] == (
        "1 reading without parts is left out of 21 weeks; 1 week is an average of readings "
        "without both numbers"
    )
    assert len(shown.words) <= 3


KPI = {
    "priority": [{"title": "p", "starts_on": date(2026, 1, 5), "strategy": [{
        "title": "s", "starts_on": date(2026, 1, 5), "kpi": [{
            "metric": "adherence", "baseline": 80, "warn": 0, "starts_on": date(2026, 1, 5),
            "due_on": date(2026, 2, 1), "target": [{"level": 90}]}]}]}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("drafts", "status", "unweighted", "left_out"),
    [
        ([parts(8, 10)], "at risk", 0, 0),
        ([parts(8, 10), bare(1)], "at risk", 0, 1),
        ([bare(80)], "off track", 1, 0),
        ([bare(70), bare(90)], "off track", 2, 0),
    ],
)
def test_a_shortfall_without_parts_is_never_called_chance_and_is_marked(
    database: DatabaseFile, drafts: list[ReadingDraft], status: str, unweighted: int, left_out: int
) -> None:
    load_plan_document(database, LEADER, PlanDocument.model_validate(KPI), today=TODAY)
    record(database, LEADER, drafts, today=TODAY)
    overview = load_overview(database, NOW)
    one = next(answer for answer in load_status(database, overview) if answer.metric == "adherence")
    assert (one.status, one.unweighted, one.left_out) == (status, unweighted, left_out)
    (kpi,) = [kpi for kpi in overview.kpis if kpi.metric.id == ADHERENCE]
    said = texts_of(facts(kpi, overview, SPEECH))
    assert any("can be chance" in line for line in said) == (status == "at risk")
    expected = {
        (0, 0): [],
        (0, 1): ["1 reading without parts is left out"],
        (1, 0): ["1 reading without parts, not weighted"],
        (2, 0): ["2 readings without parts, not weighted"],
    }[unweighted, left_out]
    assert [line for line in said if "without parts" in line] == expected


def test_the_page_of_a_person_says_what_has_no_parts(database: DatabaseFile) -> None:
    record(database, LEADER, [bare(70, person_id=1)], today=TODAY)
    page = load_person_page(database, 1, NOW, Config())
    said = texts_of(remarks(page.expectations, SPEECH))
    assert said == ["1 reading without parts, not weighted: Adherence to schedule"]


def test_what_has_no_parts_is_told_by_the_check(database: DatabaseFile) -> None:
    def found() -> list[str]:
        return [
            finding.found.detail
            for finding in load_health(database, NOW).open
            if finding.rule.code == "D501"
        ]

    record(database, LEADER, [parts(9, 10), parts(8, 10, back=1)], today=TODAY)
    assert found() == []
    record(database, LEADER, [bare(92)], today=TODAY)
    assert found() == [
        "recent readings have no sample size; where others have both numbers they are left out"
    ]


NUMBERS = st.tuples(st.floats(0, 100), st.none() | st.integers(1, 500))
OF = st.sampled_from(
    [(Level.ORGANISATION, 0), *((level, team) for level in (Level.TEAM, Level.PERSON)
        for team in (0, 1, 2) if (level, team) != (Level.TEAM, 0))]
)  # fmt: skip


def day_of(of: tuple[Level, int], numbers: tuple[float, int | None]) -> CountedDay:
    value, n = numbers
    draft = bare(value) if n is None else parts(value * n / 100, n)
    return CountedDay(draft.date, sums_of(draft), *of)


def value_of(days: Sequence[CountedDay]) -> float | None:
    return combine(SHARE, [(day.day, day.sums) for day in counted(days)])[0]


@given(st.lists(st.tuples(OF, NUMBERS), min_size=1, max_size=12), st.floats(0, 100))
def test_where_parts_count_the_value_never_depends_on_those_without(
    readings: list[tuple[tuple[Level, int], tuple[float, int | None]]], other: float
) -> None:
    found = value_of([day_of(of, numbers) for of, numbers in readings])
    changed = [
        day_of(of, (other if numbers[1] is None else numbers[0], numbers[1]))
        for of, numbers in readings
    ]
    that_count = counted(changed)
    if any(day.sums.denominator for day in that_count):
        assert value_of(changed) == found
        with_parts = [day for day in that_count if day.sums.denominator]
        assert combine(SHARE, [(part.day, part.sums) for part in with_parts])[0] == found
    else:
        assert value_of(changed) == pytest.approx(other, rel=1e-12)


def test_a_new_ratio_with_sizes_adds_nothing_when_its_file_comes_again(
    empty: DatabaseFile, tmp_path: Path
) -> None:
    file = tmp_path / "fcr.csv"
    lines = [
        f"fcr,2026-11-{day},{value},{n}" for day, value, n in ((16, "33.3%", 7), (17, 57.3, 9))
    ]
    file.write_text("\n".join(["metric,date,value,n", *lines, ""]), "utf-8")
    for unchanged in (0, 2):
        report = bring_in(empty, LEADER, file, create=True, today=TODAY)
        assert (report.added, report.unchanged, report.rejected) == (2 - unchanged, unchanged, [])
    assert [one[2:] for one in kept(empty)] == [(2.331, 7), (5.157, 9)]
