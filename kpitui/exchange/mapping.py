"""Columns of a file shown before it is imported, and what they are taken for written as a profile."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from kpitui.domain.clock import SERVER
from kpitui.domain.import_mapping import COLUMNS, OF_METRIC, ColumnMapping, Preview, columns_of
from kpitui.domain.metrics import Metric
from kpitui.domain.numbers import decimal_sign
from kpitui.domain.plan_document import metric_part
from kpitui.exchange.files import new_file, open_bytes
from kpitui.exchange.import_file import SAMPLED, Source, open_table
from kpitui.exchange.profile import MetricColumns, Profile, profile_text
from kpitui.exchange.table import Line
from kpitui.exchange.xlsx_lines import is_workbook, sheet_names

SHOWN = 6


def preview_file(path: Path, sheet: str | None = None) -> Preview:
    """The columns of a file with its first lines; of a workbook with several sheets only their names.

    Raises `BadFile` where it cannot be read.
    """
    with open_bytes(path) as stream:
        sheets = tuple(sheet_names(stream, str(path))) if is_workbook(path) else ()
        if len(sheets) > 1 and sheet is None:
            return Preview((), (), None, sheets)
        stream.seek(0)
        table = open_table(stream, Source(path, sheet=sheet))
        lines = [line for line in islice(table.lines, SAMPLED) if isinstance(line, Line)]
        texts = [tuple(cell.strip() for cell in line.texts) for line in lines]
    return Preview(table.columns, tuple(texts[:SHOWN]), decimal_sign(cell for line in texts for cell in line), sheets)


def profile_of(mapping: ColumnMapping, metrics: Sequence[Metric]) -> Profile:
    """The profile that a mapping makes; what `domain.import_mapping.missing` asks for must be there."""
    named = columns_of(mapping.roles, *COLUMNS)
    names = {"metric_name" if role == "metric" else role: column for role, column in named.items()}
    wide = []
    for column, role in mapping.roles.items():
        if role.startswith(OF_METRIC):
            metric = next(one for one in metrics if one.id == int(role.removeprefix(OF_METRIC)))
            part = metric_part(metric).model_dump(mode="json", exclude_none=True)
            wide.append(MetricColumns.model_validate(part | {"value": column}))
    if wide:
        names = {key: column for key, column in names.items() if key in ("date", "person", "team")}
    return Profile.model_validate(
        names
        | {
            "metric": tuple(wide), "dates": mapping.dates, "decimal_comma": mapping.decimal_comma,
            "sheet": mapping.sheet, "create": mapping.create,
        }
    )  # fmt: skip


def save_profile(path: Path, profile: Profile) -> None:
    """Write a profile as a new file; raises `BadFile` where anything stands there already."""
    with new_file(path) as stream:
        stream.write(f"# How columns become readings; written by kpitui on {SERVER.today()}.\n{profile_text(profile)}")
