"""What the bar of every screen counts: open findings of the health rules, and who else is in."""

import contextlib
import time
from collections.abc import Callable

from msgspec.structs import replace
from textual.timer import Timer

from kpitui.domain.errors import KpituiError
from kpitui.terminal.app import TerminalApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.backoff import LONG, Rest, is_busy
from kpitui.ui.messages import HealthCounted, TeamsTurned
from kpitui.ui.widgets.top_bar import TopBar

COUNT_SECONDS = 1.5
"""So long after a change the findings of the health rules are counted."""

FIRST_COUNT_SECONDS = 0.1
"""So long after the first picture: while someone looks at it, and before the screen is at rest."""

LARGE_BYTES = 100_000_000
"""A larger file takes long to count, so far as one knows before it was counted once."""

QUIET_SECONDS = 2.0
"""Where counting takes long, so long no key came before: keys would wait for it."""

BUSY_SECONDS = 30.0
"""On a busy machine a large file is not counted: one looks again after so many seconds, as what
others type comes first.
"""

COUNT_REST = 200
"""A session rests so many times as long as it counted, as there may be hundreds of sessions on a
large file.
"""


class Counting:
    """Counts findings in the background, and shows what was counted."""

    def __init__(
        self, app: TerminalApp, context: AppContext, silent_seconds: Callable[[], float]
    ) -> None:
        """`silent_seconds` says how long no key has come."""
        self._app, self._context, self._silent_seconds = app, context, silent_seconds
        self._timer: Timer | None = None
        self._rest = Rest(COUNT_REST)
        self._takes_long: bool | None = None
        self._own: int | None = None
        self._every: int | None = None

    def soon(self, after: float = COUNT_SECONDS) -> None:
        """Count the findings when nothing has been changed for a moment, for those who see them."""
        if not self._context.actor.sees_everybody:
            return
        if self._timer is not None:
            self._timer.stop()
        wait = max(after, self._rest.left(time.monotonic()))
        self._timer = self._app.set_timer(wait, self._begin)

    def _begin(self) -> None:
        left = self._left() if self._is_long() else 0.0
        if left > 0:
            self._timer = self._app.set_timer(left, self._begin)
            return
        self._app.run_worker(
            self._count, thread=True, group="health", exclusive=True, exit_on_error=False
        )

    def _left(self) -> float:
        """Seconds until it is a good moment for what takes long."""
        quiet = QUIET_SECONDS - self._silent_seconds()
        return BUSY_SECONDS if quiet <= 0 and self._is_large() and is_busy() else quiet

    def _is_long(self) -> bool:
        """Whether counting takes long: as it did the last time, else by the size of the file."""
        return self._is_large() if self._takes_long is None else self._takes_long

    def _is_large(self) -> bool:
        with contextlib.suppress(OSError):
            return self._context.database.path.stat().st_size > LARGE_BYTES
        return False

    def _count(self) -> None:
        from kpitui.views.health import load_health  # the rules, which no first frame needs

        work = self._context
        with contextlib.suppress(
            KpituiError
        ):  # a file that cannot be read now is told of by the screens
            began = time.monotonic()
            work.shown_teams()
            found = load_health(work.database, work.as_of, work.teams.own)
            counted = HealthCounted(len(found.open), found.every, (began, time.monotonic()))
            self._app.post_message(counted)

    def counted(self, message: HealthCounted | TeamsTurned) -> None:
        """Show how many there are in the teams that lists are about, which may be others now."""
        if isinstance(message, HealthCounted):
            self._every = message.every
            self._own = self._own if message.own is None else message.own
            if message.counted:
                self._rest.took(*message.counted)
                began, ended = message.counted
                self._takes_long = ended - began > LONG
        self.show(health=self._every if self._context.teams.wide else self._own)

    def show(
        self, *, health: int | None = None, others: tuple[str, ...] | None = None,
        lost: bool | None = None,
    ) -> None:  # fmt: skip
        """Write what is given into the bars, where it is something new."""
        counts = self._context.counts
        before = replace(counts)
        counts.health = counts.health if health is None else health
        counts.others = counts.others if others is None else others
        counts.lost = counts.lost if lost is None else lost
        if counts != before:
            for screen in self._app.screen_stack:
                for bar in screen.query(TopBar):
                    bar.refresh_counts()
