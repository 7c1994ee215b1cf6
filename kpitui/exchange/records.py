"""The lines of a file as texts, before anyone knows which of them names the columns."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, field


class SheetInfo(Struct, frozen=True):
    """A sheet of a workbook."""

    name: str
    hidden: bool = False
    empty: bool = False


class Records(Struct):
    """Numbered lines of cells as an editor or a sheet numbers them; empty lines are left out, and
    a line may have fewer or more cells than others.

    `said` holds what the reader should know, in sentences (hidden rows, formulas that were never
    worked out); it grows while the lines are read. `place` says how far the file has been read and
    `size` how far it goes, in the same measure; 0 where that is not known.
    """

    lines: Iterator[tuple[int, Sequence[str]]]
    place: Callable[[], int] = field(default=lambda: 0)
    size: int = 0
    said: list[str] = field(default_factory=list)
    sheets: tuple[SheetInfo, ...] = ()
    is_workbook: bool = False
