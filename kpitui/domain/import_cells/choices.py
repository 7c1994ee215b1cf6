"""What the cells of a column decide together: the order of its dates, its decimal sign."""

from collections.abc import Callable
from typing import Generic, TypeVar

EXAMPLES = 5
"""So many cells are shown with a question."""

SaidT = TypeVar("SaidT")
ChoiceT = TypeVar("ChoiceT", bound=str | int)


class Undecided(ValueError):
    """A cell that can be read in two ways, where nothing says which."""


class CellChoice(Generic[ChoiceT]):
    """One of several readings that some cells prove and others only follow.

    What was answered comes first, then what the cells prove where they agree; where none proves
    anything what the `rest` of the file proves, or what is `usual`; and at last the `default` of
    anyone who does not want to be asked. Cells are read by `chosen`, which stays as it is until
    `choose`.
    """

    def __init__(
        self,
        answer: ChoiceT | None,
        usual: ChoiceT | None = None,
        rest: "CellChoice[ChoiceT] | None" = None,
        default: ChoiceT | None = None,
    ) -> None:
        self._answer, self._usual, self._rest, self._default = answer, usual, rest, default
        self._told: set[ChoiceT] = set()
        self.examples: list[str] = []
        """The first of the cells that could be read in two ways."""
        self.chosen = answer

    def read(self, read: Callable[[ChoiceT | None], SaidT], text: str) -> SaidT:
        """What `read` makes of a cell: as it proves itself, else by what is chosen.

        What was answered holds for all cells. Raises `Undecided` where nothing decides.
        """
        try:
            return read(self._answer)
        except Undecided:
            self.follow(text.strip())
            if self.chosen is None:
                raise
            return read(self.chosen)

    def tell(self, told: ChoiceT) -> None:
        """A cell proves one of the two."""
        self._told.add(told)
        if self._rest is not None:
            self._rest.tell(told)

    def follow(self, text: str) -> None:
        """A cell could be read in two ways."""
        if len(self.examples) < EXAMPLES and text not in self.examples:
            self.examples.append(text)

    @property
    def verdict(self) -> ChoiceT | None:
        """What holds by all that is known now; None where nothing decides."""
        if self._answer is not None:
            return self._answer
        found = self._usual
        if self._told:
            found = next(iter(self._told)) if len(self._told) == 1 else None
        elif self._rest is not None:
            found = self._rest.verdict
        return self._default if found is None else found

    def choose(self) -> None:
        """Read by all that is known now."""
        self.chosen = self.verdict

    @property
    def is_stale(self) -> bool:
        """Whether cells were read by what does not hold any more."""
        return bool(self.examples) and self.chosen != self.verdict

    @property
    def is_open(self) -> bool:
        """Whether there are cells that nothing decides."""
        return bool(self.examples) and self.verdict is None
