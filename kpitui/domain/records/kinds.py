"""Every kind of record by the table that keeps it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

from kpitui.domain.records.absence import AbsenceDraft
from kpitui.domain.records.action import Action
from kpitui.domain.records.annotation import Annotation
from kpitui.domain.records.dated import ALWAYS
from kpitui.domain.records.detail import details
from kpitui.domain.records.goal import Priority, Strategy
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import BETTER, Aggregation, EmptyMeans, Metric, Place
from kpitui.domain.records.mission import Mission
from kpitui.domain.records.person import Person
from kpitui.domain.records.review import Review
from kpitui.domain.records.role import JobRole
from kpitui.domain.records.seen_level import SeenLevel
from kpitui.domain.records.session import CoachingSession
from kpitui.domain.records.team import Team

KINDS: Mapping[str, type[Struct]] = {
    "missions": Mission, "priorities": Priority, "strategies": Strategy, "metrics": Metric,
    "kpis": Kpi, "annotations": Annotation, "teams": Team, "roles": JobRole, "people": Person,
    "sessions": CoachingSession, "actions": Action, "reviews": Review,
    "seen_levels": SeenLevel, "absences": AbsenceDraft,
}  # fmt: skip

_COLUMNS = {
    "kpi_id": "KPI", "low": "at least", "high": "at most", "from_level": "from the level",
    "n": "sample size", "numerator": "part", "denominator": "whole", "state": "status",
    "external_id": "id in its source", "starts_on": "from", "ends_on": "ends on",
    "moved": "what moved", "words": "verdict", "until_on": "dismissed until",
    "first_on": "first day", "last_on": "last day", "acknowledged_at": "agent confirmed",
    "acknowledged_by": "confirmed by", "assumed": "assumed", "most": "limit",
    "unfailed": "score if none were critical", "not_applicable": "may not apply",
}  # fmt: skip
"""What columns are called that no form asks for."""

_COLUMNS_OF = {("answers", "value"): "answer"}
"""The same of a column that is called otherwise in other tables."""

_VALUES: Mapping[str, Mapping[Any, str]] = {
    "direction": BETTER,
    "aggregation": {aggregation: aggregation.word for aggregation in Aggregation},
    "empty_means": {EmptyMeans.GAP: "not known", EmptyMeans.ZERO: "none happened"},
    "place": {Place.UNSORTED: "not sorted yet", Place.CONTEXT: "for information"},
    "state": {"kept": "counts"},
    "new_limits": {0: "no", 1: "yes"},
    "critical": {0: "no", 1: "yes"},
    "not_applicable": {0: "no", 1: "yes"},
    "starts_on": {ALWAYS.isoformat(): "the beginning"},
}
"""What is kept as a code, in words, by its column."""


def value_words(column: str, value: Any) -> str | None:
    """What is kept as a code, as it is told; None of what tells itself."""
    return _VALUES.get(column, {}).get(value) if isinstance(value, str | int) else None


@lru_cache(maxsize=2000)
def field_words(table: str, column: str) -> str:
    """What a column is called within a sentence: its label in forms, or its own name."""
    for detail in details(KINDS[table]) if table in KINDS else ():
        if detail.column == column:
            return detail.detail.label[:1].lower() + detail.detail.label[1:]
    known = _COLUMNS_OF.get((table, column)) or _COLUMNS.get(column)
    return known or column.removesuffix("_on").removesuffix("_id").replace("_", " ")
