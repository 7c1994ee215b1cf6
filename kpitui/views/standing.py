"""How one KPI or standard stands: its judged period, what is expected of it, and the status with its rule."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from kpitui.domain.metrics import Direction, Metric, Range
from kpitui.domain.periods import AsOf
from kpitui.domain.plan import Kpi
from kpitui.domain.progress import (
    Judgement,
    Status,
    expected_range,
    is_stale,
    judge,
    level_towards,
    met,
    progress,
    single_target,
)
from kpitui.views.series import PeriodValue, judged_period


class Standing(Struct, frozen=True):
    """A KPI on a day. `expected` and `target` are the one number each that the KPI is measured against."""

    judgement: Judgement
    judged: PeriodValue | None
    baseline: float | None
    target: float | None
    target_range: Range | None
    expected: float | None
    expected_range: Range | None
    progress: float | None
    last_reading_on: date | None


def kpi_standing(
    kpi: Kpi, metric: Metric, series: Sequence[PeriodValue], last_reading_on: date | None, as_of: AsOf
) -> Standing:
    """How a KPI stands on a day, by `design/product.md` §6."""
    judged = judged_period(series)
    day = judged.period.last if judged else as_of.day
    target = single_target(kpi.targets, day)
    target_range = target.level if target else None
    expected = expected_range(kpi, metric.direction, day)
    goal = level_towards(kpi.baseline, metric.direction, target_range) if target_range else None
    value = judged.value if judged else None
    return Standing(
        judgement=_judgement(kpi, metric, judged, expected, last_reading_on, as_of),
        judged=judged,
        baseline=kpi.baseline,
        target=goal,
        target_range=target_range,
        expected=_expected_level(metric.direction, expected, goal, value),
        expected_range=expected,
        progress=progress(value, kpi.baseline, goal) if value is not None and goal is not None else None,
        last_reading_on=last_reading_on,
    )


def _judgement(
    kpi: Kpi,
    metric: Metric,
    judged: PeriodValue | None,
    expected: Range | None,
    last_reading_on: date | None,
    as_of: AsOf,
) -> Judgement:
    if last_reading_on is None:
        return Judgement(Status.NO_DATA, "nothing was ever read")
    if is_stale(last_reading_on, metric.cadence.days, as_of.day):
        return Judgement(Status.STALE, f"no reading within a {metric.cadence} cadence and a half")
    if judged is None or judged.value is None:
        return Judgement(Status.NO_DATA, "no period has a value")
    judgement = judge(judged.value, expected, kpi.warn)
    if judged.running:
        return Judgement(judgement.status, judgement.rule + "; judged on the running period, as no other has a value")
    return judgement


def _expected_level(
    direction: Direction, expected: Range | None, goal: float | None, value: float | None
) -> float | None:
    if expected is None:
        return None
    if direction is Direction.WITHIN and expected.low is not None and expected.high is not None:
        # The edge of the band that the value is nearer to is the one it is measured against.
        if value is None:
            return goal
        return expected.low if abs(value - expected.low) <= abs(value - expected.high) else expected.high
    return expected.low if expected.low is not None else expected.high


def standard_status(
    value: float | None, level: Range | None, last_reading_on: date | None, metric: Metric, as_of: AsOf
) -> str:
    """How a standard stands: `met`, `not met`, `stale` or `no data`."""
    if last_reading_on is None or value is None:
        return Status.NO_DATA.value
    if is_stale(last_reading_on, metric.cadence.days, as_of.day):
        return Status.STALE.value
    return "no level" if level is None else "met" if met(value, level) else "not met"
