"""What cells of a spreadsheet look like, before anyone reads them: enough to tell the columns of
days, numbers and names from each other.
"""

import re
from collections.abc import Iterable

from kpitui.domain.import_cells.month_names import MONTHS, WEEKDAYS
from kpitui.domain.import_cells.yes_no import ANSWERS
from kpitui.domain.typography import folded, plain_signs

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_CLOCK = r"(?:[t ,]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|[+-][0-9]{2}:?[0-9]{2})?)?"  # noqa: E501
_NAMES_OF_DAYS = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_WEEKDAY = rf"(?:(?:{_NAMES_OF_DAYS})\.?,? )?"
_FULL_DAY = (
    r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}"
    r"|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{4}|[0-9]{2})"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?[-/. ]+(?:de )?(?:{_MONTH})\.?"
    r"[-/., ]+(?:de )?(?:[0-9]{4}|[0-9]{2})"
    rf"|(?:{_MONTH})\.? [0-9]{{1,2}}(?:st|nd|rd|th)?,? [0-9]{{4}}"
)
_YEAR_OF_OWN = r"(?:fy ?(?:[0-9]{4}|[0-9]{2})|(?:19|20)[0-9]{2})"
_SPAN = (
    rf"(?:{_MONTH})\.?[-/., ']+(?:de )?(?:[0-9]{{4}}|[0-9]{{2}})|[0-9]{{4}}[-/. ]+(?:{_MONTH})\.?"
    r"|(?:19|20)[0-9]{2}[-/. ]?m(?:[0-9]{1,2})|(?:19|20)[0-9]{2}[-/.](?:0[1-9]|1[0-2])"
    r"|(?:0?[1-9]|1[0-2])[-/.](?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}[- ]?(?:w|kw)[0-9]{1,2}"
    r"|(?:w|wk|week|kw|s)\.? ?[0-9]{1,2}[-/ ,]+(?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}[- ]?q[1-4]|q[1-4][-/ ,]*(?:19|20)?[0-9]{2}"
    rf"|{_YEAR_OF_OWN}[-/ ]*p(?:0?[1-9]|1[0-3])|p(?:0?[1-9]|1[0-3])[-/ ,]+{_YEAR_OF_OWN}"
    r"|fy ?(?:[0-9]{4}|[0-9]{2})[-/ ]*[qw][0-9]{1,2}"
    r"|(?:19|20)[0-9]{2}[/-][0-9]{2}|(?:19|20)[0-9]{2}/(?:19|20)[0-9]{2}"
)
_DAY = re.compile(rf"{_WEEKDAY}(?:{_FULL_DAY}){_CLOCK}|{_SPAN}|(?:19|20)[0-9]{{6}}")
_YEAR = re.compile(r"(?:fy ?)?(?:19|20)[0-9]{2}(?:[/-](?:[0-9]{4}|[0-9]{2}))?")
_WEEK = r"(?:w|wk|week|kw|cw|woche|semaine|semana)[. -]?[0-9]{1,2}"
_BARE = re.compile(
    rf"(?:{_MONTH})\.?|{_WEEK}|(?:q|quarter|quartal|trimestre) ?[1-4]"
    rf"|{_WEEKDAY}(?:[0-9]{{1,2}}[/.][0-9]{{1,2}}\.?|[0-9]{{1,2}}\.?[- ](?:{_MONTH})\.?"
    rf"|(?:{_MONTH})\.?[- ][0-9]{{1,2}})"
)
_MONTH_OF_YEAR = re.compile(rf"(?:{_MONTH})\.?|[mp]?(?:0?[1-9]|1[0-2])|p13")
_BETWEEN = r"(?: +(?:[-:|] +)?|[:|_] *)"
_ANY_DAY = rf"(?:(?:{_FULL_DAY}){_CLOCK}|{_SPAN})"
_HEAD_DAY = re.compile(rf"({_ANY_DAY}){_BETWEEN}(\S.*)")
_TAIL_DAY = re.compile(rf"(.*?\S){_BETWEEN}\(?({_ANY_DAY})\)?")
_DAYS_IN = re.compile(rf"(?<![\w/.-])({_ANY_DAY})(?![\w/-])")

_BEFORE = r"(?:[$€£¥₹%]|(?:eur|usd|gbp|chf|cad|aud|nok|sek|dkk|pln|kr|rs|r)\.? )?"
_BEHIND = r"(?:[$€£¥₹%]|[a-z]{1,7}\.?)?"
_DIGITS = r"(?:[0-9]{1,3}(?:[.,' ][0-9]{3})+|[0-9]+)?(?:[.,][0-9]+)?"
_NUMBER = re.compile(
    rf"[(+-]? ?{_BEFORE} ?[+-]?(?=[.,]?[0-9]){_DIGITS}(?:e[+-]?[0-9]+)? ?{_BEHIND}[)-]?"
)
_TIME = re.compile(
    r"-?(?:[0-9]+ days?,? )?[0-9]*:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?: ?[ap]m)?"
    r"|(?:[0-9]+ ?(?:h|hrs?|m|mins?|s|secs?)\.? ?){1,3}|pt(?:[0-9.]+[hms])+"
)
_PARTS = re.compile(r"([0-9]{1,9})(?: ?/ ?| (?:out )?of )([0-9]{1,9})")

LONGEST = 80
"""No day and no number has more characters."""


def _plain(text: str) -> str:
    return " ".join(folded(plain_signs(text)).split()) if len(text) <= LONGEST else "long"


def looks_day(text: str) -> bool:
    """Whether a cell looks like a day, week, month or quarter, or a financial year."""
    return _DAY.fullmatch(_plain(text)) is not None


def looks_year(text: str) -> bool:
    """Whether a cell looks like a year, such as 2026 or 2015/16."""
    return _YEAR.fullmatch(_plain(text)) is not None


def looks_without_year(text: str) -> bool:
    """Whether a cell is a month, a week, a quarter or a day that lacks its year: `Jan`, `Wk 3`,
    `Q1`, `5-Jan`, `Mon 05/01`.
    """
    plain = _plain(text)
    return _BARE.fullmatch(plain) is not None and _DAY.fullmatch(plain) is None


def is_one_of(text: str, most: int) -> bool:
    """Whether a cell is a whole number from 1 to so many."""
    number = text.strip().removesuffix(".0")
    return number.isascii() and number.isdigit() and 1 <= int(number) <= most


def looks_month_of_year(text: str) -> bool:
    """Whether a cell is a month by name or number."""
    return _MONTH_OF_YEAR.fullmatch(_plain(text)) is not None


def looks_number(text: str) -> bool:
    """Whether a cell looks like a number, a percentage, an amount, a length of time or a part of a
    whole, such as 48/50.
    """
    plain = _plain(text)
    if _NUMBER.fullmatch(plain) or _TIME.fullmatch(plain):
        return True
    parts = _PARTS.fullmatch(plain)
    return parts is not None and int(parts[1]) <= int(parts[2])


def looks_yes_no(text: str) -> bool:
    """Whether a cell says yes or no."""
    return _plain(text) in ANSWERS


def days_in(text: str) -> list[str]:
    """The days, months or other times that stand in a text, in small letters."""
    return _DAYS_IN.findall(_plain(text))


def day_and_rest(heading: str) -> tuple[str, str] | None:
    """The day and the other words of a heading that holds both, such as `05/01/2026 Login Time`;
    None where it does not.
    """
    if len(heading) > 3 * LONGEST:
        return None
    text = " ".join(plain_signs(heading).split())
    plain = folded(text)
    if len(plain) != len(text) or looks_day(text):
        return None
    if found := _HEAD_DAY.fullmatch(plain):
        return text[: found.end(1)], text[found.start(2) :]
    if found := _TAIL_DAY.fullmatch(plain):
        return text[found.start(2) : found.end(2)], text[: found.end(1)]
    return None


def share(texts: Iterable[bool]) -> float:
    """How many of some are so, from 0 to 1; 0 where there are none."""
    found = list(texts)
    return sum(found) / len(found) if found else 0.0
