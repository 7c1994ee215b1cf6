"""Completing the last of several names that stand apart by semicolons."""

from collections.abc import Iterable

from textual.suggester import Suggester


class PartSuggester(Suggester):
    """Says how the name behind the last `;` goes on; those that stand there already are left out.
    A comma is a part of a name.
    """

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(case_sensitive=True)  # what stands before the last name stays as it is
        self._names = [(name, name.casefold()) for name in names]

    async def get_suggestion(self, value: str) -> str | None:
        """The whole text with the name written out, None where none begins so."""
        *before, last = value.split(";")
        begun = last.lstrip().casefold()
        if not begun:
            return None
        taken = {name.strip().casefold() for name in before}
        for name, folded in self._names:
            if folded.startswith(begun) and folded not in taken:
                return value + name[len(begun) :]
        return None
