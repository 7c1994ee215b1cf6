"""The answers for programs: `status --json` and `chart --json`."""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import asdict

from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.numbers import rounded
from kpitui.domain.progress import one_end
from kpitui.storage.database import DatabaseFile, reading
from kpitui.views.judgement import Judged, Look, judge
from kpitui.views.meanwhile import Meanwhile
from kpitui.views.overview import KpiLine, Overview


class StatusAnswer(Struct, frozen=True, kw_only=True):
    """One KPI. `target` and `expected` are the one number it is measured against; a band has two
    ends and no `target`. `evaluations` and `margin` are None where the value is not made of
    evaluations alone, the margin also where nothing can be said of it.
    """

    id: int
    kpi: str
    metric: str
    strategy: str
    priority: str
    owner: str | None
    status: str
    rule: str
    value: float | None
    evaluations: int | None
    margin: float | None
    period: str | None
    running: bool
    baseline: float | None
    target: float | None
    target_low: float | None
    target_high: float | None
    expected: float | None
    progress: float | None
    direction: str
    unit: str
    last_reading_on: date | None
    signal: str | None
    unweighted: int
    left_out: int
    sparkline: list[float | None]


def load_status(database: DatabaseFile, overview: Overview) -> list[StatusAnswer]:
    """Every live KPI of a plan for programs, with the rule that flags its judged period."""
    rules = database.rules.on(overview.as_of.day)
    with reading(database) as db:
        return [
            _status(
                line, judge(db, Look(line.metric, overview.of), overview.as_of, rules, line.marks)
            )
            for line in overview.kpis
        ]


class WorseAnswer(Struct, frozen=True, kw_only=True):
    """A metric that got worse in the time of a strategy; `metric` is its code."""

    metric: str
    since: str
    side: str
    strength: str
    guard: bool


def with_guards(
    answers: Iterable[StatusAnswer], beside: Mapping[int, Meanwhile]
) -> list[dict[str, object]]:
    """The answers, each with what got worse beside its KPI and how many metrics were looked at."""
    found: list[dict[str, object]] = []
    for answer in answers:
        of = beside[answer.id]
        guards = worse_answers(of)
        found.append({**asdict(answer), "guards": guards, "looked_at": of.looked_at})
    return found


def worse_answers(beside: Meanwhile) -> list[WorseAnswer]:
    """What got worse in the time of a strategy, for programs."""
    return [
        WorseAnswer(
            metric=worse.metric.code,
            since=worse.since.label,
            side=worse.side,
            strength=worse.strength,
            guard=worse.guard,
        )
        for worse in beside.worse
    ]


def _status(line: KpiLine, judged_metric: Judged) -> StatusAnswer:
    now = judged_metric.changes.now
    standing, metric = line.standing, line.metric
    judged = standing.judged
    evaluated = judged.evaluated if judged else None
    target = standing.target_range
    return StatusAnswer(
        id=line.kpi.id,
        kpi=metric.name,
        metric=metric.code,
        strategy=line.strategy.title,
        priority=line.priority.title,
        owner=line.kpi.owner or None,
        status=standing.judgement.status.value,
        rule=standing.judgement.rule,
        value=rounded(judged.value if judged else None),
        evaluations=evaluated.count if evaluated else None,
        margin=rounded(evaluated.margin) if evaluated else None,
        period=judged.period.label if judged else None,
        running=bool(judged and judged.running),
        baseline=standing.baseline,
        target=standing.target,
        target_low=target.low if target else None,
        target_high=target.high if target else None,
        expected=rounded(standing.expected),
        progress=rounded(standing.progress),
        direction=metric.direction.value,
        unit=metric.unit,
        last_reading_on=standing.last_reading_on,
        signal=now.rule if now else None,
        unweighted=judged.unweighted if judged else 0,
        left_out=judged.left_out if judged else 0,
        sparkline=[rounded(point.value) for point in line.series],
    )


class PeriodAnswer(Struct, frozen=True, kw_only=True):
    """One period of a chart; `unweighted` readings do not say of how many they are, `left_out` have
    no parts of a ratio where others have; `lower` and `upper` where its limits are its own. `first`
    and `last` are its days.
    """

    period: str
    first: date
    last: date
    value: float | None
    n: float | None
    numerator: float | None
    denominator: float | None
    unweighted: int
    left_out: int
    partial: bool
    partial_because: str | None
    lower: float | None
    upper: float | None


class EventAnswer(Struct, frozen=True, kw_only=True):
    """An event in a chart; without a team or a person it is the whole organisation's."""

    date: date
    period: str | None
    text: str
    new_limits: bool
    team: str | None
    person: str | None


class SignalAnswer(Struct, frozen=True, kw_only=True):
    """One signal and the periods that qualify for it."""

    rule: str
    side: str | None
    periods: list[str]


def chart_answer(chart: MetricChart) -> dict[str, object]:
    """The chart for programs, in the shape that `design/commands.md` promises."""
    labels = [period.label for period in chart.periods]
    signals = [
        SignalAnswer(
            rule=signal.rule, side=signal.side, periods=[labels[index] for index in signal.indices]
        )
        for signal in chart.limits.signals
    ]
    target = next((target for target in reversed(chart.targets) if target is not None), None)
    proposed = chart.proposed_split
    return {
        "metric": chart.metric.name,
        "unit": chart.metric.unit,
        "direction": chart.metric.direction.value,
        "subject": chart.subject,
        "by": chart.by.value,
        "periods": _periods(chart),
        "segments": _segments(chart, labels),
        "signals": signals,
        "target": rounded(one_end(target)) if target else None,
        "target_low": rounded(target.low) if target else None,
        "target_high": rounded(target.high) if target else None,
        "words": list(chart.words),
        "events": _events(chart, labels),
        "reset_proposed": {"date": proposed.date, "text": proposed.text} if proposed else None,
    }


def _periods(chart: MetricChart) -> list[PeriodAnswer]:
    limits = chart.limits
    return [
        PeriodAnswer(
            period=period.label,
            first=period.first,
            last=period.last,
            value=rounded(period.value),
            n=rounded(period.n) or None,
            numerator=rounded(period.numerator),
            denominator=rounded(period.denominator),
            unweighted=period.unweighted,
            left_out=period.left_out,
            partial=period.partial,
            partial_because=period.partial_because,
            lower=rounded(stepping.lower) if stepping else None,
            upper=rounded(stepping.upper) if stepping else None,
        )
        for index, period in enumerate(chart.periods)
        for stepping in (limits.limits_at(index) if limits.sizes and limits.sizes[index] else None,)
    ]


def _events(chart: MetricChart, labels: list[str]) -> list[EventAnswer]:
    return [
        EventAnswer(
            date=note.date,
            period=None if note.index is None else labels[note.index],
            text=note.text,
            new_limits=note.splits,
            team=note.team or None,
            person=note.person or None,
        )
        for note in chart.notes
        if note.event
    ]


def _segments(chart: MetricChart, labels: list[str]) -> list[dict[str, object]]:
    return [
        {
            "from": labels[segment.start],
            "to": labels[segment.stop - 1],
            "mean": rounded(segment.mean),
            "average_moving_range": rounded(segment.average_moving_range),
            "lower": rounded(segment.lower),
            "upper": rounded(segment.upper),
            "shown_lower": rounded(segment.shown_lower),
            "shown_upper": rounded(segment.shown_upper),
            "range_limit": rounded(segment.range_limit),
            "trial": segment.trial,
            "locked": segment.locked,
            "kind": segment.kind,
            "events": rounded(segment.too_few.mean) if segment.too_few else None,
        }
        for segment in chart.limits.segments
    ]
