"""One metric among the fields of a session: what was read last, what is expected, and a cell for the new reading."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from kpitui.domain.cells import Cell
from kpitui.domain.metrics import Metric
from kpitui.domain.sanity import Doubt
from kpitui.ui.messages import CellSaid
from kpitui.ui.widgets.cell_input import CellInput
from kpitui.ui.widgets.entry_line import EntryLine, label_width, shape_of
from kpitui.ui.workplace import Workplace
from kpitui.views.entry import EntryRow


class CellAccepted(Message):
    """Enter was pressed in the last cell, or in one of a session, and the screen says what comes next."""


class EntryRowView(Widget):
    """A line with its cell, and a remark below it when there is something to remark."""

    def __init__(self, row: EntryRow, workplace: Workplace, whose: str) -> None:
        super().__init__()
        self.row = row
        self._line = EntryLine(row, workplace, whose)
        self.cell = CellInput(shape_of(row.metric))
        self._remark = Static(classes="remark")

    @property
    def metric(self) -> Metric:
        """The metric of the row."""
        return self.row.metric

    @property
    def text(self) -> str:
        """What stands in the cell."""
        return self.cell.value.strip()

    @text.setter
    def text(self, value: str) -> None:
        self.cell.value = value

    def compose(self) -> ComposeResult:
        """The cell."""
        yield self.cell

    def on_resize(self, event: Resize) -> None:
        """The cell has room in a narrow window too."""
        self.cell.styles.margin = (0, 0, 0, label_width(event.size.width))

    def render(self) -> Content:
        """The line before the cell."""
        return self._line.label(label_width(self.size.width))

    def parsed(self) -> Cell | None:
        """What the cell says, None where it is empty; raises `NotANumber` where it cannot be read."""
        self._line.typed = self.cell.value
        return self._line.parsed()

    def settle(self) -> Doubt | None:
        """Look at what is typed, and show what is to be said of it below."""
        self._line.type(self.cell.value)
        if self._line.settle():
            rings = self._line.doubt is not None
            self.post_message(CellSaid("", rings=rings))
        self._show_remark()
        return self._line.doubt

    def _show_remark(self) -> None:
        remark = self._line.remark
        if not remark and not self._remark.is_attached:
            return
        self._remark.update(Content(remark))
        self._remark.display = bool(remark)
        if not self._remark.is_attached:
            self.mount(self._remark)

    @on(Input.Submitted)
    def _enter_pressed(self, event: Input.Submitted) -> None:
        event.stop()
        self.settle()
        self.cell.mark()
        self.post_message(CellAccepted())

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        before = self._line.remark
        self._line.type(self.cell.value)
        if self._line.remark != before:
            self._show_remark()
        self.set_class(bool(self.text), "-typed")

    def focus_cell(self) -> None:
        """Put the cursor into the cell."""
        self.cell.focus()
