"""What is drawn of people or teams held against each other: dots, limits, and what they mean."""

from collections.abc import Callable, Hashable, Mapping, Sequence

from msgspec import Struct

from kpitui.charts.metric_chart import AxisFormat
from kpitui.domain.differ import Comparison
from kpitui.domain.records.metric import Metric
from kpitui.domain.text import printable
from kpitui.domain.value_parsing import DURATIONS
from kpitui.domain.writing import Writing

_CURVE = 24
"""The limits of a funnel are worked out at so many sizes."""
_ROOM = 0.05
"""This share of the sizes stays free left and right of the dots of a funnel."""


class ComparedPoint(Struct, frozen=True):
    """A dot: its name, value and size; `mark` is better, worse, unusual, or nothing."""

    name: str
    value: float
    size: float
    mark: str = ""


class ComparedSpec(Struct, frozen=True):
    """What is held against each other, in the order that dots of a band have from left to right.

    `limits` are those of each dot in a band; in a funnel (`sized`) of rising sizes, each with its
    lower and upper limit. `highlighted` is the dot that is named whatever it is, None for none.
    """

    points: tuple[ComparedPoint, ...]
    limits: tuple[tuple[float, float, float], ...]
    centre: float
    sized: bool
    of: str
    y_format: Callable[[float], str]
    decimal_comma: bool = False
    clock: bool = False
    highlighted: int | None = None
    common: str = "overall"
    """What the centre is: of all of them, or of the others where some are far off."""
    counted: str = ""
    """What a size is a number of."""

    def side(self, index: int) -> int:
        """1 for a dot that differs upwards, -1 downwards, 0 for one within its limits."""
        one = self.points[index]
        return ((one.value > self.centre) - (one.value < self.centre)) if one.mark else 0

    def limits_at(self, index: int) -> tuple[float, float]:
        """The lower and the upper limit of a dot."""
        size = self.points[index].size
        if not self.sized:
            return self.limits[index][1:]
        after = next((limit for limit in self.limits if limit[0] >= size), self.limits[-1])
        before = next(
            (limit for limit in reversed(self.limits) if limit[0] <= size), self.limits[0]
        )
        share = (size - before[0]) / (after[0] - before[0]) if after[0] > before[0] else 0.0
        lower, upper = (before[side] + (after[side] - before[side]) * share for side in (1, 2))
        return lower, upper


def spec_of(
    comparison: Comparison,
    names: Mapping[Hashable, tuple[str, str]],
    metric: Metric,
    writing: Writing,
    *,
    of: str,
    counted: str = "",
    highlighted: Hashable = None,
) -> ComparedSpec:
    """The drawing of a comparison: of each that is named, in the order of the names, with its mark;
    `of` is what a dot stands for, `counted` what a sample size is a number of.
    """
    held = {compared.key: compared for compared in comparison.compared}
    keys = [key for key in names if key in held]
    found = [held[key] for key in keys]
    funnel = comparison.funnel
    sized = funnel is not None and len({compared.size for compared in found}) > 1
    limits = [(compared.size, compared.lower, compared.upper) for compared in found]
    if funnel is not None and sized:
        limits = [
            (size, *funnel.limits(size)) for size in _sizes([compared.size for compared in found])
        ]
    return ComparedSpec(
        points=tuple(
            ComparedPoint(
                printable(names[compared.key][0]),
                compared.value,
                compared.size,
                names[compared.key][1],
            )
            for compared in found
        ),
        limits=tuple(limits),
        centre=comparison.centre,
        sized=sized,
        of=of,
        y_format=AxisFormat(metric, writing.decimal_comma),
        decimal_comma=writing.decimal_comma,
        clock=metric.unit in DURATIONS,
        highlighted=keys.index(highlighted) if highlighted in keys else None,
        common="the others" if comparison.apart else "overall",
        counted=counted,
    )


def _sizes(sizes: Sequence[float]) -> list[float]:
    """The sizes at which the limits of a funnel are worked out, from the smallest on."""
    low, high = ends_of(sizes)
    return [low + (high - low) * step / (_CURVE - 1) for step in range(_CURVE)]


def ends_of(sizes: Sequence[float]) -> tuple[float, float]:
    """The sizes at the left and the right end of a funnel."""
    room = _ROOM * (max(sizes) - min(sizes)) or _ROOM * max(sizes)
    return max(min(sizes) - room, min(sizes) / 2), max(sizes) + room
