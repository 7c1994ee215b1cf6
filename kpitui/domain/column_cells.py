"""A column of a file of readings: what it is called, and what its first cells look like."""

from collections.abc import Callable, Iterable
from functools import cached_property

from msgspec import Struct

from kpitui.domain.cell_looks import looks_day, looks_number, looks_yes_no, share
from kpitui.domain.column_words import heading_key, is_corner, is_identifier, role_of
from kpitui.domain.import_cells.missing import is_missing

MOSTLY = 0.6


class Column:
    """A column: what it is called, the texts over it from top to bottom, and its first cells."""

    def __init__(self, name: str, heads: tuple[str, ...], cells: Iterable[str]) -> None:
        self.name, self.heads = name, heads
        self.cells = [cell for cell in cells if not is_missing(cell)]
        self.role, self.rank = role_of(name)

    @property
    def is_unnamed(self) -> bool:
        """Whether nothing stands over it."""
        return not any(self.heads)

    @cached_property
    def names_rows(self) -> bool:
        """Whether it holds the names of the lines under no heading of its own."""
        corner = self.is_unnamed or is_corner(self.name)
        return corner and bool(self.cells) and not (self.measures or self.is_days)

    def mostly(self, looks: Callable[[str], bool]) -> bool:
        """Whether most of its cells look so."""
        return share(map(looks, self.cells)) >= MOSTLY

    @cached_property
    def is_days(self) -> bool:
        """Whether it holds days."""
        return self.mostly(looks_day)

    @cached_property
    def is_numbers(self) -> bool:
        """Whether it holds numbers, or lengths of time."""
        return self.mostly(looks_number)

    @cached_property
    def is_figures(self) -> bool:
        """Whether its numbers are no numbers of people or things: shares, decimals, times."""
        return self.is_numbers and self.mostly(lambda cell: any(sign in cell for sign in "%:.,"))

    @cached_property
    def is_answers(self) -> bool:
        """Whether it holds both yes and no, or its name says that it does."""
        words = {cell.casefold() for cell in self.cells}
        asked = heading_key(self.name).endswith((" (y n)", " (yes no)"))
        return self.mostly(looks_yes_no) and not self.is_numbers and (len(words) > 1 or asked)

    @property
    def measures(self) -> bool:
        """Whether its cells are counted or measured, so that they may be readings."""
        return self.is_answers or (
            self.is_numbers
            and not is_identifier(self.name)
            and not (self.is_days and self.mostly(lambda cell: not cell.isdigit()))
        )


class Known(Struct, frozen=True):
    """What is in the plan already, asked by name."""

    is_metric: Callable[[str], bool] = lambda _: False
    is_person: Callable[[str], bool] = lambda _: False
    is_team: Callable[[str], bool] = lambda _: False
