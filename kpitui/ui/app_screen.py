"""What every screen that shows the file has: its context, and how it speaks and is shown again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from kpitui.terminal.copying import Copied
from kpitui.terminal.textual_inside import use_near_compositor
from kpitui.ui.as_shown import AsShown
from kpitui.ui.telling import tell

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


def while_open(screen: Screen[Any], do: Callable[..., object], *args: Any, **more: Any) -> object:
    """Do something, unless the screen or the program is being left: widgets go before the last that
    was asked of their screen is done.
    """
    return do(*args, **more) if screen.children and screen.app.is_running else None


class AppScreen(Screen[None]):
    """A screen that shows the file, and shows it again when someone changed it."""

    # The widgets that lose and get the focus draw themselves; Textual would paint the whole screen
    # as well.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    told_seconds = 5.0
    """How long what is said in passing stays."""

    came_from, back_to = "plan", ""
    """The screen of the bar that was open before; the one to which esc goes back from a line."""

    undo_key, undo_title, undo_words = "u", "Undo", "u to undo"

    def __init__(self, context: AppContext, *, id: str) -> None:
        super().__init__(id=id)
        self.context = context
        self._resting: Timer | None = None
        self.as_shown = AsShown(self, context)
        use_near_compositor(self)

    @on(events.ScreenResume)
    def _stay_styled(self, event: events.ScreenResume) -> None:
        self.as_shown.keep_styles(event)

    def at_rest(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something once nothing else has asked for so long, unless the screen is left then."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(seconds, partial(while_open, self, do))

    def call_after_refresh(self, callback: Callable[..., object], *args: Any, **more: Any) -> bool:
        """As Textual does, unless the screen is left then."""
        return super().call_after_refresh(while_open, self, callback, *args, **more)

    def show_changed(self, key: str = "") -> None:
        """Show what the file holds now, with the cursor on the line of a key."""

    def keep_typed(self) -> None:
        """Keep what is typed on the screen and not saved; most screens have nothing of it."""

    @property
    def is_put_together(self) -> bool:
        """Whether all stands that is to be looked at again; others' changes wait until then."""
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
