"""Undo and redo on a screen: what will be undone is said before it is, and several readings are asked about."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from kpitui.domain.errors import KpituiError
from kpitui.later import Later

if TYPE_CHECKING:
    from kpitui.actions import undo
    from kpitui.actions.undo import Upcoming
    from kpitui.ui.dialogs import choices as choices_dialog
    from kpitui.ui.dialogs.choices import Choice
    from kpitui.ui.workplace import Workplace
else:
    undo, choices_dialog = Later("kpitui.actions.undo"), Later("kpitui.ui.dialogs.choices")

KEYS = {
    "priorities": "priority", "strategies": "strategy", "kpis": "kpi", "standards": "standard", "metrics": "metric",
    "people": "person", "teams": "team",
}  # fmt: skip
"""How the line of a record begins its key, by the table that holds it."""


class UndoingScreen(Screen[None]):
    """Undoes what its user did last, and redoes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "Undo", id="app.undo", tooltip="Take your last deed back, and again the one before"),
        Binding("U", "redo", "Redo", id="app.redo", show=False, tooltip="Do again what you undid last"),
    ]

    undo_key = "u"
    undo_words = "u takes it back"

    def __init__(self, workplace: Workplace, *, id: str) -> None:
        super().__init__(id=id)
        self.workplace = workplace

    def tell(self, sentence: str, *, error: bool = False) -> None:
        """Say something in passing."""
        raise NotImplementedError

    async def choose(self, title: str, choices: list[Choice]) -> None:
        """Let one of several things be chosen, and do it."""
        raise NotImplementedError

    def do_quietly(self, do: Callable[[], str]) -> None:
        """Do something in the file, without holding up a key; it gives the key of the line to go to."""
        raise NotImplementedError

    async def action_undo(self) -> None:
        """Undo my last deed; once more, the one before. What was not just told is told first."""
        work = self.workplace
        try:
            coming = undo.upcoming(work.database, work.actor)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        if coming.readings > 1 or work.told.undo_is_known(coming.deed_id):
            await self.undo_deed(coming)
            return
        work.told.undo(coming.deed_id)
        self.tell(f"u again undoes: {coming.label}, {work.moment(coming.at)}.")

    async def undo_deed(self, coming: Upcoming) -> None:
        """Undo a deed; where more than one reading would be void, ask."""
        if coming.readings <= 1:
            self._undo(coming)
            return
        await self.choose(
            f"Undo: {coming.label}, {self.workplace.moment(coming.at)}?",
            [
                choices_dialog.Choice(f"Undo, {coming.readings} readings are void", partial(self._undo, coming)),
                choices_dialog.Choice("Keep them", lambda: None),
            ],
        )

    def _undo(self, coming: Upcoming) -> None:
        work = self.workplace

        def take_back() -> str:
            undone = undo.undo(work.database, work.actor, coming.deed_id)
            self.app.call_from_thread(self.tell, f"Taken back: {undone.label}.{self._next_undo()}")
            return f"{KEYS.get(undone.table, '')}-{undone.record_id}"

        self.do_quietly(take_back)

    def _next_undo(self) -> str:
        work = self.workplace
        try:
            coming = undo.upcoming(work.database, work.actor)
        except KpituiError:
            return ""
        work.told.undo(coming.deed_id)
        return f" {self.undo_key} again: {coming.label}."

    def know_undo(self) -> None:
        """What is done here is what u undoes from now on, and is seen: it need not be told first."""
        with suppress(KpituiError):
            self.workplace.told.undo(undo.upcoming(self.workplace.database, self.workplace.actor).deed_id)

    def action_redo(self) -> None:
        """Do again what I undid last."""
        self.redo_deed(None)

    def redo_deed(self, deed_id: int | None) -> None:
        """Do again what an undo undid; without its number, the last."""
        work = self.workplace

        def again() -> str:
            redone = undo.redo(work.database, work.actor, deed_id)
            self.app.call_from_thread(self.tell, f"Redone: {redone.label}.")
            return f"{KEYS.get(redone.table, '')}-{redone.record_id}"

        self.do_quietly(again)
