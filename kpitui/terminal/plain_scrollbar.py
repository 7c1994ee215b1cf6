"""A scrollbar of blanks alone, for terminals that show nothing but ASCII."""

from typing import ClassVar

from textual.scrollbar import ScrollBar, ScrollBarRender


class PlainScrollBarRender(ScrollBarRender):
    """Ends at whole cells, drawn by background colour."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]


def use_plain_scrollbars(plain: bool) -> None:
    """Draw every scrollbar of the process with blanks, or as Textual does; Textual keeps this
    choice in the class.
    """
    ScrollBar.renderer = PlainScrollBarRender if plain else ScrollBarRender
