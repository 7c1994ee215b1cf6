"""Letters in, what fits below: the dialog of finding and of the palette."""

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from kpitui.domain.naming import Names
from kpitui.paths import sheets
from kpitui.terminal.keys import move
from kpitui.terminal.line_input import LineInput
from kpitui.terminal.lines import CopiedList, OneLine
from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import BY_LETTERS
from kpitui.ui.widgets.panel import Box
from kpitui.words.spans import Span, line

KEYS = ("find.go", "find.close")

ThingT = TypeVar("ThingT")


class PickInput(LineInput):
    """Where the letters are typed; the arrows move in the list below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Go", id="find.go", show=False,
                tooltip="Go to the marked line"),
        move("up", "screen.move('cursor_up')", "Up", "find.up", "Go up in the list"),
        move("down", "screen.move('cursor_down')", "Down", "find.down", "Go down in the list"),
        move("pageup", "screen.move('page_up')", "Page up", "find.page-up", "Go up a screenful"),
        move("pagedown", "screen.move('page_down')", "Page down", "find.page-down",
             "Go down a screenful"),
    ]  # fmt: skip


class PickDialog(ModalScreen[ThingT], Generic[ThingT]):
    """Gives back the marked line of what fits the letters; its box keeps its height."""

    CSS_PATH = sheets("dialogs")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="find.close", tooltip="Go nowhere"),
    ]

    def __init__(
        self, title: str, placeholder: str, names: Names[ThingT], context: AppContext
    ) -> None:
        super().__init__()
        self._title, self._placeholder = title, placeholder
        self._names, self._app_context = names, context
        self._fits: Sequence[ThingT] = ()

    def fits(self, typed: str) -> Sequence[ThingT]:
        """What fits the letters, the best first."""
        raise NotImplementedError

    def words(self, one: ThingT, width: int) -> Content:
        """A line of the list."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The letters and the list."""
        with Box(context=self._app_context, says=self._title, keys=KEYS, id="pick"):
            yield PickInput(id="pick-input", compact=True, placeholder=self._placeholder)
            yield CopiedList(id="pick-list", classes=BY_LETTERS, markup=False)
            yield Static(id="pick-none", markup=False)

    def on_mount(self) -> None:
        """Start with everything."""
        field = self.query_one(PickInput)
        field.cursor_blink = False
        self._listed.can_focus = False
        self._list()
        field.focus()

    @property
    def _listed(self) -> OptionList:
        return self.query_one(OptionList)

    @on(Input.Changed)
    def _list(self) -> None:
        typed = self.query_one(PickInput).value
        self._fits = self.fits(typed)
        listed = self._listed
        listed.clear_options()
        listed.add_options([Option(OneLine(self._words, one)) for one in self._fits])
        listed.highlighted = 0 if self._fits else None
        none = self.query_one("#pick-none", Static)
        listed.display, none.display = bool(self._fits), not self._fits
        if not self._fits:
            none.update(Content(self._app_context.text(self._names.no_match(typed))))
        self.query_one(Box).say(self._title, line(Span(str(len(self._fits)), "muted")))

    def _words(self, one: ThingT) -> Content:
        return self.words(one, self._listed.scrollable_content_region.width)

    @on(Input.Submitted)
    def _go(self) -> None:
        place = self._listed.highlighted
        if place is not None:
            self.dismiss(self._fits[place])

    def action_move(self, how: str) -> None:
        """Move in the list."""
        getattr(self._listed, f"action_{how}")()

    def action_close(self) -> None:
        """Go nowhere."""
        self.dismiss(None)
