"""Lists and pages whose moving keys have ids, so that they are told, and can be changed, like all others."""

from collections.abc import Callable
from typing import ClassVar, Literal

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import OptionList

from kpitui.ui.copying import list_text, page_text
from kpitui.ui.keys import moves


class OneLine(Visual):
    """A line that does not wrap, whose words are made when it is drawn: of thousands a list draws forty."""

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

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """The line as it is drawn."""
        return self._words.render_strips(width, height, style, options)


class CopiedList(OptionList):
    """A list that can be copied, and is paged through where it has room."""

    def copied(self, whole: bool) -> str:
        """The marked line, or every line."""
        return list_text(self, whole)

    def _move_page(self, direction: Literal[-1, 1]) -> None:
        # Textual looks the line up where it stands; in a window that was too small until now there is none.
        self._update_lines()
        if self._index_to_line:
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
