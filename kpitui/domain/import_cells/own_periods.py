"""Periods of a year of the organisation, by its own names or as they are written everywhere:
`FY26 P03`, `P3 2026`, `FY26 Q2`.
"""

import re

from kpitui.domain.dates import NotADate
from kpitui.domain.import_cells.dated import LastDay, of_two_digits
from kpitui.domain.import_rows import Covers
from kpitui.domain.period_names import kind_and_period, period_numbered
from kpitui.domain.periods import Calendar, PeriodKind

_YEAR = r"(?:fy ?(?P<fy>[0-9]{4}|[0-9]{2})|(?P<year>(?:19|20)[0-9]{2}))"
_FIRST = re.compile(_YEAR + r"[-/ ]*(?P<kind>[pqw])(?P<number>[0-9]{1,2})")
_LAST = re.compile(r"(?P<kind>[pqw])(?P<number>[0-9]{1,2})[-/ ,]+" + _YEAR)

_KINDS = {"p": PeriodKind.MONTH, "q": PeriodKind.QUARTER, "w": PeriodKind.WEEK}
_COVERS: dict[PeriodKind, Covers] = {
    PeriodKind.MONTH: "month", PeriodKind.QUARTER: "quarter", PeriodKind.WEEK: "week"
}  # fmt: skip


def read_own(said: str, word: str, calendar: Calendar) -> LastDay | None:
    """The last day of a period of the own year, and what it covers; None where a text is no such
    period. `word` is the text as `folded` leaves it.

    Raises `NotADate` where the year has no such period, or nothing says what a period is.
    """
    if not calendar.always_plain and (found := kind_and_period(said, calendar)):
        return LastDay(found[1].last, _COVERS[found[0]])
    parts = _FIRST.fullmatch(word) or _LAST.fullmatch(word)
    if parts is None or not (parts["fy"] or parts["kind"] == "p"):
        return None
    if calendar.always_plain:
        raise NotADate(
            f"{said} is of a year that is not known; say what it is called with: kpitui rules set "
            "year_label FY{yy}"
        )
    text, kind = parts["fy"] or parts["year"], _KINDS[parts["kind"]]
    year = int(text) if len(text) == 4 else of_two_digits(text)
    period = period_numbered(kind, year, int(parts["number"]), calendar)
    if period is None:
        raise NotADate(f"{said}: the year has no such {calendar.noun(kind)}")
    return LastDay(period.last, _COVERS[kind])
