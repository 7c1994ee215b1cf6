"""Values that are certain as numbers but may be meant otherwise: fractions in a metric in percent,
lengths of time in another unit or another place of the clock.
"""

from collections.abc import Callable
from enum import Enum, auto
from math import exp, log
from statistics import median_low

from msgspec import Struct

from kpitui.domain.import_answers import TimeScale
from kpitui.domain.import_cells.choices import EXAMPLES
from kpitui.domain.import_cells.lengths import SECONDS
from kpitui.domain.records.metric import Definition

KEPT = 200
"""So many unlike values of a metric are looked at beside the least and the greatest."""

NEAR = 3.0
"""Two lengths of time are near each other where one is at most so many times the other."""

FAR = 10.0

LONGEST = {"m:ss": 5 * 3600, "h:mm:ss": 7 * 86400, "": 86400}
"""Most values are below so many seconds, by the unit of the metric; empty for one without."""

OFTEN = 0.5
"""Most values of a column: more than this share."""


class NumberDoubt(Enum):
    """What a value that is certain as a number may be instead."""

    FRACTION = auto()
    NUMBER = auto()
    """A length of time in another unit."""
    CLOCK = auto()
    """Minutes and seconds that were typed as hours and minutes."""
    SHORT = auto()
    """Two numbers such as 7:45, which may be hours and minutes."""


class Seen:
    """Unlike values with their texts, in the order they came; after the first few only the ends."""

    def __init__(self) -> None:
        self.values: dict[float, str] = {}
        self.least = self.greatest = 0.0

    def add(self, value: float, text: str) -> None:
        """Keep a value that is unlike the others."""
        if value in self.values:
            return
        if len(self.values) >= KEPT:
            if self.least <= value <= self.greatest:
                return
            del self.values[self.greatest if value > self.greatest else self.least]
        elif not self.values:
            self.least = self.greatest = value
        self.values[value] = text
        self.least, self.greatest = min(self.least, value), max(self.greatest, value)

    def examples(self, which: Callable[[float, str], bool]) -> tuple[str, ...]:
        """The texts of the first that are so."""
        found = [text for value, text in self.values.items() if which(value, text)]
        return tuple(found[:EXAMPLES])


class Fractions:
    """Bare values of a metric in percent, which may be fractions of 1."""

    def __init__(self) -> None:
        self._small, self._big = Seen(), Seen()
        self.chosen = False

    def look(self, value: float, text: str, *, bare: bool) -> None:
        """Take a value into account; not `bare` is one with its own `%`."""
        if value > 1:
            self._big.add(value, text)
        elif 0 < abs(value) <= 1 and bare:
            self._small.add(abs(value), text)

    @property
    def verdict(self) -> bool:
        """Whether small values may be fractions: there are no others, or they come near the middle
        of these only times a hundred.
        """
        parts = [value for value in self._small.values if value != int(value)]
        if not parts or not self._big.values:
            return bool(parts)
        middle = median_low(self._big.values)
        return any(value < middle / (2 * FAR) and near(100 * value, middle, 2.0) for value in parts)

    def holds(self, value: float, *, bare: bool) -> bool:
        """Whether a value is one of those that may be fractions."""
        return self.chosen and bare and 0 < abs(value) <= 1

    @property
    def is_stale(self) -> bool:
        """Whether values were read by what does not hold any more."""
        return self.chosen != self.verdict

    @property
    def examples(self) -> tuple[str, ...]:
        """The first of the values that may be fractions."""
        return self._small.examples(lambda *_: True)


class _Facts(Struct, frozen=True):
    """What is known of the lengths of time of a metric: whether some are written as such, the
    middle of these, and whether all numbers, or all whole clocks, are in doubt.
    """

    written: bool = False
    middle: float | None = None
    numbers: bool = False
    clocks: bool = False


class Lengths:
    """Values of a metric that is a length of time: clocks such as 5:40, and bare numbers that count
    seconds where nothing else is said.

    `metric` is the metric, or what it likely is; None where nothing is known of it but perhaps that
    it is `named` as one that is a length of time.
    """

    def __init__(self, metric: Definition | None, *, named: bool) -> None:
        self._metric, self._is_one = metric, metric is not None or named
        self._in_minutes = metric is not None and metric.unit == "m:ss"
        ranged = metric and (metric.plausible_low, metric.plausible_high) != (None, None)
        self._plausible = metric.plausible if metric is not None and ranged else None
        self._clocks, self._wholes, self._numbers = Seen(), Seen(), Seen()
        self._facts = _Facts()

    def look_clock(self, seconds: float, text: str) -> None:
        """Take a value that is written as a length of time into account."""
        if seconds > 0:
            seen = self._wholes if self._is_whole(seconds, text) else self._clocks
            seen.add(seconds, text)

    def look_number(self, value: float, text: str) -> None:
        """Take a bare number into account."""
        if value > 0:
            self._numbers.add(value, text)

    @property
    def are_written(self) -> bool:
        """Whether some values are written as a length of time."""
        return self._facts.written

    def number_in_doubt(self, value: float) -> bool:
        """Whether a bare number hardly counts seconds."""
        return self._number_in_doubt(value, self._facts)

    def clock_in_doubt(self, seconds: float, text: str) -> bool:
        """Whether 5:40:00 is hardly five hours: Excel makes it of a typed 5:40."""
        return self._clock_in_doubt(seconds, text, self._facts)

    def is_far(self, seconds: float) -> bool:
        """Whether a length of time lies far from those that are written as such."""
        middle = self._facts.middle
        return middle is not None and not near(seconds, middle, FAR)

    def choose(self) -> None:
        """Judge by all that is known now."""
        self._facts = self._known()

    @property
    def is_stale(self) -> bool:
        """Whether a value was judged by what does not hold any more."""
        known = self._known()
        if self._numbers.values and known.written != self._facts.written:
            return True
        return any(
            self._number_in_doubt(value, known) != self._number_in_doubt(value, self._facts)
            for value in self._numbers.values
        ) or any(
            self._clock_in_doubt(value, text, known)
            != self._clock_in_doubt(value, text, self._facts)
            for value, text in self._wholes.values.items()
        )

    @property
    def doubtful_numbers(self) -> tuple[str, ...]:
        """The first of the numbers in doubt."""
        return self._numbers.examples(lambda value, _: self.number_in_doubt(value))

    @property
    def doubtful_clocks(self) -> tuple[str, ...]:
        """The first of the clocks in doubt."""
        return self._wholes.examples(self.clock_in_doubt)

    def likely(self) -> TimeScale:
        """What the numbers in doubt would count to make sense."""
        first = next(filter(self.number_in_doubt, self._numbers.values), None)
        if first is None:
            return "seconds"
        scales: tuple[TimeScale, ...] = ("minutes", "milliseconds", "hours", "days")
        fitting = [scale for scale in scales if self._fits(first * SECONDS[scale], self._facts)]
        return fitting[0] if fitting else "milliseconds" if first > 1000 else "minutes"

    def _is_whole(self, seconds: float, text: str) -> bool:
        return self._in_minutes and seconds >= 3600 and not seconds % 60 and ":" in text

    def _known(self) -> _Facts:
        clocks = self._clocks.values
        if clocks:
            return _Facts(written=True, middle=exp(sum(map(log, clocks)) / len(clocks)))
        return _Facts(
            written=bool(self._wholes.values),
            numbers=not self._wholes.values and self._numbers_unlikely(),
            clocks=bool(self._wholes.values) and not self._mostly_plausible(self._wholes, 1.0),
        )

    def _numbers_unlikely(self) -> bool:
        numbers = self._numbers.values
        if not numbers or not self._is_one:
            return False
        if self._plausible is not None:
            return not self._mostly_plausible(self._numbers, 1.0) and any(
                self._mostly_plausible(self._numbers, SECONDS[scale])
                for scale in ("milliseconds", "minutes", "hours", "days")
            )
        longest = LONGEST[self._metric.unit if self._metric is not None else ""]
        in_parts = any(value % 1 for value in numbers)
        return (in_parts and self._numbers.greatest < 60) or median_low(numbers) >= longest

    def _mostly_plausible(self, seen: Seen, size: float) -> bool:
        if self._plausible is None:
            return False
        good = sum(self._plausible(value * size) for value in seen.values)
        return good > OFTEN * len(seen.values)

    def _number_in_doubt(self, value: float, facts: _Facts) -> bool:
        if value <= 0:
            return False
        if facts.middle is None:
            return facts.numbers
        return not near(value, facts.middle, FAR) and any(
            self._fits(value * size, facts) for name, size in SECONDS.items() if name != "seconds"
        )

    def _clock_in_doubt(self, seconds: float, text: str, facts: _Facts) -> bool:
        if not self._is_whole(seconds, text) or (self._plausible and self._plausible(seconds)):
            return False
        if facts.middle is None:
            return facts.clocks
        return not near(seconds, facts.middle, FAR) and self._fits(seconds / 60, facts)

    def _fits(self, seconds: float, facts: _Facts) -> bool:
        if facts.middle is not None:
            return near(seconds, facts.middle, NEAR)
        return self._plausible is not None and self._plausible(seconds)


def near(one: float, other: float, times: float) -> bool:
    """Whether one is at most so many times the other."""
    return other / times <= one <= other * times
