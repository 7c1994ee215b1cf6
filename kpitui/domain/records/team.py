"""Teams, and the team that each is under from a day to a day."""

from typing import Annotated

from kpitui.domain.records.dated import Dated
from kpitui.domain.records.detail import Detail
from kpitui.domain.text import NAME_LIMIT


class Team(Dated, frozen=True, kw_only=True):
    """A group of people who work together."""

    id: int
    name: Annotated[str, Detail("Name", limit=NAME_LIMIT)]
    version: int = 1


class TeamPlace(Dated, frozen=True, kw_only=True):
    """The team that a team is under from a date to a date; without one it is at the top."""

    id: int
    team_id: int
    parent_id: int
    version: int = 1
