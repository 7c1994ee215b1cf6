"""The list of all that can be done."""

from textual.command import CommandList, CommandPalette


class Palette(CommandPalette):
    """Textual's, but that a key which comes before its list is drawn moves nothing, and
    breaks nothing.
    """

    def _action_command_list(self, action: str) -> None:
        if getattr(self.query_one(CommandList), "_index_to_line", True):
            super()._action_command_list(action)
