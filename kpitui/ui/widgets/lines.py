"""Lists and pages whose moving keys have ids, so that they are told, and can be changed, like all others."""

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import OptionList

from kpitui.ui.copying import list_text, page_text
from kpitui.ui.keys import moves


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
