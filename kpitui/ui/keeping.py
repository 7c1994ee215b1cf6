"""Keeping what is typed: written within a second, offered at the next start, asked about before leaving."""

from __future__ import annotations

import contextlib
import time
from copy import deepcopy

from textual import on
from textual.css.query import NoMatches
from textual.timer import Timer

from kpitui.actions.drafts import Typed
from kpitui.ui.editing import EditingScreen
from kpitui.ui.messages import SaveArrived
from kpitui.ui.unfinished import Unfinished, on_screens, unfinished, whereabouts_words
from kpitui.ui.watching import WatchingApp
from kpitui.ui.workplace import Workplace

KEEP_SECONDS = 0.8
"""What is typed is kept within a second of the last key."""

STILL_SECONDS = 15.0
"""So long after the last key its save has been answered, and there is nothing new to keep."""

LIVING_SECONDS = 5.0
"""How often it is asked whether another session, which holds something unsaved, has ended."""


class KeepingApp(WatchingApp):
    """Writes what is typed into the draft of this session."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._keeping: Timer | None = None
        self._ending: Timer | None = None
        self._typed_at = time.monotonic()
        self._warned_of: Typed | None = None
        self._no_keeping = ""
        self._kept: Typed | None = deepcopy(workplace.unsaved)

    def begin_to_keep(self) -> None:
        """Look every moment whether something new is typed, and offer what was left."""
        self._keeping = self.set_interval(KEEP_SECONDS, self._keep_while_typed)
        # Not before there is a screen: on a busy server what is told in passing would have passed.
        self.call_after_refresh(self._offer)

    def was_typed_in(self) -> None:
        """A key came: there may be something new to keep."""
        if self._keeping is not None:
            self._typed_at = time.monotonic()
            self._keeping.resume()

    @property
    def silent_seconds(self) -> float:
        """How long no key has come."""
        return time.monotonic() - self._typed_at

    def _offer(self) -> None:
        """Say what was typed before the last end and is there still, and what other sessions hold."""
        work, said = self.workplace, []
        if kept := unfinished(work.unsaved):
            said.append(f"Kept from the last time: {', '.join(kept)}.")
        if work.more_drafts:
            said.append("More was typed for the same places; it is kept until you have saved this and start again.")
        living = work.drafts.living() if work.drafts else []
        for where, typed in living:
            place = whereabouts_words(where, work.moment)
            said.append(f"Also open {place}: {', '.join(unfinished(typed))} not saved there.")
        if said:
            self.tell(" ".join(said))
        if living:
            self._ending = self.set_interval(LIVING_SECONDS, self._look_whether_they_ended)

    def _look_whether_they_ended(self) -> None:
        drafts = self.workplace.drafts
        if drafts is None or self._ending is None or drafts.living():
            return
        self._ending.stop()
        if drafts.are_left:
            self.tell("Your other session has ended; open kpitui again to go on with what it left.")

    def _keep_while_typed(self) -> None:
        with contextlib.suppress(NoMatches):  # the screens are being taken down: what is typed was kept before
            self.keep_drafts()
        # A save that waits for another writer takes away what it saved; after that nothing changes by itself.
        if self._keeping is not None and time.monotonic() - self._typed_at > STILL_SECONDS:
            self._keeping.pause()

    def keep_drafts(self) -> None:
        """Keep what is typed and not saved, so that it is there after a dropped line; quick, and without a question."""
        work, typed = self.workplace, self._typed()
        if work.drafts is None or typed == self._kept:
            return
        try:
            work.drafts.keep(typed)
        except OSError as error:
            if not self._no_keeping:
                self.tell(f"What you type cannot be kept over a dropped line: {error.strerror}.", error=True)
            self._kept, self._no_keeping = None, error.strerror or str(error)
        else:
            self._kept, self._no_keeping = typed, ""

    @on(SaveArrived)
    def _save_arrived(self, message: SaveArrived) -> None:
        saved = self.workplace.unsaved.saves.pop(message.change, None)
        self.keep_drafts()
        if saved is not None and self._no_keeping and self.workplace.drafts is not None:
            # What could not be written over holds what is saved now, and would be offered once more.
            with contextlib.suppress(OSError):
                self.workplace.drafts.keep(Typed())

    def _typing_screens(self) -> list[EditingScreen]:
        found = (self.get_screen(name) for name in ("enter", "coach") if self.is_screen_installed(name))
        return [one for one in found if isinstance(one, EditingScreen) and one.is_mounted]

    def _typed(self) -> Typed:
        for typing in self._typing_screens():
            typing.keep_typed()
        typed = deepcopy(self.workplace.unsaved)
        for screen in self.screen_stack:
            if isinstance(screen, Unfinished) and screen.is_mounted:
                screen.keep_in(typed)
        return typed

    def may_leave(self) -> bool:
        """Whether nothing is lost or forgotten by leaving now; otherwise it is said, and asked once."""
        self.keep_drafts()
        typed = self._typed()
        is_kept = self.workplace.drafts is not None and not self._no_keeping
        not_saved = on_screens(typed) if is_kept else unfinished(typed)
        if not_saved and typed != self._warned_of:
            self._warned_of = typed
            said = f"Not saved: {', '.join(not_saved)}. "
            why = f" ({self._no_keeping})" if self._no_keeping else ""
            said += "Quit once more to leave; " + (
                "it is kept for the next time." if is_kept else f"it is lost then, as it cannot be kept{why}."
            )
            self.clear_notifications()
            self.notify(self.workplace.words(said), severity="warning" if is_kept else "error", markup=False)
            return False
        return True
