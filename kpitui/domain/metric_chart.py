"""One metric over its periods with everything a chart of it shows, no matter who draws it."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from kpitui.domain.chart_words import Said
from kpitui.domain.natural_limits import FEWEST
from kpitui.domain.part_periods import Partial
from kpitui.domain.periods import PeriodKind
from kpitui.domain.process_limits import ProcessLimits
from kpitui.domain.records.annotation import event_said
from kpitui.domain.records.metric import Direction, Metric, Range
from kpitui.domain.signals import RULES


class Mark(StrEnum):
    """What a signal says of a period."""

    BETTER = "better"
    WORSE = "worse"
    UNUSUAL = "unusual"
    """No one can say whether it is good or bad."""


class ChartPeriod(Struct, frozen=True):
    """One period of a chart; `value` is None for a gap, `n` the sample size, `unweighted` readings
    without one, `left_out` those of a ratio without parts where others have some; `partial_because`
    says why it is not a whole one.
    """

    label: str
    first: date
    last: date
    value: float | None
    n: float
    numerator: float | None
    denominator: float | None
    unweighted: int
    partial_because: Partial | None
    left_out: int = 0

    @property
    def partial(self) -> bool:
        """Whether it is drawn hollow and not judged."""
        return self.partial_because is not None


class ChartNote(Struct, frozen=True):
    """A dated event or the note of a reading; `index` is the period it falls in, None where that is
    not shown.

    `splits` says that process limits start again there, `kept` that someone said why they do not;
    `rescored` that a call sheet asks other questions or weighs them otherwise since; `id` and
    `version` are those of the event, `team` or `person` the name of who it concerns, where that is
    not the whole organisation. `away` says that it is an absence of the person whose chart it is.
    """

    date: date
    text: str
    index: int | None
    event: bool
    splits: bool = False
    kept: bool = False
    rescored: bool = False
    id: int = 0
    version: int = 0
    team: str = ""
    person: str = ""
    away: bool = False

    @property
    def said(self) -> str:
        """Its text with who it concerns."""
        return event_said(self.text, self.team, self.person)


class MetricChart(Struct, frozen=True):
    """Periods oldest first; `targets` and `expected` hold what is wanted of each, None where there
    is nothing. `changing` says that a change reaches the last judged period,
    `wanted` whether the line of the targets is a target or a standard.
    """

    metric: Metric
    subject: str
    by: PeriodKind
    periods: tuple[ChartPeriod, ...]
    limits: ProcessLimits
    targets: tuple[Range | None, ...]
    expected: tuple[float | None, ...]
    baseline: float | None
    notes: tuple[ChartNote, ...]
    said: tuple[Said, ...]
    changing: bool = False
    noun: str = ""
    """What a period is called, where that is not what the chart is by."""
    wanted: str = "target"
    not_shown: str = ""
    """Why there is no value, where they may not be shown."""

    @property
    def words(self) -> tuple[str, ...]:
        """What the chart says."""
        return tuple(said.sentence for said in self.said)

    @property
    def marked(self) -> tuple[ChartNote, ...]:
        """The events that stand in the chart, in the order of their numbers."""
        return tuple(note for note in self.notes if note.event and note.index is not None)

    @property
    def marks(self) -> dict[int, Mark]:
        """What is outside routine variation, by period; the rule that says most decides.

        A step between two values, and a metric that should stay within a band, are neither good nor
        bad; the step back from a marked period marks none. Crossings are one signal of all periods
        together and mark none.
        """
        good = {Direction.HIGHER: "high", Direction.LOWER: "low"}.get(self.metric.direction)
        found: dict[int, Mark] = {}
        told = (signal for signal in self.limits.signals if signal.rule != "crossings")
        for signal in sorted(
            told, key=lambda signal: (signal.side is None, RULES.index(signal.rule))
        ):
            mark = Mark.UNUSUAL
            if good and signal.side:
                mark = Mark.BETTER if signal.side == good else Mark.WORSE
            for index in signal.indices:
                if signal.side is not None or index - 1 not in found:
                    found.setdefault(index, mark)
        return found

    @property
    def now_marked(self) -> Mark | None:
        """What is said of the last judged period that a signal marks within its change; None where
        none does.
        """
        marks = self.marks
        last = len(self.periods) - 1 - self.unfinished
        return next((marks[at] for at in range(last, last - 2, -1) if at in marks), None)

    @property
    def unfinished(self) -> bool:
        """Whether the last period still runs."""
        return bool(self.periods) and self.periods[-1].partial_because is Partial.RUNNING

    @property
    def locked_or_offered(self) -> tuple[tuple[str, str] | None, tuple[str, str]]:
        """The labels of the first and last period that the limits are locked to, None where they
        are not; and those of the span that could stand for how it was: from the start of the
        segment up to its first signal.
        """
        segment = self.limits.segments[-1]
        first, stop = segment.basis
        begun = [
            signal.indices[0]
            for signal in self.limits.signals
            if signal.indices[0] >= segment.start + FEWEST
        ]
        end = min([*begun, len(self.periods) - int(self.unfinished)])
        offered = (
            self.periods[segment.start].label,
            self.periods[max(segment.start, end - 1)].label,
        )
        return (
            (self.periods[first].label, self.periods[stop - 1].label) if segment.locked else None
        ), offered

    @property
    def proposed_split(self) -> ChartNote | None:
        """The newest event at which limits of its own could be right, as a lasting change begins
        there or scores come from another version of a call sheet; None if none is.

        Limits are split by people, for a reason, and never by the program (Wheeler, Making Sense of
        Data). Who said why they stay is not asked again.
        """
        begun = {signal.indices[0] for signal in self.limits.signals if signal.rule == "run"}
        for note in reversed(self.marked):
            index = note.index or 0
            if not (note.splits or note.kept or note.away) and (
                begun & {index, index + 1} or (note.rescored and index > 0)
            ):
                return note
        return None
