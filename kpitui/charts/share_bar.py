"""A share from 0 to 1 as a bar in one line of text, with a tick where that of others lies."""

from kpitui.charts.text import Charset

_GLYPHS = {
    Charset.BRAILLE: ("█", "▌", "░", "┃"),
    Charset.BLOCK: ("█", "▌", "░", "┃"),
    Charset.ASCII: ("#", "#", ".", "|"),
}
"""A full cell, half of one, an empty one, and the tick."""


def share_bar(share: float, width: int, charset: Charset, tick: float | None = None) -> str:
    """The share as a bar of exactly `width` cells; the `tick` stands in the cell of its end."""
    full, half, empty, mark = _GLYPHS[charset]
    halves = round(min(1.0, max(0.0, share)) * 2 * width)
    cells = [full] * (halves // 2) + [half] * (halves % 2)
    cells += [empty] * (width - len(cells))
    if tick is not None and width > 0:
        cells[min(width - 1, int(tick * width))] = mark
    return "".join(cells)
