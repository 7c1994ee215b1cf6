"""What a trend chart shows, in plain numbers."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby

from msgspec import Struct, field

from kpitui.domain.periods import PeriodKind


def _short(value: float) -> str:
    """Four significant figures."""
    return f"{value:.4g}"


class ChartLevel(Struct, frozen=True):
    """A target that holds from one period to another, both included."""

    first: int
    last: int
    value: float


class ChartLimits(Struct, frozen=True):
    """The process limits of one segment, from one period to another, both included.

    `lower` and `upper` are those of a typical period; `steps` hold both for each period where they
    are not the same for all; `trial` limits come from few values.
    """

    first: int
    last: int
    centre: float
    lower: float
    upper: float
    steps: tuple[tuple[float, float], ...] = ()
    trial: bool = False

    @property
    def newest(self) -> tuple[float, float]:
        """The lower limit and the upper one of the last period."""
        return self.steps[-1] if self.steps else (self.lower, self.upper)

    @property
    def levels(self) -> tuple[tuple["ChartLevel", ...], tuple["ChartLevel", ...]]:
        """The lower limit and the upper one, a level for each stretch of periods."""
        if not self.steps:
            return (
                (ChartLevel(self.first, self.last, self.lower),),
                (ChartLevel(self.first, self.last, self.upper),),
            )
        return (
            tuple(levels_of([lower for lower, _ in self.steps], self.first)),
            tuple(levels_of([upper for _, upper in self.steps], self.first)),
        )


def levels_of(values: Sequence[float | None], first: int = 0) -> Iterator[ChartLevel]:
    """The levels that one value a period makes, from the period `first` on; None makes none."""
    for value, group in groupby(range(len(values)), key=lambda index: values[index]):
        indices = list(group)
        if value is not None:
            yield ChartLevel(first + indices[0], first + indices[-1], value)


class ChartAnnotation(Struct, frozen=True):
    """A dated event: its name, and the number under which the text beside the chart explains it
    where there is no room for the name.
    """

    index: int
    number: int
    name: str = ""


NO_READINGS = "No readings yet."


class TrendSpec(Struct, frozen=True):
    """One metric over its periods; indices count the periods from 0, and those out of range are
    left out.
    """

    days: tuple[date, ...]
    """The first day of each period, oldest first."""
    values: tuple[float | None, ...]
    """One a period, in the metric's unit; None, NaN and infinity are gaps."""
    by: PeriodKind = PeriodKind.WEEK
    noun: str = ""
    """What one of them is called, where that is not what it is by."""
    names: tuple[str, ...] = ()
    """What each period is called, where the organisation has names of its own for them."""
    unfinished: bool = False
    """Whether the last period still runs: its value is marked, not joined to the others
    and never a signal.
    """
    incomplete: frozenset[int] = frozenset()
    """Other periods that are not whole ones, marked likewise."""
    target: tuple[ChartLevel, ...] = ()
    expected: tuple[float | None, ...] = ()
    """The expected level of each period, or nothing at all."""
    baseline: float | None = None
    wanted: str = "target"
    """What the target line is called: a target, or a standard."""
    middle: str = "mean"
    """What the centre line is: the mean or the median."""
    limits: tuple[ChartLimits, ...] = ()
    annotations: tuple[ChartAnnotation, ...] = ()
    splits: tuple[int, ...] = ()
    """The periods at which limits start again."""
    better: frozenset[int] = frozenset()
    """The periods outside routine variation on the good side."""
    worse: frozenset[int] = frozenset()
    """Those on the bad side."""
    unusual: frozenset[int] = frozenset()
    """Those of which no one can say whether that is good or bad."""
    y_format: Callable[[float], str] = field(default=_short)
    clock: bool = False
    """Whether values are seconds, so that ticks stand at round minutes."""
    title: str = ""
    empty: str = NO_READINGS
    """The sentence that stands in for a chart without values."""

    def __post_init__(self) -> None:
        if len(self.days) != len(self.values):
            raise ValueError(f"{len(self.days)} periods, but {len(self.values)} values")
        if self.expected and len(self.expected) != len(self.values):
            raise ValueError(f"{len(self.values)} values, but {len(self.expected)} expected levels")

    @property
    def hollow(self) -> list[int]:
        """The periods that are marked, not joined to the others and never a signal."""
        last = [len(self.values) - 1] if self.unfinished and self.values else []
        return sorted({*(one for one in self.incomplete if one < len(self.values)), *last})

    @property
    def events(self) -> list[ChartAnnotation]:
        """The events that fall into a period of the chart, oldest first."""
        inside = [
            annotation
            for annotation in self.annotations
            if 0 <= annotation.index < len(self.values)
        ]
        return sorted(inside, key=lambda annotation: annotation.index)

    def levels(self) -> Iterator[float | None]:
        """Every number that needs room on the value axis."""
        yield from self.values
        yield from self.expected
        yield self.baseline
        yield from (step.value for step in self.target)
        for part in self.limits:
            yield from (part.centre, part.lower, part.upper)
            for pair in part.steps:
                yield from pair
