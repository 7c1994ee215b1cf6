"""The parts of a date that stand in several cells, as one text."""

import re
from functools import lru_cache

from kpitui.domain.import_cells.month_names import MONTHS, WEEKDAYS
from kpitui.domain.typography import folded

_YEAR = re.compile(r"[0-9]{4}(?:[.,]0+)?")
_NUMBER = re.compile(r"[mM]? ?([0-9]{1,2})(?:[.,]0+)?")
_WEEK = re.compile(r"(?:w|wk|week|kw|cw|woche|semaine|semana)[. -]?([0-9]{1,2})", re.IGNORECASE)
_QUARTER = re.compile(r"(?:q|quarter|quartal|trimestre) ?([1-4])", re.IGNORECASE)
_DAY_AND_MONTH = re.compile(r"(?:[^\W\d]+\.?,? )?([0-9]{1,2}[/.][0-9]{1,2})\.?")
_WITH_WEEKDAY = re.compile(r"([^\W\d]+)\.?,? (?=[0-9])")


@lru_cache(4096)
def joined_date(year: str, month: str = "", week: str = "", day: str = "") -> str:
    """A date out of its parts as dates are written: `2026-01`, `January 2026`, `2026-W03`,
    `2026-01-05`, `2015/16 January`; `month` may be any time that lacks its year, such as `Q1`.
    """
    if not month and not week:
        return year
    if not year:
        return month or week
    if not _YEAR.fullmatch(year):
        return f"{year} {month or week}"
    year, number = year[:4], _NUMBER.fullmatch(month or week)
    if month and number:
        return f"{year}-{int(number[1]):02}" + (f"-{int(float(day)):02}" if _is_day(day) else day)
    if week and number:
        return f"{year}-W{int(number[1]):02}"
    return _with_year(year, f"{day} {month}" if _is_day(day) else month or week)


def _is_day(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,2}(?:[.,]0+)?", text))


def _with_year(year: str, text: str) -> str:
    if found := _WEEK.fullmatch(text):
        return f"{year}-W{int(found[1]):02}"
    if found := _QUARTER.fullmatch(text):
        return f"{year}-Q{found[1]}"
    if found := _DAY_AND_MONTH.fullmatch(text):
        return f"{found[1]}{'.' if '.' in found[1] else '/'}{year}"
    weekday = _WITH_WEEKDAY.match(text)
    if weekday and folded(weekday[1]) in WEEKDAYS - MONTHS.keys():
        text = text[weekday.end() :]
    return f"{text.replace('-', ' ')} {year}"
