"""Every action of the program, and the palette that lists it."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.binding import ActiveBinding
from textual.screen import Screen

from kpitui.domain.access import Permission
from kpitui.lazy import Lazy
from kpitui.terminal.app import TerminalApp
from kpitui.terminal.keys import EVERYWHERE, MOVE, key_words
from kpitui.ui.app_context import AppContext
from kpitui.ui.choice import Choice
from kpitui.ui.command import Command
from kpitui.ui.editing import EditingScreen
from kpitui.ui.going import ScreenMaker
from kpitui.ui.screen_list import SCREENS

if TYPE_CHECKING:
    from kpitui.ui.dialogs import choices as choices_dialog
    from kpitui.ui.dialogs import palette
else:
    choices_dialog = Lazy("kpitui.ui.dialogs.choices")
    palette = Lazy("kpitui.ui.dialogs.palette")


class Commands:
    """What can be done here, and the list of it.

    `imports`: whether there are files to bring in.
    """

    def __init__(
        self, app: TerminalApp, context: AppContext, going: ScreenMaker, *, imports: bool
    ) -> None:
        self._app, self._context, self._going = app, context, going
        self._imports = imports

    def every(self) -> Iterator[Command]:
        """Every action that the role has on the screen, its own first; none that writes files or
        opens a browser.
        """
        actor, screen = self._context.actor, self._app.screen
        keys = _keys_by_id(screen.active_bindings)

        def does(name: str, what: str, action: str, id: str = "") -> Command:
            return Command(name, what, keys.get(id, ""), partial(self._app.run_action, action))

        yield from self._own(screen, keys)
        for spec in SCREENS.values():
            if self._going.has(spec.id):
                key = keys.get(f"{EVERYWHERE}{spec.id}", "")
                yield Command(spec.title, spec.tooltip, key, partial(self._going.open, spec.id))
        if actor.sees_everybody:
            yield does("Find", "Go to anything by part of its name", "find", "app.find")
        if actor.may(Permission.READINGS):
            yield does("Quick entry", "Record readings in words", "quick_entry", "app.quick")
            if self._imports:
                what = "Import readings from a CSV or Excel file"
                yield does("Import", what, "import", "app.import")
        if actor.may(Permission.PLAN):
            yield does("First steps", "From the mission to the first reading", "guide")
        yield Command("Theme", "Change the colours", "", self.choose_theme)
        yield does("Repaint", "Paint the whole screen again", "repaint", "app.repaint")
        yield does("Keys", "The keys of this screen", "keys_help", "app.keys")
        yield does("Help", "Help for this screen, and all other pages", "help", "app.help")
        yield does("Quit", "Quit kpitui", "quit", "app.quit")

    def _own(self, screen: Screen[Any], keys: Mapping[str, str]) -> Iterator[Command]:
        for active in screen.active_bindings.values():
            binding, id = active.binding, active.binding.id
            if not id or id.startswith(EVERYWHERE) or binding.group == MOVE:
                continue
            if keys.get(id, "").split(" ")[0] != key_words(binding.key):
                continue  # one line for all keys of an action
            run = partial(self._app.run_action, binding.action, active.node)
            what = binding.tooltip or binding.description
            yield Command(binding.description, what, keys[id], run)
        if isinstance(screen, EditingScreen):  # where letters are typed their keys are no bindings

            def does(name: str, what: str, id: str, run: Callable[[], object]) -> Command:
                return Command(name, what, keys.get(id, ""), run)

            yield does(screen.undo_title, "Undo your last change", "app.undo", screen.action_undo)
            yield does("Redo", "Redo what you undid last", "app.redo", screen.action_redo)
            yield does("Copy", "Copy this line to the clipboard", "app.copy",
                       partial(screen.action_copy, False))  # fmt: skip
            yield does("Copy all", "Copy the list, page, table or chart", "app.copy-all",
                       partial(screen.action_copy, True))  # fmt: skip

    def open_palette(self) -> None:
        """Show them all; on top of the list itself nothing."""
        app = self._app

        def do(command: Command | None) -> None:
            if command is not None:
                app.call_later(command.run)

        if not isinstance(app.screen, palette.Palette):
            app.push_screen(palette.Palette([*self.every()], self._context), do)

    def choose_theme(self) -> None:
        """Choose other colours."""
        app = self._app
        choices = [
            Choice(
                f"{name}, in use" if name == app.theme else name,
                partial(setattr, app, "theme", name),
                str(number),
                name == app.theme,
            )
            for number, name in enumerate(app.available_themes, start=1)
        ]
        app.push_screen(
            choices_dialog.ChoicesDialog("Theme", choices, self._context),
            lambda one: one.do() if one else None,
        )


def _keys_by_id(bindings: Mapping[str, ActiveBinding]) -> dict[str, str]:
    """The keys that work, as a person says them, by the id of what they do."""
    found: dict[str, list[str]] = {}
    for active in bindings.values():
        if active.binding.id and active.enabled:
            found.setdefault(active.binding.id, []).append(key_words(active.binding.key))
    return {id: " ".join(dict.fromkeys(keys)) for id, keys in found.items()}
