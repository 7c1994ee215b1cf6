"""What every screen that shows the file has: its context, and how it speaks and is shown again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from kpitui.domain.errors import KpituiError
from kpitui.terminal.copying import Copied
from kpitui.terminal.textual_inside import use_near_compositor
from kpitui.ui.telling import tell
from kpitui.views.newest import load_newest

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.timer import Timer

    from kpitui.ui.app_context import AppContext


BROAD_ONLY = [(0, "-tiny"), (60, "-narrow"), (100, "-wide"), (140, "-beside")]
"""The widths of a screen whose halves stand beside each other in a broad window only: below that
what each shows has more room above the other.
"""
ABOVE = [(0, "-tiny"), (60, "-narrow"), (100, "-wide"), (120, "-above"), (140, "-beside")]
"""The same, where -above are widths that have room for two halves if the window is low."""


class AppScreen(Screen[None]):
    """A screen that shows the file, and shows it again when someone changed it."""

    # The widgets that lose and get the focus draw themselves; Textual would paint the whole screen
    # as well.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    told_seconds = 5.0
    """How long what is said in passing stays."""

    came_from, back_to = "plan", ""
    """The screen of the bar that was open before; the one to which esc goes back from a line."""

    undo_key = "u"
    undo_title, undo_words = "Undo", "u to undo"

    def __init__(self, context: AppContext, *, id: str) -> None:
        super().__init__(id=id)
        self.context = context
        self._resting: Timer | None = None
        self._styled_as = ""
        """The theme when it was last shown; none where it never was."""
        self._shown_of: object = None
        use_near_compositor(self)

    @on(events.ScreenResume)
    def _stay_styled(self, event: events.ScreenResume) -> None:
        """Textual styles every widget again, each time; only another theme asks for it. What was
        never shown has just been styled, and the sheets of other screens speak of those alone.
        """
        before, self._styled_as = self._styled_as, self.app.theme
        if before in ("", self._styled_as):
            event.refresh_styles = False

    def at_rest(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something once nothing else has asked for so long, unless the program is left then."""
        if self._resting is not None:
            self._resting.stop()

        def act() -> None:
            if self.app.is_running:
                do()

        self._resting = self.set_timer(seconds, act)

    def _state(self) -> object:
        work = self.context
        try:
            newest = load_newest(work.database)
        except KpituiError:
            return None
        shown = work.teams.wide, work.teams.one, work.teams.own, work.counts.health
        return newest, work.today(), work.entry_day, shown, self.app.size, self.app.theme

    def begin_to_show(self) -> None:
        """Note the state of the file, and of what else a page depends on, before it is read."""
        self._shown_of = self._state()

    def read_next_time(self) -> None:
        """Note that it is to be read the next time whatever happens, as when it could not be."""
        self._shown_of = None

    @property
    def is_as_shown(self) -> bool:
        """Whether what it shows would be the same if it were read again."""
        return self._shown_of is not None and self._shown_of == self._state()

    def show_changed(self, key: str = "") -> None:
        """Show what the file holds now, with the cursor on the line of a key; nothing where nothing
        of the file is shown.
        """

    def keep_typed(self) -> None:
        """Put what is typed on the screen and not saved where it is kept; most screens have nothing
        of it.
        """

    @property
    def is_put_together(self) -> bool:
        """Whether everything stands that is to be looked at again; before that others'
        changes wait.
        """
        return self.is_mounted

    def look_again(self) -> None:
        """Show what others have done meanwhile; the cursor and what is being typed stay."""
        self.show_changed()

    def tell(self, sentence: str, *, error: bool = False) -> None:
        """Say something in passing, in place of what was said before."""
        tell(self.app, self.context, sentence, error=error, seconds=self.told_seconds)

    def copied(self, whole: bool) -> str:
        """The text under the cursor, or all of what it is in; nothing where there is none."""
        focused = self.focused
        return focused.copied(whole) if isinstance(focused, Copied) else ""
