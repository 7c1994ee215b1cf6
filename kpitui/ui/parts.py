"""Lines of parts, each a text with its look: cut, filled and set at both ends of a room."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from rich.cells import cell_len, set_cell_size

from kpitui.charts.text import Charset
from kpitui.terminal.copying import is_uncut
from kpitui.ui.app_context import AppContext
from kpitui.ui.theme import STYLES
from kpitui.words.spans import Line

Part = tuple[str, str]
"""A text and how it looks: as the theme says, or `chart:` with the name of a style of charts."""

BY_LETTERS = "by-letters"
"""The class of a list whose cursor is in the letters above it: Enter there takes the marked line.
"""

RULE, LIT = "$rule", "$text-accent"
"""How a frame looks, and how that of the part with the cursor does."""

BROAD = 116
"""From so many cells on a list has more than in any window whose halves are not beside each other,
so that what it shows then is not lost again in a larger one.
"""


class PanelFrame(Struct, frozen=True):
    """The characters around a panel."""

    corners: tuple[str, str, str, str]
    across: str
    side: str


_ROUND = PanelFrame(("╭", "╮", "╰", "╯"), "─", "│")
_PLAIN = PanelFrame(("+", "+", "+", "+"), "-", "|")


def frame_of(context: AppContext) -> PanelFrame:
    """The frame that the terminal can show."""
    return _PLAIN if context.charset is Charset.ASCII else _ROUND


def fold_signs(context: AppContext) -> tuple[str, str]:
    """What stands before a line with others below it: unfolded, and folded."""
    return ("v ", "> ") if context.charset is Charset.ASCII else ("▾ ", "▸ ")


def fitted(text: str, width: int, context: AppContext) -> str:
    """The text in exactly `width` cells, cut with an ellipsis where it is longer; whole where it is
    copied.
    """
    if cell_len(text) <= width:
        return set_cell_size(text, max(0, width))
    if is_uncut():
        return text
    dots = context.words("…")[: max(0, width)]
    return set_cell_size(text, max(0, width) - len(dots)) + dots


def parts_of(line: Line, context: AppContext) -> list[Part]:
    """A line of words in parts, cleaned."""
    return [(context.text(span.text), STYLES[span.style]) for span in line]


def width_of(parts: Iterable[Part]) -> int:
    """How many cells parts take."""
    return sum(cell_len(text) for text, _ in parts)


def cut(parts: Iterable[Part], room: int, context: AppContext) -> Iterator[Part]:
    """As much of the parts as there is room for, what is cut with an ellipsis."""
    for text, look in parts:
        if room <= 0:
            return
        shown = text if cell_len(text) <= room else fitted(text, room, context)
        room -= cell_len(shown)
        yield shown, look


def between(
    left: Sequence[Part],
    right: Sequence[Part],
    room: int,
    context: AppContext,
    fill: str = " ",
    look: str = "",
) -> list[Part]:
    """Words at both ends of a room; where they do not fit, the right ones are left out and the left
    ones cut.
    """
    if width_of(left) + width_of(right) + bool(left) > room:
        right = []
    left = list(cut(left, room, context))
    gap = room - width_of(left) - width_of(right)
    blank_left, blank_right = (1 if left else 0), (1 if right else 0)
    if fill == " " or gap <= blank_left + blank_right:
        return [*left, (" " * gap, ""), *right]
    filled = fill * (gap - blank_left - blank_right)
    return [*left, (" " * blank_left + filled + " " * blank_right, look), *right]
