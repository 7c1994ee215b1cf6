"""The text that `y` and `Y` take along by way of the terminal itself (OSC 52), also over SSH; no
program is asked.
"""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Protocol, runtime_checkable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kpitui.domain.text import printable

MOST_BYTES = 74_000
"""In base64 this stays below 100,000, beyond which terminals drop the whole of it."""


_uncut = ContextVar("uncut", default=False)


def in_full(make: Callable[[bool], str], whole: bool) -> str:
    """What a function gives whose words are made in full, whatever the room they are drawn in."""
    before = _uncut.set(True)
    try:
        return make(whole)
    finally:
        _uncut.reset(before)


def is_uncut() -> bool:
    """Whether words are to be made in full."""
    return _uncut.get()


@runtime_checkable
class Copied(Protocol):
    """A widget that knows its own text."""

    def copied(self, whole: bool) -> str:
        """The line under the cursor, or all of it."""


def list_text(listed: OptionList, whole: bool, made: Sequence[Option] = ()) -> str:
    """The marked line of a list, or every line; `made` are the lines in full, where those that are
    shown are not made as they are drawn.
    """
    lines = made or listed.options
    if not whole:
        lines = [] if listed.highlighted is None else [lines[listed.highlighted]]
    return "\n".join(_plain(line.prompt) for line in lines)


def page_text(widget: Widget) -> str:
    """What stands in the texts of a widget, or in itself."""
    texts = [widget] if isinstance(widget, Static) else widget.query(Static)
    return "\n".join(_plain(text.content) for text in texts)


def _plain(shown: object) -> str:
    return shown.plain if isinstance(shown, Content) else str(shown)


def for_clipboard(text: str) -> tuple[str, bool]:
    """The text as it may leave: plain, without control codes, not too long; and whether
    it was cut.
    """
    lines = ["\t".join(map(printable, line.rstrip().split("\t"))) for line in text.split("\n")]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    room = MOST_BYTES
    for place, line in enumerate(lines):
        room -= len(line.encode()) + 1
        if room < 0:
            kept = lines[:place] or [line.encode()[:MOST_BYTES].decode(errors="ignore")]
            return "\n".join(kept), True
    return "\n".join(lines), False


def copied_words(text: str, *, cut: bool) -> str:
    """What is said of a text that was copied, or of nothing."""
    if not text:
        return "There is nothing to copy here; go to a line, a table or a chart."
    lines = text.count("\n") + 1
    said = "1 line" if lines == 1 else f"{lines} lines"
    return f"Copied {'the first ' if cut else ''}{said} to the clipboard of your terminal."
