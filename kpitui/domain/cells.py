"""What somebody types into one cell of the Enter screen, read by the metric it is for."""

import re
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.metrics import NOTE_LIMIT, Aggregation, Metric, Range
from kpitui.domain.numbers import (
    NotANumber,
    as_typed,
    format_number,
    parse_duration,
    parse_number,
    parse_ratio,
    without_unit,
)
from kpitui.domain.text import clean
from kpitui.domain.typography import plain_signs

NOT_APPLICABLE = "-"
"""What is typed where a metric does not apply."""

DURATIONS = ("m:ss", "h:mm:ss")
"""Units that store seconds and show minutes."""

# An apostrophe parts thousands, so it opens a note only where a word could begin.
_OPENING = r"[\"“”„‟«»‘‚‛]|(?<!\S)’"
_CLOSING = "“”‟«»‘’"

DECIMALS = len(".0%")
"""What stands behind the decimal sign of nearly every value, and the sign itself."""


class Cell(Struct, frozen=True):
    """The value of a cell: `value` with `n` where it was given, or numerator and denominator; and a note.

    With `not_applicable` it has none of them.
    """

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int | None = None
    note: str = ""
    not_applicable: bool = False

    def shown(self, metric: Metric) -> float | None:
        """The value as people read it, that of a ratio in the metric's unit; None where there is none."""
        if self.numerator is None or self.denominator is None:
            return self.value
        return metric.scale * self.numerator / self.denominator


def cell_note(text: str) -> tuple[str, str]:
    """What stands before the quote of a cell, and the note that it opens; a quote at the end may be left out."""
    opened = re.search(_OPENING, text)
    if opened is None:
        return text, ""
    note, closing = text[opened.end() :].strip(), '"' if opened[0] == '"' else _CLOSING
    return text[: opened.start()], note[:-1].strip() if note.endswith(tuple(closing)) else note


def parse_cell(text: str, metric: Metric, *, decimal_comma: bool | None = None) -> Cell:
    """What a cell says for a metric: `92`, `92%`, `4.2 n=31`, `6:30` for a duration, `45/50` for a ratio.

    A lone `-` says that the metric does not apply this time, which no roll-up counts. A note may follow in quotes:
    `92 "after the training"`. Raises `NotANumber` with one sentence; an empty text is not a number, never zero.
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


def _parse_value(text: str, metric: Metric, decimal_comma: bool | None) -> Cell:
    words = text.split()
    sizes = [word for word in words if word.lower().startswith("n=")]
    number = " ".join(word for word in words if word not in sizes)
    if len(sizes) > 1:
        raise NotANumber("give the sample size once, such as n=31")
    n = _sample_size(sizes[0]) if sizes else None
    if metric.aggregation is Aggregation.RATIO:
        if "/" not in number or n is not None:
            raise NotANumber(f"{metric.name} is a ratio; type it as part/whole, such as 45/50")
        numerator, denominator = parse_ratio(number, decimal_comma=decimal_comma)
        return Cell(numerator=numerator, denominator=denominator)
    if "/" in number:
        raise NotANumber(f"{metric.name} is one number, not part/whole")
    if ":" in number:
        if metric.unit not in DURATIONS:
            raise NotANumber(f"{metric.name} is not a duration; type a plain number")
        return Cell(value=parse_duration(number), n=n)
    if number.endswith("%") and metric.unit != "%":
        raise NotANumber(f"{metric.name} is not in percent; type the number without %")
    typed = as_typed(without_unit(number, metric.unit), decimal_comma)
    return Cell(value=parse_number(typed, decimal_comma=decimal_comma), n=n)


def _sample_size(word: str) -> int:
    digits = word[2:]
    if not re.fullmatch("[0-9]{1,12}", digits) or int(digits) == 0:
        raise NotANumber("the sample size is a whole number above 0, such as n=31")
    return int(digits)


class InUnit(Protocol):
    """What has a unit and decimals to show a value with: a metric, or the definition of one to be made."""

    @property
    def unit(self) -> str:
        """Its unit."""

    @property
    def decimals(self) -> int:
        """Digits behind the decimal sign."""


def format_value(value: float | None, metric: InUnit, *, decimal_comma: bool = False, unit: bool = True) -> str:
    """A value of a metric as people read it; a dash where there is none.

    Without `unit` it is short enough for a column: only `%` and the colon of a duration stay.
    """
    if value is None:
        return "-"
    shown = metric.unit if unit or metric.unit in ("%", *DURATIONS) else ""
    return format_number(value, metric.decimals, shown, decimal_comma=decimal_comma)


def in_column(text: str) -> str:
    """A value or a range with blanks behind it, so that its decimal sign stands under those of the others."""
    tail = re.search(r"(?:[.,][0-9]+)?%?$", text)
    whole = text[-1:].isdigit() and ":" not in text
    return text + " " * max(0, DECIMALS - len(tail[0] if tail and (tail[0] or whole) else "--"))


def format_range(good: Range | None, metric: InUnit, *, decimal_comma: bool = False, unit: bool = True) -> str:
    """What counts as good enough, as people read it: `≥ 85.0%`, `≤ 5.0%`, `5:00–6:30`; a dash where there is none."""

    def shown(value: float | None) -> str:
        return format_value(value, metric, decimal_comma=decimal_comma, unit=unit)

    if good is None:
        return "-"
    if good.low is None:
        return f"≤ {shown(good.high)}"
    return f"≥ {shown(good.low)}" if good.high is None else f"{shown(good.low)}–{shown(good.high)}"
