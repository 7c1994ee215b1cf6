"""What texts say, each read once."""

from collections.abc import Callable
from typing import Generic, TypeVar

REMEMBERED = 2_000
"""So many texts of cells are remembered with what they say."""

SaidT = TypeVar("SaidT")


class Remembered(dict[str, SaidT], Generic[SaidT]):
    """What cells say, each text read once: the same days, numbers and names stand in
    line after line.
    """

    def __init__(self, read: Callable[[str], SaidT], limit: int = REMEMBERED) -> None:
        super().__init__()
        self._read, self._limit = read, limit

    def __missing__(self, text: str) -> SaidT:
        said = self._read(text)
        if len(self) >= self._limit:
            self.clear()
        self[text] = said
        return said
