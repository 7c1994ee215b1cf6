"""Files that `kpitui export` wrote, known by what they begin with, on their way in again."""

import csv
import io
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from pydantic import ValidationError

from kpitui.actions.import_absences import import_absences
from kpitui.actions.import_coaching import import_actions, import_sessions
from kpitui.actions.import_contacts import import_contacts
from kpitui.actions.import_disputes import import_disputes
from kpitui.actions.import_entered import EnteredLine, EnteredReport
from kpitui.actions.import_levels import import_levels
from kpitui.actions.import_reviews import import_decisions, import_events, import_reviews
from kpitui.domain.absence_document import EnteredAbsence
from kpitui.domain.access import Actor
from kpitui.domain.coaching_document import (
    EnteredAction,
    EnteredEvent,
    EnteredLevel,
    EnteredSession,
    said_of,
)
from kpitui.domain.errors import BadFile
from kpitui.domain.guarded_text import unguarded
from kpitui.domain.import_rows import Rejected
from kpitui.domain.quality_document import ContactPart, DisputePart
from kpitui.domain.records.document import Part
from kpitui.domain.records.wrong_values import wrong_said
from kpitui.domain.review_document import EnteredDecision, EnteredReview
from kpitui.exchange.files import STANDARD_INPUT, open_bytes
from kpitui.exchange.json_in import json_objects
from kpitui.exchange.sources import open_records, sheets_of
from kpitui.storage.database import DatabaseFile
from kpitui.views.export import Exported

LOOKED_AT = 8192
ZIPPED = b"PK"
_MARKED = re.compile(rf'\{{\s*"(?:kpitui"\s*:\s*"([a-z]+)"|({"|".join(Exported)})"\s*:\s*\[)')
_A_LIST = re.compile(r"\[\s*(?:\]|\{)")
_OURS = {
    Exported.READINGS: {"reading", "metric", "date", "recorded_by"},
    Exported.SESSIONS: {"coach", "person", "date", "kind"},
    Exported.ACTIONS: {"person", "session", "text"},
    # Each has the columns of a review too.
    Exported.DECISIONS: {"strategy", "metric", "decision", "by", "text", "who", "due_on"},
    Exported.REVIEWS: {"strategy", "metric", "decision", "by"},
    Exported.EVENTS: {"text", "date", "new_limits", "reason"},
    Exported.EVALUATIONS: {"sheet", "person", "date", "evaluator", "score_without_critical"},
    Exported.ANSWERS: {"sheet", "person", "date", "evaluator", "question", "answer"},
    Exported.DISPUTES: {"person", "evaluation", "question", "text", "raised_at", "raised_by"},
    Exported.LEVELS: {"person", "metric", "starts_on", "seen_at", "seen_by"},
    Exported.ABSENCES: {"person", "starts_on", "back_on"},
    Exported.PEOPLE: {"name", "code", "starts_on"},
    Exported.HISTORY: {"deed", "at", "table", "before", "after"},
}
"""Columns by which a CSV file is known."""
_WHOLE = {Exported.CONTACTS: {"reference", "person", "date", "channel"}}
"""The same where other files have these columns too: only a file with no further one is ours."""

PartT = TypeVar("PartT", bound=Part)


class OwnFile:
    """What a file holds that kpitui wrote, and whether it is JSON."""

    def __init__(self, what: Exported, *, is_json: bool) -> None:
        self.what, self.is_json = what, is_json


def own_file(path: Path) -> OwnFile | None:
    """What a file of ours holds, or standard input for `-`; None for any other file.

    Raises `BadFile` where there is no such file.
    """
    if path == STANDARD_INPUT:
        stdin = sys.stdin.buffer  # what is only looked at is still there to be read
        start = stdin.peek(LOOKED_AT) if isinstance(stdin, io.BufferedReader) else b""
    else:
        with open_bytes(path) as stream:
            start = stream.read(LOOKED_AT)
            if start.startswith(ZIPPED):
                return _own_workbook(stream, str(path))
    text = start.decode("utf-8-sig", errors="replace").lstrip()
    if marked := _MARKED.match(text):
        what = marked[1] or marked[2]
        return OwnFile(Exported(what), is_json=True) if what in [*Exported] else None
    if _A_LIST.match(text):
        return OwnFile(Exported.READINGS, is_json=True)
    columns = {column.casefold() for column in next(csv.reader(text.splitlines()[:1]), [])}
    known = [
        *(what for what, ours in _OURS.items() if ours <= columns),
        *(what for what, ours in _WHOLE.items() if ours == columns),
    ]
    return OwnFile(known[0], is_json=False) if known else None


def _own_workbook(stream: BinaryIO, name: str) -> OwnFile | None:
    """A workbook of ours has one sheet, or goes on as others of its name; of readings it comes in
    as any other.
    """
    sheets = [sheet.name for sheet in sheets_of(stream, name)]
    what = next((exported for exported in Exported if sheets[:1] == [exported.value]), None)
    if what in (None, Exported.READINGS) or len(sheets) > 1:
        return None
    if what in _WHOLE:  # others call a sheet so too
        _, first = next(open_records(stream, name).lines, (0, ()))
        if {column.strip().casefold() for column in first} != _WHOLE[what]:
            return None
    return OwnFile(what, is_json=False)


def import_own(
    database: DatabaseFile,
    actor: Actor,
    path: Path,
    own: OwnFile,
    *,
    strict: bool,
    dry_run: bool,
    today: date,
) -> EnteredReport:
    """Bring in what a file of ours holds other than readings; raises `BadFile` for what `kpitui
    import` does not take.
    """
    if own.what is Exported.PEOPLE:
        raise BadFile("That is a list of people; import it with: kpitui people import FILE")
    if own.what not in _TAKEN:
        raise BadFile("That is a history of changes; it cannot be imported.")
    kind, bring = _TAKEN[own.what]
    with open_bytes(path) as stream:
        entries = _entries(own_rows(stream, str(path), own), kind)
        return bring(database, actor, entries, strict=strict, dry_run=dry_run, today=today)


_TAKEN: dict[Exported, tuple[type[Part], Callable[..., EnteredReport]]] = {
    Exported.SESSIONS: (EnteredSession, import_sessions),
    Exported.ACTIONS: (EnteredAction, import_actions),
    Exported.REVIEWS: (EnteredReview, import_reviews),
    Exported.DECISIONS: (EnteredDecision, import_decisions),
    Exported.EVENTS: (EnteredEvent, import_events),
    Exported.DISPUTES: (DisputePart, import_disputes),
    Exported.CONTACTS: (ContactPart, import_contacts),
    Exported.LEVELS: (EnteredLevel, import_levels),
    Exported.ABSENCES: (EnteredAbsence, import_absences),
}
"""What a row of each is, and what brings it in."""


def own_rows(
    stream: BinaryIO, name: str, own: OwnFile
) -> Iterator[tuple[int, dict[str, Any]] | Rejected]:
    """The rows of a file of ours with their lines, by the names of its columns."""
    if own.is_json:
        yield from json_objects(stream, name)
        return
    lines = open_records(stream, name).lines
    columns = [key.strip() for key in next(lines)[1]]
    for number, cells in lines:
        if any(cells[len(columns) :]):
            yield Rejected(
                number, f"it has {len(cells)} cells, and there are {len(columns)} columns"
            )
            continue
        # Sheets, and programs that save them, leave out what is empty at the end of a line.
        texts = (unguarded(text.strip()) for text in cells)
        yield number, dict(zip_longest(columns, islice(texts, len(columns)), fillvalue=""))


def _entries(
    rows: Iterator[tuple[int, dict[str, Any]] | Rejected], kind: type[PartT]
) -> Iterator[EnteredLine[PartT] | Rejected]:
    for row in rows:
        if isinstance(row, Rejected):
            yield row
            continue
        line, cells = row
        try:
            yield EnteredLine(line, kind.model_validate(said_of(cells)))
        except ValidationError as error:
            first = error.errors()[0]
            where = " ".join(map(str, first["loc"]))
            said = wrong_said(first, unknown="there is no such column")
            yield Rejected(line, f"{where}: {said}" if where else said)
