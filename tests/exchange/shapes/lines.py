"""Texts and case files as numbered lines of cells, and what the shapes make of them."""

import csv
import io
from pathlib import Path

from kpitui.domain.column_cells import Known
from kpitui.domain.import_answers import ImportAnswers, ImportQuestion
from kpitui.domain.import_rows import RawReading, Rejected
from kpitui.exchange.profile import Profile
from kpitui.exchange.records import Records
from kpitui.exchange.shapes.guess import guess_profile
from kpitui.exchange.shapes.lines import sample
from kpitui.exchange.shapes.read import read_raw

FILES = Path(__file__).parents[2] / "cases" / "files"
KNOWN = Known(
    is_metric=lambda text: text.strip(" %") in ("CSAT", "AHT", "Average handle time"),
    is_person=lambda text: text in ("Zoë Lee", "Mo Day"),
)
Told = tuple[str, str, str, str, str]
"""Metric, person, team, date and value of a reading."""


def records(text: str, *, workbook: bool = False) -> Records:
    """The lines of a text with commas."""
    found, number = [], 1
    reader = csv.reader(io.StringIO(text, newline=""))
    for cells in reader:
        if any(cell.strip() for cell in cells):
            found.append((number, cells))
        number = reader.line_num + 1
    return Records(iter(found), is_workbook=workbook)


def case(name: str) -> Records:
    """The lines of a case file."""
    return records((FILES / name).read_text("utf-8-sig"))


def guessed(
    source: Records | str, answers: ImportAnswers | None = None, known: Known = KNOWN
) -> tuple[Profile, list[ImportQuestion]]:
    """The guessed profile and the questions."""
    source = records(source) if isinstance(source, str) else source
    return guess_profile(sample(source), known, answers or ImportAnswers())


def read(
    source: Records | str, profile: Profile | None = None, answers: ImportAnswers | None = None
) -> list[RawReading | Rejected]:
    """Every reading and reject, by the profile or a guessed one."""
    source = records(source) if isinstance(source, str) else source
    return [*read_raw(source, profile or guessed(source, answers)[0])]


def told(source: Records | str, answers: ImportAnswers | None = None) -> list[Told]:
    """The readings of a file without any reject."""
    found = read(source, answers=answers)
    readings = [one for one in found if isinstance(one, RawReading)]
    assert len(readings) == len(found)
    return [
        (reading.metric, reading.person, reading.team, reading.date, reading.value)
        for reading in readings
    ]


DAY = "2026-01-05"
