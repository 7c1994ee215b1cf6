"""The metrics of the Enter screen, one below the other, with one cursor."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.events import MouseDown, Resize
from textual.geometry import Offset, Region, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from kpitui.domain.text import picture
from kpitui.ui.keys import move
from kpitui.ui.widgets.cell_input import CellInput
from kpitui.ui.widgets.entry_line import EntryLine, label_width, shape_of
from kpitui.ui.widgets.entry_row import CellAccepted
from kpitui.views.entry import EntryRow

CELL_WIDTH = 24
INDENT = 2
"""Blanks before a remark."""


class EntryList(CellInput):
    """An input that stands in one line of many, and draws all of them.

    With an input of its own for each line Textual would style two of them anew at each step, and paint them in two
    pictures. `tell()` says what is known of the line of the cursor.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"entry--cell", "entry--here", "entry--typed", "entry--remark"}
    BINDINGS: ClassVar[list[BindingType]] = [
        move("tab", "tab(1)", "Down", "enter.tab", "Go to the cell below, or from the last one to whom"),
        move("shift+tab", "tab(-1)", "Up", "enter.back-tab", "Go to the cell above, or from the first one to the date"),
    ]
    # What changes is drawn by the line.
    value: Reactive[str] = Reactive("", repaint=False)
    selection: Reactive[Selection] = Reactive(Selection.cursor(0), repaint=False)
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    def __init__(self, lines: list[EntryLine], tell: Callable[[], None]) -> None:
        self._labels: dict[int, Strip] = {}
        self._looks: dict[str, Style] = {}
        super().__init__()
        self.lines = lines
        self.place = 0
        self._tell = tell
        self._left = 0
        self._drawn = [(place, 0) for place in range(len(lines))]

    @property
    def line(self) -> EntryLine:
        """The line of the cursor."""
        return self.lines[self.place]

    def on_mount(self) -> None:
        """Begin in the first line."""
        self._begin_line()
        self._lay_out()

    def on_resize(self, event: Resize) -> None:
        """A remark takes as many lines as its words need, and the cell shows its cursor."""
        self._labels.clear()
        self._lay_out()
        self._watch_selection(self.selection)
        self.call_after_refresh(self._bring_into_sight)

    def put(self, texts: Mapping[int, str]) -> None:
        """Let these texts stand in the cells, by metric; the others are empty."""
        for line in self.lines:
            text = texts.get(line.metric.id, "")
            if line.text != text:  # the cursor stays in what stays
                line.type(text)
        if self.is_mounted and self.value != self.line.typed:
            self._begin_line()
        if self.is_mounted:
            self._lay_out()

    def show(self, rows: Mapping[int, EntryRow]) -> None:
        """Show what the file holds now, by metric; what is typed stays."""
        for place, line in enumerate(self.lines):
            row = rows.get(line.metric.id, line.row)
            if row != line.row:
                line.row = row
                self._labels.pop(place, None)
                self._draw_line(place)

    def notify_style_update(self) -> None:
        """Draw in the colours that are now."""
        self._labels.clear()
        self._looks.clear()
        super().notify_style_update()

    def go_to(self, place: int) -> None:
        """Put the cursor on a line."""
        before, self.place = self.place, place
        self._begin_line()
        self._draw_line(before)
        self._draw_line(place)
        self._bring_into_sight()
        self._tell()

    def check(self, place: int, *, entered: bool = False) -> bool:
        """Whether the text of a line can be kept; the remark below it says why not."""
        line = self.lines[place]
        before = line.remark
        can_be_kept = line.check(entered=entered)
        if line.remark != before:
            self._lay_out()
        return can_be_kept

    def action_tab(self, step: int) -> None:
        """Go to the cell beside; beyond the ends to the fields above."""
        if 0 <= self.place + step < len(self.lines):
            self.go_to(self.place + step)
        elif step > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    async def action_submit(self) -> None:
        """Go on to the next line, where the text can be kept."""
        can_be_kept = self.check(self.place, entered=True)
        if can_be_kept and self.place + 1 < len(self.lines):
            self.go_to(self.place + 1)
            return
        self.mark()
        if can_be_kept:
            self.post_message(CellAccepted())

    @on(Input.Changed)
    def _nobody_asks(self, event: Input.Changed) -> None:
        event.stop()

    async def _on_mouse_down(self, event: MouseDown) -> None:
        at = event.get_content_offset_capture(self)
        if 0 <= at.y < len(self._drawn):
            self.go_to(self._drawn[at.y][0])
        event.prevent_default()

    # the cell of the cursor -------------------------------------------------------------------------------------

    def _begin_line(self) -> None:
        self.value = self.line.typed
        self._left = 0
        self.mark()
        self._watch_selection(self.selection)

    def watch_value(self, value: str) -> None:
        """What is typed belongs to the line of the cursor."""
        if value == self.line.typed:
            return
        before = self.line.remark
        self.line.type(value)
        if self.line.remark == before:
            self._draw_line(self.place)
        else:
            self._lay_out()

    def _watch_selection(self, selection: Selection) -> None:
        # Textual's own scrolls the whole widget.
        self.app.clear_selection()
        at, room = cell_len(self.value[: selection.end]), self._cell_width - 1
        self._left = min(max(self._left, at - room), at, max(0, cell_len(self.value) - room))
        self.app.cursor_position = self.cursor_screen_offset
        self._draw_line(self.place)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor is on the screen."""
        x, y, _, _ = self.content_region
        at = cell_len(self.value[: self.cursor_position])
        return Offset(x + self._cell_at + at - self._left, y + self._top_of(self.place))

    # drawing ----------------------------------------------------------------------------------------------------

    @property
    def _cell_at(self) -> int:
        return label_width(self.size.width)

    @property
    def _cell_width(self) -> int:
        return max(1, min(CELL_WIDTH, self.size.width - self._cell_at))

    def _lay_out(self) -> None:
        """Find a line for each metric and for what is remarked about it."""
        self._drawn = [
            (place, part) for place, line in enumerate(self.lines) for part in range(1 + len(self._remark_of(line)))
        ]
        if self.styles.height is None or self.styles.height.value != len(self._drawn):
            self.styles.height = len(self._drawn)
            self.call_after_refresh(self._bring_into_sight)
        self.refresh()

    def _top_of(self, place: int) -> int:
        return self._drawn.index((place, 0))

    def _draw_line(self, place: int) -> None:
        self.refresh(Region(0, self._top_of(place), self.size.width, 1))

    def _bring_into_sight(self) -> None:
        if isinstance(self.parent, Widget):
            height = sum(1 for place, _ in self._drawn if place == self.place)
            place = Region(0, self._top_of(self.place), 1, height)
            self.parent.scroll_to_region(place, animate=False, force=True, immediate=True)

    def render_line(self, y: int) -> Strip:
        """A metric with its cell, or what is remarked about it."""
        if y >= len(self._drawn):
            return Strip.blank(self.size.width, self.rich_style)
        place, part = self._drawn[y]
        if not part:
            parts = [self._label(place), self._cell(place)]
        else:
            parts = [Strip.blank(INDENT, self.rich_style), self._remark_of(self.lines[place])[part - 1]]
        return Strip.join(parts).adjust_cell_length(self.size.width, self.rich_style)

    def _label(self, place: int) -> Strip:
        if place not in self._labels:
            width = self._cell_at
            [label] = Visual.to_strips(self, self.lines[place].label(width), width, 1, self.visual_style)
            self._labels[place] = label.adjust_cell_length(width, self.rich_style)
        return self._labels[place]

    def _remark_of(self, line: EntryLine) -> list[Strip]:
        width = self.size.width - INDENT
        if not line.remark or width < 1:
            return []
        style = self.get_visual_style("entry--remark")
        return Visual.to_strips(self, Content(line.remark), width, None, style)

    def _cell(self, place: int) -> Strip:
        line, here = self.lines[place], place == self.place and self.has_focus
        style = self._look("entry--here" if here else "entry--cell")
        if line.typed:
            text = Text(picture(line.typed), no_wrap=True, end="")
        else:
            text = Text(shape_of(line.metric), self._look("input--placeholder", partial=True), no_wrap=True, end="")
        if line.text:
            style += self._look("entry--typed", partial=True)
        if here:
            self._mark_cursor(text)
        left = self._left if here else 0
        drawn = Strip(text.render(self.app.console)).crop(left, left + self._cell_width)
        return drawn.extend_cell_length(self._cell_width).apply_style(style)

    def _mark_cursor(self, text: Text) -> None:
        at = self.cursor_position
        if at >= len(text):
            text.pad_right(at + 1 - len(text))
        if not self.selection.is_empty:
            start, end = sorted(self.selection)
            text.stylize_before(self._look("input--selection"), start, end)
        text.stylize(self._look("input--cursor"), at, at + 1)

    def _look(self, name: str, *, partial: bool = False) -> Style:
        """A style; `partial`: without the ground it stands on."""
        if name not in self._looks:
            self._looks[name] = self.get_component_rich_style(name, partial=partial)
        return self._looks[name]
