"""What an event needs before it is kept."""

from kpitui.domain.errors import BadData
from kpitui.domain.event_scope import require_not_long_before, require_there
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.storage.driver import Database
from kpitui.storage.people import load_person, load_team
from kpitui.storage.plan import first_day
from kpitui.storage.records import Row, values_of
from kpitui.storage.within import within


def event_row(db: Database, event: AnnotationDraft) -> Row:
    """An event as the file keeps it; raises `BadData` where its team or person is not there on its
    day.
    """
    team = load_team(db, event.team_id) if event.team_id is not None else None
    person = load_person(db, event.person_id) if event.person_id is not None else None
    if (seen := within(db)) is not None:
        called = team.name if team else "That team"
        seen.require(event.person_id, event.team_id, called, everyone="An event of everyone")
    try:
        require_there(team or person, event.date)
    except ValueError as error:
        raise BadData(f"{error}.") from None
    return {
        "metric_id": event.metric_id, "strategy_id": event.strategy_id,
        "team_id": event.team_id, "person_id": event.person_id,
        **values_of(event, AnnotationDraft),
    }  # fmt: skip


def typed_event_row(db: Database, event: AnnotationDraft) -> Row:
    """The same of an event that someone typed; raises `BadData` too where it lies long before the
    plan, as a wrong year does. What a file brings may come before its plan and its readings.
    """
    row = event_row(db, event)
    try:
        require_not_long_before(event.date, first_day(db, event.metric_id))
    except ValueError as error:
        raise BadData(f"{error}.") from None
    return row
