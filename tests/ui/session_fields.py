"""A session on Coach under a pilot, and one to follow up."""

from datetime import date

from textual.pilot import Pilot

from kpitui.domain.records.action import Promise
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.ui.app import KpituiApp
from kpitui.ui.dialogs.field_row import FieldRow
from tests.ui.conftest import shows

DRAFT = SessionDraft(
    person_id=1, date=date(2026, 11, 9), kind=SessionKind.CALL_REVIEW, seen="[b]quiet[/]",
    agreed="greet first", follow_up_on=date(2026, 11, 20),
    actions=(Promise(text="greet by [name]", due_on=date(2026, 11, 16)),),
)  # fmt: skip


async def open_session(pilot: Pilot[None]) -> None:
    await shows(pilot, "Grow brand loyalty")
    await pilot.press("3", *"ana", "enter")
    await shows(pilot, "Session type", "Results")


def focused_key(app: KpituiApp) -> str:
    """The key of the field of the cursor."""
    rows = app.screen.query(FieldRow)
    return next((row.field.key for row in rows if row.has_focus_within), "")
