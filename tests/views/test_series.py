"""What goes into a verdict, by the inputs of `tests/cases/judgement`."""

from datetime import date, timedelta
from pathlib import Path

from kpitui.actions.load_plan import load_plan_document
from kpitui.actions.readings import record
from kpitui.config import Config
from kpitui.domain.file_rules import FileRules
from kpitui.domain.part_periods import Partial
from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.process_limits import ProcessLimits
from kpitui.domain.progress import Status
from kpitui.domain.readings import EVERYBODY, ReadingDraft, SubjectFilter
from kpitui.exchange.plan_text import read_plan
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.days import Cut, load_days
from kpitui.views.limit_marks import UNMARKED, LimitMarks
from kpitui.views.limits import limits_of
from kpitui.views.overview import load_overview
from kpitui.views.person import load_person_page
from kpitui.views.series import PeriodValue, load_series, series_of
from tests.conftest import LEADER, TODAY
from tests.judgement_cases import made_case, metrics_of

RULES = FileRules()


def judged(
    database: DatabaseFile,
    code: str,
    day: date,
    marks: LimitMarks = UNMARKED,
    subject: SubjectFilter = EVERYBODY,
) -> tuple[list[PeriodValue], ProcessLimits]:
    metric = metrics_of(database)[code]
    with reading(database) as db:
        series = load_series(db, metric, AsOf(day, day), subject=subject)
    return series, limits_of(series, marks, RULES, metric=metric)


def test_a_first_and_a_last_week_of_three_days_are_hollow_and_nothing_is_signalled(
    tmp_path: Path,
) -> None:
    last = date(2026, 10, 7)
    database = made_case("partial", tmp_path, last)
    for day, because in ((last, Partial.RUNNING), (date(2026, 11, 28), Partial.LAST)):
        series, limits = judged(database, "handled", day)
        assert [value.period.label for value in series if value.value is not None][-1] == "2026-W41"
        partial = {
            value.period.label: value.partial_because for value in series if value.value is not None
        }
        assert partial.pop("2026-W04") is Partial.FIRST
        assert partial.pop("2026-W41") is because
        assert set(partial.values()) == {None}
        assert limits.current is not None
        assert limits.signals == ()


def test_the_month_that_a_split_ends_belongs_to_the_old_segment(tmp_path: Path) -> None:
    day = date(2026, 1, 20)
    database = made_case("split", tmp_path, day)
    series, limits = judged(database, "m", day, LimitMarks((date(2024, 10, 31),)))
    first, second = limits.segments
    assert series[first.stop - 1].period.label == "2024-10"
    assert series[second.start].period.label == "2024-11"
    assert not any(limits.signals_at(index) for index in range(first.stop - 1, len(series)))


def test_a_month_dated_on_its_first_day_is_stale_a_cadence_and_a_half_after_its_end(
    tmp_path: Path,
) -> None:
    database = made_case("stale", tmp_path, date(2026, 10, 26))
    ends = {"q": date(2026, 9, 30), "mo": date(2026, 10, 31), "w": date(2026, 10, 25)}
    cadences = {"q": 136, "mo": 45, "w": 10}
    for code, end in ends.items():
        fresh = end + timedelta(days=cadences[code])
        for day, stale in ((fresh, False), (fresh + timedelta(days=1), True)):
            kpis = load_overview(database, AsOf(day, day)).kpis
            status = {kpi.metric.code: kpi.standing.judgement.status for kpi in kpis}
            assert (status[code] is Status.STALE) == stale, (code, day)


def test_readings_on_three_days_a_week_have_limits_as_if_on_every_day(tmp_path: Path) -> None:
    day = date(2026, 11, 28)
    database = made_case("eff", tmp_path, day)
    series, limits = judged(database, "qd", day, subject=SubjectFilter((1,)))
    read = [index for index, one in enumerate(series) if one.value is not None]
    assert series[read[0]].period == series[0].period
    assert {series[index].period.first.weekday() for index in read} == {0, 2, 4}
    assert [limits.moving_ranges[index] is not None for index in read] == [False] + [True] * (
        len(read) - 1
    )


COMPLAINTS = """
[[metric]]
name = "Complaints"
code = "complaints"
unit = ""
decimals = 0
direction = "lower"
aggregation = "sum"
cadence = "weekly"
empty_means = "zero"
[[standard]]
metric = "complaints"
[[standard.level]]
level = 2
starts_on = 2026-01-01
"""


def test_a_week_without_complaints_has_none_from_the_first_that_was_recorded_on(
    database: DatabaseFile,
) -> None:
    load_plan_document(database, LEADER, read_plan(COMPLAINTS, "c.toml"), today=TODAY)
    metric = metrics_of(database)["complaints"]
    days = {date(2026, 9, 1): (2, 1), date(2026, 9, 22): (1, 2), date(2026, 10, 8): (1, 1)}
    drafts = [
        ReadingDraft(metric_id=metric.id, person_id=person, date=day, value=value)
        for day, (person, value) in days.items()
    ]
    record(database, LEADER, drafts, today=TODAY)

    def values(subject: SubjectFilter, since: date | None = None) -> list[float | None]:
        with reading(database) as db:
            days = load_days(db, [metric], subject, Cut(PeriodKind.WEEK), since=since, until=TODAY)[
                metric.id
            ]
        return [
            value.value for value in series_of(metric, days, PeriodKind.WEEK, AsOf(TODAY, TODAY))
        ]

    assert values(EVERYBODY) == [1, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0]
    assert values(EVERYBODY, date(2026, 11, 2)) == [0, 0, 0]
    assert values(SubjectFilter(team_id=1)) == [0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0]
    assert values(SubjectFilter((2,))) == [1, *[0] * 11]
    line = next(
        standard for standard in load_overview(database, AsOf(TODAY, TODAY)).standards
        if standard.metric.id == metric.id
    )  # fmt: skip
    assert (line.status, line.value and line.value.value) == ("met", 0)
    page = load_person_page(database, 2, AsOf(TODAY, TODAY), Config())
    (mine,) = (
        expectation for expectation in page.expectations if expectation.metric.id == metric.id
    )
    assert (mine.status, mine.judged and mine.judged.value) == ("met", 0)
    assert [value.value for value in mine.series][-4:] == [0, 0, 0, 0]
