"""One metric over its periods with everything a chart of it shows, whoever draws it."""

from dataclasses import dataclass
from datetime import date

from kpitui.domain.metrics import Metric
from kpitui.domain.periods import PeriodKind
from kpitui.domain.process_limits import ProcessLimits


@dataclass(frozen=True, slots=True)
class ChartPeriod:
    """One period of a chart; `value` is None for a gap, `n` the sample size, `unweighted` readings without one."""

    label: str
    first: date
    last: date
    value: float | None
    n: float
    numerator: float | None
    denominator: float | None
    unweighted: int
    partial: bool


@dataclass(frozen=True, slots=True)
class ChartNote:
    """A dated event or the note of a reading; `index` is the period it falls in, None where that is not shown."""

    date: date
    text: str
    index: int | None
    event: bool


@dataclass(frozen=True, slots=True)
class MetricChart:
    """Periods oldest first; `targets` and `expected` hold one number a period, None where there is none."""

    metric: Metric
    subject: str
    by: PeriodKind
    periods: tuple[ChartPeriod, ...]
    limits: ProcessLimits
    targets: tuple[float | None, ...]
    expected: tuple[float | None, ...]
    baseline: float | None
    notes: tuple[ChartNote, ...]
    words: tuple[str, ...]

    @property
    def marked(self) -> tuple[ChartNote, ...]:
        """The events that stand in the chart, in the order of their numbers."""
        return tuple(note for note in self.notes if note.event and note.index is not None)

    @property
    def unfinished(self) -> bool:
        """Whether the last period still runs."""
        return bool(self.periods) and self.periods[-1].partial
