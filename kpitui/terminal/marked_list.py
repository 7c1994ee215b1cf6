"""Lists whose mark stays on its line while what they show is read again."""

from collections.abc import Sequence

from textual.visual import Visual
from textual.widgets import OptionList
from textual.widgets.option_list import Option

Line = tuple[str, Visual]
"""What tells a line from every other, and its words."""


def show_lines(listed: OptionList, lines: Sequence[Line]) -> None:
    """Put lines in place of those that are shown; the mark stays on its line, or on the one that
    took its place.
    """
    place = listed.highlighted or 0
    marked = listed.get_option_at_index(place).id if listed.option_count else None
    listed.clear_options()
    listed.add_options([Option(words, id=key) for key, words in lines])
    keys = [key for key, _ in lines]
    if marked in keys:
        place = keys.index(marked)
    listed.highlighted = min(place, len(lines) - 1) if lines else None


def come_to(listed: OptionList, key: str) -> None:
    """Mark the line of a key, which stands at the top then, where no message covers it."""
    keys = [option.id for option in listed.options]
    if key in keys:
        listed.highlighted = keys.index(key)
        listed.call_after_refresh(listed.scroll_to_highlight, top=True)
