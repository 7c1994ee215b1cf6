"""What a trend chart shows, in plain numbers."""

from collections.abc import Callable, Iterator

from msgspec import Struct, field


def _short(value: float) -> str:
    """Four significant figures."""
    return f"{value:.4g}"


class Level(Struct, frozen=True):
    """A target that holds from one period to another, both included."""

    first: int
    last: int
    value: float


class Limits(Struct, frozen=True):
    """The process limits of one segment, from one period to another, both included."""

    first: int
    last: int
    centre: float
    lower: float
    upper: float


class Annotation(Struct, frozen=True):
    """A dated event: the number under which the text beside the chart explains it."""

    index: int
    number: int


class TrendSpec(Struct, frozen=True):
    """One metric over its periods; indices count the periods from 0, and those out of range are left out."""

    periods: tuple[str, ...]
    """Labels, oldest first, such as 2026-W45."""
    values: tuple[float | None, ...]
    """One a period, in the metric's unit; None, NaN and infinity are gaps."""
    unfinished: bool = False
    """Whether the last period still runs: its value is marked, not joined to the others and never a signal."""
    target: tuple[Level, ...] = ()
    expected: tuple[float | None, ...] = ()
    """The expected level of each period, or nothing at all."""
    baseline: float | None = None
    limits: tuple[Limits, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    splits: tuple[int, ...] = ()
    """The periods at which limits start anew."""
    signals: frozenset[int] = frozenset()
    """The periods outside routine variation."""
    y_format: Callable[[float], str] = field(default=_short)
    clock: bool = False
    """Whether values are seconds, so that ticks stand at round minutes."""
    title: str = ""
    empty: str = "No readings yet."
    """The sentence that stands in for a chart without values."""

    def __post_init__(self) -> None:
        if len(self.periods) != len(self.values):
            raise ValueError(f"{len(self.periods)} periods, but {len(self.values)} values")
        if self.expected and len(self.expected) != len(self.values):
            raise ValueError(f"{len(self.values)} values, but {len(self.expected)} expected levels")

    def levels(self) -> Iterator[float | None]:
        """Every number that needs room on the value axis."""
        yield from self.values
        yield from self.expected
        yield self.baseline
        yield from (step.value for step in self.target)
        for part in self.limits:
            yield from (part.centre, part.lower, part.upper)
