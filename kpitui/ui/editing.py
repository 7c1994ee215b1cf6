"""A screen on which records are changed; what it does is in the objects that it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from kpitui.domain.errors import Refused
from kpitui.terminal.copying import copied_words, for_clipboard, in_full
from kpitui.ui.app_screen import AppScreen
from kpitui.ui.changes import ChangeRunner
from kpitui.ui.undoing import Undoing

if TYPE_CHECKING:
    from kpitui.domain.access import Permission
    from kpitui.ui.app_context import AppContext


def may_begin(screen: EditingScreen, permission: Permission) -> bool:
    """Whether the role allows a change; it is told where not, before anything is typed."""
    try:
        screen.context.actor.require(permission)
    except Refused as error:
        screen.tell(error.sentence, error=True)
        return False
    return True


class EditingScreen(AppScreen):
    """Its `changes` are made and taken back by keys that every such screen has."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "Undo", id="app.undo",
                tooltip="Undo your last change"),
        Binding("U", "redo", "Redo", id="app.redo", show=False,
                tooltip="Redo what you undid last"),
        Binding("y,ctrl+y", "copy(False)", "Copy", id="app.copy", show=False,
                tooltip="Copy this line to the clipboard of your terminal"),
        Binding("Y", "copy(True)", "Copy all", id="app.copy-all", show=False,
                tooltip="Copy the whole list, page, table or chart"),
    ]  # fmt: skip

    def __init__(self, context: AppContext, *, id: str) -> None:
        super().__init__(context, id=id)
        self.changes = ChangeRunner(self)
        self.undoing = Undoing(self, self.changes)

    def action_undo(self) -> None:
        """Take my last change back."""
        self.undoing.undo_last()

    def action_redo(self) -> None:
        """Do again what I undid last."""
        self.undoing.redo_change()

    def action_reload(self) -> None:
        """Read the file again."""
        self.show_changed()

    def action_copy(self, whole: bool) -> None:
        """Send the line under the cursor, or all, to the clipboard of the terminal."""
        text, cut = for_clipboard(in_full(self.copied, whole))
        if text:
            self.app.copy_to_clipboard(text)
        self.tell(copied_words(text, cut=cut))
