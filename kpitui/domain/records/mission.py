"""The mission: why we exist."""

from typing import Annotated

from kpitui.domain.records.dated import Dated
from kpitui.domain.records.detail import Detail
from kpitui.domain.text import LINE_LIMIT


class MissionDraft(Dated, frozen=True, kw_only=True):
    """A statement of the mission, with the reason for it."""

    statement: Annotated[str, Detail("Mission", "why we exist, in one sentence", limit=LINE_LIMIT)]
    reason: Annotated[str, Detail("Why it changes", "stays in the history")] = ""


class Mission(MissionDraft, frozen=True, kw_only=True):
    """Why we exist. Changing it asks for a reason."""

    id: int
    version: int = 1
