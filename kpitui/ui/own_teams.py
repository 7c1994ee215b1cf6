"""Which teams the lists of a session are about: one's own until a key shows every team."""

from kpitui.domain.records.team import Team
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown

TURN_KEY, NAMES_TURN_KEY = "T", "*"
"""The keys that show every team: where names are typed T is a letter, and none begins with *."""


class OwnTeams:
    """One for all screens of a session; `own` is as of the last look at the file."""

    def __init__(self) -> None:
        self.own: TeamsShown = EVERY_TEAM
        self.wide = False
        """Whether every team is shown for now."""
        self._at = 0

    @property
    def shown(self) -> TeamsShown:
        """What lists are about."""
        return EVERY_TEAM if self.wide else self.own

    @property
    def one(self) -> Team | None:
        """The one of them that is shown where one is shown at a time; None where everyone is."""
        return self.shown.teams[self._at % len(self.shown.teams)] if self.shown else None

    @property
    def said(self) -> str:
        """What the head of a list says: “Orders” or “every team”; nothing where no team is one's
        own.
        """
        return self.shown.said if self.own else ""

    def turn(self) -> None:
        """Every team, or one's own again."""
        self.wide, self._at = not self.wide, 0

    def turn_one(self) -> None:
        """The next of one's own teams, behind the last of them everyone."""
        if not self.wide and self._at + 1 < len(self.own.teams):
            self._at += 1
        else:
            self.turn()

    def widen_for(self, found: bool) -> bool:
        """Show every team where something is asked for that is not in one's own; whether that is
        news.
        """
        if found or not self.shown:
            return False
        self.turn()
        return True

    def nothing(self, what: str, key: str = TURN_KEY) -> str:
        """That there is nothing of one's own teams, and the key that shows every team; nothing
        where every team is shown.
        """
        if self.shown.over:
            return f"{self.shown.over}."
        return f"{what} in {self.own.said}; {key} shows every team." if self.shown else ""
