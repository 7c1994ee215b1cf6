"""Where what the Today screen speaks of is dealt with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.domain.access import Permission
from kpitui.domain.health.rule import Finding
from kpitui.ui.follow_ups import DECIDES, answering, asking_done, deciding
from kpitui.ui.messages import CoachAsked, LineAsked, RecordAsked
from kpitui.ui.scoring import begin_scoring
from kpitui.views.board import BoardTile
from kpitui.views.coaching import OpenLine
from kpitui.views.contacts import DisputeLine
from kpitui.views.decisions import DecisionLine
from kpitui.views.due import DueSubject
from kpitui.views.entry import EntrySubject
from kpitui.views.evaluations_due import EvaluationDue
from kpitui.views.level_notices import QuestionLine
from kpitui.views.moved import Corrected, Moved
from kpitui.views.to_coach import ToCoach

if TYPE_CHECKING:
    from textual.message import Message

    from kpitui.ui.editing import EditingScreen
    from kpitui.views.today import TodayLine


async def open_place(screen: EditingScreen, of: TodayLine) -> None:
    """Open it: on the screen that it belongs to, or in the form that answers it."""
    if isinstance(of, EvaluationDue):
        await begin_scoring(screen, of.person_id, of)
    elif isinstance(of, QuestionLine):
        await screen.changes.change(*answering(of, screen.context))
    elif isinstance(of, DisputeLine):
        await _decide(screen, of)
    elif isinstance(of, OpenLine):
        await asking_done(of, screen.context, screen.changes)
    else:
        screen.app.post_message(_asked(of))


async def _decide(screen: EditingScreen, of: DisputeLine) -> None:
    if screen.context.actor.may(Permission.READINGS):
        await screen.changes.change(*deciding(of, screen.context))
    else:
        screen.tell(DECIDES)


def _asked(
    of: BoardTile | Finding | DecisionLine | DueSubject | ToCoach | Moved | Corrected,
) -> Message:
    """The screen and the line that it belongs to."""
    if isinstance(of, DueSubject):
        return RecordAsked(EntrySubject(of.name, of.team, of.person_id, of.team_id))
    if isinstance(of, ToCoach):
        return CoachAsked(of.person_id, of.below[0].metric.id if of.below else None)
    if isinstance(of, DecisionLine):
        return LineAsked("review", f"kpi-{of.kpi.id}")
    if isinstance(of, Finding):
        return LineAsked("health", of.key)
    if isinstance(of, Corrected):
        return LineAsked("history", of.change_id)
    if isinstance(of, Moved) and of.team:
        return LineAsked("board", of.tile.key)
    tile = of.tile if isinstance(of, Moved) else of
    return LineAsked("review" if tile.is_kpi else "plan", tile.key)
