"""A record that someone holds, as the file holds it now."""

from typing import TypeVar

from kpitui.domain.errors import Conflict
from kpitui.domain.readings import RecordedReading
from kpitui.domain.records.absence import Absence
from kpitui.domain.records.goal import Priority, Strategy
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.mission import Mission
from kpitui.domain.records.person import Person
from kpitui.domain.records.role import JobRole
from kpitui.domain.records.standard import Standard
from kpitui.domain.records.team import Team
from kpitui.storage.absences import load_absences_of
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_roles, load_teams
from kpitui.storage.plan import load_plan
from kpitui.storage.readings import load_reading
from kpitui.storage.records import conflict
from kpitui.views.coaching import SessionLine, load_sessions_of

Planned = Mission | Priority | Strategy | Kpi | Standard | Metric
Record = Planned | Team | JobRole | Person | RecordedReading | SessionLine | Absence
RecordT = TypeVar("RecordT", bound=Record)

_TABLES: dict[type[Record], str] = {
    Mission: "missions", Priority: "priorities", Strategy: "strategies", Kpi: "kpis",
    Metric: "metrics", Team: "teams", JobRole: "roles", Person: "people",
    RecordedReading: "readings", SessionLine: "sessions", Absence: "absences",
}  # fmt: skip


def load_now(database: DatabaseFile, record: RecordT) -> RecordT | None:
    """The record as it is now, None where it is gone; of a mission the one that took its place."""
    if isinstance(record, SessionLine):
        found: list[Record] = [*load_sessions_of(database, record.session.person_id)]
    else:
        with reading(database) as db:
            found = _all_of(db, record)
    wanted = _id(record)
    kept = (one for one in found if isinstance(one, type(record)))
    return next((one for one in kept if _id(one) == wanted or isinstance(one, Mission)), None)


def who_changed(database: DatabaseFile, record: Record) -> Conflict:
    """Who changed a record last, and when."""
    with reading(database) as db:
        if isinstance(record, Standard):  # what it says stands in its levels
            return conflict(db, "targets", max((level.id for level in record.levels), default=0))
        return conflict(db, _TABLES[type(record)], _id(record))


def _id(record: Record) -> int:
    return record.session.id if isinstance(record, SessionLine) else record.id


def _all_of(db: Database, record: Record) -> list[Record]:
    if isinstance(record, RecordedReading):
        kept = load_reading(db, record.id)
        return [kept] if kept else []
    if isinstance(record, Absence):
        return [*load_absences_of(db, record.person_id)]
    if isinstance(record, Team | JobRole | Person):
        return [*load_teams(db), *load_roles(db), *load_people(db)]
    plan = load_plan(db)
    missions = [mission for mission in plan.missions if mission.ends_on is None]
    return [
        *missions,
        *plan.priorities,
        *plan.strategies,
        *plan.kpis,
        *plan.standards,
        *plan.metrics.values(),
    ]
