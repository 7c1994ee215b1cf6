"""Whatever file someone hands in as numbered lines of texts."""

from typing import BinaryIO

from kpitui.exchange.file_kind import BOOKS, FileKind, kind_of, refuse_kind
from kpitui.exchange.records import Records, SheetInfo


def open_records(
    stream: BinaryIO, name: str, *, sheet: str | None = None, encoding: str | None = None
) -> Records:
    """The lines of whatever file someone hands in; its content says what it is, never its name.

    `stream` can be read again from its start, and stays open while lines are asked for; `sheet` and
    `encoding` are what someone chose. Raises `BadFile` where it cannot be read, now or while the
    lines are read, and `WrongUsage` where the sheet has to be named or is not there.
    """
    kind = kind_of(stream)
    if kind in BOOKS:
        # What reads a kind is loaded where a file of it comes.
        from kpitui.exchange.workbook import open_sheet

        return open_sheet(stream, kind, name, sheet)
    if kind is FileKind.TEXT:
        from kpitui.exchange.delimited import csv_records

        return csv_records(stream, name, encoding)
    if kind is FileKind.JSON:
        from kpitui.exchange.own_readings import json_records

        return json_records(stream, name)
    if kind is FileKind.HTML:
        from kpitui.exchange.html_tables import html_records

        return html_records(stream, name, encoding)
    raise refuse_kind(stream, name)


def sheets_of(stream: BinaryIO, name: str) -> tuple[SheetInfo, ...]:
    """The sheets of a workbook, none for any other file; raises `BadFile`."""
    kind = kind_of(stream)
    if kind not in BOOKS:
        return ()
    from kpitui.exchange.workbook import sheets_in

    return tuple(sheet.info() for sheet in sheets_in(stream, kind, name))
