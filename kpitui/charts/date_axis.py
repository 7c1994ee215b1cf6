"""The dates under a chart: the finest even steps that have room, each year said once."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct

from kpitui.domain.metric_chart import ChartPeriod
from kpitui.domain.periods import Period, PeriodKind
from kpitui.domain.year_labels import MONTHS

APART = 3
"""Blank cells between two dates."""
_MONTH_STEPS = (1, 2, 3, 6)
_NAME_STEPS = (1, 2, 3, 4, 6, 12, 24, 48)
_EVERYWHERE = {
    PeriodKind.MONTH: re.compile("[0-9]{4}-[0-9]{2}"),
    PeriodKind.QUARTER: re.compile("[0-9]{4}-Q[1-4]"),
}
"""Names of periods that a date says as well."""
_YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100)


class DateLabel(Struct, frozen=True):
    """A date under the period that begins on it."""

    index: int
    text: str


def own_names(by: PeriodKind, periods: Iterable[Period | ChartPeriod]) -> tuple[str, ...]:
    """What the months or quarters of a chart are called, where the organisation has names of its
    own for any; of days and weeks the dates say more.
    """
    pattern = _EVERYWHERE.get(by)
    names = tuple(period.label for period in periods)
    return names if pattern and not all(map(pattern.fullmatch, names)) else ()


def date_labels(
    days: Sequence[date],
    by: PeriodKind,
    column: Callable[[int], float],
    width: float,
    names: Sequence[str] = (),
) -> list[DateLabel]:
    """The dates under a chart whose periods begin on `days`, oldest first, or the `names` that they
    have.

    `column` tells where the middle of a period is, in characters, in a row of `width` of them.
    Where not even years have room side by side it is the newest period, or none.
    """
    for labels in _named(names) if names else _choices(days, by, width):
        if len(labels) > 1 and _side_by_side(labels, column, width):
            return labels
    last = len(days) - 1
    for indices in ([0, last], [last]):
        shown = [index for index in indices if index >= 0]
        labels = (
            [DateLabel(one, names[one]) for one in shown] if names else _labels_at(shown, days, by)
        )
        if _side_by_side(labels, column, width):
            return labels
    return []


def starts_at(label: DateLabel, column: Callable[[int], float], width: float) -> float:
    """Where a label begins that is centred under its period, and stays within the row."""
    size = len(label.text)
    return min(max(column(label.index) - (size - 1) // 2, 0), width - size)


def _side_by_side(
    labels: Sequence[DateLabel], column: Callable[[int], float], width: float
) -> bool:
    starts = [starts_at(label, column, width) for label in labels]
    return all(start >= 0 for start in starts) and all(
        start + len(one.text) + APART <= after
        for one, (start, after) in zip(labels, pairwise(starts), strict=False)
    )


def _named(names: Sequence[str]) -> Iterator[list[DateLabel]]:
    """The names of every so many periods back from the newest."""
    last = len(names) - 1
    for step in _NAME_STEPS:
        indices = range(last % step, len(names), step)
        yield [DateLabel(index, names[index]) for index in indices]


def _choices(days: Sequence[date], by: PeriodKind, width: float) -> Iterator[list[DateLabel]]:
    """The labels by finer and then by wider steps, without those that are far too many."""
    span = (days[-1] - days[0]).days if days else 0

    def room(step: int, shortest: int) -> bool:
        return span // step * (shortest + APART) <= width

    if by in (PeriodKind.DAY, PeriodKind.WEEK):
        for step in (1, 2, 7, 14, 28) if by is PeriodKind.DAY else (7, 14, 28):
            if room(step, len("1 Jan")):
                yield _by_days(days, step, mondays=by is PeriodKind.DAY and step >= 7)
    for months in _MONTH_STEPS if by is not PeriodKind.QUARTER else (3, 6):
        if room(31 * months, len("Jan")):
            yield _by_months(days, months, by)
    for years in _YEAR_STEPS:
        if room(366 * years, len("2026")):
            yield _by_years(days, years)


def _by_days(days: Sequence[date], step: int, *, mondays: bool) -> list[DateLabel]:
    """Every so many days back from the newest period, or from the newest Monday."""
    anchor = next((day for day in reversed(days) if not mondays or day.weekday() == 0), None)
    if anchor is None:
        return []
    labels: list[DateLabel] = []
    year = None
    for index, day in enumerate(days):
        if (anchor - day).days % step == 0:
            text = _day(day)
            labels.append(DateLabel(index, text if day.year == year else f"{text} {day.year}"))
            year = day.year
    return labels


def _by_months(days: Sequence[date], step: int, by: PeriodKind) -> list[DateLabel]:
    """The first period of every so many months; January is told by its year."""
    labels: list[DateLabel] = []
    year = None
    # Quarters begin in whatever month they do.
    offset = 12 * days[0].year + days[0].month - 1 if by is PeriodKind.QUARTER else 0
    for index in _beginnings(days, lambda day: 12 * day.year + day.month - 1 - offset, step):
        day = days[index]
        if day.year == year:
            text = MONTHS[day.month - 1]
        elif labels and day.month == 1:
            text = str(day.year)
        else:
            text = _month(day)
        labels.append(DateLabel(index, text))
        year = day.year
    return labels


def _by_years(days: Sequence[date], step: int) -> list[DateLabel]:
    first = days[-1].year % step
    found = _beginnings(days, lambda day: 12 * (day.year - first) + day.month - 1, 12 * step)
    return [DateLabel(index, str(days[index].year)) for index in found]


def _beginnings(days: Sequence[date], month: Callable[[date], int], step: int) -> Iterator[int]:
    """The periods with which every so many months begin; the first of all only in the first week
    of such a month.
    """
    for index, day in enumerate(days):
        at = month(day)
        if index:
            begins = at // step != month(days[index - 1]) // step
        else:
            begins = day.day <= 7 and at % step == 0
        if begins:
            yield index


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _labels_at(indices: Sequence[int], days: Sequence[date], by: PeriodKind) -> list[DateLabel]:
    labels: dict[int, DateLabel] = {}
    year = None
    for index in indices:
        day = days[index]
        text = _day(day) if by in (PeriodKind.DAY, PeriodKind.WEEK) else MONTHS[day.month - 1]
        labels.setdefault(
            index, DateLabel(index, text if day.year == year else f"{text} {day.year}")
        )
        year = day.year
    return [*labels.values()]
