"""The way to the screen that scores a contact, and back from it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual.binding import Binding, BindingType
from textual.widget import Widget

from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError
from kpitui.lazy import Lazy
from kpitui.ui.cell_typing import SCORE_KEY
from kpitui.ui.choice import Choice
from kpitui.ui.editing import EditingScreen

if TYPE_CHECKING:
    from kpitui.ui.screens import score
    from kpitui.views import scoring
    from kpitui.views.calibrations import CalibrationPage
    from kpitui.views.evaluations_due import EvaluationDue
    from kpitui.views.scoring import ToScore
else:
    score = Lazy("kpitui.ui.screens.score")
    scoring = Lazy("kpitui.views.scoring")

NOBODY = "Choose an agent first; a call sheet scores the contact of one agent."
GONE = "That evaluation was removed."


class ScoresContacts(Widget):
    """A part of a screen on which an agent is chosen: a key scores a contact of theirs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(f"{SCORE_KEY},ctrl+r", "score", "Score", id="whom.score",
            tooltip="Score a contact of this agent on a call sheet"),
    ]  # fmt: skip

    @property
    def scored_person(self) -> int | None:
        """Whose contact is scored; None where no one is chosen."""
        raise NotImplementedError

    async def action_score(self) -> None:
        """Score a contact of this agent."""
        if isinstance(self.screen, EditingScreen):
            await begin_scoring(self.screen, self.scored_person)


async def begin_scoring(
    screen: EditingScreen, person_id: int | None, due: EvaluationDue | None = None
) -> None:
    """Open a call sheet for a contact of someone, for one that is `due` with what is known of it;
    where there are several sheets, one is chosen first. Who may not, and what is missing, is said
    in a sentence.
    """
    work = screen.context
    try:
        work.actor.require(Permission.READINGS)
        if person_id is None:
            screen.tell(NOBODY)
            return
        found = scoring.load_to_score(work.database, person_id, work.entry_day)
    except KpituiError as error:
        screen.tell(error.sentence, error=True)
        return
    if due is not None:
        own = [to_score for to_score in found if to_score.metric.id == due.metric.id]
        found = [replace(to_score, drawn=due.contact) for to_score in own or found]
    if len(found) == 1:
        await _open(screen, found[0])
        return
    waiting = work.unsaved.evaluations
    listed = [
        Choice(
            f"{to_score.sheet.name}{', not saved' if to_score.key in waiting else ''}",
            partial(_open, screen, to_score),
            is_now=to_score.key in waiting,
        )
        for to_score in found
    ]
    await screen.changes.choose(f"Score {found[0].person.name} on", listed)


async def begin_correcting(screen: EditingScreen, evaluation_id: int) -> None:
    """Open an evaluation that was saved, to be corrected."""
    work = screen.context
    try:
        work.actor.require(Permission.READINGS)
        found = scoring.load_to_correct(work.database, evaluation_id)
    except KpituiError as error:
        screen.tell(error.sentence, error=True)
        return
    if found is None:
        screen.tell(GONE, error=True)
        screen.show_changed()
        return
    await _open(screen, found)


async def begin_calibrating(screen: EditingScreen, page: CalibrationPage) -> None:
    """Open the contact of a calibration, to be scored blind, or what one scored of it."""
    work = screen.context
    try:
        work.actor.require(Permission.READINGS)
        found = scoring.load_to_calibrate(work.database, page)
    except KpituiError as error:
        screen.tell(error.sentence, error=True)
        return
    await _open(screen, found)


async def _open(screen: EditingScreen, to_score: ToScore) -> None:
    screen.keep_typed()

    def saved(said: str, key: str) -> None:
        screen.show_changed(key)
        screen.tell(f"{said}; {screen.undo_words}.")

    await screen.app.push_screen(score.ScoreScreen(screen.context, to_score, saved))
