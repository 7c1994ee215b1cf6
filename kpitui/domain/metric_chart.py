"""One metric over its periods with everything a chart of it shows, whoever draws it."""

from datetime import date

from msgspec import Struct

from kpitui.domain.chart_words import Said
from kpitui.domain.metrics import Metric
from kpitui.domain.natural_limits import FEWEST
from kpitui.domain.periods import PeriodKind
from kpitui.domain.process_limits import ProcessLimits


class ChartPeriod(Struct, frozen=True):
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


class ChartNote(Struct, frozen=True):
    """A dated event or the note of a reading; `index` is the period it falls in, None where that is not shown.

    `splits` says that process limits start anew there; `id` and `version` are those of the event.
    """

    date: date
    text: str
    index: int | None
    event: bool
    splits: bool = False
    id: int = 0
    version: int = 0


class MetricChart(Struct, frozen=True):
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
    said: tuple[Said, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What the chart says."""
        return tuple(one.sentence for one in self.said)

    @property
    def marked(self) -> tuple[ChartNote, ...]:
        """The events that stand in the chart, in the order of their numbers."""
        return tuple(note for note in self.notes if note.event and note.index is not None)

    @property
    def unfinished(self) -> bool:
        """Whether the last period still runs."""
        return bool(self.periods) and self.periods[-1].partial

    @property
    def locked_or_offered(self) -> tuple[tuple[str, str] | None, tuple[str, str]]:
        """The labels of the first and last period that the limits are locked to, None where they are not; and those
        of the span that could stand for how it was: from the start of the segment up to its first signal.
        """
        segment = self.limits.segments[-1]
        first, stop = segment.basis
        begun = [one.indices[0] for one in self.limits.signals if one.indices[0] >= segment.start + FEWEST]
        end = min([*begun, len(self.periods) - int(self.unfinished)])
        offered = (self.periods[segment.start].label, self.periods[max(segment.start, end - 1)].label)
        return ((self.periods[first].label, self.periods[stop - 1].label) if segment.locked else None), offered

    @property
    def proposed_split(self) -> ChartNote | None:
        """The event at which a lasting change begins, so that limits of its own could be right there; None if none is.

        Limits are split by people, for a reason, and never by the program (Wheeler, Making Sense of Data).
        """
        begun = {signal.indices[0] for signal in self.limits.signals if signal.rule == "run"}
        near = [one for one in self.marked if not one.splits and one.index is not None]
        return next((one for one in reversed(near) if begun & {one.index, (one.index or 0) + 1}), None)
