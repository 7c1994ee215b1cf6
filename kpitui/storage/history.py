"""The history as it is kept: deeds with their changes, each named by the record it is of."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from kpitui.domain.cells import DURATIONS
from kpitui.domain.numbers import format_number, plain_number
from kpitui.domain.writing import WRITING, Writing
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, columns, from_json, rows
from kpitui.storage.rules import clock_of

_WORDS = {
    "missions": "mission", "priorities": "priority", "strategies": "strategy", "metrics": "metric", "kpis": "KPI",
    "standards": "standard", "targets": "level", "teams": "team", "roles": "role", "people": "person",
    "memberships": "membership", "accounts": "account", "access_keys": "key", "sessions": "coaching session",
    "session_metrics": "focus", "actions": "action", "readings": "reading", "annotations": "event", "reviews": "review",
    "verdicts": "verdict", "closed_periods": "closed period", "baselines": "locked limits",
    "accepted_findings": "accepted finding", "rules": "rule",
}  # fmt: skip

_REFERENCES = {
    "metric_id": "metrics", "strategy_id": "strategies", "priority_id": "priorities", "person_id": "people",
    "team_id": "teams", "role_id": "roles", "kpi_id": "kpis", "standard_id": "standards", "session_id": "sessions",
    "account_id": "accounts",
}  # fmt: skip
_DAYS = ("date", "month")
_OF_METRIC = ("value", "low", "high", "baseline", "warn", "plausible_low", "plausible_high")
"""Columns in the unit of the metric that a record is of."""
_NAMES = ("statement", "title", "name", "text", "month", "record", "fingerprint")
_RECORDS = tuple(_WORDS)


def table_words(table: str) -> str:
    """What a record of a table is called."""
    return _WORDS.get(table, table)


class Labels(Struct):
    """Names of records, each looked up once."""

    db: Database
    writing: Writing = WRITING
    _known: dict[tuple[str, int], str] = {}  # a Struct gives each its own

    def of(self, table: str, content: Mapping[str, Any]) -> str:
        """What a person calls a record, by what it holds: its own name, or that of what it belongs to."""
        own = next((str(content[name]) for name in _NAMES if content.get(name)), "")
        if own:
            return own
        parts = [self._name(_REFERENCES[column], content[column]) for column in _REFERENCES if content.get(column)]
        if table in ("readings", "sessions", "reviews", "verdicts") and content.get("date"):
            parts.append(self.writing.words(str(content["date"])))
        return ", ".join(part for part in parts if part)

    def text(self, column: str, content: Mapping[str, Any]) -> str:
        """A value of a record as it is told: of a reference the name of what it refers to, numbers in their unit."""
        value = content.get(column)
        if value in (None, "", "[]"):
            return ""
        if column in _REFERENCES:
            return self._name(_REFERENCES[column], int(str(value)))
        if isinstance(value, float):
            return self._number(column, value, content)
        if column.endswith("_at"):
            return self.writing.moment(str(value), clock_of(self.db))
        return self.writing.words(str(value)) if column in _DAYS or column.endswith("_on") else str(value)

    def _number(self, column: str, value: float, content: Mapping[str, Any]) -> str:
        """A number in full; of a duration in minutes and seconds."""
        unit = self._unit(content) if column in _OF_METRIC else ""
        if unit in DURATIONS:
            return format_number(value, 0, unit)
        text = plain_number(value, decimal_comma=self.writing.decimal_comma)
        return text + unit if unit == "%" else text

    def _unit(self, content: Mapping[str, Any]) -> str:
        for column, table in (("metric_id", "metrics"), ("kpi_id", "kpis"), ("standard_id", "standards")):
            if content.get(column):
                found = rows(self.db, f"SELECT * FROM {table} WHERE id = :id", {"id": content[column]})
                return self._unit(found[0]) if found else ""
        return str(content.get("unit") or "")

    def _name(self, table: str, record_id: int) -> str:
        key = (table, record_id)
        if key not in self._known:
            found = rows(self.db, f"SELECT * FROM {table} WHERE id = :id", {"id": record_id})
            content = found[0] if found else self._last(table, record_id)
            self._known[key] = self.of(table, content) if content else ""
        return self._known[key]

    def _last(self, table: str, record_id: int) -> dict[str, Any]:
        found = rows(
            self.db,
            "SELECT coalesce(after, before) AS content FROM changes WHERE table_name = :table AND record_id = :id "
            "ORDER BY id DESC LIMIT 1",
            {"table": table, "id": record_id},
        )
        return dict(from_json(found[0]["content"])) if found else {}


def committed(db: Database, uuids: Iterable[str]) -> set[str]:
    """Which of these changes are in the file."""
    return {uuid for uuid in uuids if rows(db, "SELECT 1 FROM deeds WHERE uuid = :uuid", {"uuid": uuid})}


STANDS_UNDONE = (
    "SELECT undo.undoes FROM deeds AS undo WHERE undo.undoes IS NOT NULL "
    "AND undo.id NOT IN (SELECT deed_id FROM current_deed) "
    "AND NOT EXISTS (SELECT 1 FROM deeds AS redo WHERE redo.undoes = undo.id "
    "AND redo.id NOT IN (SELECT deed_id FROM current_deed))"
)
"""Deeds that were undone, and not done again since; the one that is being written right now does not count."""


def deed_label(db: Database, deed_id: int) -> str:
    """A deed in words: what was done, and to what."""
    deed = rows(db, "SELECT action FROM deeds WHERE id = :id", {"id": deed_id})[0]
    changes = rows(db, "SELECT * FROM changes WHERE deed_id = :id ORDER BY id", {"id": deed_id})
    return in_words(deed["action"], changes, Labels(db))


def in_words(action: str, changes: list[Row], labels: Labels) -> str:
    """An action with the record that it is about, and how many more there are."""
    # The record that a form was about is the last one that a deed touches in most cases; levels belong to another.
    named = [one for one in changes if one["table_name"] not in ("targets", "day_summaries")] or changes
    named = [one for one in changes if one["table_name"] == "sessions"] or named
    label = ""
    for change in reversed(named):
        label = labels.of(change["table_name"], from_json(change["after"] or change["before"] or "{}"))
        if label:
            break
    more = len(changes) - 1
    several = more and (len(named) > 1 or named[0]["table_name"] == "sessions")
    return f"{action}: {label}" + (f" and {more} more" if several else "") if label else action


def about(changes: list[Row]) -> tuple[str, int]:
    """Table and id of the record that a deed was about; of a level or a membership, what it belongs to."""
    owners = {"targets": ("kpi_id", "standard_id"), "memberships": ("person_id",)}
    found = [(one["table_name"], int(one["record_id"])) for one in changes if one["table_name"] not in owners]
    if found:
        return found[0]
    content = from_json(changes[0]["after"] or changes[0]["before"])
    column = next(name for name in owners[changes[0]["table_name"]] if content[name])
    return _REFERENCES[column], int(content[column])


class Referring(Struct, frozen=True):
    """What refers to a record."""

    of: str
    sentence: str
    only_voided: bool


def referring(db: Database, table: str, record_id: int) -> Referring | None:
    """What refers to a record and keeps it from being taken away; None where nothing does."""
    column = next((name for name, target in _REFERENCES.items() if target == table), None)
    if column is None:
        return None
    labels = Labels(db)
    own = rows(db, f"SELECT * FROM {table} WHERE id = :id", {"id": record_id})[0]
    voided = False
    for other in _RECORDS:
        if column not in columns(db, other):
            continue
        for row in rows(db, f"SELECT * FROM {other} WHERE {column} = :id LIMIT 100", {"id": record_id}):
            if other == "readings" and row["state"] == "void":
                voided = True
                continue
            what = f"{table_words(other)} “{labels.of(other, row)}”"
            sentence = f"The {what} depends on the {table_words(table)} “{labels.of(table, own)}”."
            return Referring(labels.of(table, own), sentence, only_voided=False)
    return Referring(labels.of(table, own), "", only_voided=True) if voided else None
