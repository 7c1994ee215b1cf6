"""Dates as people type them: ISO, and a few words that are documented."""

import re
from contextlib import suppress
from datetime import date, timedelta

from kpitui.domain.near import nearest
from kpitui.domain.period_names import TO_COME, coming_end
from kpitui.domain.periods import CALENDAR, Calendar, month_end
from kpitui.domain.typography import plain_signs

FIRST_YEAR, LAST_YEAR, LEAP_YEAR = 1970, 2199, 2024
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = tuple(name.lower() for name in (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
))  # fmt: skip
_DAY_WORDS = ("today", "yesterday", "tomorrow", *_WEEKDAYS)
_ISO = r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
_STEP = r"([+-])([0-9]{1,4})([dwmy])"
_COUNTS = {"a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4"}
_COUNT = rf"([0-9]{{1,3}}|{'|'.join(_COUNTS)}) (day|week|month|year)s?"
_AGO, _AHEAD = rf"{_COUNT} ago", rf"in {_COUNT}"
_BESIDE = r"(last|next) ([a-z]{3,9})"
_SLASHED = r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4}|[0-9]{2})"
_DAY_MONTH_DOTTED = r"([0-9]{1,2})\.([0-9]{1,2})\."
_DAY_MONTH = r"([0-9]{1,2})\.? ([a-z]+)(?: ([0-9]{4}))?"
_MONTH_DAY = r"([a-z]+) ([0-9]{1,2})(?:,? ([0-9]{4}))?"


class NotADate(ValueError):
    """A text that is not a date; its words say what to type instead."""


class NotADay(NotADate):
    """A text that has the form of a date, but no day is meant by it: `31 feb`, `2026-13-01`,
    `01/02/2026`.
    """


def looks_like_day(text: str) -> bool:
    """Whether words are meant as a day, even where there is none such: `32 nov`, `tomorrow`,
    `29/11/2026`, `yesterdy`.
    """
    word = " ".join(plain_signs(text).lower().split())
    forms = (_ISO, _STEP, _SLASHED, _DAY_MONTH_DOTTED, _AGO, _AHEAD)
    if any(re.fullmatch(form, word) for form in forms):
        return True
    if (beside := re.fullmatch(_BESIDE, word)) and _weekday(beside[2]) is not None:
        return True
    for pattern, month_at in ((_DAY_MONTH, 2), (_MONTH_DAY, 1)):
        if found := re.fullmatch(pattern, word):
            return _month(found[month_at]) is not None
    if word in TO_COME:
        return True
    return len(word) > 3 and bool(nearest(word, _DAY_WORDS, 0.8))


def is_to_come(word: str) -> bool:
    """Whether a word says a day that is over for no one: `tomorrow`, `eom`."""
    return word == "tomorrow" or word in TO_COME


def parse_date(
    text: str,
    today: date,
    *,
    day_first: bool | None = None,
    future: bool = False,
    calendar: Calendar = CALENDAR,
    latest: date | None = None,
) -> date:
    """The day a text says: `2026-11-03`, `today`, `yesterday`, `fri` (the last Friday, or today),
    `last fri` (before today), `-3d`, `3 days ago`, `3 nov`.

    With `future`, a weekday or a month without a year is the next one, and `+14d`, `+6m`,
    `in 2 weeks`, `tomorrow`, `eom`, `eoq`, `eoy` are understood, of the periods of a `calendar`.
    `01/02/2026`, `1.2.26` and `1.2.` need `day_first`. Without it a day and month without a year
    are the last ones up to `latest`, which is today where no one says it. Raises `NotADate` with
    one sentence.
    """
    word = " ".join(plain_signs(text).lower().split())
    if not word:
        raise NotADate("type a date, such as 2026-11-03 or yesterday")
    if word in ("today", "yesterday"):
        return today - timedelta(days=word == "yesterday")
    if future and (coming := _coming(word, today, calendar)):
        return coming
    near = today if future or latest is None else latest
    if word[0].isdigit() and (numeric := _numeric(word, day_first, near, future)):
        return numeric
    if word[0] in "+-" and (step := re.fullmatch(_STEP, word)):
        return _stepped(word, int(step[1] + step[2]), step[3], today, future)
    if found := re.fullmatch(_AGO, word) or re.fullmatch(_AHEAD, word):
        count = int(_COUNTS.get(found[1], found[1])) * (1 if word.startswith("in ") else -1)
        return _stepped(word, count, found[2][0], today, future)
    if (beside := re.fullmatch(_BESIDE, word)) and (weekday := _weekday(beside[2])) is not None:
        return _beside(word, weekday, today)
    weekday = _weekday(word)
    if weekday is not None:
        back = (today.weekday() - weekday) % 7
        return today + timedelta(days=(7 - back) % 7) if future else today - timedelta(days=back)
    return _named(word, near, future)


def _weekday(word: str) -> int | None:
    return next(
        (i for i, name in enumerate(_WEEKDAYS) if len(word) >= 3 and name.startswith(word)), None
    )


def _beside(word: str, weekday: int, today: date) -> date:
    """The last one before today; of two that are next none is taken."""
    if word.startswith("last "):
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    name = _WEEKDAYS[weekday][:3]
    raise NotADay(f"{word} can mean two days; type {name} for the nearest, or its date")


def _coming(word: str, today: date, calendar: Calendar) -> date | None:
    if word == "tomorrow":
        return today + timedelta(days=1)
    return coming_end(word, today, calendar)


def _numeric(word: str, day_first: bool | None, today: date, future: bool) -> date | None:
    if iso := re.fullmatch(_ISO, word):
        return _date(word, int(iso[1]), int(iso[2]), int(iso[3]))
    if parts := re.fullmatch(_SLASHED, word) or re.fullmatch(_DAY_MONTH_DOTTED, word):
        if day_first is None:
            meant = _spelled(*parts.groups())
            why = "can mean two dates" if len(meant) > 1 else "does not start with the year"
            raise NotADay(f"{word} {why}; type {' or '.join(meant) or 'it like 2026-11-03'}")
        day, month = (int(parts[1]), int(parts[2])) if day_first else (int(parts[2]), int(parts[1]))
        if len(parts.groups()) == 2:
            return _nearest(word, month, day, today, future)
        return _date(word, _full_year(parts[3]), month, day)
    if word.isdigit():
        hint = "a date in numbers needs dashes" if len(word) == 8 else "a bare number is not a date"
        raise NotADate(f"{word}: {hint}; type it like 2026-11-03")
    return None


def _spelled(one: str, other: str, year: str | None = None) -> list[str]:
    """The days that two numbers can mean, as they are typed without a doubt."""
    full = _full_year(year) if year else LEAP_YEAR
    said = f" {full}" if year else ""
    found: dict[str, None] = {}
    for day, month in ((int(one), int(other)), (int(other), int(one))):
        with suppress(NotADay):
            _date("", full, month, day)
            found[f"{day} {_MONTHS[month - 1][:3].capitalize()}{said}"] = None
    return list(found)


def _full_year(typed: str) -> int:
    return int(typed) + (2000 if len(typed) == 2 else 0)


def _stepped(word: str, count: int, unit: str, today: date, future: bool) -> date:
    """So many days, weeks, months or years (`unit` is the first letter) after today, or before."""
    if word.startswith(("+", "in ")) and not future:
        raise NotADay(f"{word} is in the future; type a day up to today")
    if unit in "dw":
        day = today + timedelta(days=count * (7 if unit == "w" else 1))
        return _date(word, day.year, day.month, day.day)
    months = today.year * 12 + today.month - 1 + count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    last = month_end(
        min(max(year, FIRST_YEAR), LAST_YEAR), month + 1
    )  # what lies beyond is refused below
    return _date(word, year, month + 1, min(today.day, last.day))


def _named(word: str, today: date, future: bool) -> date:
    for pattern, day_at, month_at in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        found = re.fullmatch(pattern, word) if " " in word else None
        month = _month(found[month_at]) if found else None
        if found and month:
            day = int(found[day_at])
            if not 1 <= day <= 31:
                raise NotADate(
                    f"there is no day {word}; check the calendar"
                )  # “92 jan” may be a value of Jan's
            return (
                _date(word, int(found[3]), month, day)
                if found[3]
                else _nearest(word, month, day, today, future)
            )
    if is_to_come(word):
        raise NotADate(f"{word} is in the future; type a day up to today")
    like = f"31 Dec {today.year}, +6m or eoy" if future else "2026-11-03, yesterday, fri or -3d"
    raise NotADate(f"{word} is not a date; type it like {like}")


def _nearest(word: str, month: int, day: int, today: date, future: bool) -> date:
    this_year = _date(word, today.year, month, day)
    if future:
        return this_year if this_year >= today else _date(word, today.year + 1, month, day)
    return this_year if this_year <= today else _date(word, today.year - 1, month, day)


def _month(word: str) -> int | None:
    return next(
        (i for i, name in enumerate(_MONTHS, 1) if len(word) >= 3 and name.startswith(word)), None
    )


def _date(word: str, year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotADay(f"{word} is not in the years {FIRST_YEAR} to {LAST_YEAR}")
    try:
        return date(year, month, day)
    except ValueError:
        raise NotADay(f"there is no day {word}; check the calendar") from None
