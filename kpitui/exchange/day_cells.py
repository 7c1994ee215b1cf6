"""The dates in the columns of a list: one over 12 says for all whether day or month is first."""

from collections.abc import Iterable
from datetime import date

from kpitui.domain.dates import NotADate
from kpitui.domain.import_answers import Order
from kpitui.domain.import_cells.choices import CellChoice
from kpitui.domain.import_cells.days import has_dots, read_day
from kpitui.domain.import_cells.missing import is_missing
from kpitui.domain.periods import PeriodKind, period_of
from kpitui.domain.writing import Writing


class DayCells:
    """Reads the days of a file whose cells were all looked at."""

    def __init__(self, dates: Order | None, writing: Writing, cells: Iterable[str]) -> None:
        self._calendar = writing.calendar
        self._order: CellChoice[Order] = CellChoice(dates, writing.order)
        self._with_dots: CellChoice[Order] = CellChoice(dates, "dmy")
        for text in cells:
            try:
                self.read(text)
            except ValueError:
                continue  # it is said where the line is taken
        self._order.choose()
        self._with_dots.choose()

    def read(self, text: str, *, first: bool = False) -> date | None:
        """The day of a cell, of a month the last one or the `first`; None where it has none. Raises
        `NotADate`.
        """
        if not text or is_missing(text):
            return None
        order = self._with_dots if has_dots(text) else self._order
        dated = order.read(lambda order: read_day(text, order, self._calendar), text)
        if dated.told is not None:
            self._order.tell(dated.told)
            order.tell(dated.told)
        if first and dated.covers in ("month", "quarter"):
            return period_of(dated.day, PeriodKind(dated.covers), self._calendar).first
        return dated.day

    def read_one(self, text: str) -> date:
        """The day of a cell that has to have one. Raises `NotADate`."""
        day = self.read(text)
        if day is None:
            raise NotADate("there is no date")
        return day
