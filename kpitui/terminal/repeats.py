"""Whether the terminal repeats a letter by itself, which makes lines and blanks short.

Many do (REP, `CSI n b`), GNU screen does not, tmux repeats ASCII alone, and what `TERM` says is
often not so. So it is asked to draw two lines and where its cursor stands after each.
"""

import re
from enum import Flag, auto

from textual.message import Message


class Letters(Flag):
    """Which letters a terminal repeats."""

    ASCII = auto()
    OTHERS = auto()


NONE = Letters(0)

COLUMN, TIMES = 30, 9
"""Where a line begins, and how often its first letter is repeated."""
_ROWS = {Letters.ASCII: 2, Letters.OTHERS: 3}
"""On the first row the answer would be that of a key."""
_DRAWN = {Letters.ASCII: "-", Letters.OTHERS: "─"}

QUESTION = "".join(
    f"\x1b[{row};{COLUMN}H{_DRAWN[letters]}\x1b[{TIMES}b\x1b[6n" for letters, row in _ROWS.items()
)
_ANSWERS = {
    f"\x1b[{row};{COLUMN + 1 + (TIMES if does else 0)}R": letters if does else NONE
    for letters, row in _ROWS.items()
    for does in (True, False)
}

_RUNS = {
    Letters.ASCII: re.compile(r"([ -~])\1{3,}"),
    Letters.OTHERS: re.compile(r"([^ -~])\1{3,}"),
    Letters.ASCII | Letters.OTHERS: re.compile(r"(.)\1{3,}"),
}


class Repeats(Message):
    """What the terminal has answered."""

    def __init__(self, letters: Letters) -> None:
        super().__init__()
        self.letters = letters


def answered(sequence: str) -> Repeats | None:
    """The answer to a question; None where it is something else."""
    return Repeats(_ANSWERS[sequence]) if sequence in _ANSWERS else None


def repeated(text: str, letters: Letters) -> str:
    """A text in which runs of one letter are repeated by the terminal where that is shorter."""
    return _RUNS[letters].sub(_shorter, text) if letters else text


def _shorter(run: re.Match[str]) -> str:
    code = f"{run[1]}\x1b[{len(run[0]) - 1}b"
    return min(run[0], code, key=lambda one: len(one.encode()))
