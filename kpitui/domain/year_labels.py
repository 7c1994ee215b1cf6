"""The names that an organisation gives its years, periods, quarters and weeks: how one is written
as a rule of the file, how a name is made of it, and how a name is read back.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

STANDARD = "standard"
"""The names that a period has where no one gave it one of its own."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_YEARS = ("{yyyy}", "{yy}")
_NUMBERS = ("{n}", "{nn}", "{mon}")
_MARKS = re.compile(r"\{[^{}]*\}")
_WITHOUT_YEAR = re.compile(r"\{y[a-z]+\}")
_CENTURY_TURNS = 70
"""Two digits of a year from this one on are of the century before."""

_LONGEST_YEAR, _LONGEST_REST = 8, 6
"""Cells of the name of a year, and of what stands beside it, so that names fit their columns."""

_READ = {
    "yyyy": "(?P<yyyy>[0-9]{4})", "yy": "(?P<yy>[0-9]{2})", "to": "(?P<to>[0-9]{2})",
    "n": "(?P<n>[0-9]{1,2})", "nn": "(?P<n>[0-9]{1,2})",
    "mon": f"(?P<mon>{'|'.join(MONTHS).lower()}|p[0-9]{{2}})",
}  # fmt: skip

FORMS = {
    "year_label": "FY{yy} or {yyyy}/{to}",
    "period_label": "{year} P{nn} or {year} {mon}",
    "quarter_label": "{year} Q{n}",
    "week_label": "{year} W{nn}",
}
"""The rules that are such a form, and what one looks like."""


class Named(Struct, frozen=True):
    """What a name says: the year that it names, the number of the part or its month, 1 to 12."""

    year: int
    number: int = 0
    month: int = 0


def form_of(key: str, text: str) -> str:
    """A form that someone typed for one of the rules; raises ValueError with what is wrong."""
    form = " ".join(text.split())
    if form.lower() == STANDARD:
        return STANDARD
    years: tuple[str, ...] = _YEARS if key == "year_label" else ("{year}", *_YEARS)
    numbers = _NUMBERS[: {"period_label": 3, "week_label": 2, "quarter_label": 1}.get(key, 0)]
    marks = _MARKS.findall(form)
    for wanted in filter(None, (years, numbers)):
        if sum(mark in wanted for mark in marks) != 1:
            raise ValueError(f"it needs {_one_of(wanted)}, once")
    known = {*years, *numbers, *(["{to}"] if key == "year_label" else [])}
    rest = _MARKS.sub("", form)
    if not {*marks} <= known or marks.count("{to}") > 1:
        raise ValueError(f"in braces it can have {_one_of(sorted(known))}, each once")
    if not all(letter.isalnum() or letter in " -./_" for letter in rest):
        raise ValueError("beside braces it can have letters, digits, blanks, and - . / _")
    if numbers and "{mon}" not in marks and not any(map(str.isalpha, rest)):
        raise ValueError("it needs a letter beside the year, or it could be taken for a date")
    most = _LONGEST_REST if numbers else _LONGEST_YEAR
    if _cells(written(_WITHOUT_YEAR.sub("", form) if numbers else form, 2026, 1, 1)) > most:
        beside = " beside the year" if numbers else ""
        raise ValueError(f"it can make at most {most} characters{beside}")
    return form


def what_fits(key: str) -> str:
    """What the form of a rule can be, in words."""
    return f"{STANDARD}, or like {FORMS[key]}"


def _one_of(marks: Sequence[str]) -> str:
    *some, last = marks
    return f"{', '.join(some)} or {last}" if some else last


def written(form: str, year: int, number: int = 0, month: int = 0) -> str:
    """The name that a form makes of a year, and of a part by its number; without a `month` that is
    P and the number.
    """
    for mark, said in (
        ("{yyyy}", f"{year:04}"), ("{yy}", f"{year % 100:02}"), ("{to}", f"{(year + 1) % 100:02}"),
        ("{nn}", f"{number:02}"), ("{n}", str(number)),
        ("{mon}", MONTHS[month - 1] if month else f"P{number:02}"),
    ):  # fmt: skip
        form = form.replace(mark, said)
    return form


def read(form: str, text: str) -> Named | None:
    """What a name in this form says, in small or large letters; None where it is none."""
    found = _pattern(form).fullmatch(_plain(text))
    if found is None:
        return None
    groups = found.groupdict()
    short = groups.get("yy")
    year = int(groups.get("yyyy") or _of_two_digits(int(short or 0)))
    if int(groups.get("to") or (year + 1) % 100) != (year + 1) % 100:
        return None
    named = groups.get("mon") or ""
    if named.title() in MONTHS:
        return Named(year, month=MONTHS.index(named.title()) + 1)
    return Named(year, int(groups.get("n") or named[1:] or 0))


def _of_two_digits(year: int) -> int:
    return year + (1900 if year >= _CENTURY_TURNS else 2000)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


@lru_cache(maxsize=64)
def _pattern(form: str) -> re.Pattern[str]:
    pieces = re.split(r"\{([a-z]+)\}", _plain(form))
    return re.compile(
        "".join(_READ[one] if at % 2 else re.escape(one) for at, one in enumerate(pieces))
    )


def _cells(text: str) -> int:
    from unicodedata import east_asian_width  # only where someone types a name

    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
