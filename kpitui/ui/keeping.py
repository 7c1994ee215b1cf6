"""Keeping what is typed: written within a second, offered at the next start, asked
about before leaving.
"""

from __future__ import annotations

import contextlib
import time
from copy import deepcopy

from textual.css.query import NoMatches
from textual.timer import Timer

from kpitui.actions.drafts import drop_gone, gone_from, take_over
from kpitui.domain.errors import KpituiError
from kpitui.storage.drafts import Typed
from kpitui.terminal.app import TerminalApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import AppScreen
from kpitui.ui.screen_list import SCREENS
from kpitui.ui.telling import tell
from kpitui.ui.unfinished import (
    DropsTyped,
    SheetScreen,
    Unfinished,
    on_screens,
    unfinished,
    whereabouts_words,
)

KEEP_SECONDS = 0.8
"""What is typed is kept within a second of the last key."""

STILL_SECONDS = 15.0
"""So long after the last key its save has been answered, and there is nothing new to keep."""

ENDED_SECONDS = 3.0
"""How often it is asked whether another session has ended and left something, and whether someone
who is typed about was forgotten.
"""

MORE_DRAFTS = (
    "There are more drafts for the same fields; you get them after saving this and starting again."
)


class Keeping:
    """Writes what is typed in an app into the draft of this session."""

    def __init__(self, app: TerminalApp, context: AppContext) -> None:
        self._app, self._context = app, context
        self._keeping: Timer | None = None
        self._typed_at = time.monotonic()
        self._warned_of: Typed | None = None
        self._no_keeping = ""
        self._kept: Typed | None = deepcopy(context.unsaved)

    def begin(self) -> None:
        """Look every moment whether something new is typed, and offer what was left, or is left
        from now on.
        """
        self._keeping = self._app.set_interval(KEEP_SECONDS, self._keep_while_typed)
        # Not before there is a screen: on a busy server what is told in passing would have passed.
        self._app.call_after_refresh(self._offer)
        if self._context.drafts is not None:
            self._app.set_interval(ENDED_SECONDS, self._offer_left)
        self._app.set_interval(ENDED_SECONDS, self._drop_forgotten)

    def end(self) -> None:
        """Write nothing more, and let the next session have what is kept. Where a save waits for
        another writer that is once the process is gone, when it is known whether it arrived; the
        end does not wait for it.
        """
        if self._keeping is not None:
            self._keeping.stop()
            self._keeping = None
        if self._context.unsaved.saves:
            if self._app.own_driver is not None:
                self._app.leaving.overdue(self._app.return_code or 0)
        elif self._context.drafts is not None:
            self._context.drafts.close()

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
        """Say what was typed before the last end and is there still, and what other
        sessions hold.
        """
        self._drop_forgotten()
        work, said = self._context, []
        said += _restored(work.unsaved, work.more_drafts)
        living = work.drafts.living() if work.drafts else []
        for where, typed in living:
            place = whereabouts_words(where, work.moment)
            said.append(f"Also open {place}: {', '.join(unfinished(typed))} not saved there.")
        said += [
            f"A draft of another version of kpitui cannot be read here; it is kept as {file}."
            for file in (work.drafts.unread if work.drafts else [])
        ]
        if said:
            self._tell(" ".join(said))

    async def _offer_left(self) -> None:
        """The same of a session that has ended since, once no box stands over the screens."""
        work, screens = self._context, self._screens
        if work.drafts is None or len(self._app.screen_stack) != 1 or self._app.leaving.begun:
            return
        if not all(screen.is_put_together for screen in screens) or not work.drafts.look():
            return
        self.keep()
        sheets = [screen.sheet for screen in screens if isinstance(screen, SheetScreen)]
        open_days = [day for sheet in sheets for day in sheet.open_days]
        try:
            came, waits = take_over(work.drafts, work.database, work.unsaved, open_days)
        except KpituiError:
            return  # held for a moment; the next look comes soon
        for sheet in sheets:
            await sheet.show_typed()
        if isinstance(self._app.screen, AppScreen):
            self._app.screen.look_again()
        if said := _restored(came, waits):
            self._tell(" ".join(said))

    def _drop_forgotten(self) -> None:
        """Let nothing be typed any more about people who were forgotten; also not what a session
        left that was not reached then.
        """
        work = self._context
        try:
            # What was kept is a moment old at most, and asks no screen that is at rest.
            kept = self._kept if work.drafts is not None else None
            gone = gone_from(work.database, kept or self._typed())
            if gone is None:
                return
            drop_gone(work.database, work.unsaved, gone)
        except (KpituiError, NoMatches):
            return  # held for a moment, or fields come or go; the next look comes soon
        for screen in self._screens:
            if isinstance(screen, SheetScreen):
                screen.sheet.drop_typed(gone)
        if isinstance(self._app.screen, DropsTyped):
            self._app.screen.drop_typed(gone)
        self.keep()
        who, was = ", ".join(gone.called.values()), "were" if len(gone.called) > 1 else "was"
        self._tell(f"{who} {was} forgotten; your unsaved draft about them is deleted.")

    def _keep_while_typed(self) -> None:
        self.keep()
        # A save that waits for another writer takes away what it saved; after that nothing changes
        # by itself.
        if self._keeping is not None and time.monotonic() - self._typed_at > STILL_SECONDS:
            self._keeping.pause()

    def keep(self) -> None:
        """Keep what is typed and not saved, so that it is there after a dropped line; quick, and
        without a question.
        """
        work = self._context
        try:
            typed = self._typed()
        except NoMatches:  # fields come or go: what was typed stays as it was kept before
            return
        if work.drafts is None or typed == self._kept:
            return
        try:
            work.drafts.keep(typed)
        except OSError as error:
            if not self._no_keeping:
                self._tell(
                    f"Drafts cannot be kept if the connection drops: {error.strerror}.",
                    error=True,
                )
            self._kept, self._no_keeping = None, error.strerror or str(error)
        else:
            self._kept, self._no_keeping = typed, ""

    def save_arrived(self, change: str) -> None:
        """A change is in the file, by its id: what it saved is typed no more."""
        saved = self._context.unsaved.saves.pop(change, None)
        self.keep()
        if saved is not None and self._no_keeping and self._context.drafts is not None:
            # What could not be written over holds what is saved now, and would be offered once
            # more.
            with contextlib.suppress(OSError):
                self._context.drafts.keep(Typed())

    @property
    def _screens(self) -> list[AppScreen]:
        """Those of the bar that were opened."""
        found = map(self._app.get_screen, filter(self._app.is_screen_installed, SCREENS))
        return [one for one in found if isinstance(one, AppScreen) and one.is_mounted]

    def _typed(self) -> Typed:
        for app_screen in self._screens:
            app_screen.keep_typed()
        typed = deepcopy(self._context.unsaved)
        for screen in self._app.screen_stack:
            if isinstance(screen, Unfinished) and screen.is_mounted:
                screen.keep_in(typed)
        return typed

    def may_leave(self) -> bool:
        """Whether nothing is lost or forgotten by leaving now; otherwise it is said,
        and asked once.
        """
        self.keep()
        typed = self._typed()
        is_kept = self._context.drafts is not None and not self._no_keeping
        not_saved = on_screens(typed) if is_kept else unfinished(typed)
        if not_saved and typed != self._warned_of:
            self._warned_of = typed
            said = f"Not saved: {', '.join(not_saved)}. "
            why = f" ({self._no_keeping})" if self._no_keeping else ""
            said += "Quit again to leave; " + (
                "your draft is kept."
                if is_kept
                else f"it will be lost, as drafts cannot be kept{why}."
            )
            self._app.clear_notifications()
            self._app.notify(
                self._context.words(said), severity="warning" if is_kept else "error", markup=False
            )
            return False
        return True

    def _tell(self, sentence: str, *, error: bool = False) -> None:
        tell(self._app, self._context, sentence, error=error)


def _restored(typed: Typed, waits: bool) -> list[str]:
    """What is said of what other sessions left, and of what has to wait its turn."""
    kept = unfinished(typed)
    said = [f"Draft restored: {', '.join(kept)}."] if kept else []
    return [*said, MORE_DRAFTS] if waits else said
