"""What changes in the file while the screens are open: others' saves are shown, open findings are counted."""

import contextlib
import time

from msgspec.structs import replace
from textual import on, work
from textual.timer import Timer

from kpitui.actions.presence import HEARTBEAT_SECONDS, Presence, leave, stay
from kpitui.domain.errors import KpituiError
from kpitui.ui.day_kept import DayKept
from kpitui.ui.editing import EditingScreen
from kpitui.ui.messages import HealthCounted
from kpitui.ui.quick_entry import QuickEntryApp
from kpitui.ui.rest import Rest
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.workplace import ShownDay, Workplace
from kpitui.views.watch import FileWatch

COUNT_SECONDS = 1.5
"""So long after a change the findings of the health rules are counted."""

FIRST_COUNT_SECONDS = 0.1
"""So long after the first picture: while somebody looks at it, and before the screen is at rest."""

COUNT_REST = 200
"""A session rests so many times as long as it counted, as there may be hundreds of sessions on a large file."""

LOOK_REST = 20
"""A screen rests so many times as long as it was read anew: no key is answered meanwhile."""

LEAVING_SECONDS = 1.0
"""So long a session that ends waits for another writer to say that it has left."""

WATCH_SECONDS = 2.0
"""How often it is asked whether somebody else changed the file."""


class WatchingApp(QuickEntryApp):
    """Looks at the file every two seconds, without a transaction and without a byte to the terminal."""

    def __init__(self, workplace: Workplace) -> None:
        self._days = ShownDay(workplace.today), ShownDay(workplace.entry_today or workplace.today)
        super().__init__(replace(workplace, today=self._days[0], entry_today=self._days[1]))
        self._counting: Timer | None = None
        self._watch: FileWatch | None = None
        self._presence = Presence(workplace.session, workplace.actor.name)
        self._to_look = False
        self._lost = ""
        self._count_rest, self._look_rest = Rest(COUNT_REST), Rest(LOOK_REST)

    # the day ---------------------------------------------------------------------------------------------------

    def _look_at_the_day(self) -> None:
        """At midnight every screen shows the new day; what was opened before keeps the day it proposed."""
        before = self.workplace.entry_day
        moved = [one.look() for one in self._days]
        if True not in moved:
            return
        for screen in self.screen_stack:
            if isinstance(screen, DayKept):
                screen.keep_day(before)
            for bar in screen.query(TopBar):
                bar.refresh()
        self._to_look = True
        if self.workplace.actor.sees_everybody:
            self.count_health_soon()
        self._look_again()

    # others ----------------------------------------------------------------------------------------------------

    def begin_to_watch(self) -> None:
        """Ask every two seconds from now on."""
        self.set_interval(WATCH_SECONDS, self._look_at_the_day)
        try:
            self._watch = FileWatch(self.workplace.database, self._presence)
        except KpituiError:
            return  # the screens say what is wrong with the file
        self.set_interval(WATCH_SECONDS, self._look_for_others)
        self.set_interval(HEARTBEAT_SECONDS, self._stay)
        self._stay()

    def _look_for_others(self) -> None:
        """Show on the open screen what others saved; one under a dialog looks when it comes back."""
        watch = self._watch
        if watch is None or not self.is_running:
            return
        try:
            seen = watch.look(time.time())
        except KpituiError as error:
            if error.sentence != self._lost:
                self._lost = error.sentence
                self.tell(error.sentence, error=True)
            return
        if seen is not None:
            everybody = self.workplace.actor.sees_everybody
            self._show_counts(others=seen.others if everybody else ())
            if seen.changed:
                self._to_look = True
                if everybody:
                    self.count_health_soon()
        self._look_again()

    def _look_again(self) -> None:
        if not self._to_look or self._look_rest.left(time.monotonic()):
            return
        if isinstance(self.screen, EditingScreen) and self.screen.is_put_together:
            began, self._to_look = time.monotonic(), False
            self.screen.look_again()
            self._look_rest.took(began, time.monotonic())

    @work(thread=True, group="presence", exclusive=True, exit_on_error=False)
    def _stay(self) -> None:
        # Who may only read is not seen; where another writes right now the next heartbeat comes in time.
        with contextlib.suppress(KpituiError):
            stay(self.workplace.database, self._presence, time.time())

    def on_unmount(self) -> None:
        """Let go of the file."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None
            with contextlib.suppress(KpituiError):  # others see it when the heartbeat stops
                leave(self.workplace.database, self._presence, LEAVING_SECONDS)

    # health ----------------------------------------------------------------------------------------------------

    def count_health_soon(self, after: float = COUNT_SECONDS) -> None:
        """Count the findings when nothing has been changed for a moment."""
        if self._counting is not None:
            self._counting.stop()
        wait = max(after, self._count_rest.left(time.monotonic()))
        self._counting = self.set_timer(wait, self._count_health)

    @work(thread=True, group="health", exclusive=True, exit_on_error=False)
    def _count_health(self) -> None:
        from kpitui.views.health import load_health  # the rules, which no first frame needs

        work = self.workplace
        with contextlib.suppress(KpituiError):  # a file that cannot be read now is told of by the screens
            began = time.monotonic()
            found = load_health(work.database, work.as_of, work.config).open
            self.post_message(HealthCounted(len(found), (began, time.monotonic())))

    @on(HealthCounted)
    def _health_counted(self, message: HealthCounted) -> None:
        self._show_counts(health=message.count)
        if message.counted:
            self._count_rest.took(*message.counted)

    def _show_counts(self, *, health: int | None = None, others: tuple[str, ...] | None = None) -> None:
        counts = self.workplace.counts
        before = replace(counts)
        counts.health = counts.health if health is None else health
        counts.others = counts.others if others is None else others
        if counts != before:
            for screen in self.screen_stack:
                for bar in screen.query(TopBar):
                    bar.refresh_counts()
