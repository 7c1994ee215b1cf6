"""Teams."""

from typing import Annotated

from kpitui.domain.records.dated import Dated
from kpitui.domain.records.detail import Detail
from kpitui.domain.text import NAME_LIMIT


class Team(Dated, frozen=True, kw_only=True):
    """A group of people who work together."""

    id: int
    name: Annotated[str, Detail("Name", limit=NAME_LIMIT)]
    version: int = 1
