"""How a person writes numbers and days; what programs read stays with points and ISO dates."""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from kpitui.domain.clock import Clock
from kpitui.domain.periods import CALENDAR, Calendar, Period, short_day
from kpitui.domain.text import printable

DateForm = Literal["iso", "dmy", "d.m.y", "mdy"]

_DAYS: dict[DateForm, str] = {
    "iso": "%Y-%m-%d",
    "dmy": "%d/%m/%Y",
    "d.m.y": "%d.%m.%Y",
    "mdy": "%m/%d/%Y",
}
_MONTHS: dict[DateForm, str] = {"iso": "%Y-%m", "dmy": "%m/%Y", "d.m.y": "%m.%Y", "mdy": "%m/%Y"}
_MONTH_SAID = "%b %Y"
_YEAR_MONTH = "([0-9]{4})-(0?[1-9]|1[0-2])"
_MONTH_YEAR = "(0?[1-9]|1[0-2])[/.]([0-9]{4})"
_YEAR_AND_NEXT = re.compile("[0-9]{4}[^0-9][0-9]{2}")
# A quotation, which is someone's own words, or a day, or a month, in one of our sentences; not in
# the name of a file.
_SAID = r"“[^”]*”|(?<![\w/-])[0-9]{4}-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?(?![\w/-]|\.\w)"

NEAR = timedelta(days=92)
"""So far off a day without a year may lie in the next year."""


class Writing(Struct, frozen=True):
    """The decimal sign, the order of day, month and year, and the calendar of the organisation."""

    decimal_comma: bool = False
    date_form: DateForm = "iso"
    calendar: Calendar = CALENDAR
    said_on: date | None = None
    """The day on which days are said to someone on a screen: 13 Nov in place of 2026-11-13. None
    where they are typed, or read by programs. Who chose another form than ISO has it for both.
    """

    @property
    def comma(self) -> bool | None:
        """The decimal sign as typed numbers are read: without a decimal comma either sign, where it
        is clear.
        """
        return self.decimal_comma or None

    @property
    def day_first(self) -> bool | None:
        """How 01/02/2026 is meant; None where it could be either."""
        return None if self.date_form == "iso" else self.date_form != "mdy"

    @property
    def order(self) -> Literal["dmy", "mdy"] | None:
        """How files that do not say it mean 01/02/2026; None where they must say it."""
        return None if self.date_form == "iso" else "mdy" if self.date_form == "mdy" else "dmy"

    def day(self, day: date) -> str:
        """A day as it is read here."""
        if self.said_on is not None and self.date_form == "iso":
            return short_day(day, self.said_on)
        return day.strftime(_DAYS[self.date_form])

    def moment(self, at: str, clock: Clock) -> str:
        """A moment that is kept in UTC, on the clock of the organisation: 2026-11-23 09:30."""
        try:
            here = clock.here(datetime.fromisoformat(at))
        except ValueError:
            return printable(at)  # another program wrote it
        return f"{self.day(here.date())} {here:%H:%M}"

    def read_day(
        self, text: str, today: date, *, future: bool = False, latest: date | None = None,
        begins: bool = False,
    ) -> date:  # fmt: skip
        """The day that someone typed; without `future` up to `latest`, or today. A period or a year
        by its own name is its last day, or its first where something `begins` then. Raises
        `NotADate`.
        """
        # who only reads pays nothing for what reads words
        from kpitui.domain.dates import NotADay, parse_date

        if period := self.read_period(text) or self._read_year(text):
            day = period.first if begins else period.last
            if not future and day > (latest or today):
                raise NotADay(f"{period.label} is not over; type a day up to today")
            return day

        return parse_date(
            text,
            today,
            day_first=self.day_first,
            future=future,
            calendar=self.calendar,
            latest=latest,
        )

    def read_due(self, text: str, today: date) -> date:
        """The day by which something is to be done, as someone typed it. One of this year that is
        over is taken for one of the next where that is near; else the year has to be typed. Raises
        `NotADate`.
        """
        day = self.read_day(text, today, future=True)
        if day.year <= today.year or day - today <= NEAR:
            return day
        from kpitui.domain.dates import NotADate, NotADay

        try:
            last = self.read_day(text, today)
        except NotADate:  # it can only be a day that comes
            return day
        if last.year != today.year or (last.day, last.month) != (day.day, day.month):
            return day
        said = " ".join(text.split())
        named = f"{day.day} {day:%b} {day.year}".lower()
        raise NotADay(f"{said} is over; name the year: {named}")

    def read_period(self, text: str) -> Period | None:
        """The period that someone typed by the name that the organisation gave it."""
        if self.calendar.always_plain:
            return None
        from kpitui.domain.period_names import period_named

        return period_named(text.strip(), self.calendar)

    def _read_year(self, text: str) -> Period | None:
        """The year that someone typed by its own name; where that could be a number or one of how
        many, as 2026 or 26/27, it is no day.
        """
        name = text.strip()
        numbers = not any(map(str.isalpha, name))
        if self.calendar.always_plain or (numbers and not _YEAR_AND_NEXT.fullmatch(name)):
            return None
        from kpitui.domain.period_names import year_named

        return year_named(name, self.calendar)

    def read_month(self, text: str) -> str:
        """The month that someone typed, as 2026-10; raises ValueError with a sentence."""
        with suppress(ValueError):
            return datetime.strptime(text.strip(), _MONTH_SAID).strftime("%Y-%m")
        for pattern, year, month in ((_YEAR_MONTH, 1, 2), (_MONTH_YEAR, 2, 1)):
            if found := re.fullmatch(pattern, text.strip()):
                return f"{found[year]}-{int(found[month]):02}"
        raise ValueError("type the month like 2026-10")

    def words(self, sentence: str) -> str:
        """A sentence, or the label of a period, with its days and months as they are read here;
        what it quotes stays.

        Sentences are made with ISO dates, so that those who make them need not know who reads them.
        """
        is_read = self.date_form == "iso" and self.said_on is None
        return sentence if is_read else re.sub(_SAID, self._said, sentence)

    def _said(self, found: re.Match[str]) -> str:
        text = found[0]
        if text.startswith("“"):
            return text
        try:
            day = date.fromisoformat(text if len(text) == 10 else f"{text}-01")
        except ValueError:
            return text
        if len(text) == 10:
            return self.day(day)
        said = self.said_on is not None and self.date_form == "iso"
        return day.strftime(_MONTH_SAID if said else _MONTHS[self.date_form])


WRITING = Writing()
"""ISO dates, and a decimal point."""
