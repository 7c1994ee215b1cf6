"""The chart of an evaluator's differences to the others."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from kpitui.charts.date_axis import own_names
from kpitui.charts.metric_chart import limits_drawn
from kpitui.charts.spec import ChartLevel, TrendSpec
from kpitui.domain.evaluator_drift import Drift
from kpitui.domain.numbers import format_number
from kpitui.domain.periods import Period, PeriodKind
from kpitui.domain.writing import Writing


class _Points(Struct, frozen=True):
    """Writes a difference in points at the side of the chart, with its sign; equal for equal
    writing.
    """

    decimal_comma: bool

    def __call__(self, value: float) -> str:
        if not round(value, 1):
            return "0"
        said = format_number(value, 1, "", decimal_comma=self.decimal_comma)
        return f"+{said}" if value > 0 else said


def drift_spec(
    drift: Drift, periods: Sequence[Period], writing: Writing, *, level: str, noun: str,
    title: str = "",
) -> TrendSpec:  # fmt: skip
    """The drawing of an evaluator's months, each a `noun`; `level` is what the line at 0 is
    called.
    """
    values = drift.limits.values
    return TrendSpec(
        days=tuple(period.first for period in periods),
        by=PeriodKind.MONTH,
        noun=noun,
        names=own_names(PeriodKind.MONTH, periods),
        values=values,
        unfinished=drift.limits.unfinished is not None,
        target=(ChartLevel(0, len(values) - 1, 0.0),),
        wanted=level,
        middle=drift.limits.method.centre,
        limits=tuple(limits_drawn(drift.limits, 0, len(values))),
        unusual=frozenset(_claimed(drift)),
        y_format=_Points(writing.decimal_comma),
        title=title,
        empty="No one else scored the same people.",
    )


def _claimed(drift: Drift) -> Iterator[int]:
    """The months of what is claimed; of single values those alone."""
    for change in (drift.changes.now, drift.changes.earlier):
        if change is not None:
            lasting = range(change.first, change.last + 1)
            yield from change.beyond if change.strength == "unusual" else lasting
