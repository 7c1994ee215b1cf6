"""How one KPI or standard stands: its judged period, what is expected of it, and the status with
its rule.
"""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.judgement.clearly_below import PersonVerdict
from kpitui.domain.periods import CALENDAR, AsOf, Calendar
from kpitui.domain.progress import (
    Judgement,
    Parts,
    Status,
    Wanted,
    expected_range,
    is_stale,
    judge,
    level_towards,
    met,
    next_target,
    one_end,
    progress,
    single_target,
    wanted_in,
)
from kpitui.domain.records.dated import Target, target_on
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Direction, Metric, Range
from kpitui.views.series import PeriodValue, judged_period

MET, NOT_MET, NO_LEVEL, NOT_SHOWN = "met", "not met", "no level", "not shown"


class KpiStatus(Struct, frozen=True):
    """A KPI on a day. `target` is the one that holds on the day, and `coming` the next one after
    it; `expected` is the level that the judged period is measured against. A band has no one
    `target`.
    """

    judgement: Judgement
    judged: PeriodValue | None
    baseline: float | None
    target: float | None
    target_range: Range | None
    expected: float | None
    expected_range: Range | None
    progress: float | None
    last_reading_on: date | None
    coming: Target | None = None


def kpi_standing(
    kpi: Kpi,
    metric: Metric,
    series: Sequence[PeriodValue],
    last_reading_on: date | None,
    as_of: AsOf,
    calendar: Calendar = CALENDAR,
) -> KpiStatus:
    """How a KPI stands on a day, by `design/product.md` §6."""
    judged = judged_period(series)
    if judged:
        wanted = wanted_in(kpi, metric, judged.period)
    else:
        expected = expected_range(kpi, metric.direction, as_of.day)
        wanted = Wanted(target_on(kpi.targets, as_of.day), expected)
    target, expected = single_target(kpi.targets, as_of.day), wanted.expected
    target_range = target.level if target else None
    goal = level_towards(kpi.baseline, metric.direction, target_range) if target_range else None
    value = judged.value if judged else None
    return KpiStatus(
        judgement=_judgement(kpi, metric, judged, expected, last_reading_on, as_of, calendar),
        judged=judged,
        baseline=kpi.baseline,
        target=one_end(target_range) if target_range else None,
        target_range=target_range,
        expected=_expected_level(metric.direction, expected, goal, value),
        expected_range=expected,
        progress=progress(value, kpi.baseline, target_range)
        if value is not None and target_range is not None
        else None,
        last_reading_on=last_reading_on,
        coming=next_target(kpi.targets, target, as_of.day),
    )


OF_A_PART = "the target is of everyone together; a total of one team is not held against it"


def not_judged(standing: KpiStatus, why: str) -> KpiStatus:
    """The same without what is wanted, where it has a value that says nothing of that."""
    judgement = standing.judgement
    if judgement.status not in (Status.NO_DATA, Status.STALE):
        judgement = Judgement(Status.NOT_JUDGED, why)
    return replace(
        standing, judgement=judgement, target=None, target_range=None, expected=None,
        expected_range=None, progress=None, baseline=None, coming=None,
    )  # fmt: skip


def _judgement(
    kpi: Kpi,
    metric: Metric,
    judged: PeriodValue | None,
    expected: Range | None,
    last_reading_on: date | None,
    as_of: AsOf,
    calendar: Calendar,
) -> Judgement:
    if last_reading_on is None:
        return Judgement(Status.NO_DATA, "no readings yet")
    if is_stale(metric, last_reading_on, as_of.day, calendar):
        return Judgement(
            Status.STALE, f"no reading for one and a half times its {metric.cadence} cadence"
        )
    if judged is None or judged.value is None:
        return Judgement(Status.NO_DATA, "no period has a value")
    sums = judged.sums
    parts = Parts(sums.numerator, sums.denominator, metric.scale) if sums.denominator else None
    judgement = judge(judged.value, expected, kpi.warn, parts)
    if judgement.status is Status.NOT_JUDGED and kpi.targets:
        first = min(target.starts_on for target in kpi.targets)
        if first > judged.period.first:
            return replace(judgement, rule=f"its target applies from {first} on")
    if judged.running:
        rule = judgement.rule + "; judged on the period so far, as no other has a value"
        return replace(judgement, rule=rule)
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
        return (
            expected.low
            if abs(value - expected.low) <= abs(value - expected.high)
            else expected.high
        )
    return expected.low if expected.low is not None else expected.high


def standard_status(
    value: float | None,
    level: Range | None,
    last_reading_on: date | None,
    metric: Metric,
    as_of: AsOf,
    calendar: Calendar = CALENDAR,
) -> str:
    """How a standard stands in its judged period: `met`, `not met`, `stale` or `no data`."""
    if value is None or (last_reading_on is None and not metric.zero_filled):
        return Status.NO_DATA.value
    if last_reading_on is not None and is_stale(metric, last_reading_on, as_of.day, calendar):
        return Status.STALE.value
    return NO_LEVEL if level is None else MET if met(value, level) else NOT_MET


def person_verdict(fact: str, *, clearly: bool) -> PersonVerdict | None:
    """How a standard of one person stands, by what its judged period says and whether they are
    clearly below over the newest periods together: of a person one period is a fact, and no
    judgement. None where that period says neither met nor not met.
    """
    if fact not in (MET, NOT_MET):
        return None
    if clearly:
        return PersonVerdict.CLEARLY_BELOW
    return PersonVerdict.MET if fact == MET else PersonVerdict.BELOW
