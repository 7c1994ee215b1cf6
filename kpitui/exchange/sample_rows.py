"""The readings of a sample's folder: a long `readings.csv`, or a wide CSV file with a `profile.toml`."""

import csv
import tomllib
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpitui.domain.import_rows import ImportRow
from kpitui.domain.plan_document import MetricPart

_COLUMNS = frozenset({"numerator", "denominator", "value", "n"})


@dataclass(frozen=True, slots=True)
class SampleReadings:
    """The lines of a sample, and what its profile says besides."""

    lines: tuple[ImportRow, ...]
    metrics: Mapping[str, MetricPart]
    create: bool


def read_readings(folder: Path) -> SampleReadings:
    """The readings of a sample."""
    if not (folder / "profile.toml").exists():
        return SampleReadings(tuple(_long(folder / "readings.csv")), {}, create=False)
    profile = tomllib.loads((folder / "profile.toml").read_text(encoding="utf-8"))
    columns = {metric["name"]: {k: v for k, v in metric.items() if k in _COLUMNS} for metric in profile["metric"]}
    parts = [
        MetricPart.model_validate({name: value for name, value in metric.items() if name not in _COLUMNS})
        for metric in profile["metric"]
    ]
    (file,) = folder.glob("*.csv")
    lines = tuple(_wide(file, profile["date"], profile["team"], columns))
    return SampleReadings(lines, {part.name: part for part in parts}, create=profile["create"])


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from enumerate(csv.DictReader(lines), start=2)


def _long(file: Path) -> Iterator[ImportRow]:
    for line, row in _rows(file):
        yield ImportRow(
            line=line,
            metric=row["metric"],
            date=date.fromisoformat(row["date"]),
            person=row["person"] or None,
            team=row["team"] or None,
            value=_number(row["value"]),
            numerator=_number(row["numerator"]),
            denominator=_number(row["denominator"]),
            n=_count(row["n"]),
            note=row["note"],
        )


def _wide(file: Path, day: str, team: str, columns: Mapping[str, Mapping[str, str]]) -> Iterator[ImportRow]:
    for line, row in _rows(file):
        first = date.fromisoformat(row[day])
        last = first.replace(day=monthrange(first.year, first.month)[1])
        for name, named in columns.items():
            cell = {role: row[column] for role, column in named.items()}
            yield ImportRow(
                line=line,
                metric=name,
                date=last,
                team=row[team],
                value=_number(cell.get("value", "")),
                numerator=_number(cell.get("numerator", "")),
                denominator=_number(cell.get("denominator", "")),
                n=_count(cell.get("n", "")),
            )


def _number(text: str) -> float | None:
    if not text:
        return None
    seconds = 0.0
    for part in text.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def _count(text: str) -> int | None:
    return int(text) if text else None
