"""What someone types into one cell of the Enter screen, read by the metric it is for."""

import re
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.numbers import (
    NotANumber,
    as_typed,
    format_number,
    parse_duration,
    parse_number,
    parse_ratio,
    part_of,
    plain_number,
    spoken_duration,
    without_unit,
)
from kpitui.domain.records.metric import Aggregation, Metric, Range, require_number
from kpitui.domain.text import NOTE_LIMIT, clean
from kpitui.domain.typography import plain_signs

NOT_APPLICABLE = "-"
"""What is typed where a metric does not apply."""

DURATIONS = ("m:ss", "h:mm:ss")
"""Units that store seconds and show minutes."""

# An apostrophe parts thousands, so it opens a note only where a word could begin.
_OPENING = r"[\"“”„‟«»‘‚‛]|(?<!\S)’"
_CLOSING = "“”‟«»‘’"

_GIVEN_DECIMALS = 3
"""A value that is given with what it is of has no more of them."""

_SIZE_DIGITS = 12
"""A sample size has no more of them."""

DECIMALS = len(".0%")
"""What stands behind the decimal sign of nearly every value, and the sign itself."""


class Cell(Struct, frozen=True):
    """The value of a cell: `value` with `n` where it was given, or numerator and denominator; and a
    note. Of a ratio a `value` has no `n`: it stands there without its parts.

    With `not_applicable` it has none of them.
    """

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int | None = None
    note: str = ""
    not_applicable: bool = False

    def shown(self, metric: Metric) -> float | None:
        """The value as people read it, that of a ratio in the metric's unit; None where
        there is none.
        """
        if self.numerator is None or self.denominator is None:
            return self.value
        return metric.scale * self.numerator / self.denominator


def parts_of(metric: Metric, value: float, n: float) -> tuple[float, float]:
    """Numerator and denominator of a ratio that was given as its value and what it is of: `95.2 %`
    of 480 is 456.96 of 480.

    The numerator is not rounded to a whole one: so the value is shown again as it was given, and
    what the value was rounded by (0.05 points of 480 are 0.24) is less than one of what was counted
    and evens out where several are added up. Of floating point no noise is left, so that the same
    words give the same parts. Raises ValueError for a part too large to be kept.
    """
    numerator = part_of(value, n, metric.scale)
    require_number(numerator, "the part")
    return numerator, float(n)


def parts_text(
    metric: Metric, numerator: float, denominator: float, *, decimal_comma: bool = False
) -> str:
    """Parts as they would be typed: `45/50`, or `95.2% n=480` where they were given so."""
    size = size_text(metric, numerator, denominator, decimal_comma=decimal_comma)
    value = _given_value(metric, numerator, denominator)
    if value is None:
        return size
    sign = "%" if metric.unit == "%" else ""
    return f"{plain_number(value, decimal_comma=decimal_comma)}{sign} {size}"


def size_text(
    metric: Metric, numerator: float, denominator: float, *, decimal_comma: bool = False
) -> str:
    """What is said beside the value of parts: `45/50`, or `n=480` where they were given so."""
    part, whole = (
        plain_number(part, decimal_comma=decimal_comma) for part in (numerator, denominator)
    )
    given = _given_value(metric, numerator, denominator) is not None
    return f"n={whole}" if given else f"{part}/{whole}"


def _given_value(metric: Metric, numerator: float, denominator: float) -> float | None:
    """The value that makes the same parts, where the part is no whole number, as none was
    counted.
    """
    counted = numerator % 1 == 0 or denominator % 1 != 0
    if counted or denominator >= 10**_SIZE_DIGITS:
        return None
    value = float(f"{round(metric.scale * numerator / denominator, _GIVEN_DECIMALS):.15g}")
    return value if parts_of(metric, value, denominator)[0] == numerator else None


def cell_note(text: str) -> tuple[str, str]:
    """What stands before the quote of a cell, and the note that it opens; a quote at the end may be
    left out.
    """
    opened = re.search(_OPENING, text)
    if opened is None:
        return text, ""
    note, closing = text[opened.end() :].strip(), '"' if opened[0] == '"' else _CLOSING
    return text[: opened.start()], note[:-1].strip() if note.endswith(tuple(closing)) else note


_LIKE = {"m:ss": "5:40", "h:mm:ss": "0:05:40"}
PLAIN = "92 or 4.5"


def example_of(metric: Metric) -> str:
    """How a value of the metric is typed: `92`, `5:40`; as parts `45/50` of a share, `60/8` of
    calls/h, `3400/10` of seconds a call.
    """
    if metric.aggregation is Aggregation.RATIO:
        if metric.unit in DURATIONS:
            return "3400/10"
        return "60/8" if "/" in metric.unit else "45/50"
    return _LIKE.get(metric.unit, "92")


def parse_cell(text: str, metric: Metric, *, decimal_comma: bool | None = None) -> Cell:
    """What a cell says for a metric: `92`, `92%`, `4.2 n=31`, `6:30` for a duration; for a ratio
    also `45/50`, which `90 n=50` says too, while `90` alone has no parts.

    A lone `-` says that the metric does not apply this time, which no roll-up counts. A note may
    follow in quotes: `92 "after the training"`. Raises `NotANumber` with one sentence; an empty
    text is not a number, never zero.
    """
    text, note = cell_note(text)
    text = plain_signs(text)
    if text.strip() == NOT_APPLICABLE:
        return Cell(note=_clean_note(note), not_applicable=True)
    return replace(_parse_value(text, metric, decimal_comma), note=_clean_note(note))


def _clean_note(note: str) -> str:
    try:
        return clean(note, NOTE_LIMIT)
    except ValueError as error:
        raise NotANumber(f"the note: {error}") from None


_OF = re.compile(r"(?<=[0-9])\s+of\s+(?=[0-9])", re.IGNORECASE)
"""As parts are shown: 45 of 50."""


def _parse_value(text: str, metric: Metric, decimal_comma: bool | None) -> Cell:
    words = _OF.sub("/", text).split()
    sizes = [word for word in words if word.lower().startswith("n=")]
    number = " ".join(word for word in words if word not in sizes)
    if len(sizes) > 1:
        raise NotANumber("give the sample size once, such as n=31")
    n = _sample_size(sizes[0]) if sizes else None
    ratio = metric.aggregation is Aggregation.RATIO
    if "/" in number and ratio:
        if n is not None:
            raise NotANumber(f"{number} has its sample size already; type it without n=")
        numerator, denominator = parse_ratio(number, decimal_comma=decimal_comma)
        return Cell(numerator=numerator, denominator=denominator)
    if "/" in number:
        raise NotANumber(f"{metric.name} is one number, not part/whole")
    if ratio and not number:
        raise NotANumber(
            f"type part/whole, such as {example_of(metric)}, or one number, such as 92"
        )
    value = _parse_number(number, metric, decimal_comma)
    if not ratio or n is None:
        return Cell(value=value, n=n)
    try:
        numerator, denominator = parts_of(metric, value, n)
    except ValueError:
        raise NotANumber(f"{number} of {n} is too large for a reading") from None
    return Cell(numerator=numerator, denominator=denominator)


def _parse_number(number: str, metric: Metric, decimal_comma: bool | None) -> float:
    if metric.unit in DURATIONS and (clock := spoken_duration(number)):
        number = clock
    if ":" in number:
        if metric.unit not in DURATIONS:
            raise NotANumber(f"{metric.name} is not a duration; type a plain number")
        return parse_duration(number)
    if number.endswith("%") and metric.unit != "%":
        raise NotANumber(f"{metric.name} is not in percent; type the number without %")
    typed = as_typed(without_unit(number, metric.unit), decimal_comma)
    ratio = metric.aggregation is Aggregation.RATIO
    like = f"{example_of(metric)} or 92" if ratio else _LIKE.get(metric.unit, PLAIN)
    return parse_number(typed, decimal_comma=decimal_comma, like=like)


def _sample_size(word: str) -> int:
    digits = word[2:]
    if not re.fullmatch(f"[0-9]{{1,{_SIZE_DIGITS}}}", digits) or int(digits) == 0:
        raise NotANumber("the sample size is a whole number above 0, such as n=31")
    return int(digits)


class InUnit(Protocol):
    """What has a unit and decimals to show a value with: a metric, or the definition of
    one to be made.
    """

    @property
    def unit(self) -> str:
        """Its unit."""

    @property
    def decimals(self) -> int:
        """Digits behind the decimal sign."""


def format_value(
    value: float | None, metric: InUnit, *, decimal_comma: bool = False, unit: bool = True
) -> str:
    """A value of a metric as people read it; a dash where there is none.

    Without `unit` it is short enough for a column: only `%` and the colon of a duration stay.
    """
    if value is None:
        return "-"
    shown = metric.unit if unit or metric.unit in ("%", *DURATIONS) else ""
    return format_number(value, metric.decimals, shown, decimal_comma=decimal_comma)


def in_column(text: str) -> str:
    """A value or a range with blanks behind it, so that its decimal sign stands under
    those of the others.
    """
    tail = re.search(r"(?:[.,][0-9]+)?%?$", text)
    whole = text[-1:].isdigit() and ":" not in text
    return text + " " * max(0, DECIMALS - len(tail[0] if tail and (tail[0] or whole) else "--"))


def format_range(
    good: Range | None, metric: InUnit, *, decimal_comma: bool = False, unit: bool = True
) -> str:
    """What counts as good enough, as people read it: `≥ 85.0%`, `≤ 5.0%`, `5:00–6:30`; a dash where
    there is none.
    """

    def shown(value: float | None) -> str:
        return format_value(value, metric, decimal_comma=decimal_comma, unit=unit)

    if good is None:
        return "-"
    if good.low is None:
        return f"≤ {shown(good.high)}"
    return f"≥ {shown(good.low)}" if good.high is None else f"{shown(good.low)}–{shown(good.high)}"
