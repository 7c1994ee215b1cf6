"""The history: every change with who, when, by which way, what it was before and after, and why."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.access import Channel
from kpitui.domain.clock import Clock
from kpitui.domain.records.kinds import field_words
from kpitui.domain.typography import folded
from kpitui.domain.writing import WRITING, Writing
from kpitui.storage.calibrations import Blinds
from kpitui.storage.change_labels import in_words
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.history import changes_to_reading, load_changes
from kpitui.storage.record_labels import Labels, table_words
from kpitui.storage.records import LARGEST_NUMBER, from_json
from kpitui.storage.rules import clock_of

CHANGES_READ = 500

WAYS = {
    Channel.TUI.value: "in the app", Channel.CLI.value: "on the command line",
    Channel.IMPORT.value: "by an import", Channel.GATE.value: "over SSH",
}  # fmt: skip
"""Where a change was made, in words."""

_QUIET = (
    "id", "version", "name_key", "code_key", "deed_id", "position", "record_key", "first", "last",
    "reading_id", "digest",
)  # fmt: skip
"""What says nothing to a person: columns, and between which ids many readings are."""

Kind = Literal["added", "changed", "deleted", "many"]
"""What became of a record; `many` are readings that one change brought or voided together."""

_KINDS: dict[str, Kind] = {
    "insert": "added", "update": "changed", "delete": "deleted", "bulk": "many",
}  # fmt: skip


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


class ChangeInWords(Struct, frozen=True):
    """One change in words: what kind of record, its name, and each of its texts before and after.

    Of many readings there is no name, and the one text is how many were `added` or `voided`.
    """

    what: str
    name: str
    kind: Kind
    differences: list[tuple[str, str, str]]

    @property
    def record(self) -> str:
        """The record as it is called."""
        return f"{self.what} {self.name}"


class ChangeLine(Struct, frozen=True):
    """One change record with its changes; those that another program made without a change record
    stand alone.
    """

    change_id: int | None
    at: str
    when: str
    typed_when: str
    """The same moment as one types it."""
    by: str
    way: str
    action: str
    title: str
    why: str
    undone: bool
    undoes: int | None
    changes: list[HistoryEntry]
    told: list[ChangeInWords] = []

    @property
    def records(self) -> list[str]:
        """The records as they are called; a key by its fingerprint too, as the log of sshd does."""
        states = [state or {} for change in self.changes for state in (change.before, change.after)]
        keys = [str(state["fingerprint"]) for state in states if state.get("fingerprint")]
        return [f"{table_words(change.table)} {change.label}" for change in self.changes] + keys


class HistoryQuestion(Struct, frozen=True):
    """Which changes: by a text of record or action, by a person, since a day, up to a
    day; newest first.
    """

    words: str = ""
    record: str = ""
    by: str = ""
    since: date | None = None
    until: date | None = None
    limit: int = CHANGES_READ


def load_history(
    database: DatabaseFile, question: HistoryQuestion, writing: Writing = WRITING
) -> list[ChangeLine]:
    """The changes that fit, newest first, told as a person writes numbers and days."""
    with reading(database) as db:
        found = _changes(db, question, writing, Blinds(db, database.seen_by))
        return [*islice(found, min(question.limit, LARGEST_NUMBER))]


def load_reading_past(
    database: DatabaseFile, reading_id: int, writing: Writing = WRITING
) -> list[ChangeLine]:
    """What was done to one reading, newest first."""
    with reading(database) as db:
        labels, clock = Labels(db, writing), clock_of(db)
        blinds = Blinds(db, database.seen_by)
        return [
            _told(_line([row], labels, clock, blinds), [row], labels)
            for row in reversed(changes_to_reading(db, reading_id))
        ]


def _changes(
    db: Database, question: HistoryQuestion, writing: Writing, blinds: Blinds
) -> Iterator[ChangeLine]:
    """The changes that fit, newest first, each made when it is asked for."""
    clock = clock_of(db)
    # Words and records are looked for in labels, which only all of the changes can tell; people and
    # days in the table.
    everything = bool(question.words or question.record)
    found = load_changes(
        db,
        question.by,
        since=clock.start_of(question.since) if question.since else "",
        before=clock.start_of(question.until + timedelta(days=1)) if question.until else "~",
        limit=None if everything else question.limit,
    )
    labels = Labels(db, writing)
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in found:
        grouped.setdefault(row["deed_id"] or -row["id"], []).append(row)
    newest = sorted(grouped.values(), key=lambda group: -int(group[-1]["id"]))
    for group in newest:
        line = _line(group, labels, clock, blinds)
        if fits(line, question):
            # Before and after are told of what fits alone: they take as long as all the rest.
            yield _told(line, group, labels)


def _line(
    group: Sequence[dict[str, Any]], labels: Labels, clock: Clock, blinds: Blinds
) -> ChangeLine:
    first = group[0]
    at = first["deed_at"] or first["at"]
    changes = [entry_of(row, labels, blinds) for row in group]
    return ChangeLine(
        change_id=first["deed_id"],
        at=at,
        when=labels.writing.moment(at, clock),
        typed_when=replace(labels.writing, said_on=None).moment(at, clock),
        by=first["by"],
        way=first["way"],
        action=first["action"],
        title=in_words(first["action"], list(group), labels),
        why=first["why"],
        undone=bool(first["undone"]),
        undoes=first["undoes"],
        changes=changes,
    )


def _told(line: ChangeLine, group: Sequence[dict[str, Any]], labels: Labels) -> ChangeLine:
    """A change with what it did to each record, in words."""
    told = [
        ChangeInWords(
            table_words(one.table), one.label, _KINDS[row["kind"]], _differences(one, labels)
        )
        for row, one in zip(group, line.changes, strict=True)
    ]
    return replace(line, told=told)


def entry_of(row: dict[str, Any], labels: Labels, blinds: Blinds) -> HistoryEntry:
    """A change for programs, out of its row with what its change record says; without what
    the one who reads it may not see.
    """
    table = row["table_name"]
    before = blinds.seen(table, from_json(row["before"]) if row["before"] else None)
    after = blinds.seen(table, from_json(row["after"]) if row["after"] else None)
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


def fits(line: ChangeLine, question: HistoryQuestion) -> bool:
    """Whether the words and the record of a question are found in a change."""
    if not (question.words or question.record):
        return True
    records = folded(" ".join([line.title, line.why, *line.records]))
    who, when = f"{line.by} {line.way}", f"{line.when} {line.typed_when}"
    everything = f"{records} {folded(who)} {folded(when)}"
    return folded(question.record) in records and all(
        word in everything for word in folded(question.words).split()
    )


def _differences(entry: HistoryEntry, labels: Labels) -> list[tuple[str, str, str]]:
    before, after = entry.before or {}, entry.after or {}
    told = [
        (name, labels.text(name, before), labels.text(name, after))
        for name in dict.fromkeys([*before, *after])
        if name not in _QUIET
    ]
    return [(field_words(entry.table, name), was, now) for name, was, now in told if was != now]
