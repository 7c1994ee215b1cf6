"""The values of several in the same periods held against each other: by a funnel, or by a band."""

from collections.abc import Sequence
from math import fsum

from msgspec.structs import replace

from kpitui.domain.differ import Comparison, DifferSubject, compare_shares, compare_values
from kpitui.domain.errors import NothingFound
from kpitui.domain.limit_choice import events, is_share, possible_values
from kpitui.domain.periods import Period
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.domain.rhythm import no_gaps
from kpitui.views.limits import period_parts
from kpitui.views.series import PeriodValue

UNCOUNTED = "totals of money, time or parts of things are not compared, as they count no events."

OfOne = tuple[int, Sequence[PeriodValue]]
"""The id of someone, and their periods."""


def compare_series(
    metric: Metric, periods: Sequence[Period], found: Sequence[OfOne]
) -> Comparison | None:
    """By a funnel where there are parts or counts, else by a band of the values; raises
    `NothingFound` for a total that counts no events.
    """
    every = [period_parts(value) for _, of in found for value in of]
    if metric.aggregation is Aggregation.SUM and events(metric, every) is None:
        raise NothingFound(f"{metric.name}: {UNCOUNTED}")
    counts = [one for one in every if one.denominator]
    if metric.aggregation is not Aggregation.SUM and not counts:
        return compare_values(_subject(id, of, periods) for id, of in found)
    return compare_shares(
        (_counted(id, of, periods, with_parts=bool(counts)) for id, of in found),
        scale=metric.scale,
        shares=bool(counts) and all(map(is_share, counts)),
        possible=possible_values(metric, every),
    )


def _subject(id: int, series: Sequence[PeriodValue], periods: Sequence[Period]) -> DifferSubject:
    by_period = {value.period: value.value for value in series}
    values = [by_period.get(period) for period in periods]
    return DifferSubject(id, values, no_gaps(periods, values))


def _counted(
    id: int, series: Sequence[PeriodValue], periods: Sequence[Period], *, with_parts: bool
) -> DifferSubject:
    """With the events of all periods, of so many; of a count in so many periods."""
    parts = {value.period: period_parts(value) for value in series}
    wanted = [value for value in series if parts[value.period].denominator or not with_parts]
    sizes = {value.period: parts[value.period].denominator or 1.0 for value in wanted}
    counted = (parts[value.period] for value in wanted)
    return replace(
        _subject(id, wanted, periods),
        events=fsum(
            one.value or 0.0 if one.numerator is None else one.numerator for one in counted
        ),
        size=fsum(sizes.values()),
        sizes=[sizes.get(period, 0.0) for period in periods],
    )
