"""How a decision of a review is marked as done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kpitui.actions.reviews import finish_decision
from kpitui.domain.records.decision import ReviewDecision
from kpitui.ui.changes import leading_to
from kpitui.ui.forms.review import done_form

if TYPE_CHECKING:
    from kpitui.ui.editing import EditingScreen


async def ask_done(screen: EditingScreen, decision: ReviewDecision, key: str) -> None:
    """Ask what came of it, and mark it as done; the cursor is on the line of the key then."""
    work = screen.context

    def finish(result: str) -> None:
        by = work.database, work.actor
        finish_decision(*by, decision.id, decision.version, result, work.today())

    form = done_form(work.text(decision.text), f"decision-{decision.id}")
    said = f"“{decision.text}” is done"
    await screen.changes.ask(form, partial(leading_to, key, finish), said)
