"""Where the terminal's own cursor stands: input methods, magnifiers and braille lines follow it,
shown or not.
"""

from typing import Protocol, runtime_checkable

from rich.cells import cell_len
from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import Input, OptionList


@runtime_checkable
class Marked(Protocol):
    """A widget that knows where its cursor is on the screen."""

    @property
    def cursor_screen_offset(self) -> Offset:
        """Column and row."""


def place_of(widget: Widget | None) -> Offset:
    """The marked cell or line of the widget that has the focus, or its corner; the corner of the
    screen without one.
    """
    if widget is None:
        return Offset(0, 0)
    region = widget.content_region
    at = region.offset
    if (
        isinstance(widget, Input)
        and type(widget).cursor_screen_offset is Input.cursor_screen_offset
    ):
        # Textual's own is one too far at the end of a text.
        at += Offset(cell_len(widget.value[: widget.cursor_position]) - round(widget.scroll_x), 0)
    elif isinstance(widget, Marked):
        at = widget.cursor_screen_offset
    elif isinstance(widget, OptionList) and widget.highlighted is not None:
        at += Offset(0, widget._index_to_line.get(widget.highlighted, 0) - round(widget.scroll_y))
    if not region:
        return at
    return Offset(
        min(max(at.x, region.x), region.right - 1), min(max(at.y, region.y), region.bottom - 1)
    )
