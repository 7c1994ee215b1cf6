"""How someone reads numbers and days."""

from datetime import date, datetime

from msgspec import Struct

from kpitui.domain.clock import Clock
from kpitui.domain.periods import DAYS_OF_WEEK, Period, PeriodKind, short_day
from kpitui.domain.progress import one_end
from kpitui.domain.records.dated import ALWAYS
from kpitui.domain.records.metric import Definition, Metric, Range
from kpitui.domain.value_parsing import format_range, format_value
from kpitui.domain.writing import Writing


class Speech(Struct, frozen=True):
    """Who is spoken to: how they write, the clock of the organisation, and what day it is."""

    writing: Writing
    clock: Clock
    today: date
    sees_words: bool = True
    """Whether they see what was said in coaching."""

    def day(self, day: date | None) -> str:
        """A day; nothing where there is none."""
        return self.writing.day(day) if day else ""

    def weekday(self, day: date) -> str:
        """A day that stands by itself, with its weekday: “Fri 13 Nov”."""
        return f"{day:%a} {self.day(day)}"

    def since(self, day: date) -> str:
        """Since when something holds: “since 2026-01-05”, or “from the beginning”."""
        return "from the beginning" if day == ALWAYS else f"since {self.day(day)}"

    def day_of(self, moment: datetime | None) -> str:
        """The day of a moment, on the clock of the organisation; or that it is not known."""
        return self.day(self.clock.here(moment).date()) if moment else "on an unknown day"

    def late(self, due_on: date | None) -> bool:
        """Whether that day is over."""
        return due_on is not None and due_on < self.today

    def noun(self, metric: Metric) -> str:
        """What a period of the metric's cadence is called."""
        return self.writing.calendar.on(self.today).noun(PeriodKind.of(metric.cadence))

    def words(self, ours: str) -> str:
        """A sentence of ours, its days as they are read here; what it quotes stays."""
        return self.writing.words(ours)

    def value(self, value: float | None, metric: Definition, *, unit: bool = True) -> str:
        """A value in the metric's unit; without `unit` short enough for a column."""
        return format_value(value, metric, decimal_comma=self.writing.decimal_comma, unit=unit)

    def range(self, good: Range | None, metric: Definition, *, unit: bool = True) -> str:
        """A level or a band in the metric's unit; without `unit` short enough for a column."""
        return format_range(good, metric, decimal_comma=self.writing.decimal_comma, unit=unit)

    def ends(self, good: Range | None, metric: Definition, *, unit: bool = False) -> str:
        """The one number of a level, or both of a band; a dash where there is none."""
        if good is None or (end := one_end(good)) is None:
            return self.range(good, metric, unit=unit)
        return self.value(end, metric, unit=unit)


def short_period(period: Period, speech: Speech) -> str:
    """The period that was judged, in few letters."""
    days = (period.last - period.first).days + 1
    if days > DAYS_OF_WEEK:
        return speech.words(period.label)
    last = short_day(period.last, speech.today)
    return f"week to {last}" if days == DAYS_OF_WEEK else last
