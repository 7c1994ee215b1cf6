"""The lines of a table below its headings."""

from collections.abc import Iterator, Sequence

from kpitui.domain.cell_looks import looks_day
from kpitui.domain.column_words import heading_key
from kpitui.domain.errors import BadFile
from kpitui.domain.import_rows import Rejected
from kpitui.domain.total_rows import adds_up
from kpitui.exchange.profile import Profile
from kpitui.exchange.records import Records
from kpitui.exchange.shapes.tables import COLUMNS_TOLD, TableAt, place_named, told_columns

LEFT_OUT_TOLD = 5
ABSENT = -1
"""The place of a column that there is not: an empty cell is put behind the last one."""


class TableLines:
    """The lines below the headings of a table, as wide as it is: what repeats the headings or
    holds no reading is left out and told.
    """

    def __init__(self, records: Records, table: TableAt, profile: Profile, name: str) -> None:
        self._records, self._table, self._name = records, table, name
        self._heads = [head[-1] for head in table.heads]
        self._left_out = 0
        self.date = self.place(profile.date) if profile.date else ABSENT
        self.width = len(table.names)

    def place(self, column: str | None) -> int:
        """Where a column stands; raises `BadFile` where it is not there."""
        if column is None:
            return ABSENT
        names = self._table.names
        if column in names:
            return names.index(column)
        alike = [at for at, name in enumerate(names) if heading_key(name) == heading_key(column)]
        if not alike:
            raise BadFile(
                f"{place_named(self._name, self._table.line)} has no column “{column}”; it has "
                f"{told_columns(names)}. Name the columns, or bring a --profile."
            )
        return alike[0]

    def each(self, last: int) -> Iterator[tuple[int, list[str]] | Rejected]:
        """Number and trimmed cells of each line, an empty one put behind them; `last` is the place
        of the last column that a line of a text file cannot end before.
        """
        first = self._table.line + self._table.header_lines
        until, width, heads, date = self._table.until, self.width, self._heads, self.date
        head, workbook = heads[0] if heads else "", self._records.is_workbook
        for number, cells in self._records.lines:
            if number < first:
                continue
            if until is not None and number >= until:
                break
            texts = [*map(str.strip, cells)]
            if len(texts) != width:
                if any(texts[width:]):
                    yield Rejected(
                        number, f"it has {len(texts)} cells, and there are {width} columns"
                    )
                    continue
                short = len(texts) <= last and not workbook
                if short and sum(map(bool, texts)) > 1 and not self._adds_up(texts):
                    column = self._table.names[len(texts)]
                    yield Rejected(
                        number, f"it has {len(texts)} cells and ends before the column {column}"
                    )
                    continue
                texts = texts[:width] + [""] * (width - len(texts))
            if texts[0] == head and texts == heads:
                continue
            texts.append("")
            day = texts[date]
            if not (day[:1].isdigit() and any(texts[1:])) and self._is_aside(number, texts):
                continue
            yield number, texts
        self._tell_rest()

    def _adds_up(self, texts: Sequence[str]) -> bool:
        """Whether a line adds others up: it has no day, or a total in place of one. Where no column
        holds days, a total is a name like others, and asked about as these are.
        """
        if self.date == ABSENT:
            return False
        day = texts[self.date] if self.date < len(texts) else ""
        return adds_up(day or next((text for text in texts if text), ""), of_metric=True)

    def _is_aside(self, number: int, texts: Sequence[str]) -> bool:
        """Whether a line is a footnote or a sum and holds no reading; it is told then."""
        filled = [text for text in texts if text]
        alone = len(filled) == 1 and not (self.date != ABSENT and looks_day(texts[self.date]))
        if not alone and not self._adds_up(texts):
            return False
        self._left_out += 1
        if filled and self._left_out <= LEFT_OUT_TOLD:
            shown = ", ".join(filled[:COLUMNS_TOLD])[:200]
            self._records.said.append(f"Line {number} is left out: {shown}")
        return True

    def _tell_rest(self) -> None:
        if self._left_out > LEFT_OUT_TOLD:
            more = self._left_out - LEFT_OUT_TOLD
            self._records.said.append(f"{more:,} more lines like these are left out.")
