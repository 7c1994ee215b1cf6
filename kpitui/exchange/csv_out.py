"""What was entered as CSV or JSON; what goes out comes in again the same."""

import csv
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, TextIO

from kpitui.domain.guarded_text import guarded
from kpitui.domain.text import may_hold_codes, printable, printable_data
from kpitui.storage.database import DatabaseFile
from kpitui.views.export import Exported, exported, table_columns

TextForm = Literal["csv", "json"]
Flat = str | float | int | None
_FLAT = {str, float, int}

MARK = "kpitui"
"""The key of a JSON file of ours that says what is in it; one of readings is a bare list."""

YES = "yes"
"""What a cell says that holds; one that does not is empty."""


def write_export(
    database: DatabaseFile, what: Exported, out: TextIO, form: TextForm, *, voided: bool = False
) -> None:
    """Write every row, a line each, without holding them all.

    Of a reading `reading` is the number of the record here, `id` the one it was imported under. In
    CSV no text can be a formula.
    """
    rows = exported(database, what, voided=voided)
    if form == "json":
        _json(what, rows, out)
        return
    columns = table_columns(database, what, voided=voided)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(_cell, columns))
    writer.writerows(map(_cell, cells_of(row, columns)) for row in rows)


def cells_of(row: Mapping[str, Any], columns: Iterable[str]) -> list[Flat]:
    """What stands in the cells of a row: texts, numbers, or nothing."""
    return [
        value if (value := row[column]) is None or type(value) in _FLAT else _flat(value)
        for column in columns
    ]


def _flat(value: object) -> Flat:
    if isinstance(value, bool):
        return YES if value else None
    return "; ".join(value) if isinstance(value, list) else json.dumps(value)


def _cell(value: Flat) -> Flat:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        text = repr(value)
        return (
            format(Decimal(text), "f") if "e" in text else text
        )  # a sheet, and our own import, may not know 1e-09
    return value


@lru_cache(8192)
def _text(value: str) -> str:
    # Names and days stand in row after row.
    return guarded(printable(value, multiline=True))


def _json(what: Exported, rows: Iterable[Mapping[str, Any]], out: TextIO) -> None:
    marked = what is not Exported.READINGS
    out.write(f'{{"{MARK}": "{what}", "{what}": [' if marked else "[")
    for place, row in enumerate(rows):
        out.write(",\n " if place else "\n ")
        text = json.dumps(row)
        out.write(json.dumps(printable_data(row)) if may_hold_codes(text) else text)
    out.write("\n]}\n" if marked else "\n]\n")
