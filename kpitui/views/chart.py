"""The chart of one metric: periods, process limits, what is wanted, what happened, and what it says
in words.
"""

from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.config import Config
from kpitui.domain.away_gaps import away_gaps
from kpitui.domain.chart_words import SENTENCES, Aim, Said, in_words
from kpitui.domain.errors import BadData
from kpitui.domain.expected_share import expected_of, share_in
from kpitui.domain.file_rules import FileRules
from kpitui.domain.held import edges_of, held_most
from kpitui.domain.metric_chart import ChartNote, ChartPeriod, MetricChart
from kpitui.domain.natural_limits import RuleSet
from kpitui.domain.numbers import unit_places
from kpitui.domain.periods import AsOf, Period, PeriodKind, first_day
from kpitui.domain.plan import expectation
from kpitui.domain.progress import one_end, single_target, wanted_in
from kpitui.domain.readings import EVERYBODY, SubjectFilter
from kpitui.domain.records.absence import Absence, absences_within
from kpitui.domain.records.annotation import new_version_said
from kpitui.domain.records.dated import Target, live, target_on
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Aggregation, Direction, Metric, Range
from kpitui.domain.records.person import Membership, Person, latest_membership
from kpitui.domain.records.standard import Standard
from kpitui.domain.sheet_score import rescored
from kpitui.domain.sizes_words import chart_sizes
from kpitui.domain.team_tree import TeamTree
from kpitui.domain.value_parsing import DURATIONS, format_value
from kpitui.domain.within import WHY_FEW
from kpitui.domain.writing import Writing
from kpitui.storage.branches import why_not_shown
from kpitui.storage.coaching import load_annotations
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.days import Cut, why_few_read
from kpitui.storage.driver import Database
from kpitui.storage.notes import latest_notes
from kpitui.storage.people import load_person
from kpitui.storage.plan import load_kpis_and_standards, load_metrics
from kpitui.storage.sheets import load_sheets
from kpitui.storage.teams import load_team_tree
from kpitui.views.events import events_of, scope_names
from kpitui.views.judgement import Judged, Look, judge, on_periods, undecided
from kpitui.views.series import PeriodValue, load_series
from kpitui.views.totals import Totals

NOTES_SHOWN = 5


class ChartQuestion(Struct, frozen=True):
    """Which chart: the period kind is that of the metric's cadence if not said; `baseline` locks
    the limits to the first so many periods, `screen` leaves out, once, moving ranges at or beyond
    their limit, `rule_set` looks for signals by other rules than the file's; `kpi_id` says whose
    target is shown where the metric is a KPI of two strategies, else the first one's; `standard_id`
    whose level is drawn in place of a target.
    """

    metric_id: int
    subject: SubjectFilter = EVERYBODY
    subject_name: str = "Organisation"
    by: PeriodKind | None = None
    last: int | None = None
    baseline: int | None = None
    screen: bool = False
    kpi_id: int | None = None
    rule_set: RuleSet | None = None
    standard_id: int | None = None


def load_chart(
    database: DatabaseFile, question: ChartQuestion, as_of: AsOf, config: Config
) -> MetricChart:
    """The chart, in one reading of the file."""
    rules = database.rules.on(as_of.day)
    if question.rule_set:
        rules = replace(rules, rule_set=question.rule_set)
    with reading(database) as db:
        return _chart(db, question, as_of, rules, config.writing)


def _chart(
    db: Database, question: ChartQuestion, as_of: AsOf, rules: FileRules, writing: Writing
) -> MetricChart:
    found = load_metrics(db, [question.metric_id], known_on=as_of.known_on)
    if not found:
        raise BadData("This metric was removed from the file.")
    (metric,) = found
    of_metric, standards = load_kpis_and_standards(db, metric.id, known_on=as_of.known_on)
    look = Look(metric, question.subject, first_periods=question.baseline, screen=question.screen)
    judged, series = judge(db, look, as_of, rules), _drawn(db, question, metric, as_of, rules)
    kpi = _kpi_of(of_metric, question, as_of)
    if kpi is not None and question.subject == EVERYBODY:
        wanted, called = [_of_kpi(kpi, metric, point.period) for point in series], "target"
    else:
        called = "standard"
        wanted = _wanted(db, metric, standards, question, as_of, rules, series)
    kind = question.by or look.by
    limits = on_periods(judged, series)
    if kind is not look.by:
        limits = undecided(judge(db, replace(look, kind=kind), as_of, rules), series)
    aim = _aim(kpi, question.subject, as_of, writing)
    first = series[0].period.first if series else as_of.day
    left_out = why_not_shown(db, question.subject, first, as_of.day) or _why_few(
        db, metric, question, as_of, Cut(kind, rules.calendar)
    )
    person = _person_of(db, question, as_of)
    noun_of = rules.calendar.on(as_of.day).noun
    return MetricChart(
        metric=metric,
        subject=question.subject_name,
        by=kind,
        noun=noun_of(kind),
        periods=tuple(chart_period(point) for point in series),
        limits=limits,
        targets=tuple(one[0] for one in wanted),
        expected=tuple(one[1] for one in wanted),
        baseline=kpi.baseline if kpi and question.subject == EVERYBODY else None,
        notes=_notes(db, question, kpi, series, as_of),
        changing=judged.changes.now is not None,
        wanted=called,
        said=tuple(_said(metric, judged, noun_of(look.by), aim, writing, as_of, person, left_out)),
        not_shown="" if any(value.value is not None for value in series) else left_out,
    )


def _kpi_of(kpis: Sequence[Kpi], question: ChartQuestion, as_of: AsOf) -> Kpi | None:
    """The KPI whose target is shown: the one that is asked for, else the first that lives."""
    if question.standard_id is not None:
        return None
    here = live(kpis, as_of.day)
    return next((kpi for kpi in here if kpi.id == question.kpi_id), here[0] if here else None)


def _why_few(db: Database, metric: Metric, question: ChartQuestion, as_of: AsOf, cut: Cut) -> str:
    last, calendar = question.last, cut.calendar
    since = first_day(cut.kind, as_of, last, calendar) if last else date.min
    return why_few_read(db, metric, question.subject, cut, since, as_of.day)


def _said(
    metric: Metric, judged: Judged, noun: str, aim: Aim | None, writing: Writing, as_of: AsOf,
    person: Person | None, left_out: str,
) -> list[Said]:  # fmt: skip
    """What the chart says, of a ratio of how many readings it does not know the parts, how long its
    person was away, and what is left out as too few people are in it.
    """
    comma = writing.decimal_comma
    said = in_words(
        judged.limits,
        [point.period.said(as_of.day) for point in judged.series],
        noun=noun,
        # The unit is said once, behind both ends of a span.
        number=lambda value: format_value(
            value, metric, decimal_comma=comma, unit=False
        ).removesuffix("%"),
        unit=""
        if metric.unit in DURATIONS
        else "#".join(unit_places(metric.unit, decimal_comma=comma)),
        direction=metric.direction.value,
        aim=aim,
        decimal_comma=comma,
    )
    sizes = [(point.left_out, point.unweighted) for point in judged.series]
    more = chart_sizes(metric, noun, sizes)
    if person is not None:
        empty = [point.period for point in judged.series if point.value is None]
        more += away_gaps(empty, person.absences, noun)
    if left_out:
        if all(value.value is None for value in judged.series):
            return [Said(left_out, WHY_FEW)]
        more.append(Said(f"some {noun}s: {left_out}", WHY_FEW))
    return said[: SENTENCES - len(more)] + more


def _drawn(
    db: Database, question: ChartQuestion, metric: Metric, as_of: AsOf, rules: FileRules
) -> list[PeriodValue]:
    """The periods that are drawn: all that were ever read, or the newest so many."""
    kind = question.by or PeriodKind.of(metric.cadence)
    since = first_day(kind, as_of, question.last, rules.calendar) if question.last else None
    return load_series(
        db, metric, as_of, kind=kind, subject=question.subject, since=since,
        calendar=rules.calendar,
    )  # fmt: skip


def _aim(kpi: Kpi | None, subject: SubjectFilter, as_of: AsOf, writing: Writing) -> Aim | None:
    if kpi is None or subject != EVERYBODY:
        return None
    target = single_target(kpi.targets, as_of.day)
    due = writing.day(kpi.due_on) if kpi.due_on and kpi.due_on > as_of.day else ""
    return Aim(target.level, due) if target else None


def chart_period(one: PeriodValue) -> ChartPeriod:
    """A period as a chart has it."""
    ratio = one.sums.denominator > 0
    return ChartPeriod(
        label=one.period.label,
        first=one.period.first,
        last=one.period.last,
        value=one.value,
        n=one.sample_size,
        numerator=one.sums.numerator if ratio else None,
        denominator=one.sums.denominator if ratio else None,
        unweighted=one.unweighted,
        left_out=one.left_out,
        partial_because=one.partial_because,
    )


def _wanted(
    db: Database, metric: Metric, standards: list[Standard], question: ChartQuestion, as_of: AsOf,
    rules: FileRules, series: Sequence[PeriodValue],
) -> list[tuple[Range | None, float | None]]:  # fmt: skip
    """The level of a standard of each period; there is no way to it.

    Of one person it is the level that holds for them by their role and team of the day, and of a
    sum their share of it.
    """
    subject, person = question.subject, _person_of(db, question, as_of)
    own_kind = PeriodKind.of(metric.cadence)
    tree = load_team_tree(db, known_on=as_of.known_on)
    edges = (
        edges_of(level for standard in standards for level in standard.levels)
        | tree.days_of_change()
    )
    memberships: Sequence[Membership] = person.memberships if person else ()
    held_on = _level_holder(standards, question, tree, memberships)
    edges |= edges_of(memberships)
    levels = [(held_most(held_on, edges, value.period), value.period) for value in series]
    shares = [
        share_in(person, metric, period, rules.full_time_in(period)) if person else None
        for _, period in levels
    ]
    totals = Totals(db, metric, subject, as_of, rules)
    # What adds up in a month is not held against the level of a week.
    other = metric.aggregation is Aggregation.SUM and question.by not in (None, own_kind)
    return [
        (totals.of(expected_of(held.level, share), period) if held and not other else None, None)
        for (held, period), share in zip(levels, shares, strict=True)
    ]


def _level_holder(
    standards: Sequence[Standard],
    question: ChartQuestion,
    tree: TeamTree,
    memberships: Sequence[Membership],
) -> Callable[[date], Target | None]:
    """What gives the target that holds for the subject of a chart on a day."""
    subject = question.subject

    def held_on(day: date) -> Target | None:
        if question.standard_id is not None:
            own = next(
                (standard for standard in standards if standard.id == question.standard_id), None
            )
            return target_on(own.levels, day) if own else None
        held = latest_membership(memberships, day)
        found = expectation(
            standards, day, tree,
            person_id=subject.person_ids[0] if len(subject.person_ids) == 1 else None,
            role_id=held.role_id if held else None,
            team_id=held.team_id if held else subject.team_id,
        )  # fmt: skip
        return found[1] if found else None

    return held_on


def _person_of(db: Database, question: ChartQuestion, as_of: AsOf) -> Person | None:
    """The person whose chart it is; None where it is of others or of several."""
    people = question.subject.person_ids
    return load_person(db, people[0], known_on=as_of.known_on) if len(people) == 1 else None


def _of_kpi(kpi: Kpi, metric: Metric, period: Period) -> tuple[Range | None, float | None]:
    wanted = wanted_in(kpi, metric, period)
    expected = None if metric.direction is Direction.WITHIN else wanted.expected
    return wanted.target.level if wanted.target else None, one_end(expected) if expected else None


def _notes(
    db: Database, question: ChartQuestion, kpi: Kpi | None, series: Sequence[PeriodValue],
    as_of: AsOf,
) -> tuple[ChartNote, ...]:  # fmt: skip
    def index(day: date) -> int | None:
        return next(
            (i for i, one in enumerate(series) if one.period.first <= day <= one.period.last), None
        )

    annotations = load_annotations(
        db,
        metric_id=question.metric_id,
        strategy_ids=[kpi.strategy_id] if kpi else (),
        known_on=as_of.known_on,
    )
    # One event is often noted on the strategy and on its metric too; it is drawn once.
    once = {
        (event.date, event.text, event.team_id, event.person_id): event
        for event in events_of(db, annotations, question.subject, as_of.known_on)
        if event.date <= as_of.day
    }
    teams, people = scope_names(db, once.values(), as_of.known_on)
    new_versions = _new_versions(db, question.metric_id) if once else frozenset()
    events = [
        ChartNote(
            one.date, one.text, index(one.date), event=True, splits=one.new_limits,
            kept=bool(one.reason) and not one.new_limits,
            rescored=(one.date, one.text) in new_versions, id=one.id, version=one.version,
            team=teams.get(one.team_id, ""),
            person=people.get(one.person_id, ""),
        )
        for one in once.values()
    ]  # fmt: skip
    if not series:
        return tuple(events)
    if person := _person_of(db, question, as_of):
        events += _away(person.absences, series, as_of)
        events.sort(key=_date)
    remarks = [
        ChartNote(day, f"{whose}: {text}" if whose else text, index(day), event=False)
        for day, whose, text in latest_notes(
            db, question.metric_id, series[0].period.first, as_of.day, NOTES_SHOWN, as_of.known_on
        )
    ]
    return (*events, *reversed(remarks))


def _away(
    absences: Sequence[Absence], series: Sequence[PeriodValue], as_of: AsOf
) -> list[ChartNote]:
    """When the person of a chart was away, each at the period that it begins in."""
    first = series[0].period.first
    found = []
    for absence in absences_within(absences, first, as_of.day):
        day = max(absence.starts_on, first)
        index = next((at for at, each in enumerate(series) if day <= each.period.last), None)
        found.append(ChartNote(absence.starts_on, absence.said, index, event=True, away=True))
    return found


def _date(note: ChartNote) -> date:
    return note.date


def _new_versions(db: Database, metric_id: int) -> frozenset[tuple[date, str]]:
    """The events of a metric from which its scores are made of something else, by day and text."""
    days = rescored(load_sheets(db, metric_id)).items()
    return frozenset((day, new_version_said(name)) for day, names in days for name in names)
