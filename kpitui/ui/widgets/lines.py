"""Lists and pages whose moving keys have ids, so that they are told, and can be changed, like all others."""

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.css.styles import RulesMap
from textual.widgets import OptionList

from kpitui.ui.copying import list_text, page_text
from kpitui.ui.keys import moves


class OneLine(Content):
    """The words of a line that does not wrap; a list of thousands lays none of them out to know its height."""

    def get_height(self, rules: RulesMap, width: int) -> int:
        """One line, whatever the width."""
        return 1


class Lines(OptionList):
    """A list; arrows and j, k move in it."""

    BINDINGS: ClassVar[list[BindingType]] = moves("list")

    def copied(self, whole: bool) -> str:
        """The marked line, or every line."""
        return list_text(self, whole)


class Page(VerticalScroll):
    """A page to read; arrows and j, k scroll it."""

    BINDINGS: ClassVar[list[BindingType]] = moves("page", scrolls=True)

    def copied(self, whole: bool) -> str:
        """All that stands on it; it has no cursor."""
        return page_text(self)
