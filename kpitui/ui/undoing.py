"""Undo and redo on a screen: what will be undone is said before it is, and several readings are
asked about.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kpitui.domain.errors import KpituiError
from kpitui.lazy import Lazy
from kpitui.ui.changes import ChangeRunner, Task
from kpitui.ui.choice import Choice

if TYPE_CHECKING:
    from kpitui.actions import undo
    from kpitui.actions.undo import Upcoming
    from kpitui.ui.app_screen import AppScreen
    from kpitui.ui.dialogs import form as form_dialog
    from kpitui.ui.forms import upkeep
    from kpitui.ui.forms.form import Filled
else:
    undo = Lazy("kpitui.actions.undo")
    form_dialog, upkeep = Lazy("kpitui.ui.dialogs.form"), Lazy("kpitui.ui.forms.upkeep")

KEYS = {
    "priorities": "priority", "strategies": "strategy", "kpis": "kpi", "standards": "standard",
    "metrics": "metric", "people": "person", "teams": "team",
}  # fmt: skip
"""How the line of a record begins its key, by the table that holds it."""


class Undoing:
    """Undoes what the user of a screen did last, and redoes it."""

    def __init__(self, screen: AppScreen, changes: ChangeRunner) -> None:
        self._screen = screen
        self._context = screen.context
        self._changes = changes

    def undo_last(self) -> None:
        """Undo my last change; once more, the one before. What was not just told is told first."""
        work = self._context
        try:
            coming = undo.upcoming(work.database, work.actor)
        except KpituiError as error:
            self._screen.tell(error.sentence, error=True)
            return
        if coming.readings > 1 or work.told.undo_is_known(coming.change_id):
            self.undo_change(coming)
            return
        work.told.undo(coming.change_id)
        self._screen.tell(f"u again undoes: {coming.label}, {work.moment(coming.at)}.")

    def undo_change(self, coming: Upcoming) -> None:
        """Undo a change; where more than one reading would be void, ask."""
        if coming.readings <= 1:
            self._undo(coming)
            return
        title = f"Undo: {coming.label}, {self._context.moment(coming.at)}?"
        choices = [
            Choice(f"Undo; voids {coming.readings} readings", partial(self._undo, coming)),
            Choice("Keep them", lambda: None),
        ]
        self._screen.call_next(self._changes.choose, title, choices)

    def _undo(self, coming: Upcoming, why: str = "") -> None:
        work, screen = self._context, self._screen

        def take_back() -> str:
            undone = undo.undo(work.database, work.actor, coming.change_id, why)
            screen.app.call_from_thread(screen.tell, f"Undone: {undone.label}.{self._next_undo()}")
            return f"{KEYS.get(undone.table, '')}-{undone.record_id}"

        ask_why = partial(self._ask_why, partial(self._undo, coming), "undone")
        self._changes.do(Task(take_back, "", ask_why=ask_why))

    async def _ask_why(self, do: Callable[[str], None], done: str, sentence: str) -> None:
        """Ask for the reason that a closed month needs, then do it."""

        def answered(filled: Filled[str] | None) -> None:
            if filled is None or filled.draft is None:
                self._screen.tell(
                    f"Not {done}. A locked month needs a reason: press the key again and type it.",
                    error=True,
                )
            else:
                do(filled.draft)

        form = upkeep.reason_form("closed", sentence, self._context.today())
        await self._screen.app.push_screen(form_dialog.FormDialog(form, self._context), answered)

    def _next_undo(self) -> str:
        work = self._context
        try:
            coming = undo.upcoming(work.database, work.actor)
        except KpituiError:
            return ""
        work.told.undo(coming.change_id)
        return f" {self._screen.undo_key} again: {coming.label}."

    def redo_change(self, change_id: int | None = None, why: str = "") -> None:
        """Do again what an undo undid; without its number, the last."""
        work, screen = self._context, self._screen

        def again() -> str:
            redone = undo.redo(work.database, work.actor, change_id, why)
            screen.app.call_from_thread(screen.tell, f"Redone: {redone.label}.")
            return f"{KEYS.get(redone.table, '')}-{redone.record_id}"

        ask_why = partial(self._ask_why, partial(self.redo_change, change_id), "redone")
        self._changes.do(Task(again, "", ask_why=ask_why))
