"""Whether lists are about one's own teams or about every team, on all screens of a session."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from kpitui.ui.editing import EditingScreen
from kpitui.ui.messages import TeamsTurned
from kpitui.views.own_teams import TeamsShown

TEAMS = Binding("T", "teams", "Teams", id="teams.turn", tooltip="Every team, or your own again")


class TeamsScreen(EditingScreen):
    """A list that begins with one's own teams, and is turned by a key to every team and back."""

    BINDINGS: ClassVar[list[BindingType]] = [TEAMS]
    _has_own = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who has no team of their own sees every team anyway."""
        return self._has_own if action == "teams" else super().check_action(action, parameters)

    def shown_teams(self) -> TeamsShown:
        """What the list is about, looked at again; raises `KpituiError`."""
        shown, has_own = self.context.shown_teams(), bool(self.context.teams.own)
        if self._has_own is not has_own:
            self._has_own = has_own
            self.refresh_bindings()
        return shown

    def action_teams(self) -> None:
        """Show every team, or one's own again."""
        self.context.teams.turn()
        self.post_message(TeamsTurned())
        self.show_changed()
