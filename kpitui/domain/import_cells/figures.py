"""The numbers of files, with what stands at them: a sign, a percent, a currency, a unit."""

import re
from functools import lru_cache

from msgspec import Struct

from kpitui.domain.import_cells.choices import Undecided
from kpitui.domain.numbers import CURRENCIES, LARGEST, NotANumber
from kpitui.domain.text import printable
from kpitui.domain.typography import folded, plain_signs

LONGEST = 400
"""No number has more characters; a float in full has some 340."""

_PLAIN = re.compile(r"(-?[0-9]{1,14})(?:\.([0-9]{1,20}))?( ?%)?")
_CORE = r"[0-9.,][0-9.,' ]*"
_MARK = rf"[{CURRENCIES}]|[A-Za-z]{{2,3}}[{CURRENCIES}]?"
_SHAPE = re.compile(
    rf"(?P<sign>[-+]?) ?(?P<before>{_MARK})? ?(?P<inner>[-+]?) ?(?P<core>{_CORE}?)"
    rf"(?P<power>[eE][-+]?[0-9]{{1,3}})? ?"
    rf"(?P<after>%|(?:[{CURRENCIES}]|[^\W\d_])[^\d()_;:=<>|*?]{{0,24}})?"
)
_IN_BRACKETS = re.compile(r"([^0-9()]*)\((.+)\)([^0-9()]*)")
_POINT_GROUPS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_COMMA_GROUPS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
_OTHER_GROUPS = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,3}(?:'[0-9]{3})+")
_NUMBER_LIKE = re.compile(r"[-(]?[0-9][0-9.,' ]*\)? ?%?")
_EITHER = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_EITHER_OR_PERCENT = re.compile(rf"-?{_EITHER.pattern}(?: ?%)?")
_PERCENT = frozenset(
    ("%", "pct", "pct.", "percent", "per cent", "prozent", "pourcent", "pour cent", "por ciento")
)
_MULTIPLES = frozenset(("k", "m", "mn", "mio", "mill", "bn", "mrd", "tsd", "tds"))
_LETTERS_OF_NO_UNIT = "abefgijlnoqrtuvwxyz"
_UNITS_ALIKE = (
    _PERCENT,
    {"point", "points", "pt", "pts", "punkt", "punkte", "score"},
    {"€", "eur", "euro", "euros"},
    {"$", "usd", "us$", "dollar", "dollars"},
    {"£", "gbp", "pound", "pounds"},
    {"¥", "jpy", "cny", "yen"},
    {"s", "sec", "secs", "second", "seconds"},
    {"min", "mins", "minute", "minutes"},
    {"h", "hr", "hrs", "hour", "hours"},
    {"d", "day", "days"},
)


class EitherSign(NotANumber, Undecided):
    """A number such as 1.080, where nothing says whether its sign parts thousands."""


class CellFigure(Struct, frozen=True):
    """A number of a cell: its value, what stood at it (`%` for any percent), and how many digits
    stood behind its decimal sign.

    `comma_told` says what the cell proves by itself: True for a decimal comma, False for a point.
    """

    value: float
    mark: str = ""
    decimals: int = 0
    comma_told: bool | None = None


def read_figure(text: str, comma: bool | None = None) -> CellFigure:
    """The number of a text: `92`, `92.5 %`, `1,234.5`, `1 234`, `1'234`, `(12)`, `12-`, `€ 4,50`,
    `12 calls`.

    `comma` says which decimal sign the column has. Without it `1.080` raises `EitherSign`; what is
    no number raises `NotANumber`.
    """
    if comma is not True and (plain := _PLAIN.fullmatch(text)) and not is_either(text):
        whole, fraction, percent = plain.groups()
        mark = "%" if percent else ""
        if fraction is None:
            return CellFigure(float(whole), mark)
        return CellFigure(float(f"{whole}.{fraction}"), mark, len(fraction), False)
    if len(text) > LONGEST:
        raise no_number(text)
    said = plain_signs(text).strip()
    found, negative = _opened(said)
    if found is None:
        raise no_number(said)
    core, power = found["core"].strip(), found["power"] or ""
    number, decimals, told = _digits(core, comma, said)
    if (negative, bool(found["sign"]), bool(found["inner"])).count(True) > 1:
        raise no_number(said)
    try:
        value = float(number + power)
    except ValueError:
        raise no_number(said) from None
    if value == 0 and re.search("[1-9]", number):
        raise NotANumber(f"{shown(said)} is too small for a reading")
    if abs(value) >= LARGEST:
        raise NotANumber(f"{shown(said)} is too large for a reading")
    if negative or "-" in (found["sign"], found["inner"]):
        value = -value
    mark = _mark(found["before"], found["after"], said)
    decimals = max(0, decimals - int(power[1:])) if power else decimals
    return CellFigure(value, mark, decimals, told)


def is_either(text: str) -> bool:
    """Whether a text is a number such as 1.080, or 1.080 %, that can be read in two ways."""
    return _EITHER_OR_PERCENT.fullmatch(text) is not None


def is_number_like(text: str) -> bool:
    """Whether a text holds digits and signs of numbers only, so that it says nothing else."""
    return _NUMBER_LIKE.fullmatch(text) is not None


def _opened(said: str) -> tuple[re.Match[str] | None, bool]:
    """The parts of a number, and whether brackets or a minus behind it make it negative."""
    if brackets := _IN_BRACKETS.fullmatch(said):
        return _SHAPE.fullmatch("".join(brackets.groups()).strip()), True
    if said.endswith("-"):
        return _SHAPE.fullmatch(said[:-1].rstrip()), True
    return _SHAPE.fullmatch(said), False


def _digits(core: str, comma: bool | None, said: str) -> tuple[str, int, bool | None]:
    """The number as Python writes it, its decimals, and the decimal sign that it proves."""
    if core.isdigit():
        if len(core) > 15:
            raise NotANumber(f"{shown(said)} is too large for a reading")
        return core, 0, None
    if _EITHER.fullmatch(core):
        if comma is None:
            raise EitherSign(
                f"{shown(said)} could mean thousands; say which sign parts decimals with --decimal "
                "point or --decimal comma"
            )
        decimal = "," if comma else "."
        if decimal in core:
            return core.replace(",", "."), 3, None
        return re.sub("[.,]", "", core), 0, None
    whole, sign, fraction = _split(core)
    if not re.fullmatch("[0-9]{0,340}", fraction) or (sign and not fraction):
        raise no_number(said)
    groups = _COMMA_GROUPS if sign != "," else _POINT_GROUPS
    other = _OTHER_GROUPS.fullmatch(whole)
    if not sign and "." in whole:
        groups = _POINT_GROUPS
    if whole and not (whole.isdigit() or other or groups.fullmatch(whole)):
        raise no_number(said)
    told = {",": True, ".": False, "": None if other else "." in whole}[sign]
    if comma is not None and told is not None and told != comma:
        raise NotANumber(
            f"{shown(said)} has a decimal {'comma' if told else 'point'}; "
            f"this column has a decimal {'comma' if comma else 'point'}"
        )
    number = re.sub("[., ']", "", whole)
    if len(number) > 15:
        raise NotANumber(f"{shown(said)} is too large for a reading")
    return f"{number or '0'}.{fraction}" if sign else number, len(fraction), told


def _split(core: str) -> tuple[str, str, str]:
    """What stands before the decimal sign, the sign, and what stands behind it; no sign where each
    parts thousands.
    """
    place = max(core.rfind("."), core.rfind(","))
    if place < 0:
        return core, "", ""
    sign = core[place]
    if core.count(sign) > 1:
        return core, "", ""
    return core[:place].rstrip(), sign, core[place + 1 :]


def _mark(before: str | None, after: str | None, said: str) -> str:
    marks = [mark.strip() for mark in (before, after) if mark and mark.strip()]
    if len(marks) > 1 or any(char.isnumeric() for mark in marks for char in mark):
        raise no_number(said)
    if not marks:
        return ""
    if len(marks[0]) == 1 and marks[0].isascii() and marks[0] in _LETTERS_OF_NO_UNIT:
        raise no_number(said)
    if folded(marks[0]).strip(".") in _MULTIPLES:
        raise NotANumber(f"{shown(said)} is shortened; write the whole number")
    return "%" if folded(marks[0]) in _PERCENT else marks[0]


@lru_cache(512)
def same_unit(mark: str, unit: str) -> bool:
    """Whether what stands at a number is the unit of its metric, also where it is written
    otherwise: `pts` for points, `EUR` for €, `call` for calls.
    """
    one = folded(mark).strip(" .")
    other = folded(unit.replace("#", "")).strip(" .")
    if one == other or any(one in alike and other in alike for alike in _UNITS_ALIKE):
        return True
    return len(one) >= 3 and one.isalpha() and one.rstrip("s") == other.rstrip("s")


def shown(said: str) -> str:
    """A text of a cell as a message may hold it."""
    said = printable(said[:41])
    return said if len(said) <= 40 else f"{said[:40]}…"


def no_number(said: str) -> NotANumber:
    """What is said of a text that is no number."""
    return NotANumber(f"“{shown(said)}” is not a number; write it like 92 or 4.5")
