"""Every action of the program, as the palette lists it."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.app import SystemCommand
from textual.screen import Screen

from kpitui.domain.access import Permission
from kpitui.terminal.app import TerminalApp
from kpitui.terminal.keys import EVERYWHERE, MOVE
from kpitui.ui.app_context import AppContext
from kpitui.ui.editing import EditingScreen
from kpitui.ui.going import Going
from kpitui.ui.screen_list import SCREENS


def commands(
    app: TerminalApp, context: AppContext, going: Going, screen: Screen[Any], *, imports: bool
) -> Iterator[SystemCommand]:
    """Every action that the role has on a screen; none that writes files or opens a browser.

    `imports`: whether there are files to bring in.
    """
    actor = context.actor

    def does(title: str, tooltip: str, action: str) -> SystemCommand:
        return SystemCommand(title, tooltip, partial(app.run_action, action))

    for one in SCREENS.values():
        if going.has(one.id):
            yield SystemCommand(one.title, one.tooltip, partial(going.open, one.id))
    if actor.sees_everybody:
        yield does("Find", "Go to anything by part of its name", "find")
    if actor.may(Permission.READINGS):
        yield does("Quick entry", "Record readings in words", "quick_entry")
        if imports:
            yield does("Import", "Import readings from a CSV or Excel file", "import")
    yield from _own_commands(app, screen)
    if actor.may(Permission.PLAN):
        yield does("First steps", "From the mission to the first reading", "guide")
    yield does("Theme", "Change the colours", "change_theme")
    yield does("Repaint", "Paint the whole screen again", "repaint")
    yield does("Keys", "The keys of this screen", "keys_help")
    yield does("Help", "Help for this screen, and all other pages", "help")
    yield does("Quit", "Leave kpitui", "quit")


def _own_commands(app: TerminalApp, screen: Screen[Any]) -> Iterator[SystemCommand]:
    if isinstance(screen, EditingScreen):  # where letters are typed their keys are no bindings
        yield SystemCommand(screen.undo_title, "Undo your last change", screen.action_undo)
        yield SystemCommand("Redo", "Redo what you undid last", screen.action_redo)
        yield SystemCommand(
            "Copy", "Copy this line to the clipboard", partial(screen.action_copy, False)
        )
        yield SystemCommand(
            "Copy all", "Copy the list, page, table or chart", partial(screen.action_copy, True)
        )
    own = {
        one.binding.id: one for one in screen.active_bindings.values() if one.binding.group != MOVE
    }
    for name, active in own.items():
        if name and not name.startswith(EVERYWHERE):
            binding = active.binding
            run = partial(app.run_action, binding.action, active.node)
            yield SystemCommand(binding.description, binding.tooltip, run)
