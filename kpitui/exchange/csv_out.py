"""Readings out as CSV or JSON; what goes out comes in again the same."""

import csv
import json
from decimal import Decimal
from functools import lru_cache
from typing import Literal, TextIO

from kpitui.domain.text import printable, printable_data
from kpitui.exchange.guard import guarded
from kpitui.views import DatabaseFile
from kpitui.views.export import readings_for_export


def export_readings(database: DatabaseFile, out: TextIO, form: Literal["csv", "json"]) -> None:
    """Write every kept reading, a line each, without holding them all.

    `reading` is the number of the record here, `id` the one it was imported under. In CSV no text can be a formula.
    """
    if form == "json":
        _json(database, out)
        return
    writer = csv.writer(out, lineterminator="\n")
    for place, row in enumerate(readings_for_export(database)):
        if place == 0:
            writer.writerow(row)
        writer.writerow(_cell(value) for value in row.values())


def _cell(value: object) -> object:
    if isinstance(value, float):
        text = repr(value)
        return format(Decimal(text), "f") if "e" in text else text  # a sheet, and our own import, may not know 1e-09
    return _text(value) if isinstance(value, str) else value


@lru_cache(8192)
def _text(value: str) -> str:
    # Names and days stand in row after row.
    return guarded(printable(value, multiline=True))


def _json(database: DatabaseFile, out: TextIO) -> None:
    out.write("[")
    for place, row in enumerate(readings_for_export(database)):
        out.write(",\n " if place else "\n ")
        out.write(json.dumps(printable_data(row)))
    out.write("\n]\n")
