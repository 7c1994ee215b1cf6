"""Reading the fields of a form: each field gets its own sentence where it is wrong."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct, field

from kpitui.domain.numbers import NotANumber, as_typed, parse_duration, parse_number, without_unit
from kpitui.domain.records.metric import Aggregation, Definition, Direction, Range, level_range
from kpitui.domain.text import NAME_LIMIT, NOTE_LIMIT, clean
from kpitui.domain.value_parsing import DURATIONS, format_range
from kpitui.domain.writing import WRITING, Writing

_BAND = re.compile(r"(.+?)\s*(?:-|to)\s*(.+)")
_ONE_END = re.compile(r"([<>]=?)\s*(.+)")


class YesNo(StrEnum):
    """The answer to a question of a form."""

    YES = "yes"
    NO = "no"


ValueT = TypeVar("ValueT")
ChoiceT = TypeVar("ChoiceT", bound=StrEnum)
Texts = Mapping[str, str]
BEGIN = frozenset(("starts_on", "target_from", "first", "on"))
"""Fields of a day on which something begins; a period by its name is its first day there."""
NONE = Range(low=0)
"""Stands in for a level that is wrong."""


class FieldErrors(ValueError):
    """What is wrong with a form: a sentence for each field, by its key."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


class FieldReader(Struct):
    """Reads the fields of a form one after the other and gathers what is wrong with each.

    `done()` raises `FieldErrors` with all of it. Where a field is wrong its value is a stand-in
    that no one sees.
    """

    texts: Texts
    today: date
    writing: Writing = WRITING
    errors: dict[str, str] = field(default_factory=dict)
    latest: date | None = None
    """The last day that an entry can be of, where that is not today."""

    def done(self) -> None:
        """Nothing where every field was good; raises `FieldErrors` otherwise."""
        if self.errors:
            raise FieldErrors(self.errors)

    def text(self, key: str) -> str:
        """What stands in the field, trimmed."""
        return self.texts.get(key, "").strip()

    def read(self, key: str, reader: Callable[[str], ValueT], instead: ValueT) -> ValueT:
        """The field read by a function that raises ValueError with a sentence."""
        try:
            return reader(self.text(key))
        except ValueError as error:
            self.errors[key] = str(error)
            return instead

    def name(self, key: str, limit: int = NAME_LIMIT) -> str:
        """A text that must be there."""
        return self.read(key, lambda text: _there(clean(text, limit)), "x")

    def optional(self, key: str, limit: int = NOTE_LIMIT) -> str:
        """A text that may be empty."""
        return self.read(key, lambda text: clean(text, limit), "")

    def note(self, key: str) -> str:
        """A text of a few lines that may be empty."""
        return self.read(key, lambda text: clean(text, NOTE_LIMIT, multiline=True), "")

    def day(self, key: str) -> date:
        """A date that must be there; `today`, `+6m`, `eoy` and the like are understood."""
        begins = key in BEGIN
        return self.read(
            key,
            lambda text: self.writing.read_day(text, self.today, future=True, begins=begins),
            self.today,
        )

    def due_day(self, key: str) -> date | None:
        """A day by which something is to be done, that may be empty."""
        if not self.text(key):
            return None
        return self.read(key, lambda text: self.writing.read_due(text, self.today), self.today)

    def past_day(self, key: str) -> date:
        """A date that must be there, of today or earlier; a weekday is the last one."""

        def read(text: str) -> date:
            day = self.writing.read_day(text, self.today, latest=self.latest)
            if day > max(self.today, self.latest or self.today):
                raise ValueError(f"{day} is in the future; type a day up to today")
            return day

        return self.read(key, read, self.today)

    def optional_day(self, key: str) -> date | None:
        """A date that may be empty."""
        return self.day(key) if self.text(key) else None

    def optional_number(self, key: str, unit: str) -> float | None:
        """A value in a unit, that may be empty."""
        if not self.text(key):
            return None
        return self.read(key, lambda text: unit_number(text, unit, self.writing.comma), 0.0)

    def whole(self, key: str, least: int, most: int) -> int:
        """A whole number between two, both counted in."""

        def read(text: str) -> int:
            if not (text.isascii() and text.isdecimal()) or not least <= int(text) <= most:
                raise ValueError(f"type {least} to {most}")
            return int(text)

        return self.read(key, read, least)

    def optional_whole(self, key: str, least: int, most: int) -> int | None:
        """A whole number between two, that may be empty."""
        if not self.text(key):
            return None
        found = self.whole(key, least, most)
        if key in self.errors:
            self.errors[key] += ", or leave it empty"
        return found

    def check(self, key: str, rule: Callable[..., object], *values: object) -> None:
        """Leave an error with a field whose values break a rule, which raises ValueError."""
        try:
            rule(*values)
        except ValueError as error:
            self.errors.setdefault(key, str(error))

    def level(self, key: str, metric: Definition) -> Range:
        """A level that the metric can have, or a band such as `5:00-6:30`."""
        return self.read(
            key,
            lambda text: require_possible(
                metric_range(text, metric, self.writing.comma), metric, self.writing
            ),
            NONE,
        )

    def optional_level(self, key: str, metric: Definition) -> float | None:
        """A value that the metric can have; may be empty."""
        if not self.text(key):
            return None

        def read(text: str) -> float:
            value = unit_number(text, metric.unit, self.writing.comma)
            require_possible(Range(low=value), metric, self.writing)
            return value

        return self.read(key, read, 0.0)

    def distance(self, key: str, metric: Definition) -> float:
        """How far apart two values of the metric may be; nothing is 0."""
        found = self.optional_number(key, metric.unit) or 0.0
        self.check(key, require_distance, found, metric, self.writing)
        return found

    def several(self, key: str) -> tuple[str, ...]:
        """Texts that stand apart by semicolons."""
        nothing: tuple[str, ...] = ()
        return self.read(
            key,
            lambda text: tuple(clean(name, NAME_LIMIT) for name in text.split(";") if name.strip()),
            nothing,
        )

    def one_of(self, key: str, choices: type[ChoiceT]) -> ChoiceT:
        """One of a few words, by its first letters."""
        return self.read(key, lambda text: _chosen(text, choices), next(iter(choices)))


def word_of(choice: StrEnum) -> str:
    """The word that screens have for one of a few choices."""
    return choice.word if isinstance(choice, Aggregation) else choice.value


def _chosen(text: str, choices: type[ChoiceT]) -> ChoiceT:
    found = [
        choice
        for choice in choices
        if text and any(word.startswith(text.lower()) for word in (choice.value, word_of(choice)))
    ]
    if len(found) != 1:
        *others, last = map(word_of, choices)
        raise ValueError(f"type {', '.join(others)} or {last}")
    return found[0]


def _there(text: str) -> str:
    if not text:
        raise ValueError("type something here")
    return text


def unit_number(text: str, unit: str, decimal_comma: bool | None = None) -> float:
    """A value in a unit: `85`, `85%`, and of a duration `6:30`; raises `NotANumber`."""
    if ":" not in text:
        return parse_number(
            as_typed(without_unit(text, unit), decimal_comma), decimal_comma=decimal_comma
        )
    if unit not in DURATIONS:
        raise NotANumber("the metric is not a duration; type a plain number")
    return parse_duration(text)


def possible(metric: Definition) -> tuple[float, float]:
    """What a level of the metric can be: its plausible range; a sum over a period grows beyond that
    of one reading.
    """
    low = -math.inf if metric.plausible_low is None else metric.plausible_low
    high = math.inf if metric.plausible_high is None else metric.plausible_high
    if metric.aggregation is Aggregation.SUM:
        return (0.0 if low >= 0 else -math.inf), math.inf
    return low, high


def require_possible(level: Range, metric: Definition, writing: Writing = WRITING) -> Range:
    """The level, where the metric can have it; raises ValueError otherwise."""
    low, high = possible(metric)
    if any(end is not None and not low <= end <= high for end in (level.low, level.high)):
        raise ValueError(
            f"outside the valid range of the metric: {_possible_words(metric, writing)}"
        )
    return level


def require_distance(distance: float, metric: Definition, writing: Writing = WRITING) -> None:
    """Nothing where two values of the metric can lie so far apart; raises ValueError otherwise."""
    if distance < 0:
        raise ValueError("a difference, so 0 or more")
    low, high = possible(metric)
    if distance > high - low:
        raise ValueError(
            f"wider than the valid range of the metric: {_possible_words(metric, writing)}"
        )


def require_not_before(day: date | None, start: date) -> None:
    """Nothing where a day does not lie before the start; raises ValueError otherwise."""
    if day is not None and day < start:
        raise ValueError(f"it is before the start on {start}")


def require_order(low: float | None, high: float | None) -> None:
    """Nothing where the ends of a plausible range are in order; raises ValueError otherwise."""
    if low is not None and high is not None and high < low:
        raise ValueError("it is below the lowest valid value")


def _possible_words(metric: Definition, writing: Writing) -> str:
    low, high = (end if math.isfinite(end) else None for end in possible(metric))
    return format_range(Range(low=low, high=high), metric, decimal_comma=writing.decimal_comma)


def metric_range(text: str, metric: Definition, decimal_comma: bool | None = None) -> Range:
    """What counts as good: `85` for a metric that should rise or fall, `5:00-6:30` for one within a
    band.

    Of a band one end can be given, as `<=6:30`: the person who does so was told what it leads to.

    Raises ValueError with a sentence.
    """
    typed = text.replace("–", "-").replace("≥", ">=").replace("≤", "<=").strip()
    one_end = _ONE_END.fullmatch(typed)
    number = one_end[2] if one_end else typed
    if metric.direction is not Direction.WITHIN:
        return level_range(metric.direction, unit_number(number, metric.unit, decimal_comma))
    if one_end is not None:
        end = unit_number(number, metric.unit, decimal_comma)
        return Range(high=end) if one_end[1].startswith("<") else Range(low=end)
    band = _BAND.fullmatch(typed)
    if band is None:
        raise ValueError(
            "type the band as lowest-highest, such as 5:00-6:30; one end alone as <=6:30"
        )
    low, high = (unit_number(part, metric.unit, decimal_comma) for part in band.groups())
    if low > high:
        raise ValueError("the first number is the lowest, the second the highest")
    return Range(low=low, high=high)
