"""Numbers as people type and read them: a strict grammar of our own, because float() takes far more
than numbers.
"""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal

from kpitui.domain.typography import plain_signs

LARGEST = 1e15
# As many decimals as the smallest number a computer holds: what is exported in full comes in again.
_SIMPLE = re.compile(r"-?[0-9]{1,14}(?:\.[0-9]{1,340})?")
_PLAIN = r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,340})?"
_GROUPED = r"[+-]?[0-9]{1,3}(?:'[0-9]{3})+(?:[.,][0-9]{1,340})?"
_GROUPED_POINT = r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,340}"
_GROUPED_COMMA = r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]{1,340}"
_AMBIGUOUS = r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}"
# A point that parts no thousands.
_CLEAR_POINT = r"[+-]?(?:0\.[0-9]{1,340}|[0-9]{1,15}\.(?:[0-9]{1,2}|[0-9]{4,340}))"
_DURATION = r"([+-])?(?:([0-9]{1,4}):)?([0-9]{1,4}):([0-9]{2})"


class NotANumber(ValueError):
    """A text that is not a number; its words say what to type instead."""


def parse_number(text: str, *, decimal_comma: bool | None = None, like: str = "92 or 4.5") -> float:
    """The number a text says: `92`, `4.5`, `4,5`, `-5.2`, `92%`, `1'234.5`, `1.234,56`.

    Without `decimal_comma` a point or a comma is the decimal sign, but `1,234` could mean either
    and is refused; with it only that sign is. Raises `NotANumber`, which says what it should be
    `like`; an empty text is missing, never zero.
    """
    if decimal_comma is not True and _SIMPLE.fullmatch(text):
        return float(text)  # most numbers of most files
    shown = plain_signs(text).strip()
    number = shown.removesuffix("%").strip()
    if not number:
        raise NotANumber("type a number, such as 92 or 4.5")
    if decimal_comma is None and re.fullmatch(_AMBIGUOUS, number) and "," in number:
        raise NotANumber(f"{shown} could mean thousands; type it without the comma")
    if decimal_comma is True and "." in number and not re.fullmatch(_GROUPED_POINT, number):
        raise NotANumber(f"{shown} has a point; the decimal sign here is a comma")
    if decimal_comma is False and "," in number and not re.fullmatch(_GROUPED_COMMA, number):
        raise NotANumber(f"{shown} has a comma; the decimal sign here is a point")
    if re.fullmatch(_PLAIN, number) or re.fullmatch(_GROUPED, number):
        number = number.replace("'", "").replace(",", ".")
    elif re.fullmatch(_GROUPED_POINT, number):
        number = number.replace(".", "").replace(",", ".")
    elif re.fullmatch(_GROUPED_COMMA, number):
        number = number.replace(",", "")
    else:
        raise NotANumber(f"{shown} is not a number; type it like {like}")
    value = float(number)
    if abs(value) >= LARGEST:
        raise NotANumber(f"{shown} is too large for a reading")
    return value


# What a sign is, is told by one, two, or more than three digits behind it, or by groups before it.
_DECIMAL = r"[+-]?(?:[0-9]+{0}(?:[0-9]{{1,2}}|[0-9]{{4,}})|0{0}[0-9]{{3}}|[0-9]{{1,3}}(?:[{1}'][0-9]{{3}})+{0}[0-9]+)"  # noqa: E501
_DECIMAL_COMMA = _DECIMAL.format(",", ".")
_DECIMAL_POINT = _DECIMAL.format(r"\.", ",")


def decimal_sign(texts: Iterable[str]) -> bool | None:
    """Whether numbers are written with a decimal comma; None where none of them tells, or where
    they disagree.
    """
    found = set()
    for text in texts:
        number = plain_signs(text).strip().removesuffix("%").strip()
        found |= {True} if re.fullmatch(_DECIMAL_COMMA, number) else set()
        found |= {False} if re.fullmatch(_DECIMAL_POINT, number) else set()
    return found.pop() if len(found) == 1 else None


def parse_duration(text: str) -> float:
    """Seconds from `m:ss`, `-m:ss` or `h:mm:ss`; raises `NotANumber`."""
    found = re.fullmatch(_DURATION, plain_signs(text).strip())
    if not found or int(found[4]) > 59 or (found[2] is not None and int(found[3]) > 59):
        raise NotANumber(f"{text.strip()} is not a duration; type it like 6:30 or 1:06:30")
    seconds = float(int(found[2] or 0) * 3600 + int(found[3]) * 60 + int(found[4]))
    return -seconds if found[1] == "-" else seconds


_SECONDS = r"([0-9]{1,5}) ?s(?:ecs?|econds?)?"
_SPOKEN = re.compile(
    rf"{_SECONDS}|([0-9]{{1,4}}) ?m(?:ins?|inutes?)?(?: ?(?:{_SECONDS}|([0-9]{{1,2}})))?",
    re.IGNORECASE,
)


def spoken_duration(text: str) -> str:
    """A duration with its units, as one with a colon: `5m40`, `5 min 40 s`, `340s`; empty for any
    other text.
    """
    found = _SPOKEN.fullmatch(plain_signs(text).strip())
    if found is None:
        return ""
    alone, minutes, *seconds = found.groups()
    rest = int(alone or next(filter(None, seconds), 0))
    if minutes and rest > 59:
        return ""
    whole = int(minutes or 0) + rest // 60
    return f"{whole}:{rest % 60:02}"


def parse_ratio(text: str, *, decimal_comma: bool | None = None) -> tuple[float, float]:
    """Numerator and denominator from `45/50`; raises `NotANumber`, also where the denominator is
    not above 0.
    """
    parts = plain_signs(text).split("/")
    if len(parts) != 2:
        raise NotANumber(f"{text.strip()} is not a ratio; type it like 45/50")
    numerator, denominator = (parse_number(part, decimal_comma=decimal_comma) for part in parts)
    if denominator <= 0:
        raise NotANumber(f"{text.strip()} divides by nothing; the second number must be above 0")
    return numerator, denominator


def part_of(value: float, n: float, scale: float) -> float:
    """The part that makes a value of a whole `n`, where all of it is shown as `scale`; without the
    noise of floating point.
    """
    return float(f"{value * n / scale:.12g}")


def format_number(value: float, decimals: int, unit: str, *, decimal_comma: bool = False) -> str:
    """The number with its unit: `92.0%`, `6:30` for seconds in m:ss, `4.5 pts`; never the noise of
    floating point.
    """
    if unit in ("m:ss", "h:mm:ss"):
        return _clock(value, unit)
    text = rounded_text(value, decimals)
    if decimal_comma:
        text = text.replace(".", ",")
    before, after = unit_places(unit, decimal_comma=decimal_comma)
    if text.startswith("-"):
        before, text = f"-{before}", text[1:]
    return before + text + after


def rounded_text(value: float, decimals: int = 0) -> str:
    """A number with so many decimals, a half away from zero as people round: 72.5 is 73; never the
    noise of floating point, and never -0.
    """
    exact = Decimal(f"{value:.15g}" if abs(value) < _WITH_NOISE else repr(value))
    if not exact.is_finite():
        return f"{value:.{decimals}f}"
    text = f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE):f}"
    return text.removeprefix("-") if float(text) == 0 else text


def percent(share: float) -> str:
    """A share from 0 to 1 in whole percent."""
    return f"{rounded_text(100 * share)}%"


_WITH_NOISE = 1e12
"""Above it 15 digits are no more than those before the point."""
_WIDE = Context(prec=400)

CURRENCIES = "$¢£¤¥\u20a0-\u20c0"
"""Signs of currencies, as a class of a regular expression holds them."""


def unit_places(unit: str, *, decimal_comma: bool = False) -> tuple[str, str]:
    """What stands before a number and what behind it: `%` close to it, words apart, a currency
    where people write it.

    That is before the number with a decimal point ($4.50), behind it with a comma (4,50 €). A unit
    that says it with a `#` in the number's place is taken at its word: `€ #`, `# kr/call`.
    """
    if "#" in unit:
        before, _, after = unit.partition("#")
        return before, after
    if unit in ("", "%"):
        return "", unit
    if not decimal_comma and re.match(f"[{CURRENCIES}]", unit):
        return unit[0], unit[1:]
    return "", f" {unit}"


def usual_decimals(unit: str) -> int:
    """How many decimals a new metric of a unit has where no one says it: none of a duration, two of
    a currency.
    """
    return 0 if unit in ("m:ss", "h:mm:ss") else 2 if re.search(f"[{CURRENCIES}]", unit) else 1


def unit_name(unit: str) -> str:
    """A unit by itself."""
    return " ".join(unit.replace("#", " ").split())


def without_unit(text: str, unit: str) -> str:
    """What was typed without the unit of the metric, wherever that stands."""
    text = plain_signs(text).strip()
    sign = text[:1] if text[:1] in ("-", "+") else ""
    number = text[len(sign) :].strip()
    for before, after in (unit_places(unit), unit_places(unit, decimal_comma=True)):
        first, last = plain_signs(before).strip(), plain_signs(after).strip()
        if (
            (first or last)
            and number.startswith(first)
            and number.endswith(last)
            and number != first + last
        ):
            return sign + number.removeprefix(first).removesuffix(last).strip()
    return text


def as_typed(text: str, decimal_comma: bool | None) -> str:
    """The number with a comma in place of a point that cannot be mistaken, where the comma is the
    decimal sign.
    """
    text = plain_signs(text)
    return (
        text.replace(".", ",")
        if decimal_comma and re.fullmatch(_CLEAR_POINT, text.strip().rstrip("% "))
        else text
    )


def plain_number(value: float, *, decimal_comma: bool = False, digits: int = 15) -> str:
    """The number as it is typed: every digit that counts, never an exponent, and no noise of
    floating point.
    """
    text = f"{Decimal(f'{value:.{digits}g}'):f}"
    return text.replace(".", ",") if decimal_comma else text


def _clock(value: float, unit: str) -> str:
    seconds = int(rounded_text(abs(value)))
    sign = "-" if value < 0 and seconds else ""
    minutes, rest = divmod(seconds, 60)
    if unit == "m:ss":
        return f"{sign}{minutes}:{rest:02}"
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{rest:02}"


def rounded(value: float | None) -> float | None:
    """A value without the noise of floating point; twelve digits are more than any reading has."""
    return None if value is None else float(f"{value:.12g}")


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 line, 2,000 lines."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
