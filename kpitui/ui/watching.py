"""What changes while the screens are open: the day, and what others save in the file."""

import contextlib
import time
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from kpitui.domain.errors import BadFile, Busy, KpituiError
from kpitui.storage.presence import HEARTBEAT_SECONDS, leave, presence_of, stay
from kpitui.storage.visits import leave_visit, visit
from kpitui.storage.watch import FileWatch
from kpitui.terminal.app import TerminalApp
from kpitui.ui.app_context import AppContext, ShownDay
from kpitui.ui.app_screen import AppScreen
from kpitui.ui.backoff import Rest
from kpitui.ui.counting import Counting
from kpitui.ui.day_kept import DayKept
from kpitui.ui.telling import tell
from kpitui.ui.widgets.top_bar import TopBar

LOOK_REST, LONG_LOOK_REST = 20, 100
"""A screen rests so many times as long as it was read again: no key is answered meanwhile. On a
large file each session would read again after every save of any other, so it rests longer there.
"""

LEAVING_SECONDS = 1.0
"""So long a session that ends waits for another writer to say that it has left."""

LOST_SECONDS = 60.0
"""So long it is told why nothing can be saved any more; after that the bar says that it is so."""

WATCH_SECONDS = 2.0
"""How often it is asked whether someone else changed the file."""


class ShownDays:
    """The day of the organisation and that of who sits there, as all screens show them."""

    def __init__(self, context: AppContext) -> None:
        self._days = ShownDay(context.today), ShownDay(context.entry_today or context.today)

    def shown_in(self, context: AppContext) -> AppContext:
        """The context with days that move when they are looked at."""
        today, entry_today = self._days
        return replace(context, today=today, entry_today=entry_today)

    def look(self) -> bool:
        """Look at the clock; whether one of them is another day now."""
        return True in [day.look() for day in self._days]


class Watching:
    """Looks at the clock and the file every two seconds, without a transaction and without a byte
    to the terminal.
    """

    def __init__(
        self, app: TerminalApp, context: AppContext, days: ShownDays, counting: Counting
    ) -> None:
        self._app, self._context, self._days, self._counting = app, context, days, counting
        self._watch: FileWatch | None = None
        self._presence = presence_of(context.session, context.actor.name)
        self.to_look = False
        """Whether the open screen is to be read once more."""
        self._to_stay = False
        self._noted = False
        """Whether it stands in the file that they are here."""
        self._lost = ""
        self._rest = Rest(LOOK_REST, LONG_LOOK_REST)

    def begin(self) -> None:
        """Ask every two seconds from now on."""
        self._app.set_interval(WATCH_SECONDS, self._look_at_the_day)
        try:
            self._watch = FileWatch(self._context.database, self._presence)
        except KpituiError:
            return  # the screens say what is wrong with the file
        self._app.set_interval(WATCH_SECONDS, self.look_for_others)
        self._app.set_interval(HEARTBEAT_SECONDS, self._begin_to_stay)
        self._begin_to_stay()

    def _look_at_the_day(self) -> None:
        """At midnight every screen shows the new day; what was opened before keeps the
        day it proposed.
        """
        before = self._context.entry_day
        if not self._days.look():
            return
        for screen in self._app.screen_stack:
            if isinstance(screen, DayKept):
                screen.keep_day(before)
            for bar in screen.query(TopBar):
                bar.refresh()
        self.to_look = True
        self._counting.soon()
        self._look_again()

    def look_for_others(self) -> None:
        """Show on the open screen what others saved; one under a dialog looks when it
        comes back.
        """
        watch = self._watch
        if watch is None or not self._app.is_running:
            return
        try:
            seen = watch.look(time.time())
        except KpituiError as error:
            if error.sentence != self._lost:
                self._lost = error.sentence
                tell(self._app, self._context, error.sentence, error=True, seconds=LOST_SECONDS)
                self._counting.show(lost=isinstance(error, BadFile))
            return
        if self._lost:
            self._lost = ""
            self._counting.show(lost=False)
        if seen is not None and seen.left_behind:
            self._to_stay = True
        if self._to_stay:
            self._begin_to_stay()
        if seen is not None:
            self._counting.show(others=seen.others if self._context.actor.sees_everybody else ())
            if seen.changed:
                self.to_look = True
                self._counting.soon()
        self._look_again()

    def _look_again(self) -> None:
        if not self.to_look or self._rest.left(time.monotonic()):
            return
        screen = self._app.screen
        if isinstance(screen, AppScreen) and screen.is_put_together:
            began, self.to_look = time.monotonic(), False
            screen.look_again()
            self._rest.took(began, time.monotonic())

    def _begin_to_stay(self) -> None:
        self._app.run_worker(
            self._stay, thread=True, group="presence", exclusive=True, exit_on_error=False
        )

    def _stay(self) -> None:
        try:
            stay(self._context.database, self._presence, time.time())
            self._note_visit()
        except Busy:
            # Another writes right now. It is tried again in two seconds: a session whose first row
            # waited for the next heartbeat would be seen by no one for a minute.
            self._to_stay = True
            return
        except KpituiError:
            pass  # who may only read is not seen, and sweeps no one
        self._to_stay = False

    def _note_visit(self) -> None:
        """Once a session, and not with each heartbeat: a window that is left open is no visit."""
        work = self._context
        if not self._noted:
            work.last_visit.look(work.database, work.actor)
            visit(work.database, work.actor.name, datetime.now(UTC))
            self._noted = True

    def end(self, silent_seconds: float = 0.0) -> None:
        """Let go of the file; the last key was so many seconds ago."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None
            work, at = self._context, datetime.now(UTC) - timedelta(seconds=silent_seconds)
            with contextlib.suppress(KpituiError):  # others see it when the heartbeat stops
                leave(work.database, self._presence, LEAVING_SECONDS)
                if self._noted:
                    leave_visit(work.database, work.actor.name, at)
