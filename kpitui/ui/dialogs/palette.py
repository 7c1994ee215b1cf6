"""Everything that can be done here, with its keys; found by a few letters."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from kpitui.domain.naming import Names
from kpitui.domain.typography import folded
from kpitui.ui.app_context import AppContext
from kpitui.ui.command import Command
from kpitui.ui.dialogs.picking import PickDialog
from kpitui.ui.parts import fitted

GAP = "  "


class Palette(PickDialog[Command]):
    """Gives back the command that was chosen."""

    def __init__(self, commands: Sequence[Command], context: AppContext) -> None:
        names = Names(commands, code=lambda _: None)
        super().__init__("Commands", "type what you want to do", names, context)
        self._commands = commands
        self._widest = max((cell_len(command.name) for command in commands), default=0)
        self._keys = max((cell_len(command.keys) for command in commands), default=0)

    def fits(self, typed: str) -> Sequence[Command]:
        """Commands of that name, then those whose description holds it."""
        if not typed.strip():
            return self._commands
        named, wanted = self._names.offered(typed), folded(typed.strip())
        return [
            *named,
            *(
                command
                for command in self._commands
                if command not in named and wanted in folded(command.does)
            ),
        ]

    def words(self, one: Command, width: int) -> Content:
        """A name, what it does, and at the right end its keys."""
        context = self._app_context
        room = width - self._widest - self._keys - 2 * len(GAP)
        return Content.assemble(
            (fitted(context.text(one.name), self._widest, context), "bold"), GAP,
            (fitted(context.words(one.does), room, context), "dim"), GAP,
            (f"{one.keys:>{self._keys}}", "$footer-key-foreground"),
        )  # fmt: skip
