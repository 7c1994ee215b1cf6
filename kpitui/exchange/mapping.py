"""Columns of a file shown before it is imported, and what they are taken for written as
a profile.
"""

from collections.abc import Sequence
from pathlib import Path

from kpitui.domain.clock import SERVER
from kpitui.domain.column_words import heading_key
from kpitui.domain.errors import BadFile
from kpitui.domain.import_mapping import (
    ACROSS,
    COLUMNS,
    IGNORED,
    NEW_METRIC,
    OF_METRIC,
    ColumnMapping,
    Preview,
    columns_of,
    is_of_metric,
    role_of_metric,
)
from kpitui.domain.numbers import decimal_sign
from kpitui.domain.plan_document import name_of
from kpitui.domain.records.document import part_of
from kpitui.domain.records.metric import Metric
from kpitui.domain.text import name_key
from kpitui.exchange.files import new_file, open_bytes
from kpitui.exchange.profile import MetricColumns, Profile, profile_text
from kpitui.exchange.records import Records
from kpitui.exchange.rejects import without_reasons
from kpitui.exchange.shapes.guess import above_of, table_lines, table_on
from kpitui.exchange.shapes.lines import sample
from kpitui.exchange.shapes.tables import find_tables, table_at
from kpitui.exchange.sources import open_records, sheets_of

_KEYS = {"metric": "metric_name"}
_FIGURES = ("n", "numerator", "denominator")


def preview_file(
    path: Path, sheet: str | None = None, header: int | None = None, encoding: str | None = None
) -> Preview:
    """The columns of a file with its first lines, as `preview_of`; of a workbook with several
    sheets that hold anything only their names, until one is chosen.

    Raises `BadFile` where it cannot be read.
    """
    with open_bytes(path) as stream:
        filled = [sheet for sheet in sheets_of(stream, str(path)) if not sheet.empty]
        if len(filled) > 1 and sheet is None:
            return Preview((), (), None, tuple(info.name for info in filled))
        records = open_records(stream, str(path), sheet=sheet, encoding=encoding)
        return preview_of(without_reasons(records), header)


def preview_of(records: Records, header: int | None = None, name: str = "") -> Preview:
    """The columns of the table in some records with its first lines: of the first one where there
    are several, or of the one whose headings begin on a line.

    Raises `BadFile` where there is none.
    """
    lines = sample(records)
    if not lines:
        raise BadFile(f"{name or 'It'} is empty; it needs a line with the names of its columns.")
    tables = find_tables(lines, name)
    if header is not None:
        table = table_on(lines, header, name=name)
    else:
        table = tables[0] if tables else table_at(lines, 0, name=name)
    width = len(table.names)
    texts = [
        tuple(cell.strip() for cell in [*cells, *[""] * (width - len(cells))][:width])
        for _, cells in table_lines(table, lines)
    ]
    return Preview(
        table.names,
        tuple(texts),
        decimal_sign(cell for line in texts for cell in line),
        tuple(sheet.name for sheet in records.sheets),
        table.heads,
        table.line,
        tuple(table.line for table in tables) if len(tables) > 1 else (),
        above_of(lines, table),
    )


# a mapping as a profile, and back -----------------------------------------------------------------


def profile_of(
    mapping: ColumnMapping, metrics: Sequence[Metric], kept: Profile | None = None
) -> Profile:
    """The profile that a mapping makes; what `domain.import_mapping.missing` asks for
    must be there. A kept profile that took the columns so says the rest; of one that did not, what
    it says of metrics and encoding is taken.
    """
    if kept is not None and _takes_so(kept, mapping, metrics):
        return _with_answers(kept, mapping)
    named = columns_of(mapping.roles, *COLUMNS)
    wide = _metric_columns(mapping, metrics)
    if wide:
        named = {role: column for role, column in named.items() if role not in (*_FIGURES, "value")}
    across = mapping.across if ACROSS in mapping.roles.values() else ()
    said: dict[str, object] = {
        "metric": _as_kept(wide, kept), "dates": mapping.dates, "across": across,
        "decimal_comma": mapping.decimal_comma, "sheet": mapping.sheet, "create": mapping.create,
        "date_covers": mapping.covers, "day": mapping.day or None, "header": mapping.header,
        "of_metric": mapping.of_metric or None, "header_lines": mapping.header_lines,
        "encoding": kept.encoding if kept else None,
        "skip": tuple(name for name, role in mapping.roles.items() if role == IGNORED),
    }  # fmt: skip
    said |= {_KEYS.get(role, role): column for role, column in named.items()}
    return Profile.model_validate({key: value for key, value in said.items() if value is not None})


def _takes_so(kept: Profile, mapping: ColumnMapping, metrics: Sequence[Metric]) -> bool:
    try:
        before = mapping_of(kept, tuple(mapping.roles), metrics)
    except BadFile:
        return False
    return (before.roles, before.across, before.names) == (
        mapping.roles, mapping.across, mapping.names,
    )  # fmt: skip


def _with_answers(kept: Profile, mapping: ColumnMapping) -> Profile:
    return kept.model_copy(
        update={
            "dates": mapping.dates, "decimal_comma": mapping.decimal_comma,
            "sheet": mapping.sheet, "create": mapping.create, "day": mapping.day or None,
            "of_metric": mapping.of_metric or None, "header": mapping.header,
        }
    )  # fmt: skip


def _metric_columns(mapping: ColumnMapping, metrics: Sequence[Metric]) -> list[MetricColumns]:
    """The metrics of a wide mapping with their columns, in the order of these."""
    if not any(map(is_of_metric, mapping.roles.values())):
        return []
    found: list[MetricColumns] = []
    parts: list[tuple[str, str]] = []
    for column, role in mapping.roles.items():
        if role == "n" and found:
            found[-1] = found[-1].model_copy(update={"n": column})
        elif role in ("numerator", "denominator"):
            parts.append((role, column))
            if len(parts) == 2:
                pair, parts = dict(parts), []
                name = mapping.names.get(pair["numerator"], pair["numerator"])
                found.append(MetricColumns.model_validate({"name": name} | pair))
        elif role == NEW_METRIC:
            name = mapping.names.get(column, column)
            found.append(MetricColumns.model_validate({"name": name, "value": column}))
        elif role.startswith(OF_METRIC):
            metric = next(
                metric for metric in metrics if metric.id == int(role.removeprefix(OF_METRIC))
            )
            found.append(part_of(MetricColumns, metric, value=column, scale=None))
    return found


def _as_kept(wide: Sequence[MetricColumns], kept: Profile | None) -> tuple[MetricColumns, ...]:
    old = {name_key(name_of(one)): one for one in kept.metric} if kept is not None else {}
    found = []
    for one in wide:
        before = old.pop(name_key(name_of(one)), None)
        columns = {key: getattr(one, key) for key in ("value", *_FIGURES)}
        found.append(before.model_copy(update=columns) if before is not None else one)
    # What a long profile says of its metrics stands without columns.
    return (*found, *(one for one in old.values() if not wide and not one.columns))


def mapping_of(
    profile: Profile, columns: Sequence[str], metrics: Sequence[Metric]
) -> ColumnMapping:
    """What a kept profile takes the columns of a file for; raises `BadFile` where one is not
    there.
    """
    by_key = {heading_key(column): column for column in reversed(columns)}

    def found(column: str) -> str:
        if column not in columns and heading_key(column) not in by_key:
            raise BadFile(f"The file has no column “{column}”, which the profile names.")
        return column if column in columns else by_key[heading_key(column)]

    roles = dict.fromkeys(columns, ACROSS if profile.across else IGNORED)
    names: dict[str, str] = {}
    for column in profile.skip:
        if column in columns or heading_key(column) in by_key:
            roles[found(column)] = IGNORED
    own = profile.long_columns | profile.parts
    for role, column in own.items():
        roles[found(column)] = role
    for metric in profile.metric:
        for role in _FIGURES:
            if (beside := getattr(metric, role)) is not None:
                roles[found(beside)] = role
        if (first := metric.value or metric.numerator) is not None:
            names[found(first)] = name_of(metric)
        if metric.value:
            roles[found(metric.value)] = role_of_metric(name_of(metric), metrics)
    return ColumnMapping(
        roles, profile.dates, profile.decimal_comma, profile.sheet, profile.create,
        profile.across, profile.day or "", profile.of_metric or "", names,
        profile.date_covers, profile.header, profile.header_lines,
    )  # fmt: skip


def save_profile(path: Path, profile: Profile) -> None:
    """Write a profile as a new file; raises `BadFile` where anything stands there already."""
    with new_file(path) as stream:
        stream.write(
            "# How columns become readings; written by kpitui on "
            f"{SERVER.today()}.\n{profile_text(profile)}"
        )
