"""Pairs of runs, ours and a bare program's in turns, and the table that comes of them."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a figure of both runs, and the goal it is held against.

    `most` is the largest ratio to the bare program, `most_of_ours` the largest figure of our own,
    `least_of_ours` the smallest; a row without any is told for what it says.
    """

    what: str
    figure: str
    unit: str = "ms"
    most: float | None = None
    most_of_ours: float | None = None
    least_of_ours: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measurement of ours and of its bare counterpart; `bare` is None where the
    goal is a plain figure.
    """

    name: str
    rows: Sequence[Row]
    ours: Callable[[], Figures]
    bare: Callable[[], Figures] | None = None


@dataclass(slots=True)
class Pairs:
    """What the runs of one comparison gave."""

    comparison: Comparison
    ours: list[Figures] = field(default_factory=list)
    bare: list[Figures] = field(default_factory=list)

    def run(self) -> None:
        """One more pair."""
        self.ours.append(self.comparison.ours())
        if self.comparison.bare is not None:
            self.bare.append(self.comparison.bare())

    def lines(self) -> list["Line"]:
        """The lines of the table."""
        return [Line.of(row, self.ours, self.bare) for row in self.comparison.rows]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table with its figures."""

    row: Row
    ours: float
    bare: float | None
    ratio: float | None

    @classmethod
    def of(cls, row: Row, ours: Sequence[Figures], bare: Sequence[Figures]) -> "Line":
        """The medians; the ratio is the median of the ratios of the pairs."""
        own = [our[row.figure] for our in ours]
        theirs = [one[row.figure] for one in bare if row.figure in one]
        if not theirs:
            return cls(row, statistics.median(own), None, None)
        ratios = [
            mine / other if other else float(mine > 0)
            for mine, other in zip(own, theirs, strict=True)
        ]
        return cls(
            row, statistics.median(own), statistics.median(theirs), statistics.median(ratios)
        )

    @property
    def goal(self) -> str:
        """The goal in words."""
        row = self.row
        if row.most is not None:
            return f"<= {row.most:g} x"
        if row.most_of_ours is not None:
            return f"<= {row.most_of_ours:,.10g} {row.unit}"
        return f">= {row.least_of_ours:,.10g} {row.unit}" if row.least_of_ours is not None else ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        row = self.row
        if row.most is not None:
            return self.ratio is not None and self.ratio <= row.most
        if row.most_of_ours is not None:
            return self.ours <= row.most_of_ours
        return self.ours >= row.least_of_ours if row.least_of_ours is not None else None


def table(lines: Sequence[Line]) -> str:
    """What | ours | bare | ratio | goal | met."""
    cells: list[tuple[str, ...]] = [("what", "ours", "bare", "ratio", "goal", "met")]
    for line in lines:
        met = "" if line.met is None else "yes" if line.met else "NO"
        ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
        ours, bare = (_figure(one, line.row.unit) for one in (line.ours, line.bare))
        cells.append((line.row.what, ours, bare, ratio, line.goal, met))
    widths = [max(len(row[place]) for row in cells) for place in range(6)]
    cells.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "| " + " | ".join((str.ljust if place in (0, 4) else str.rjust)(cell, widths[place])
                          for place, cell in enumerate(row)) + " |"
        for row in cells
    )  # fmt: skip


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    digits = 0 if unit == "bytes" or value >= 1000 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"
