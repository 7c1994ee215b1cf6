"""The chart of one metric: periods, process limits, what is wanted, what happened, and what it says in words."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.config import Config
from kpitui.domain.cells import DURATIONS, format_value
from kpitui.domain.chart_words import in_words
from kpitui.domain.errors import BadData
from kpitui.domain.metric_chart import ChartNote, ChartPeriod, MetricChart
from kpitui.domain.metrics import Direction, Metric, Range
from kpitui.domain.numbers import unit_places
from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.plan import Kpi, Standard, expectation, live, target_on
from kpitui.domain.progress import expected_range, level_towards, single_target
from kpitui.storage.coaching import load_annotations
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.notes import latest_notes
from kpitui.storage.plan import load_kpis_and_standards, load_metrics
from kpitui.storage.readings import EVERYBODY, Subject
from kpitui.views.limit_marks import UNMARKED, load_limit_marks
from kpitui.views.limits import limits_of
from kpitui.views.series import PeriodValue, load_series

NOTES_SHOWN = 5


class ChartQuestion(Struct, frozen=True):
    """Which chart: the period kind is that of the metric's cadence if not said; `baseline` locks the limits to the
    first so many periods, `screen` leaves out, once, moving ranges at or beyond their limit; `kpi_id` says whose target
    is shown where the metric is a KPI of two strategies, else the first one's.
    """

    metric_id: int
    subject: Subject = EVERYBODY
    subject_name: str = "Organisation"
    by: PeriodKind | None = None
    last: int | None = None
    baseline: int | None = None
    screen: bool = False
    kpi_id: int | None = None


def load_chart(database: DatabaseFile, question: ChartQuestion, as_of: AsOf, config: Config) -> MetricChart:
    """The chart, in one reading of the file."""
    with reading(database) as db:
        return _chart(db, question, as_of, config)


def _chart(db: Database, question: ChartQuestion, as_of: AsOf, config: Config) -> MetricChart:
    found = load_metrics(db, [question.metric_id])
    if not found:
        raise BadData("This metric is not in the file any more.")
    (metric,) = found
    of_metric, standards = load_kpis_and_standards(db, metric.id)
    kind = question.by or PeriodKind.of(metric.cadence)
    series = load_series(
        db, metric, as_of, kind=kind, subject=question.subject, last=question.last, calendar=config.calendar
    )
    kpis = live(of_metric, as_of.day)
    kpi = next((one for one in kpis if one.id == question.kpi_id), kpis[0] if kpis else None)
    wanted = _wanted(standards, metric, kpi, question.subject, series)
    marks = load_limit_marks(db, [metric.id], as_of.day).get(metric.id, UNMARKED)
    if question.subject != EVERYBODY:
        marks = replace(marks, locked=None)  # the span was chosen for the values of all of them together
    limits = limits_of(series, marks, config, first_periods=question.baseline, screen=question.screen)
    return MetricChart(
        metric=metric,
        subject=question.subject_name,
        by=kind,
        periods=tuple(_period(one) for one in series),
        limits=limits,
        targets=tuple(one[0] for one in wanted),
        expected=tuple(one[1] for one in wanted),
        baseline=kpi.baseline if kpi and question.subject == EVERYBODY else None,
        notes=_notes(db, metric, kpi, series, as_of),
        said=tuple(
            in_words(
                limits,
                [one.period.said for one in series],
                noun=kind.value,
                # The unit is said once, behind both ends of a span.
                number=lambda value: format_value(
                    value, metric, decimal_comma=config.decimal_comma, unit=False
                ).removesuffix("%"),
                unit=""
                if metric.unit in DURATIONS
                else "#".join(unit_places(metric.unit, decimal_comma=config.decimal_comma)),
                direction=metric.direction.value,
                target=_target(kpi, question.subject, as_of),
            )
        ),
    )


def _target(kpi: Kpi | None, subject: Subject, as_of: AsOf) -> Range | None:
    if kpi is None or subject != EVERYBODY:
        return None
    target = single_target(kpi.targets, as_of.day)
    return target.level if target else None


def _period(one: PeriodValue) -> ChartPeriod:
    ratio = one.sums.denominator > 0
    return ChartPeriod(
        label=one.period.label,
        first=one.period.first,
        last=one.period.last,
        value=one.value,
        n=one.sample_size,
        numerator=one.sums.numerator if ratio else None,
        denominator=one.sums.denominator if ratio else None,
        unweighted=one.sums.unweighted,
        partial=one.running,
    )


def _wanted(
    standards: list[Standard], metric: Metric, kpi: Kpi | None, subject: Subject, series: Sequence[PeriodValue]
) -> list[tuple[float | None, float | None]]:
    """Target and expected level at the end of each period; of a standard only the level, which has no way to it."""
    if kpi is not None and subject == EVERYBODY:
        return [_of_kpi(kpi, metric.direction, one.period.last) for one in series]
    person_id = subject.person_ids[0] if len(subject.person_ids) == 1 else None
    levels: list[tuple[float | None, float | None]] = []
    for one in series:
        found = expectation(standards, one.period.last, person_id=person_id, role_id=None, team_id=subject.team_id)
        levels.append((_edge(found[1].level) if found else None, None))
    return levels


def _of_kpi(kpi: Kpi, direction: Direction, day: date) -> tuple[float | None, float | None]:
    target = target_on(kpi.targets, day)
    expected = expected_range(kpi, direction, day)
    return (
        level_towards(kpi.baseline, direction, target.level) if target else None,
        _edge(expected) if expected and direction is not Direction.WITHIN else None,
    )


def _edge(good: Range) -> float | None:
    # One line a chart: the edge that the direction names, and of a band the upper one, which is crossed more often.
    return good.high if good.high is not None else good.low


def _notes(
    db: Database, metric: Metric, kpi: Kpi | None, series: Sequence[PeriodValue], as_of: AsOf
) -> tuple[ChartNote, ...]:
    def index(day: date) -> int | None:
        return next((i for i, one in enumerate(series) if one.period.first <= day <= one.period.last), None)

    annotations = load_annotations(db, metric_id=metric.id, strategy_id=kpi.strategy_id if kpi else None)
    # One event is often noted on the strategy and on its metric too; it is drawn once.
    once = {(one.date, one.text): one for one in annotations if one.date <= as_of.day}
    events = [
        ChartNote(day, text, index(day), event=True, splits=one.new_limits, id=one.id, version=one.version)
        for (day, text), one in once.items()
    ]
    if not series:
        return tuple(events)
    remarks = [
        ChartNote(day, f"{whose}: {text}" if whose else text, index(day), event=False)
        for day, whose, text in latest_notes(db, metric.id, series[0].period.first, as_of.day, NOTES_SHOWN)
    ]
    return (*events, *reversed(remarks))
