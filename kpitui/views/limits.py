"""The process limits of a series, worked out as people decided."""

from collections.abc import Sequence

from kpitui.domain.file_rules import FileRules
from kpitui.domain.limit_choice import PeriodParts, chart_kind, events, possible_values
from kpitui.domain.part_periods import begins_at
from kpitui.domain.process_limits import ProcessLimits, process_limits
from kpitui.domain.records.metric import Metric
from kpitui.domain.rhythm import no_gaps
from kpitui.views.limit_marks import LimitMarks
from kpitui.views.series import PeriodValue, values_to_judge


def limits_of(
    series: Sequence[PeriodValue],
    marks: LimitMarks,
    rules: FileRules,
    *,
    metric: Metric,
    first_periods: int | None = None,
    screen: bool = False,
) -> ProcessLimits:
    """The limits of a series of a metric; `first_periods` locks them to so many of the first
    periods, whatever is marked.
    """
    splits = split_indices(series, marks)
    finished = [PeriodParts() if value.partial_because else period_parts(value) for value in series]
    counts = chart_kind(metric.aggregation, finished, rules.rule_set) == "p_prime"
    values = values_to_judge(series)
    return process_limits(
        values,
        across=no_gaps([value.period for value in series], values),
        unfinished_last=bool(series) and series[-1].running,
        splits=splits,
        baseline=(0, first_periods) if first_periods else _baseline(series, marks, splits),
        rules=rules.rule_set,
        centre=rules.limits_from,
        dispersion=rules.limits_from,
        screen=screen,
        sizes=[value.sums.denominator or None for value in series] if counts else None,
        whole=metric.scale,
        events=events(metric, finished),
        possible=possible_values(metric, finished),
    )


def period_parts(one: PeriodValue) -> PeriodParts:
    """A period with what its value is made of."""
    if not one.sums.denominator:
        return PeriodParts(one.value)
    return PeriodParts(one.value, one.sums.numerator, one.sums.denominator)


def split_indices(series: Sequence[PeriodValue], marks: LimitMarks) -> tuple[int, ...]:
    """The periods at which limits start again."""
    periods = [value.period for value in series]
    found = {begins_at(periods, day) for day in marks.splits}
    return tuple(sorted(index for index in found if index is not None and index > 0))


def _baseline(
    series: Sequence[PeriodValue], marks: LimitMarks, splits: Sequence[int]
) -> tuple[int, int] | None:
    if marks.locked is None:
        return None
    first_on, last_on = marks.locked
    inside = [
        i
        for i, one in enumerate(series)
        if first_on <= one.period.last and one.period.first <= last_on
    ]
    if not inside:
        return None
    # A split that was decided on later ends the span.
    stop = min([inside[-1] + 1, *(split for split in splits if split > inside[0])])
    return inside[0], stop
