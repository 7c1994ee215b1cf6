"""A file of readings brought in: CSV or Excel, long or wide."""

import contextlib
import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from kpitui.actions.import_readings import ImportReport, import_readings
from kpitui.domain.access import Actor
from kpitui.domain.import_rows import ImportRow, Rejected
from kpitui.domain.numbers import decimal_sign
from kpitui.domain.periods import PeriodKind
from kpitui.domain.text import printable
from kpitui.domain.typography import folded
from kpitui.exchange.csv_in import Order, Reading, long_columns, read_long, read_wide
from kpitui.exchange.csv_lines import read_csv
from kpitui.exchange.files import new_file, open_bytes
from kpitui.exchange.guard import guarded
from kpitui.exchange.profile import Profile, read_profile
from kpitui.exchange.table import Line, Table
from kpitui.exchange.xlsx_lines import is_workbook, read_xlsx
from kpitui.views import DatabaseFile

SAMPLED = 500
"""So many lines say which decimal sign a file has."""

Progress = Callable[[int, int], object]
"""How far a file has been read, and how far it goes; 0 where that is not known."""


class Source(Struct, frozen=True):
    """A file, and how it is to be read where it does not say so itself."""

    path: Path
    profile: Profile | None = None
    dates: Order | None = None
    encoding: str | None = None
    sheet: str | None = None
    decimal_comma: bool | None = None
    usual_dates: Order | None = None
    """How dates are meant where neither whoever imports nor the profile says it."""


def import_file(
    database: DatabaseFile,
    actor: Actor,
    source: Path,
    *,
    profile: Path | Profile | None = None,
    create: bool = False,
    strict: bool = False,
    dry_run: bool = False,
    dates: Order | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    decimal_comma: bool | None = None,
    usual_dates: Order | None = None,
    why: str = "",
    today: date,
    on_reject: Callable[[Rejected], object] | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a file, or standard input for `-`; what it did. `why` is the reason that a closed month asks for.

    Raises `BadFile` where the file cannot be read.
    """
    known = read_profile(profile) if isinstance(profile, Path) else profile
    with open_source(Source(source, known, dates, encoding, sheet, decimal_comma, usual_dates), today) as (table, rows):
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
            on_reject=on_reject,
            on_batch=(lambda _: progress(table.place(), table.size)) if progress else None,
        )


@contextlib.contextmanager
def open_source(source: Source, today: date) -> Iterator[tuple[Table, Iterable[ImportRow | Rejected]]]:
    """The table of a file, and the readings of its lines; raises `BadFile` where it cannot be read."""
    known, name = source.profile, str(source.path)
    with open_bytes(source.path) as stream:
        table = open_table(stream, source)
        comma = source.decimal_comma
        comma = known.decimal_comma if known and known.decimal_comma is not None else comma
        table, sign = _decimal_sign(table, known)
        covers = PeriodKind(known.date_covers) if known else PeriodKind.DAY
        order = source.dates or (known.dates if known else None) or source.usual_dates
        reading = Reading(today, order, covers, comma if comma is not None else sign)
        if known is not None and known.metric:
            yield table, read_wide(table, reading, known, name)
        else:
            columns = known.long_columns if known else long_columns(table, name)
            yield table, read_long(table, reading, columns, name)


def open_table(stream: BinaryIO, source: Source) -> Table:
    """The lines of a file as texts."""
    known = source.profile
    if is_workbook(source.path):
        return read_xlsx(stream, str(source.path), source.sheet or (known.sheet if known else None))
    return read_csv(stream, str(source.path), source.encoding or (known.encoding if known else None))


def _decimal_sign(table: Table, known: Profile | None) -> tuple[Table, bool | None]:
    """The same table, and whether its numbers have a decimal comma; None where the first lines do not tell.

    The file decides once: `1.234` alone could be either, `1.234,5` in another line cannot.
    """
    sampled = list(islice(table.lines, SAMPLED))
    columns = _number_columns(table, known)
    texts = (line.get(column) for line in sampled if isinstance(line, Line) for column in columns)
    again = Table(table.columns, chain(sampled, table.lines), table.place, table.size)
    return again, decimal_sign(texts)


def _number_columns(table: Table, known: Profile | None) -> list[str]:
    if known is not None and known.metric:
        return [column for metric in known.metric for column in metric.columns]
    named = known.long_columns if known else {folded(column): column for column in table.columns}
    return [column for key, column in named.items() if key in ("value", "numerator", "denominator")]


@contextlib.contextmanager
def rejects_file(path: Path | None) -> Iterator[Callable[[Rejected], object] | None]:
    """What to call with each line that was not taken, to have it in a new CSV file with line and reason.

    There is no file afterwards where no line was rejected, or where the import failed.
    """
    if path is None:
        yield None
        return
    count = 0
    with new_file(path) as stream, contextlib.ExitStack() as stack:
        stack.callback(lambda: None if count else path.unlink())
        writer = csv.writer(stream)
        writer.writerow(["line", "reason"])

        def reject(one: Rejected) -> None:
            nonlocal count
            count += 1
            writer.writerow([one.line, guarded(printable(one.reason))])

        try:
            yield reject
        except BaseException:
            count = 0
            raise
