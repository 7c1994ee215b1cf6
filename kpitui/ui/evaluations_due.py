"""Whose contacts are due to be scored, to choose one from, and the way to its sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from kpitui.domain.errors import KpituiError
from kpitui.ui.choice import Choice
from kpitui.ui.own_teams import NAMES_TURN_KEY
from kpitui.ui.scoring import begin_scoring
from kpitui.views.entry import EntrySubject, Shape
from kpitui.views.evaluations_due import EvaluationDue, load_evaluations_due
from kpitui.words import due as words
from kpitui.words.sections import Section
from kpitui.words.spans import line, muted, text_of

if TYPE_CHECKING:
    from kpitui.ui.app_context import AppContext
    from kpitui.ui.editing import EditingScreen

NOTHING = "No evaluation is due this month."
ASKED = "Score which contact?"
SUBJECT = EntrySubject("Evaluations", "due this month, agent by agent", shape=Shape.SCORE)
"""What stands for all of them where names are listed."""
LINES_SHOWN = 12


class EvaluationsDue:
    """The evaluations that are due, as of the last `load`; `asked` says whether any sheet asks for
    them.
    """

    def __init__(self, context: AppContext) -> None:
        self._app_context = context
        self.asked = False
        self.due: Sequence[EvaluationDue] = ()

    def load(self) -> None:
        """Read them; raises `KpituiError`."""
        work = self._app_context
        found = load_evaluations_due(work.database, work.as_of, work.shown_teams())
        self.asked, self.due = found is not None, found or ()

    def about(self, person_id: int | None) -> Iterator[Section]:
        """Those of someone; with None how many are due, and of whom first."""
        speech = self._app_context.speech
        own = [due for due in self.due if due.person_id == person_id]
        told = [words.evaluations_missing(due, speech.day) for due in own]
        if person_id is None:
            told = [words.evaluation_in_list(due, speech) for due in self.due[:LINES_SHOWN]]
            more = len(self.due) - LINES_SHOWN
            told += [line(muted(f"and {more} more"))] if more > 0 else []
        if told:
            yield Section("Evaluations", tuple(told))


async def choose_evaluation(screen: EditingScreen, say: Callable[[str], object]) -> None:
    """Choose one of those that are due, and open its sheet; `say` says where none is."""
    work = screen.context
    try:
        found = load_evaluations_due(work.database, work.as_of, work.shown_teams())
    except KpituiError as error:
        say(error.sentence)
        return
    if not found:
        say(work.teams.nothing("No evaluation is due this month", NAMES_TURN_KEY) or NOTHING)
        return
    choices = [
        Choice(
            work.text(text_of(words.evaluation_in_list(due, work.speech))),
            partial(begin_scoring, screen, due.person_id, due),
        )
        for due in found
    ]
    await screen.changes.choose(ASKED, choices)
