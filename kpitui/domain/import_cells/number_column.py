"""The numbers under one heading of a file."""

from kpitui.domain.guarded_text import unguarded
from kpitui.domain.import_cells.choices import CellChoice
from kpitui.domain.import_cells.figures import (
    CellFigure,
    EitherSign,
    is_either,
    read_figure,
    shown,
)
from kpitui.domain.import_cells.missing import is_missing
from kpitui.domain.import_cells.remembered import Remembered
from kpitui.domain.numbers import NotANumber


class NumberColumn:
    """Reads numbers that have one decimal sign."""

    def __init__(self, sign: CellChoice[bool]) -> None:
        self.sign = sign
        self.part = Remembered(self._part)
        """A numerator or denominator, None where it is missing; raises `NotANumber`."""
        self.count = Remembered(self._count)
        """A sample size, None where it is missing; raises `NotANumber`."""

    def figure(self, text: str) -> CellFigure:
        """The number of a text by the sign of this column; raises `NotANumber`."""
        if self.sign.chosen is not None and is_either(text):
            self.sign.follow(text)
            return read_figure(text, self.sign.chosen)
        figure = self.sign.read(lambda comma: read_figure(text, comma), text)
        if figure.comma_told is not None:
            self.sign.tell(figure.comma_told)
        return figure

    def forget(self) -> None:
        """Read every text again."""
        self.part.clear()
        self.count.clear()

    def _part(self, text: str) -> float | None:
        text = unguarded(text.strip())
        if is_missing(text):
            return None
        figure = self.figure(text)
        if figure.mark == "%":
            raise NotANumber(f"{shown(text)} is no part of a whole, but a percentage")
        return figure.value

    def _count(self, text: str) -> int | None:
        text = unguarded(text.strip())
        if is_missing(text):
            return None
        try:
            figure = read_figure(text)
        except EitherSign:  # a sample is counted in wholes, so that the sign parts thousands
            figure = read_figure(text, "." in text)
        number = figure.value
        if number <= 0 or not number.is_integer() or figure.mark == "%":
            raise NotANumber(f"{shown(text)} is no sample size; it is a whole number above 0")
        return int(number)
