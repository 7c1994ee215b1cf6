"""How a value is typed into a cell: the same keys in a line of a sheet and in the table."""

from collections.abc import Collection

from kpitui.domain.sanity import Doubt
from kpitui.ui.messages import CellSaid
from kpitui.ui.pasted import filled_words

READINGS_KEY = "v"
"""No number begins with it: where one would begin it is the key of the readings behind the cell."""

SCORE_KEY = "S"
"""Nor with this one, which scores a contact of the agent."""

REFUSED, ASKED, RECORDED = "!", "?", "="
"""What stands beside a typed text that cannot be read, or that is to be confirmed, and beside a
cell of a day that has a value already.
"""


def has_note(text: str) -> bool:
    """Whether a note is begun in it, so that every letter is text."""
    return '"' in text


def letter_n(text: str) -> str:
    """What an n adds behind a text: behind a number it opens a note; behind a blank it is that of
    the sample size.
    """
    return "n" if not text or text.endswith(" ") or has_note(text) else ' "'


def mark_of(doubt: Doubt | None, otherwise: str) -> str:
    """A sign for what is to be looked at, so that it is seen without colours."""
    return otherwise if doubt is None else REFUSED if doubt.refused else ASKED


def look_of(doubt: Doubt | None) -> str:
    """How a typed text is drawn: the end of the name of its style."""
    return "typed" if doubt is None else "refused" if doubt.refused else "asked"


def said_of(doubt: Doubt | None, where: str) -> CellSaid:
    """What is said of a text once it is taken, and of which cell."""
    return CellSaid(f"{where}{doubt.sentence}." if doubt else "", rings=doubt is not None)


def said_of_paste(filled: Collection[object], doubtful: int, outside: int, beyond: str) -> CellSaid:
    """What is said of a pasted block; `beyond` is where the cells lie that were left out."""
    said = filled_words(len(filled), doubtful, outside, beyond)
    return CellSaid(said, rings=doubtful > 0 or outside > 0)
