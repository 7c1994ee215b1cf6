"""Texts with their styles, for whatever shows them."""

from collections.abc import Iterable

from msgspec import Struct


class Span(Struct, frozen=True):
    """A text in one style; `style` is a word of ours that each ring draws in its own way.

    Those are `title`, `heading`, `strong`, `muted`, `good`, `warning`, and `status:` with a status.
    """

    text: str
    style: str = ""


Line = tuple[Span, ...]
"""One line; it may wrap where it is shown."""


def line(*parts: str | Span | Line) -> Line:
    """Parts one behind the other; what is empty is left out."""
    spans: list[Span] = []
    for part in parts:
        if isinstance(part, tuple):
            spans += part
        else:
            spans.append(part if isinstance(part, Span) else Span(part))
    return tuple(span for span in spans if span.text)


def text_of(spans: Line) -> str:
    """A line without its styles."""
    return "".join(span.text for span in spans)


def texts_of(lines: Iterable[Line]) -> list[str]:
    """Lines without their styles."""
    return [text_of(one) for one in lines]


def title(text: str) -> Span:
    """What something is called."""
    return Span(text, "title")


def muted(text: str) -> Span:
    """What is read last."""
    return Span(text, "muted")


def strong(text: str) -> Span:
    """What is found first."""
    return Span(text, "strong")


SEPARATOR = " · "
"""What stands between the parts of a line that may go on below behind any of them."""


class Row(Struct, frozen=True):
    """A row of a table: how it stands, its name, and what stands in the columns right of it."""

    status: str
    name: str
    cells: tuple[str, ...]


_MARKS = {
    "on track": "✓", "at risk": "!", "off track": "✗", "stale": "~", "no data": "?", "met": "✓",
    "not met": "✗", "no level": "?", "not judged": "?", "not shown": "?", "below": "↓",
    "clearly below": "✗",
}  # fmt: skip

SIGNS = (
    ("✓", "met, on track, better"),
    ("!", "at risk; beside a value: it is not taken"),
    ("✗", "not met, off track, clearly below, worse"),
    ("↓", "below the standard, not clearly"),
    ("~", "stale: no recent result"),
    ("?", "no data; beside a value: to be confirmed"),
    ("*", "due"),
    ("+1", "in the bar: so many others have this file open"),
)
"""What the signs of lists and of the bar stand for; charts have legends of their own."""


def mark(status: str) -> str:
    """One cell for the status of a KPI or a standard, so that it is never told by colour alone."""
    return _MARKS[status]


def status(word: str) -> Span:
    """Mark and word of a status."""
    return Span(f"{mark(word)} {word}", status_style(word))


def status_in_column(word: str, width: int) -> Span:
    """Mark and word of a status, the word in at least `width` cells."""
    return Span(f"{mark(word)} {word:<{width}}", status_style(word))


def status_style(word: str) -> str:
    """The style of whatever tells a status."""
    return f"status:{word}"
