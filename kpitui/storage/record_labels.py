"""What a record is called: its kind in a word, its name, and what its columns hold in words."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from kpitui.domain.numbers import format_number, plain_number
from kpitui.domain.records.activity import activity_said
from kpitui.domain.records.detail import details
from kpitui.domain.records.kinds import value_words
from kpitui.domain.records.metric import Metric
from kpitui.domain.value_parsing import DURATIONS
from kpitui.domain.writing import WRITING, Writing
from kpitui.storage.activities import activities_in
from kpitui.storage.driver import Database
from kpitui.storage.records import find_row, first_row, from_json, texts_in
from kpitui.storage.rules import clock_of
from kpitui.storage.score_labels import SCORED, scored_text

_WORDS = {
    "missions": "mission", "priorities": "priority", "strategies": "strategy", "metrics": "metric",
    "kpis": "KPI", "standards": "standard", "targets": "level", "teams": "team", "roles": "role",
    "people": "person", "memberships": "membership", "accounts": "account", "access_keys": "key",
    "sessions": "coaching session", "session_metrics": "focus", "actions": "action",
    "readings": "reading", "annotations": "event", "reviews": "review", "verdicts": "verdict",
    "closed_periods": "locked month", "baselines": "locked limits",
    "accepted_findings": "dismissed issue", "rules": "rule", "forgetting": "forgotten person",
    "guards": "guard", "seen_levels": "seen level", "sheets": "call sheet",
    "sheet_versions": "call sheet version", "sheet_questions": "question",
    "calibrations": "calibration", "evaluations": "evaluation", "answers": "answer",
    "disputes": "dispute", "session_evaluations": "linked evaluation", "contacts": "contact",
    "team_parents": "place of a team", "account_teams": "team of an account", "absences": "absence",
    "rhythms": "rhythm", "decisions": "decision",
}  # fmt: skip

REFERENCES = {
    "metric_id": "metrics", "strategy_id": "strategies", "priority_id": "priorities",
    "person_id": "people", "team_id": "teams", "parent_id": "teams", "role_id": "roles",
    "kpi_id": "kpis", "standard_id": "standards", "session_id": "sessions",
    "account_id": "accounts", "together_id": "sessions",
    "sheet_id": "sheets", "sheet_version_id": "sheet_versions", "question_id": "sheet_questions",
    "evaluation_id": "evaluations", "calibration_id": "calibrations", "review_id": "reviews",
}  # fmt: skip

_NO_NAMES = (("evaluations", "calibration_id"), ("sessions", "together_id"))
"""References that call no record: its calibration is of the same person and sheet, and a session
is told from those held with it by whose it is.
"""

_DAYS = ("date", "month")

_OF_METRIC = ("value", "low", "high", "baseline", "warn", "plausible_low", "plausible_high")
"""Columns in the unit of the metric that a record is of."""

_NAMES = ("statement", "title", "name", "text", "month", "record")

RECORDS = tuple(_WORDS)
"""The tables whose records the history tells of."""

_DATED = ("readings", "sessions", "reviews", "verdicts", "evaluations", "calibrations")
"""Tables whose records are told apart by their day."""


def table_words(table: str) -> str:
    """What a record of a table is called."""
    return _WORDS.get(table, table)


class Labels(Struct):
    """Names of records, and units of what they are measured in, each looked up once."""

    db: Database
    writing: Writing = WRITING
    _known: dict[tuple[str, int], str] = {}  # a Struct gives each its own
    _units: dict[tuple[str, int], str] = {}

    def of(self, table: str, content: Mapping[str, Any]) -> str:
        """What a person calls a record, by what it holds: its own name, or that of what
        it belongs to.
        """
        own = next((str(content[name]) for name in _NAMES if content.get(name)), "")
        if own:
            return own
        parts = [
            self._name(REFERENCES[column], content[column])
            for column in REFERENCES
            if content.get(column) and (table, column) not in _NO_NAMES
        ]
        if table in _DATED and content.get("date"):
            parts.append(self.writing.words(str(content["date"])))
        parts.append(self._contact(table, content))
        return ", ".join(part for part in parts if part)

    def _contact(self, table: str, content: Mapping[str, Any]) -> str:
        """The contact that was scored, also of the reading that the score is."""
        scored = content if table == "evaluations" else None
        if table == "readings" and content.get("id"):
            scored = find_row(self.db, "evaluations", {"reading_id": content["id"]})
        reference = scored and scored.get("reference")
        return f"contact {reference}" if reference else ""

    def text(self, column: str, content: Mapping[str, Any]) -> str:
        """A value of a record as it is told: of a reference the name of what it refers to, codes in
        words, numbers in their unit.
        """
        value, comma = content.get(column), self.writing.decimal_comma
        if column in SCORED:
            said = scored_text(self.db, column, content, decimal_comma=comma)
            if said is not None:
                return said
        if value in (None, "", "[]"):
            return ""
        if column in REFERENCES:
            return self._name(REFERENCES[column], int(str(value)))
        if (words := value_words(column, value)) is not None:
            return words
        if column == "assumed":
            labels = {detail.key: detail.detail.label.lower() for detail in details(Metric)}
            fields = texts_in(str(value)) or (str(value),)
            return ", ".join(labels.get(key, key) for key in fields)
        if column == "activities":
            return self._activities(str(value))
        if isinstance(value, float):
            return self._number(column, value, content)
        if column.endswith("_at"):
            return self.writing.moment(str(value), clock_of(self.db))
        return (
            self.writing.words(str(value))
            if column in _DAYS or column.endswith("_on")
            else str(value)
        )

    def _activities(self, kept: str) -> str:
        found = activities_in(kept)
        teams = {id_: self._name("teams", id_) for activity in found for id_ in activity.team_ids}
        return "; ".join(activity_said(activity, teams, self.writing.day) for activity in found)

    def _number(self, column: str, value: float, content: Mapping[str, Any]) -> str:
        """A number in full; of a duration in minutes and seconds."""
        unit = self._unit(content) if column in _OF_METRIC else ""
        if unit in DURATIONS:
            return format_number(value, 0, unit)
        text = plain_number(value, decimal_comma=self.writing.decimal_comma)
        return text + unit if unit == "%" else text

    def _unit(self, content: Mapping[str, Any]) -> str:
        for column, table in (
            ("metric_id", "metrics"),
            ("kpi_id", "kpis"),
            ("standard_id", "standards"),
        ):
            if content.get(column):
                key = (table, content[column])
                if key not in self._units:
                    found = find_row(self.db, table, {"id": content[column]})
                    self._units[key] = self._unit(found) if found else ""
                return self._units[key]
        return str(content.get("unit") or "")

    def _name(self, table: str, record_id: int) -> str:
        key = (table, record_id)
        if key not in self._known:
            content = find_row(self.db, table, {"id": record_id}) or self._last(table, record_id)
            self._known[key] = self.of(table, content) if content else ""
        return self._known[key]

    def _last(self, table: str, record_id: int) -> dict[str, Any]:
        found = first_row(
            self.db,
            "SELECT coalesce(after, before) AS content FROM changes WHERE table_name = :table "
            "AND record_id = :id ORDER BY id DESC LIMIT 1",
            {"table": table, "id": record_id},
        )
        return dict(from_json(found["content"])) if found else {}
