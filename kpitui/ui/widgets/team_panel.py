"""The page of a team on the whole screen."""

from collections.abc import Callable

from textual.content import Content
from textual.widgets import Static

from kpitui.terminal.lines import Page
from kpitui.ui.app_context import AppContext
from kpitui.ui.widgets.panel import Panel


class TeamPanel(Panel):
    """The words of a page, made again for every room that they get: what was hidden has none."""

    def __init__(self, context: AppContext, make: Callable[[int, int], Content]) -> None:
        """`make` gives the words for a width and a height."""
        self._said = Static(id="page-text")
        self._team_page = Page(self._said, id="page")
        super().__init__(self._team_page, context=context, id="team")
        self._make = make
        self._drawn = (0, 0)
        self._shown = False

    def show(self, name: str) -> None:
        """Show the page of a team as it is now."""
        self._shown = True
        self.say(name)
        self._draw()
        self._team_page.focus()

    def leave(self) -> None:
        """No team is shown any more."""
        self._shown = False

    def words(self) -> Content:
        """What the page says."""
        return self._make(*self._room)

    def on_resize(self) -> None:
        """Words that were made for another room, or for none, are made again."""
        super().on_resize()
        if self._shown and self._drawn != self._room:
            self._draw()

    @property
    def _room(self) -> tuple[int, int]:
        room = self._team_page.scrollable_content_region
        return room.width, room.height

    def _draw(self) -> None:
        if self._room[0]:  # else they are made once there is room
            self._drawn = self._room
            self._said.update(self.words())
