"""Readings that `kpitui export` wrote, or any list of objects in JSON, as the lines of a table."""

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from operator import itemgetter
from typing import Any, BinaryIO, TypeVar

from msgspec import Struct, field, structs

from kpitui.domain.guarded_text import guarded, unguarded
from kpitui.domain.import_answers import ImportAnswers
from kpitui.domain.import_rows import ImportRow
from kpitui.domain.typography import folded
from kpitui.exchange.csv_out import YES
from kpitui.exchange.json_in import json_objects
from kpitui.exchange.records import Records

SAMPLED = 500
"""So many objects say which columns there are."""

_OURS = ("reading", "metric", "date", "recorded_by")
_TAKEN = (
    "reading", "metric", "person", "team", "date", "value", "n", "numerator", "denominator",
    "note", "id",
)  # fmt: skip
_STANDS_IN = "0"
"""Stands for the value of a reading that does not apply, so that its line is taken for a reading
until `Beside.rows` takes it out again.
"""

Line = tuple[int, Sequence[str]]
RowT = TypeVar("RowT")


def json_records(stream: BinaryIO, name: str) -> Records:
    """The objects of a list in JSON as lines, a column a key; raises `BadFile`, now or while the
    lines are read.
    """
    objects = json_objects(stream, name)
    first = list(islice(objects, SAMPLED))
    columns = list(dict.fromkeys(key for _, one in first for key in one))
    lines = _numbered(chain(first, objects), columns)
    return Records(chain([(0, columns or [*_TAKEN])], lines))


def _numbered(objects: Iterable[tuple[int, dict[str, Any]]], columns: list[str]) -> Iterator[Line]:
    number = 0
    for line, one in objects:
        number = max(line, number + 1)  # several may stand on one line of a file
        yield number, [_text(one.get(column)) for column in columns]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)  # the reader of cells takes the guard off
    if isinstance(value, bool):
        return YES if value else ""
    if isinstance(value, float):
        text = repr(value)
        return format(Decimal(text), "f") if "e" in text else text
    return str(value) if isinstance(value, int) else json.dumps(value)


class Beside(Struct):
    """What the lines of our own readings say beside what every file of readings says."""

    records: Records
    """The lines without those of voided readings, and without the columns that are told here."""
    voided: int = 0
    """How many voided readings were left out so far."""
    not_applicable: set[int] = field(default_factory=set)
    """Lines of readings that do not apply, read but not taken yet."""
    sessions: dict[int, str] = field(default_factory=dict)
    """The coaching sessions of lines that are read but not taken yet."""

    def rows(self, rows: Iterable[RowT]) -> Iterator[RowT]:
        """The readings of the lines, with what they say beside."""
        for row in rows:
            if isinstance(row, ImportRow):
                row.numbered = True
                if self.sessions:
                    row.session = self.sessions.pop(row.line, "")
                if row.line in self.not_applicable:
                    self.not_applicable.discard(row.line)
                    row.not_applicable, row.value = True, None
            yield row

    def said(self) -> list[str]:
        """What the person who imports should know, at the end."""
        if not self.voided:
            return []
        were = (
            "1 voided reading was" if self.voided == 1 else f"{self.voided:,} voided readings were"
        )
        return [f"{were} left out."]


def own_readings(records: Records) -> Beside | None:
    """The lines of readings that kpitui wrote; None for any other, whose lines stay as they are."""
    first = next(records.lines, None)
    names = [folded(cell) for cell in first[1]] if first else []
    if first is not None:
        records.lines = chain([first], records.lines)
    if not {*_OURS} <= {*names}:
        return None
    beside = Beside(records)
    beside.records = structs.replace(records, lines=_lines(records.lines, names, beside))
    return beside


def _lines(lines: Iterator[Line], names: Sequence[str], beside: Beside) -> Iterator[Line]:
    taken = [name for name in _TAKEN if name in names]
    pick, width = itemgetter(*(names.index(name) for name in taken)), len(names)
    value = taken.index("value") if "value" in taken else None
    voided, not_applicable, session = (
        names.index(name) if name in names else width
        for name in ("voided", "not_applicable", "session")
    )
    number, _ = next(lines)
    yield number, taken
    for number, cells in lines:
        texts = [*cells, *[""] * (width + 1 - len(cells))]
        if len(cells) > width and any(cells[width:]):
            yield number, cells  # the reader says what is wrong
            continue
        if texts[voided].strip():
            beside.voided += 1
            continue
        if texts[session]:
            beside.sessions[number] = unguarded(texts[session].strip())
        picked = [*pick(texts)]
        if value is not None and texts[not_applicable].strip():
            beside.not_applicable.add(number)
            picked[value] = _STANDS_IN
        yield number, picked


def of_our_own(answers: ImportAnswers) -> ImportAnswers:
    """The answers that were given, and for the rest that everything comes in as it was."""
    return structs.replace(
        answers,
        totals=answers.totals or "keep",
        no_person=answers.no_person or "keep",
        teams=answers.teams or "person",
        fractions=answers.fractions or "keep",
        implausible=answers.implausible or "take",
    )
