"""Readings from CSV: long (a reading a line) or wide (a line with many metrics, told apart by a profile)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, TypeVar

from kpitui.domain.dates import NotADate, parse_date
from kpitui.domain.errors import BadFile
from kpitui.domain.import_rows import ImportRow, Rejected
from kpitui.domain.metrics import NAME_LIMIT, NOTE_LIMIT
from kpitui.domain.numbers import NotANumber, parse_duration, parse_number
from kpitui.domain.periods import PeriodKind, period_of
from kpitui.domain.readings import LONGEST_ID
from kpitui.domain.text import clean
from kpitui.domain.typography import folded, plain_signs
from kpitui.exchange.guard import unguarded
from kpitui.exchange.profile import MetricColumns, Profile
from kpitui.exchange.table import Line, Table

Order = Literal["dmy", "mdy"]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[/.][0-9]{1,2}[/.](?:[0-9]{4}|[0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
REMEMBERED = 10_000
"""So many texts of cells are remembered with what they say."""

COLUMNS_TOLD = 12

_MISSING = {"", "-", "n/a", "na", "null", "none"}
SaidT = TypeVar("SaidT")


class _Remembered(dict[str, SaidT]):
    """What cells say, each text read once: the same days, numbers and names stand in line after line."""

    def __init__(self, read: Callable[[str], SaidT]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> SaidT:
        said = self._read(text)
        if len(self) >= REMEMBERED:
            self.clear()
        self[text] = said
        return said


class Reading:
    """How the cells of a file are read; `today` is the last day a reading can be of."""

    def __init__(
        self,
        today: date,
        dates: Order | None = None,
        covers: PeriodKind = PeriodKind.DAY,
        decimal_comma: bool | None = None,
    ) -> None:
        self._today, self._dates, self._covers, self._decimal_comma = today, dates, covers, decimal_comma
        self.day = _Remembered(self._day).__getitem__
        """The day of a cell; raises `NotADate`."""
        self.number = _Remembered(self._number).__getitem__
        """The number of a cell, None where it is missing; raises `NotANumber`."""
        self.count = _Remembered(self._count).__getitem__
        """A sample size, None where it is missing; raises `NotANumber`."""
        self.name = _Remembered(_name).__getitem__
        """A name, None where there is none; raises ValueError where it is too long."""

    def _day(self, text: str) -> date:
        text, kind = plain_signs(text).strip(), self._covers
        if month := _MONTH.fullmatch(text):
            text, kind = f"{month[1]}-{month[2]}-01", PeriodKind.MONTH
        if not _DAY.fullmatch(text):
            raise NotADate(f"“{text}” is not a date; it should look like 2026-11-03")
        if "-" not in text and self._dates is None:
            raise NotADate(f"{text} can be read in two ways; say which with --dates dmy or --dates mdy")
        day = parse_date(text, self._today, day_first=self._dates == "dmy")
        if kind is PeriodKind.DAY:
            return day
        last = period_of(day, kind).last
        if last > self._today:
            raise NotADate(f"the {kind} of {text} is not over; give the day of the reading")
        return last

    def _number(self, text: str) -> float | None:
        text = plain_signs(text).strip()
        if text.lower() in _MISSING:
            return None
        return parse_duration(text) if ":" in text else parse_number(text, decimal_comma=self._decimal_comma)

    def _count(self, text: str) -> int | None:
        number = self.number(text)
        if number is None:
            return None
        if number <= 0 or not number.is_integer():
            raise NotANumber(f"{text} is no sample size; it is a whole number above 0")
        return int(number)


def _name(text: str) -> str | None:
    return clean(unguarded(text.strip()), NAME_LIMIT) or None


KEYS = ("metric", "date", "person", "team", "value", "n", "numerator", "denominator", "note", "id")
"""What a column of a long file can hold."""


def long_columns(file: Table, name: str) -> dict[str, str]:
    """The columns of a long file by what they hold, found by their names; raises `BadFile` where one is missing."""
    columns = {folded(column): column for column in file.columns}
    for needed in ("metric", "date"):
        if needed not in columns:
            raise BadFile(_no_column(name, needed, file))
    if "value" not in columns and not {"numerator", "denominator"} <= columns.keys():
        raise BadFile(_no_column(name, "value", file))
    return {key: columns[key] for key in KEYS if key in columns}


def read_long(file: Table, reading: Reading, columns: Mapping[str, str], name: str) -> Iterator[ImportRow | Rejected]:
    """A reading a line; `columns` are those of a metric, a date, and a value (with n) or numerator and denominator.

    person, team, note and id may stand beside them. Raises `BadFile` where a column is missing.
    """
    for column in columns.values():
        if column not in file.columns:
            raise BadFile(_no_column(name, column, file))
    places = {key: file.columns.index(column) for key, column in columns.items()}
    # Columns that are not there stand behind the last cell, so that a line is read without asking for each of them.
    metric, day, person, team, value, n, numerator, denominator, note, own = (
        places.get(key, len(file.columns)) for key in KEYS
    )

    number_of, count_of, day_of, name_of = reading.number, reading.count, reading.day, reading.name

    def rows(line: Line) -> Sequence[ImportRow]:
        texts = (*line.texts, "")
        number, part = number_of(texts[value]), number_of(texts[numerator])
        if number is None and part is None:
            raise NotANumber("there is no value; an empty one is missing and never zero")
        return (
            ImportRow(
                line.number, name_of(texts[metric]) or "", day_of(texts[day]), name_of(texts[person]),
                name_of(texts[team]), number, part, number_of(texts[denominator]), count_of(texts[n]),
                clean(unguarded(texts[note].strip()), NOTE_LIMIT, multiline=True) if texts[note] else "",
                (clean(unguarded(texts[own].strip()), LONGEST_ID) or None) if texts[own] else None,
                ":" in plain_signs(texts[value]),
            ),
        )  # fmt: skip

    return _rows(file, rows)


def read_wide(file: Table, reading: Reading, profile: Profile, name: str) -> Iterator[ImportRow | Rejected]:
    """A line with the readings of many metrics; an empty cell has none. Raises `BadFile` where a column is missing."""
    needed = [profile.date, *(one for one in (profile.team, profile.person) if one)]
    for column in [*needed, *(column for metric in profile.metric for column in metric.columns)]:
        if column not in file.columns:
            raise BadFile(_no_column(name, column, file))

    def rows(line: Line) -> Sequence[ImportRow]:
        day = reading.day(line.get(profile.date))
        team, person = reading.name(line.get(profile.team)), reading.name(line.get(profile.person))
        found = (_of_metric(line, metric, reading, day, team, person) for metric in profile.metric)
        return [one for one in found if one is not None]

    return _rows(file, rows)


def _of_metric(
    line: Line, metric: MetricColumns, reading: Reading, day: date, team: str | None, person: str | None
) -> ImportRow | None:
    value, numerator = reading.number(line.get(metric.value)), reading.number(line.get(metric.numerator))
    denominator = reading.number(line.get(metric.denominator))
    if value is None and (numerator is None or denominator is None):
        return None
    return ImportRow(
        line=line.number, metric=metric.name, date=day, person=person, team=team, value=value, numerator=numerator,
        denominator=denominator, n=reading.count(line.get(metric.n)), clock=":" in plain_signs(line.get(metric.value)),
    )  # fmt: skip


def _rows(file: Table, rows: Callable[[Line], Sequence[ImportRow]]) -> Iterator[ImportRow | Rejected]:
    for line in file.lines:
        if isinstance(line, Rejected):
            yield line
            continue
        try:
            yield from rows(line)  # a line is taken whole or not at all
        except (NotANumber, NotADate, ValueError) as error:
            yield Rejected(line.number, str(error))


def _no_column(name: str, column: str, file: Table) -> str:
    more = len(file.columns) - COLUMNS_TOLD
    there = ", ".join(file.columns[:COLUMNS_TOLD]) + (f" and {more:,} more" if more > 0 else "")
    return f"{name} has no column “{column}”; it has {there}. Name the columns, or bring a --profile."
