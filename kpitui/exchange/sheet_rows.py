"""The rows of a sheet while they are read: merged cells hold for the rows below, and what is hidden
is told.
"""

from collections.abc import Sequence

from kpitui.domain.errors import BadFile

MOST_ROWS, MOST_CELLS = 1_048_576, 16_384
"""So many rows and columns a sheet has at most."""
NAMED = 5


class SheetRows:
    """Rows that were read and are not yet handed on; `said` gives what there is to know of
    the whole sheet.
    """

    def __init__(self, name: str) -> None:
        self.ready: list[tuple[int, list[str]]] = []
        self.hidden_columns: set[int] = set()
        self._formulas: list[str] = []
        self._formula_count = 0
        self._name = name
        self._merged: dict[int, list[tuple[int, int]]] = {}
        self._held: dict[int, tuple[int, str]] = {}
        self._hidden = self._width = 0

    def merge(self, first: int, column: int, last: int) -> None:
        """A column, counted from 0, whose cell in row `first` holds for the rows until `last`."""
        if last > first:
            self._merged.setdefault(first, []).append((column, last))

    def add(self, number: int, texts: list[str], hidden: bool = False) -> None:
        """A row that is whole; one without any text is left out."""
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            return
        self.check(number, len(texts))
        if self._merged or self._held:
            self._fill(number, texts)
        self._hidden += hidden
        self._width = max(self._width, len(texts))
        self.ready.append((number, texts))

    def check(self, rows: int, columns: int) -> None:
        """Raises `BadFile` where there are more than a sheet can have."""
        if rows > MOST_ROWS or columns > MOST_CELLS:
            raise BadFile(f"{self._name} has more rows or columns than a sheet can have.")

    def _fill(self, number: int, texts: list[str]) -> None:
        for column, (last, text) in tuple(self._held.items()):
            if number > last:
                del self._held[column]
            else:
                texts += [""] * (column + 1 - len(texts))
                texts[column] = texts[column] or text
        for column, last in self._merged.pop(number, ()):
            if column < len(texts) and texts[column]:
                self._held[column] = (last, texts[column])

    def not_worked_out(self, number: int, place: int) -> None:
        """A formula without a result, in a row and a column counted from 0."""
        self._formula_count += 1
        if len(self._formulas) <= NAMED:
            self._formulas.append(f"{column_letters(place)}{number}")

    def take(self) -> list[tuple[int, list[str]]]:
        """The rows that are ready; they are handed on once."""
        ready, self.ready = self.ready, []
        return ready

    def said(self) -> list[str]:
        """What the reader should know of the sheet, a sentence each."""
        sentences = []
        if self._hidden:
            rows = "1 hidden row is" if self._hidden == 1 else f"{self._hidden:,} hidden rows are"
            sentences.append(f"{rows} read too.")
        columns = sorted(column for column in self.hidden_columns if column < self._width)
        if columns:
            what = "column {} is" if len(columns) == 1 else "columns {} are"
            letters = listed([column_letters(column) for column in columns])
            sentences.append(f"The hidden {what.format(letters)} read too.")
        if self._formulas:
            holds = "holds a formula that was" if self._formula_count == 1 else (
                "hold formulas that were")  # fmt: skip
            sentences.append(
                f"{listed(self._formulas, self._formula_count)} {holds} never worked out; open the "
                "file in Excel and save it."
            )
        return sentences


def listed(names: Sequence[str], count: int = 0) -> str:
    """A few names as a list, `B2, C3 and 4 more`; `count` is how many there are of which `names`
    are the first.
    """
    count = max(count, len(names))
    if count > NAMED + 1:
        return f"{', '.join(names[:NAMED])} and {count - NAMED:,} more"
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def column_letters(place: int) -> str:
    """The letters of a column counted from 0: A, Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_place(letters: str) -> int:
    """The place of a column from 0; raises ValueError where it is none."""
    place = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        place = place * 26 + ord(letter) - 64
    if not 0 < place <= MOST_CELLS:
        raise ValueError(letters)
    return place - 1
