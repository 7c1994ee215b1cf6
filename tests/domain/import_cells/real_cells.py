"""Files of shared/cases/files as their cells, and the metrics of their plan."""

import csv
import tomllib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from kpitui.domain.import_answers import Asked, ImportAnswers
from kpitui.domain.import_cells.reader import CellReader, ReadAgain
from kpitui.domain.import_rows import ImportRow, NoValue, RawReading, Rejected
from kpitui.domain.records.metric import Aggregation, Cadence, Definition, Direction

FILES = Path(__file__).parents[2] / "cases" / "files"
TODAY = date(2026, 3, 31)
SAMPLED = 500

Read = list[ImportRow | Rejected | NoValue]


def metric(
    name: str,
    unit: str,
    aggregation: str = "mean",
    low: float | None = None,
    high: float | None = None,
) -> Definition:
    return Definition(
        name=name, code=name.lower(), unit=unit, direction=Direction.HIGHER,
        aggregation=Aggregation(aggregation), cadence=Cadence.DAILY,
        plausible_low=low, plausible_high=high,
    )  # fmt: skip


def plan() -> dict[str, Definition]:
    document = tomllib.loads((FILES / "base_plan.toml").read_text("utf-8"))
    return {
        one["name"]: metric(
            one["name"], one["unit"], one["aggregation"],
            one.get("plausible_low"), one.get("plausible_high"),
        )
        for one in document["metric"]
    }  # fmt: skip


def long_file(name: str) -> list[RawReading]:
    text = (FILES / name).read_text("utf-8")
    lines = csv.DictReader(text.splitlines(), delimiter=";" if ";" in text[:40] else ",")
    return [
        RawReading(
            lines.line_num, line["metric"], line["date"], line.get("value", ""),
            "value" if "value" in line else "", line.get("person", ""), "", line.get("n", ""),
            line.get("numerator", ""), line.get("denominator", ""),
        )
        for line in lines
    ]  # fmt: skip


def reader(
    answers: ImportAnswers | None = None,
    metric_of: Callable[[str], Definition | None] | None = None,
) -> CellReader:
    return CellReader(TODAY, answers or ImportAnswers(), metric_of or plan().get)


def read_all(cells: CellReader, raws: Sequence[RawReading]) -> Read:
    """As an import reads them: the first lines are looked at, and all are read again where late
    ones say otherwise.
    """
    cells.look(islice(raws, SAMPLED))
    try:
        return list(cells.read(raws))
    except ReadAgain:
        return list(cells.read(raws))


def values(read: Iterable[ImportRow | Rejected | NoValue]) -> list[float | None]:
    return [row.value for row in read if isinstance(row, ImportRow)]


def refused(read: Iterable[ImportRow | Rejected | NoValue]) -> dict[int, str]:
    return {row.line: row.reason for row in read if isinstance(row, Rejected)}


def read_file(name: str, answers: ImportAnswers | None = None) -> tuple[Read, list[Asked]]:
    cells = reader(answers)
    found = read_all(cells, long_file(name))
    return found, [question.asked for question in cells.questions]


def column(
    *texts: str, name: str = "Calls", heading: str = "value", dates: tuple[str, ...] = ()
) -> list[RawReading]:
    return [
        RawReading(line, name, dates[line - 2] if dates else "2026-01-05", text, heading)
        for line, text in enumerate(texts, 2)
    ]
