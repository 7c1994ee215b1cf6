"""Lists and pages whose moving keys have ids, so that they are told, and can be
changed, like all others.
"""

from collections.abc import Callable
from typing import ClassVar, Literal

from rich.segment import Segment
from rich.style import Style
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style as Look
from textual.visual import RenderOptions, Visual
from textual.widgets import OptionList

from kpitui.terminal.copying import list_text, page_text
from kpitui.terminal.keys import moves
from kpitui.terminal.scrolling import scroll_by

BAR = Style(bold=True, reverse=True)
LONGEST = 1_000_000
"""More lines than any page has: so far down is its end."""


class OneLine(Visual):
    """A line that does not wrap, whose words are made when it is drawn: of thousands a
    list draws forty.
    """

    def __init__(self, make: Callable[..., Content], *of: object) -> None:
        self._make, self._of = make, of

    @property
    def _words(self) -> Content:
        return self._make(*self._of)

    def __str__(self) -> str:
        return self._words.plain

    def get_height(self, rules: RulesMap, width: int) -> int:
        """One line, whatever the width."""
        return 1

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """The width of the words."""
        return self._words.get_optimal_width(rules, container_width)

    def render_strips(
        self, width: int, height: int | None, style: Look, options: RenderOptions
    ) -> list[Strip]:
        """The line as it is drawn."""
        return self._words.render_strips(width, height, style, options)


class CopiedList(OptionList):
    """A list that can be copied, and is paged through where it has room.

    In few colours and in none the marked line is one bar from edge to edge.
    """

    def render_line(self, y: int) -> Strip:
        """A line of the list."""
        strip = super().render_line(y)
        if not self.app.native_ansi_color or not (self.has_focus or not self.can_focus):
            return strip
        places = {segment.style.meta.get("option") for segment in strip if segment.style}
        if self.highlighted is None or self.highlighted not in places:
            return strip
        return Strip([Segment(strip.text, BAR)], strip.cell_length)

    def copied(self, whole: bool) -> str:
        """The marked line, or every line."""
        return list_text(self, whole)

    def _move_page(self, direction: Literal[-1, 1]) -> None:
        # Textual looks the line up where it stands; in a window that was too small until now there
        # is none.
        if hasattr(self, "_update_lines"):
            self._update_lines()
        if getattr(self, "_index_to_line", True):
            super()._move_page(direction)


class Lines(CopiedList):
    """A list; arrows and j, k move in it."""

    BINDINGS: ClassVar[list[BindingType]] = moves("list")


class Page(VerticalScroll):
    """A page to read; arrows and j, k scroll it."""

    BINDINGS: ClassVar[list[BindingType]] = moves("page", scrolls=True)

    def copied(self, whole: bool) -> str:
        """All that stands on it; it has no cursor."""
        return page_text(self)

    def action_scroll_up(self) -> None:
        """A line up."""
        self._scroll(-1)

    def action_scroll_down(self) -> None:
        """A line down."""
        self._scroll(1)

    def action_page_up(self) -> None:
        """A screenful up."""
        self._scroll(-self.scrollable_content_region.height)

    def action_page_down(self) -> None:
        """A screenful down."""
        self._scroll(self.scrollable_content_region.height)

    def action_scroll_home(self) -> None:
        """To the top."""
        self._scroll(-LONGEST)

    def action_scroll_end(self) -> None:
        """To the end."""
        self._scroll(LONGEST)

    def _scroll(self, lines: int) -> None:
        if not self.allow_vertical_scroll:
            raise SkipAction
        scroll_by(self, lines)
