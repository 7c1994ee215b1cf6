"""Both versions of a record that two people changed, side by side; someone chooses."""

from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from kpitui.paths import sheets
from kpitui.terminal.lines import Lines
from kpitui.terminal.marked_list import show_lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.versions import Contested, Side
from kpitui.ui.widgets.panel import Box

KEYS = (
    "versions.mine", "versions.theirs", "versions.all-mine", "versions.all-theirs",
    "versions.save", "versions.close",
)  # fmt: skip
"""What the frame names."""

LONGEST = 4
"""So many lines of a text are shown."""


class VersionsDialog(ModalScreen[dict[str, str]]):
    """The fields that differ, yours at the left and theirs at the right; gives the text of each
    that was chosen.
    """

    CSS_PATH = sheets("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f9", "save", "Save", id="versions.save", tooltip="Save the chosen values"),
        Binding("left,h", "take('mine')", "Yours", id="versions.mine",
            tooltip="Keep your value in this field"),
        Binding("right,l", "take('theirs')", "Saved", id="versions.theirs",
            tooltip="Keep the saved value"),
        Binding("m", "take_all('mine')", "All yours", id="versions.all-mine",
            tooltip="Keep all your values"),
        Binding("t", "take_all('theirs')", "All saved", id="versions.all-theirs",
            tooltip="Keep all saved values"),
        Binding("escape", "close", "Later", id="versions.close",
            tooltip="Save nothing; your draft is kept"),
    ]  # fmt: skip

    def __init__(self, title: str, who: str, fields: list[Contested], context: AppContext) -> None:
        super().__init__()
        self._title, self._who = title, who
        self._fields = fields
        self._app_context = context
        self._chosen: dict[str, Side | None] = {field.key: field.proposed for field in fields}

    def compose(self) -> ComposeResult:
        """What happened, and the fields."""
        context = self._app_context
        with Box(context=context, says=self._title, keys=KEYS, id="versions"):
            said = f"{self._who} Your values are not saved yet."
            yield Static(Content(context.text(said)), id="versions-who")
            yield Lines(markup=False)
            yield Static(id="versions-hint")

    def on_mount(self) -> None:
        """Start at the first field that has to be chosen."""
        self.query_one(OptionList).focus()
        self._show()
        self._go_to_open()

    def on_resize(self) -> None:
        """The columns are as wide as there is room."""
        self._show()

    def _show(self) -> None:
        listed = self.query_one(OptionList)
        width = max(10, (self.query_one("#versions").content_size.width - 8) // 2)
        show_lines(listed, [(field.key, self._words(field, width)) for field in self._fields])
        missing = sum(1 for side in self._chosen.values() if side is None)
        hint = (
            f"{missing} to choose: you both changed it."
            if missing
            else "ctrl+s saves the values marked >."
        )
        self.query_one("#versions-hint", Static).update(Content(hint))

    def _words(self, one: Contested, width: int) -> Content:
        side = self._chosen[one.key]
        columns = [self._column(one.mine, width), self._column(one.theirs, width)]
        height = max(map(len, columns))
        mine, theirs = (column + [""] * (height - len(column)) for column in columns)
        lines = [Content.styled(self._app_context.words(one.label), "bold")]
        for place, (left, right) in enumerate(zip(mine, theirs, strict=True)):
            marks = [">" if side is which and place == 0 else " " for which in Side]
            gap = " " * (width - cell_len(left))
            lines.append(
                Content.assemble(
                    (f"{marks[0]} {left}{gap}  ", "" if side is Side.MINE else "dim"),
                    (f"{marks[1]} {right}", "" if side is Side.THEIRS else "dim"),
                )
            )
        return Content("\n").join(lines)

    def _column(self, stored: str, width: int) -> list[str]:
        text = self._app_context.text
        lines = [line.plain.rstrip() for line in Content(text(stored) or "(empty)").wrap(width)]
        return [*lines[: LONGEST - 1], text("…")] if len(lines) > LONGEST else lines

    def _go_to_open(self) -> None:
        still = [place for place, one in enumerate(self._fields) if self._chosen[one.key] is None]
        if still:
            self.query_one(OptionList).highlighted = still[0]

    def action_take(self, side: str) -> None:
        """Take one side of the marked field."""
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self._chosen[self._fields[place].key] = Side(side)
            self._show()

    def action_take_all(self, side: str) -> None:
        """Take one side of every field."""
        self._chosen = dict.fromkeys(self._chosen, Side(side))
        self._show()

    @on(OptionList.OptionSelected)
    def _turn(self, event: OptionList.OptionSelected) -> None:
        """Enter takes the other side."""
        side = self._chosen[self._fields[event.option_index].key]
        self.action_take(Side.THEIRS if side is Side.MINE else Side.MINE)

    def action_save(self) -> None:
        """Give the chosen texts; where one is not chosen yet, go there."""
        chosen = {
            field.key: field.of(side)
            for field in self._fields
            if (side := self._chosen[field.key]) is not None
        }
        if len(chosen) == len(self._fields):
            self.dismiss(chosen)
        else:
            self._go_to_open()

    def action_close(self) -> None:
        """Save nothing."""
        self.dismiss(None)
