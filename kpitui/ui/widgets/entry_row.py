"""One metric of the Enter screen: what was read last, what is expected, and a cell for the new reading."""

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from kpitui.charts.sparkline import sparkline
from kpitui.domain.cells import DURATIONS, Cell, cell_note, in_column, parse_cell
from kpitui.domain.metrics import Aggregation, Metric
from kpitui.domain.numbers import NotANumber
from kpitui.domain.sanity import question
from kpitui.ui.keys import move
from kpitui.ui.widgets.line_input import LineInput
from kpitui.ui.widgets.plan_tree import fitted
from kpitui.ui.workplace import Workplace
from kpitui.views.entry import EntryRow

NAME_WIDTH = 24
VALUE_WIDTH = 10
EXPECTED_WIDTH = 13
SPARKLINE_WIDTH = 8


@dataclass
class CellAccepted(Message):
    """Enter was pressed in a cell whose text can be taken, or that is empty."""

    row: "EntryRowView"


class CellInput(LineInput):
    """A cell; arrows go to the cells above and below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        move("up", "screen.previous_cell", "Up", "enter.up", "Go to the cell above"),
        move("down", "screen.next_cell", "Down", "enter.down", "Go to the cell below"),
    ]

    def __init__(self, metric: Metric) -> None:
        ratio, duration = metric.aggregation is Aggregation.RATIO, metric.unit in DURATIONS
        shape = "part/whole" if ratio else metric.unit if duration else ""
        super().__init__(compact=True, select_on_focus=False, placeholder=shape)
        self.cursor_blink = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """No number begins with a v: in the empty cell it is the key of the readings behind it."""
        return bool(self.value or character != "v") and super().check_consume_key(key, character)

    def on_key(self, event: Key) -> None:
        """An n behind a number opens a note; behind a blank it is that of the sample size."""
        begun = self.value and self.cursor_position == len(self.value) and not self.value.endswith(" ")
        if event.key == "n" and begun and '"' not in self.value:
            event.prevent_default()
            event.stop()
            self.insert_text_at_cursor(' "')


class EntryRowView(Widget):
    """A line of the Enter screen. A value that nobody would expect is asked for once more, in place.

    It draws its words itself beside its cell: a widget for each part would make every step and every scrolled line
    of a long list three times as slow.
    """

    def __init__(self, row: EntryRow, workplace: Workplace) -> None:
        super().__init__()
        self.row = row
        self._workplace = workplace
        self._asked: str | None = None
        self._confirmed: str | None = None
        self.cell = CellInput(row.metric)
        self._remark = Static(classes="remark")
        self._remarked = ""

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
        """The cell; a remark comes below it when there is something to remark."""
        yield self.cell

    def render(self) -> Content:
        """The line: mark of what is due, name, sparkline, last value, expectation."""
        return self._label()

    def show(self, row: EntryRow) -> None:
        """Show what the file holds now; what is typed stays."""
        self.row = row
        self.refresh()

    def _label(self) -> Content:
        row, work = self.row, self._workplace
        spark = sparkline([one.value for one in row.series[-SPARKLINE_WIDTH:]], SPARKLINE_WIDTH, work.charset)
        due = "*" if row.due else " "
        expected = in_column(work.range(row.expected, row.metric, unit=False))
        return Content.assemble(
            (f"{due} ", "$text-warning bold"),
            fitted(work.text(row.metric.name), NAME_WIDTH, work),
            " ",
            (spark, "$text-accent"),
            f"{in_column(work.value(row.last_value, row.metric, unit=False)):>{VALUE_WIDTH}} ",
            (
                set_cell_size(f"{expected:>{EXPECTED_WIDTH}}", EXPECTED_WIDTH),
                "dim",
            ),
            "  ",
        )

    def copied(self) -> str:
        """The line, with what is typed behind it."""
        return f"{self._label().plain}{self._workplace.text(self.text)}"

    def parsed(self) -> Cell | None:
        """What the cell says, None where it is empty; raises `NotANumber` where it cannot be read."""
        if not self.text:
            return None
        return parse_cell(self.text, self.metric, decimal_comma=self._workplace.config.decimal_comma or None)

    def doubt(self, *, entered: bool) -> str | None:
        """Why the cell cannot be kept yet: what is wrong with it, or a question that Enter alone answers."""
        try:
            cell = self.parsed()
        except NotANumber as error:
            return str(error)
        if cell is None:
            return None
        comma = self._workplace.config.decimal_comma
        asked = question(cell.shown(self.metric), self.metric, self.row.usual, decimal_comma=comma)
        if entered and self._asked == self.text:
            self._confirmed = self.text
        if not asked or self._confirmed == self.text:
            return None
        self._asked = self.text
        return self._workplace.words(f"{asked}: again Enter to keep")

    def check(self, *, entered: bool) -> bool:
        """Whether the cell can be kept; the remark beside it says why not. `entered`: Enter was pressed in it."""
        doubt = self.doubt(entered=entered)
        self.remark(doubt or self._note())
        return doubt is None

    def _note(self) -> str:
        note = cell_note(self.text)[1]
        return self._workplace.text(f"note: {note}") if note else ""

    def remark(self, sentence: str) -> None:
        """A sentence under the cell; it takes no line while there is none."""
        if sentence == self._remarked:
            return
        self._remarked = sentence
        self._remark.update(Content(sentence))
        self._remark.display = bool(sentence)
        if not self._remark.is_attached:
            self.mount(self._remark)

    @on(Input.Submitted)
    def _enter_pressed(self, event: Input.Submitted) -> None:
        event.stop()
        if self.check(entered=True):
            self.post_message(CellAccepted(self))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.text != self._asked:
            self.remark(self._note())
        self.set_class(bool(self.text), "-typed")

    def focus_cell(self) -> None:
        """Put the cursor into the cell."""
        self.cell.focus()
