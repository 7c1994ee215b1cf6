"""The history: every change with who, when, by which way, what it was before and after, and why."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from kpitui.domain.clock import Clock
from kpitui.domain.typography import folded
from kpitui.domain.writing import WRITING, Writing
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.history import STANDS_UNDONE, Labels, in_words, table_words
from kpitui.storage.records import LARGEST_NUMBER, from_json, rows
from kpitui.storage.rules import clock_of

__all__ = ["DeedLine", "HistoryQuestion", "fits", "load_history"]

DEEDS_READ = 500

_QUIET = ("id", "version", "name_key", "code_key", "deed_id", "position")
"""Columns that say nothing to a person."""


class HistoryEntry(Struct, frozen=True, kw_only=True):
    """One change for programs; `before` and `after` are whole records."""

    id: int
    deed: int | None
    at: str
    by: str
    by_way: str
    action: str
    table: str
    record_id: int
    label: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    why: str


class Told(Struct, frozen=True):
    """One change in words: the record, and each of its texts before and after."""

    record: str
    differences: list[tuple[str, str, str]]


class DeedLine(Struct, frozen=True):
    """One deed with its changes; those that another program made without a deed stand alone."""

    deed_id: int | None
    at: str
    when: str
    by: str
    way: str
    title: str
    why: str
    undone: bool
    undoes: int | None
    changes: list[HistoryEntry]
    told: list[Told]


class HistoryQuestion(Struct, frozen=True):
    """Which deeds: by a text of record or action, by a person, since a day, up to a day; newest first."""

    words: str = ""
    record: str = ""
    by: str = ""
    since: date | None = None
    until: date | None = None
    limit: int = DEEDS_READ


def load_history(database: DatabaseFile, question: HistoryQuestion, writing: Writing = WRITING) -> list[DeedLine]:
    """The deeds that fit, newest first, told as a person writes numbers and days."""
    with reading(database) as db:
        lines = _deeds(db, question, writing)
    return [line for line in lines if fits(line, question)][: question.limit]


def _deeds(db: Database, question: HistoryQuestion, writing: Writing) -> list[DeedLine]:
    clock = clock_of(db)
    # Words and records are looked for in labels, which only all of the deeds can tell; people and days in the table.
    everything = bool(question.words or question.record)
    found = rows(
        db,
        "SELECT changes.*, deeds.at AS deed_at, coalesce(deeds.by, 'another program') AS by, "
        "coalesce(deeds.way, '') AS way, coalesce(deeds.action, 'change') AS action, coalesce(deeds.why, '') AS why, "
        f"deeds.undoes, coalesce(deeds.id IN ({STANDS_UNDONE}), 0) AS undone "
        "FROM changes LEFT JOIN deeds ON deeds.id = deed_id WHERE coalesce(deed_id, -changes.id) IN ("
        "  SELECT coalesce(deed_id, -changes.id) FROM changes LEFT JOIN deeds ON deeds.id = deed_id "
        "  WHERE (:by = '' OR deeds.by = :by) "
        "  AND coalesce(deeds.at, changes.at) >= :since AND coalesce(deeds.at, changes.at) < :before "
        "  GROUP BY 1 ORDER BY max(changes.id) DESC LIMIT :limit) ORDER BY changes.id",
        {
            "by": question.by,
            "since": clock.start_of(question.since) if question.since else "",
            "before": clock.start_of(question.until + timedelta(days=1)) if question.until else "~",
            "limit": -1 if everything else min(question.limit, LARGEST_NUMBER),
        },
    )
    labels = Labels(db, writing)
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in found:
        grouped.setdefault(row["deed_id"] or -row["id"], []).append(row)
    newest = sorted(grouped.values(), key=lambda group: -int(group[-1]["id"]))
    return [_line(group, labels, clock) for group in newest]


def _line(group: Sequence[dict[str, Any]], labels: Labels, clock: Clock) -> DeedLine:
    first = group[0]
    at = first["deed_at"] or first["at"]
    changes = [_entry(row, labels) for row in group]
    return DeedLine(
        deed_id=first["deed_id"],
        at=at,
        when=labels.writing.moment(at, clock),
        by=first["by"],
        way=first["way"],
        title=in_words(first["action"], list(group), labels),
        why=first["why"],
        undone=bool(first["undone"]),
        undoes=first["undoes"],
        changes=changes,
        told=[Told(f"{table_words(one.table)} {one.label}", _differences(one, labels)) for one in changes],
    )


def _entry(row: dict[str, Any], labels: Labels) -> HistoryEntry:
    before = from_json(row["before"]) if row["before"] else None
    after = from_json(row["after"]) if row["after"] else None
    return HistoryEntry(
        id=row["id"],
        deed=row["deed_id"],
        at=row["deed_at"] or row["at"],
        by=row["by"],
        by_way=row["way"],
        action=row["action"],
        table=row["table_name"],
        record_id=row["record_id"],
        label=labels.of(row["table_name"], after or before or {}),
        before=before,
        after=after,
        why=row["why"],
    )


def fits(line: DeedLine, question: HistoryQuestion) -> bool:
    """Whether the words and the record of a question are found in a deed."""
    records = folded(" ".join([line.title, line.why, *(one.record for one in line.told)]))
    everything = f"{records} {folded(line.by)} {folded(line.way)} {line.when}"
    return folded(question.record) in records and all(word in everything for word in folded(question.words).split())


def _differences(entry: HistoryEntry, labels: Labels) -> list[tuple[str, str, str]]:
    before, after = entry.before or {}, entry.after or {}
    told = [
        (name, labels.text(name, before), labels.text(name, after))
        for name in dict.fromkeys([*before, *after])
        if name not in _QUIET
    ]
    return [
        (name.removesuffix("_on").removesuffix("_id").replace("_", " "), was, now)
        for name, was, now in told
        if was != now
    ]
