"""A session, a move and readings that the page of a person shows."""

from datetime import date, timedelta

from kpitui.actions.people import move_person
from kpitui.actions.readings import record
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.action import Promise
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_person
from tests.conftest import LEADER, TODAY

DRAFT = SessionDraft(
    person_id=1, date=date(2026, 11, 9), kind=SessionKind.CALL_REVIEW, focus=(2,),
    seen="[b]quiet[/]", agreed="greet first",
    actions=(Promise(text="greet by [name]", due_on=date(2026, 11, 16)),),
)  # fmt: skip


def moved(database: DatabaseFile, person_id: int, team: str) -> None:
    with reading(database) as db:
        person = load_person(db, person_id)
    assert person is not None
    move_person(database, LEADER, person, team, "Advisor", date(2026, 11, 2))


def weekly_shares(database: DatabaseFile, person_id: int, right: list[float]) -> None:
    """Adherence of so many of ten a week, the newest in the last finished one."""
    drafts = [
        ReadingDraft(metric_id=3, person_id=person_id, numerator=one, denominator=10,
                     date=date(2026, 11, 20) - timedelta(weeks=back))
        for back, one in enumerate(reversed(right))
    ]  # fmt: skip
    record(database, LEADER, drafts, today=TODAY)
