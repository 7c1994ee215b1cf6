"""Every kind of record by the table that keeps it."""

from collections.abc import Mapping

from msgspec import Struct

from kpitui.domain.records.action import Action
from kpitui.domain.records.annotation import Annotation
from kpitui.domain.records.detail import details
from kpitui.domain.records.goal import Priority, Strategy
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Metric
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
    "seen_levels": SeenLevel,
}  # fmt: skip


def field_words(table: str, column: str) -> str:
    """What a column is called within a sentence: its label in forms, or its own name."""
    for one in details(KINDS[table]) if table in KINDS else ():
        if one.column == column:
            return one.detail.label[:1].lower() + one.detail.label[1:]
    return column.removesuffix("_on").removesuffix("_id").replace("_", " ")
