"""What changes in the file while the screens are open: others' saves are shown, open findings are counted."""

import contextlib

from textual import on, work
from textual.timer import Timer

from kpitui.domain.errors import KpituiError
from kpitui.ui.editing import EditingScreen
from kpitui.ui.messages import HealthCounted
from kpitui.ui.quick_entry import QuickEntryApp
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.workplace import Workplace
from kpitui.views import FileWatch
from kpitui.views.health import load_health

COUNT_SECONDS = 1.5
"""So long after the start and after a change the findings of the health rules are counted."""

WATCH_SECONDS = 2.0
"""How often it is asked whether somebody else changed the file."""


class WatchingApp(QuickEntryApp):
    """Looks at the file every two seconds, without a transaction and without a byte to the terminal."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._counting: Timer | None = None
        self._watch: FileWatch | None = None
        self._to_look = False
        self._lost = ""

    # others ----------------------------------------------------------------------------------------------------

    def begin_to_watch(self) -> None:
        """Ask every two seconds from now on."""
        try:
            self._watch = FileWatch(self.workplace.database)
        except KpituiError:
            return  # the screens say what is wrong with the file
        self.set_interval(WATCH_SECONDS, self._look_for_others)

    def _look_for_others(self) -> None:
        """Show on the open screen what others saved; one under a dialog looks when it comes back."""
        watch = self._watch
        if watch is None:
            return
        try:
            moved = watch.moved()
        except KpituiError as error:
            if error.sentence != self._lost:
                self._lost = error.sentence
                self.tell(error.sentence, error=True)
            return
        if moved:
            self.count_health_soon()
        self._to_look = self._to_look or moved
        if self._to_look and isinstance(self.screen, EditingScreen):
            self._to_look = False
            self.screen.look_again()

    def on_unmount(self) -> None:
        """Let go of the file."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    # health ----------------------------------------------------------------------------------------------------

    def count_health_soon(self) -> None:
        """Count the findings when nothing has been changed for a moment."""
        if self._counting is not None:
            self._counting.stop()
        self._counting = self.set_timer(COUNT_SECONDS, self._count_health)

    @work(thread=True, group="health", exclusive=True, exit_on_error=False)
    def _count_health(self) -> None:
        work = self.workplace
        with contextlib.suppress(KpituiError):  # a file that cannot be read now is told of by the screens
            self.post_message(HealthCounted(len(load_health(work.database, work.as_of, work.config).open)))

    @on(HealthCounted)
    def _health_counted(self, message: HealthCounted) -> None:
        if self.workplace.counts.health != message.count:
            self.workplace.counts.health = message.count
            for screen in self.screen_stack:
                for bar in screen.query(TopBar):
                    bar.refresh_counts()
