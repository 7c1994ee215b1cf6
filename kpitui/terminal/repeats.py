"""Whether the terminal repeats a letter by itself, which makes lines and blanks short.

Many do (REP, `CSI n b`), GNU screen and others do not, and what `TERM` says is often not so. So it
is asked to draw a line and where its cursor stands after that.
"""

import re

from textual.message import Message

ROW, COLUMN, TIMES = 2, 30, 9
"""Where the line begins, and how often its first letter is repeated; on the first row the answer
would be that of a key.
"""

QUESTION = f"\x1b[{ROW};{COLUMN}H─\x1b[{TIMES}b\x1b[6n"
_YES, _NO = (f"\x1b[{ROW};{COLUMN + 1 + more}R" for more in (TIMES, 0))

_RUN = re.compile(r"(.)\1{3,}", re.DOTALL)


class Repeats(Message):
    """What the terminal has answered."""

    def __init__(self, does: bool) -> None:
        super().__init__()
        self.does = does


def answered(sequence: str) -> Repeats | None:
    """The answer to the question; None where it is something else."""
    return Repeats(sequence == _YES) if sequence in {_YES, _NO} else None


def repeated(text: str) -> str:
    """A text in which runs of one letter are repeated by the terminal where that is shorter."""
    return _RUN.sub(_shorter, text)


def _shorter(run: re.Match[str]) -> str:
    code = f"{run[1]}\x1b[{len(run[0]) - 1}b"
    return min(run[0], code, key=lambda one: len(one.encode()))
