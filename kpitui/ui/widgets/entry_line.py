"""What one metric of the Enter screen says, and what is made of the text that is typed for it."""

from textual.content import Content

from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.domain.sanity import Doubt, doubt_about
from kpitui.domain.value_parsing import Cell, cell_note, parse_cell
from kpitui.ui.app_context import AppContext
from kpitui.ui.cell_typing import RECORDED, mark_of
from kpitui.ui.widgets.sheet_columns import MARK, SheetColumns, columns_in
from kpitui.views.entry import EntryRow

COPIED = 100
"""A line that is copied has its columns as in so many cells."""
WITHOUT_PARTS = "kept without weight; best as two numbers, e.g. 45/50, or with n=50"


class EntryLine:
    """A metric with the text typed for it, and what is to be looked at in that text
    before it is saved.
    """

    def __init__(self, row: EntryRow, context: AppContext, whose: str) -> None:
        self.row = row
        self.typed = ""
        self.doubt: Doubt | None = None
        self._app_context = context
        self._whose = whose
        self._looked_at = ""
        self._without_parts = False

    @property
    def metric(self) -> Metric:
        """The metric of the row."""
        return self.row.metric

    @property
    def text(self) -> str:
        """What is typed, without blanks around it."""
        return self.typed.strip()

    def label(self, columns: SheetColumns) -> Content:
        """The line before its cell."""
        return columns.before_cell(self.row, self._app_context)

    def copied(self) -> str:
        """The line, with what is typed behind it."""
        work = self._app_context
        label = self.label(columns_in([self.row], COPIED, work)).plain
        return f"{label}{'':{MARK}}{work.text(self.text)}"

    def type(self, text: str) -> None:
        """Take the text; what was said of another one is forgotten."""
        self.typed = text
        if self.text != self._looked_at:
            self._looked_at, self.doubt, self._without_parts = "", None, False

    def settle(self) -> bool:
        """Look at the text; False where it was looked at before."""
        if self.text == self._looked_at:
            return False
        comma = self._app_context.config.decimal_comma
        self._looked_at = self.text
        self.doubt = doubt_about(
            self.text, self.metric, self.row.usual, whose=self._whose, decimal_comma=comma
        )
        ratio = self.metric.aggregation is Aggregation.RATIO
        cell = self.parsed() if ratio and (self.doubt is None or not self.doubt.refused) else None
        self._without_parts = cell is not None and cell.value is not None
        return True

    def parsed(self) -> Cell | None:
        """What the cell says, None where it is empty; raises `NotANumber` where it
        cannot be read.
        """
        if not self.text:
            return None
        return parse_cell(
            self.text, self.metric, decimal_comma=self._app_context.config.decimal_comma or None
        )

    @property
    def mark(self) -> str:
        """A sign for what is to be looked at, so that it is seen without colours."""
        return mark_of(self.doubt, RECORDED if self.row.recorded else " ")

    @property
    def remark(self) -> str:
        """What is to be said about the text: what is to be looked at, else its note, else that a
        ratio has no parts.
        """
        if self.doubt is not None:
            return self._app_context.words(self.doubt.sentence)
        note = cell_note(self.text)[1]
        if note:
            return self._app_context.text(f"note: {note}")
        return WITHOUT_PARTS if self._without_parts else ""
