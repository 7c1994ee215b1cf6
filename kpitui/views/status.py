"""The answers for programs: `status --json` and `chart --json`."""

from datetime import date

from msgspec import Struct

from kpitui.config import Config
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.numbers import rounded
from kpitui.views.limits import limits_of
from kpitui.views.overview import KpiLine


class KpiStatus(Struct, frozen=True, kw_only=True):
    """One KPI. `target` and `expected` are the one number it is measured against; bands give both ends as well."""

    id: int
    kpi: str
    metric: str
    strategy: str
    priority: str
    owner: str | None
    status: str
    rule: str
    value: float | None
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
    sparkline: list[float | None]


def kpi_status(line: KpiLine, config: Config) -> KpiStatus:
    """One line of the plan for programs."""
    standing, metric = line.standing, line.metric
    judged = standing.judged
    target = standing.target_range
    return KpiStatus(
        id=line.kpi.id,
        kpi=metric.name,
        metric=metric.code,
        strategy=line.strategy.title,
        priority=line.priority.title,
        owner=line.kpi.owner or None,
        status=standing.judgement.status.value,
        rule=standing.judgement.rule,
        value=rounded(judged.value if judged else None),
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
        signal=_signal(line, config),
        unweighted=judged.sums.unweighted if judged else 0,
        sparkline=[rounded(one.value) for one in line.series],
    )


def _signal(line: KpiLine, config: Config) -> str | None:
    """The rule that flags the judged period, None where the limits call it routine or cannot tell."""
    limits = limits_of(line.series, line.marks, config)
    place = next((i for i, one in enumerate(line.series) if one is line.standing.judged), None)
    signals = limits.signals_at(place) if place is not None else ()
    return signals[0].rule if signals else None


class PeriodAnswer(Struct, frozen=True, kw_only=True):
    """One period of a chart."""

    period: str
    value: float | None
    n: float | None
    numerator: float | None
    denominator: float | None
    partial: bool


class SignalAnswer(Struct, frozen=True, kw_only=True):
    """One signal and the periods that qualify for it."""

    rule: str
    side: str | None
    periods: list[str]


def chart_answer(chart: MetricChart) -> dict[str, object]:
    """The chart for programs, in the shape that `design/commands.md` promises."""
    labels = [one.label for one in chart.periods]
    periods = [
        PeriodAnswer(
            period=one.label,
            value=rounded(one.value),
            n=rounded(one.n) or None,
            numerator=rounded(one.numerator),
            denominator=rounded(one.denominator),
            partial=one.partial,
        )
        for one in chart.periods
    ]
    signals = [
        SignalAnswer(rule=one.rule, side=one.side, periods=[labels[index] for index in one.indices])
        for one in chart.limits.signals
    ]
    return {
        "metric": chart.metric.name,
        "unit": chart.metric.unit,
        "direction": chart.metric.direction.value,
        "subject": chart.subject,
        "by": chart.by.value,
        "periods": periods,
        "segments": _segments(chart, labels),
        "signals": signals,
        "target": next((rounded(one) for one in reversed(chart.targets) if one is not None), None),
        "words": list(chart.words),
    }


def _segments(chart: MetricChart, labels: list[str]) -> list[dict[str, object]]:
    return [
        {
            "from": labels[one.start],
            "to": labels[one.stop - 1],
            "mean": rounded(one.mean),
            "average_moving_range": rounded(one.average_moving_range),
            "lower": rounded(one.lower),
            "upper": rounded(one.upper),
            "range_limit": rounded(one.range_limit),
            "trial": one.trial,
            "locked": one.locked,
        }
        for one in chart.limits.segments
    ]
