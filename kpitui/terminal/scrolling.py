"""Scrolling by lines, where many keys come at once."""

from textual.widget import Widget


def scroll_by(page: Widget, lines: int) -> None:
    """Go so many lines down, or up, from where all keys before this one have led.

    Textual scrolls after the next picture, and reckons from where the page stands now: of several
    keys within one picture only the last would count.
    """
    page.call_after_refresh(page.scroll_relative, y=lines, animate=False, immediate=True)
