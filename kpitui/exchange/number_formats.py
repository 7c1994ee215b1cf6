"""What a number in a cell of a workbook means, which its number format says: a percentage, a day, a
time, or a number.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum

REMEMBERED = 10_000
"""So many texts of a number format are remembered."""


class Shown(Enum):
    """What a number format shows."""

    NUMBER = 0
    PERCENT = 1
    DATE = 2
    MONTH = 3
    TIME = 4
    ELAPSED = 5


_BUILT_IN: dict[int, Shown] = (
    dict.fromkeys((9, 10), Shown.PERCENT)
    | dict.fromkeys((14, 15, 16, 22, *range(27, 32), 36, *range(50, 59)), Shown.DATE)
    | {17: Shown.MONTH, 46: Shown.ELAPSED}
    | dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47), Shown.TIME)
)
_NOT_SAID = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]|am/pm|a/p', re.I)
_CURRENCY = re.compile(r"\[\$([^\]-]*)[^\]]*\]|([€$£¥])")
_COULD_BE_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_DAY_ZERO = date(1899, 12, 30).toordinal()
_FALSE_LEAP_DAY = 60
"""Excel counts a 29 February 1900, which never was."""
_LAST_DAY = 2_958_465
_LONGEST_TIME = 366
"""A time of more days than this is a moment of which the time alone is shown."""


def shown_by(code: str) -> Shown:
    """What the code of a number format shows, such as `0.0%` or `dd/mm/yyyy`."""
    plain = _NOT_SAID.sub("", code).split(";")[0].lower()
    if "%" in plain:
        return Shown.PERCENT
    if "general" in plain or "e+" in plain or "e-" in plain:
        return Shown.NUMBER
    if "[" in plain:
        return Shown.ELAPSED
    letters = set(plain)
    if letters & {"y", "d"} and not ("y" in letters and "m" in letters and "d" not in letters):
        return Shown.DATE
    if letters & {"h", "s"}:
        return Shown.DATE if "y" in letters else Shown.TIME
    return Shown.MONTH if "m" in letters else Shown.NUMBER


def currency_of(code: str) -> str:
    """The currency that a number format shows, such as `€` or `CHF`; empty without one."""
    return next(
        (one or other for one, other in _CURRENCY.findall(code) if one or other), ""
    ).strip()


def shown_by_built_in(number: int) -> Shown:
    """What a number format shows that every workbook has under a number."""
    return _BUILT_IN.get(number, Shown.NUMBER)


class Texts(dict[str, str]):
    """What the numbers of one format say as text, each worked out once; a missing key is a number
    as it stands in the file. `of` gives the text of a number; a currency stands behind it.
    """

    def __init__(self, shown: Shown, since_1904: bool = False, currency: str = "") -> None:
        super().__init__()
        self._shift = 1462 if since_1904 else 0
        self._behind = f" {currency}" if currency and shown is Shown.NUMBER else ""
        self._plain = shown is Shown.NUMBER
        self._write: Callable[[float], str] = {
            Shown.NUMBER: number_text,
            Shown.PERCENT: lambda value: number_text(value * 100) + "%",
            Shown.DATE: self._day,
            Shown.MONTH: self._month,
            Shown.TIME: self._time,
            Shown.ELAPSED: time_text,
        }[shown]

    def __missing__(self, text: str) -> str:
        if self._plain and text.isdecimal():
            return text + self._behind
        try:
            said = self.of(float(text))
        except ValueError:
            said = text
        if len(self) >= REMEMBERED:
            self.clear()
        self[text] = said
        return said

    def of(self, value: float) -> str:
        """The text of a number; one that the format cannot show is shown as a number."""
        if not -1e300 < value < 1e300:
            return str(value)
        return self._write(value) + self._behind

    def _day(self, value: float) -> str:
        value += self._shift
        if 0 <= value < 1 and not self._shift:
            return time_text(value)
        days, seconds = divmod(round(value * 86_400), 86_400)
        if not 0 <= days <= _LAST_DAY:
            return number_text(value - self._shift)
        if days < _FALSE_LEAP_DAY and not self._shift:
            days += 1
        elif days == _FALSE_LEAP_DAY:
            return "1900-02-29"
        day = date.fromordinal(_DAY_ZERO + days).isoformat()
        return f"{day} {_clock(seconds, 2)}" if seconds else day

    def _month(self, value: float) -> str:
        day = self._day(value)
        return day.removesuffix("-01") if len(day) == len("2026-01-01") else day

    def _time(self, value: float) -> str:
        return time_text(value) if abs(value) < _LONGEST_TIME else self._day(value)


def number_text(value: float) -> str:
    """A number as Excel holds it, to 15 digits, never with an exponent: 0.45 as a percentage is 45
    and not 45.00000000000001.

    1.234 is written 1.2340, as a text of 1.234 could be a thousand and more.
    """
    text = f"{value:.15g}"
    if "e" in text:
        return format(Decimal(text), "f")
    return text + "0" if _COULD_BE_THOUSANDS.fullmatch(text) else text


def time_text(days: float) -> str:
    """A time as h:mm:ss, more than 24 hours as 25:00:00."""
    seconds = round(abs(days) * 86_400)
    return ("-" if days < 0 and seconds else "") + _clock(seconds, 1)


def _clock(seconds: int, digits: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:0{digits}}:{minutes % 60:02}:{seconds:02}"
