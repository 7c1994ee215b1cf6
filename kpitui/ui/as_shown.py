"""Whether a screen that is gone to again would show the same, so that nothing is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events

from kpitui.domain.errors import KpituiError
from kpitui.views.newest import load_newest

if TYPE_CHECKING:
    from textual.screen import Screen

    from kpitui.ui.app_context import AppContext


class AsShown:
    """What a screen was read from: the state of the file, and all else that a page depends on."""

    def __init__(self, screen: Screen[Any], context: AppContext) -> None:
        self._screen, self._context = screen, context
        self._of: object = None
        self._theme = ""

    def _state(self) -> object:
        work, app = self._context, self._screen.app
        try:
            newest = load_newest(work.database)
        except KpituiError:
            return None
        shown = work.teams.wide, work.teams.one, work.teams.own, work.counts.health
        return newest, work.today(), work.entry_day, shown, app.size, app.theme

    def begin(self) -> None:
        """Note it, before the file is read."""
        self._of = self._state()

    def forget(self) -> None:
        """Note that it is to be read the next time whatever happens, as when it could not be."""
        self._of = None

    @property
    def stays(self) -> bool:
        """Whether what is shown would be the same if it were read again."""
        return self._of is not None and self._of == self._state()

    def keep_styles(self, event: events.ScreenResume) -> None:
        """Textual styles every widget again, each time; only another theme asks for it. What was
        never shown has just been styled, and the sheets of other screens speak of those alone.
        """
        before, self._theme = self._theme, self._screen.app.theme
        if before in ("", self._theme):
            event.refresh_styles = False
