"""Readings from CSV: long (a reading a line) or wide (a line with many metrics, told apart by a profile)."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from kpitui.actions.import_readings import ImportReport, import_readings
from kpitui.domain.access import Actor
from kpitui.domain.dates import NotADate, parse_date
from kpitui.domain.errors import BadFile
from kpitui.domain.import_rows import ImportRow, Rejected
from kpitui.domain.metrics import NAME_LIMIT, NOTE_LIMIT
from kpitui.domain.numbers import NotANumber, parse_duration, parse_number
from kpitui.domain.periods import PeriodKind, period_of
from kpitui.domain.text import clean
from kpitui.exchange.csv_lines import CsvFile, CsvLine, read_csv
from kpitui.exchange.files import new_file, open_bytes
from kpitui.exchange.guard import unguarded
from kpitui.exchange.profile import MetricColumns, Profile, read_profile
from kpitui.views import DatabaseFile

Order = Literal["dmy", "mdy"]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{4}")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_MISSING = {"", "-", "n/a", "na", "null", "none"}


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of a file are read; `today` is the last day a reading can be of."""

    today: date
    dates: Order | None = None
    covers: PeriodKind = PeriodKind.DAY
    decimal_comma: bool | None = None

    def day(self, text: str) -> date:
        """The day of a cell; raises `NotADate`."""
        kind = self.covers
        if month := _MONTH.fullmatch(text):
            text, kind = f"{month[1]}-{month[2]}-01", PeriodKind.MONTH
        if not _DAY.fullmatch(text):
            raise NotADate(f"“{text}” is not a date; it should look like 2026-11-03")
        if "-" not in text and self.dates is None:
            raise NotADate(f"{text} can be read in two ways; say which with --dates dmy or --dates mdy")
        day = parse_date(text, self.today, day_first=self.dates == "dmy")
        if kind is PeriodKind.DAY:
            return day
        last = period_of(day, kind).last
        if last > self.today:
            raise NotADate(f"the {kind} of {text} is not over; give the day of the reading")
        return last

    def number(self, text: str) -> float | None:
        """The number of a cell, None where it is missing; raises `NotANumber`."""
        if text.lower() in _MISSING:
            return None
        return parse_duration(text) if ":" in text else parse_number(text, decimal_comma=self.decimal_comma)

    def count(self, text: str) -> int | None:
        """A sample size, None where it is missing; raises `NotANumber`."""
        number = self.number(text)
        if number is None:
            return None
        if number <= 0 or not number.is_integer():
            raise NotANumber(f"{text} is no sample size; it is a whole number above 0")
        return int(number)


def read_long(file: CsvFile, reading: Reading, name: str) -> Iterator[ImportRow | Rejected]:
    """A reading a line: columns metric, date, and value (with n) or numerator and denominator.

    person, team, note and id may stand beside them. Raises `BadFile` where a column is missing.
    """
    columns = {column.casefold(): column for column in file.columns}
    for needed in ("metric", "date"):
        if needed not in columns:
            raise BadFile(_no_column(name, needed, file))
    if "value" not in columns and not {"numerator", "denominator"} <= columns.keys():
        raise BadFile(_no_column(name, "value", file))

    def row(line: CsvLine) -> Iterator[ImportRow]:
        cells = {key: line.get(column) for key, column in columns.items()}
        value, numerator = reading.number(cells.get("value", "")), reading.number(cells.get("numerator", ""))
        if value is None and numerator is None:
            raise NotANumber("there is no value; an empty one is missing and never zero")
        yield ImportRow(
            line=line.number,
            metric=_name(cells["metric"]) or "",
            date=reading.day(cells["date"]),
            person=_name(cells.get("person", "")),
            team=_name(cells.get("team", "")),
            value=value,
            numerator=numerator,
            denominator=reading.number(cells.get("denominator", "")),
            n=reading.count(cells.get("n", "")),
            note=clean(unguarded(cells.get("note", "")), NOTE_LIMIT, multiline=True),
            external_id=unguarded(cells.get("id", "")) or None,
            clock=":" in cells.get("value", ""),
        )

    return _rows(file, row)


def read_wide(file: CsvFile, reading: Reading, profile: Profile, name: str) -> Iterator[ImportRow | Rejected]:
    """A line with the readings of many metrics; an empty cell has none. Raises `BadFile` where a column is missing."""
    needed = [profile.date, *(one for one in (profile.team, profile.person) if one)]
    for column in [*needed, *(column for metric in profile.metric for column in metric.columns)]:
        if column not in file.columns:
            raise BadFile(_no_column(name, column, file))

    def row(line: CsvLine) -> Iterator[ImportRow]:
        day = reading.day(line.get(profile.date))
        team, person = _name(line.get(profile.team)), _name(line.get(profile.person))
        for metric in profile.metric:
            found = _of_metric(line, metric, reading, day, team, person)
            if found is not None:
                yield found

    return _rows(file, row)


def _of_metric(
    line: CsvLine, metric: MetricColumns, reading: Reading, day: date, team: str | None, person: str | None
) -> ImportRow | None:
    value, numerator = reading.number(line.get(metric.value)), reading.number(line.get(metric.numerator))
    denominator = reading.number(line.get(metric.denominator))
    if value is None and (numerator is None or denominator is None):
        return None
    return ImportRow(
        line=line.number, metric=metric.name, date=day, person=person, team=team, value=value, numerator=numerator,
        denominator=denominator, n=reading.count(line.get(metric.n)), clock=":" in line.get(metric.value),
    )  # fmt: skip


def _rows(file: CsvFile, row: Callable[[CsvLine], Iterator[ImportRow]]) -> Iterator[ImportRow | Rejected]:
    for line in file.lines:
        if isinstance(line, Rejected):
            yield line
            continue
        try:
            # A line is taken whole or not at all.
            yield from list(row(line))
        except (NotANumber, NotADate, ValueError) as error:
            yield Rejected(line.number, str(error))


def _name(text: str) -> str | None:
    return clean(unguarded(text), NAME_LIMIT) or None


def _no_column(name: str, column: str, file: CsvFile) -> str:
    there = ", ".join(file.columns)
    return f"{name} has no column “{column}”; it has {there}. Name the columns, or bring a --profile."


def import_file(
    database: DatabaseFile,
    actor: Actor,
    source: Path,
    *,
    profile: Path | None = None,
    create: bool = False,
    strict: bool = False,
    dry_run: bool = False,
    dates: Order | None = None,
    encoding: str | None = None,
    decimal_comma: bool | None = None,
    why: str = "",
    today: date,
) -> ImportReport:
    """Import a CSV file, or standard input for `-`; what it did. `why` is the reason that a closed month asks for.

    Raises `BadFile` where the file cannot be read.
    """
    known = read_profile(profile) if profile else None
    with open_bytes(source) as stream:
        file = read_csv(stream, str(source), encoding)
        covers = PeriodKind(known.date_covers) if known else PeriodKind.DAY
        reading = Reading(today, dates or (known.dates if known else None), covers, decimal_comma)
        rows: Iterable[ImportRow | Rejected]
        rows = read_wide(file, reading, known, str(source)) if known else read_long(file, reading, str(source))
        return import_readings(
            database,
            actor,
            rows,
            metrics={metric.name: metric.part() for metric in known.metric} if known else {},
            create=create or bool(known and known.create),
            strict=strict,
            dry_run=dry_run,
            why=why,
            today=today,
        )


def write_rejects(path: Path, rejected: Iterable[Rejected]) -> None:
    """Line and reason of each line that was not taken, as a new CSV file."""
    with new_file(path) as stream:
        writer = csv.writer(stream)
        writer.writerow(["line", "reason"])
        writer.writerows([one.line, one.reason] for one in rejected)
