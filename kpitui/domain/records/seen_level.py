"""What a person said to a level that is expected of them: seen, or why."""

from datetime import date, datetime
from typing import Annotated, TypeAlias

from msgspec import Struct

from kpitui.domain.records.detail import Detail
from kpitui.domain.records.metric import Range
from kpitui.domain.text import LINE_LIMIT

QUESTION: TypeAlias = Annotated[
    str, Detail("Question", "in a sentence; your coach answers it", limit=LINE_LIMIT)
]
ANSWER: TypeAlias = Annotated[
    str, Detail("Answer", "in a sentence; it stands on the agent's page", limit=LINE_LIMIT)
]


class LevelKey(Struct, frozen=True):
    """A level as people know it: of which metric, from which day on it is another, and what."""

    metric_id: int
    starts_on: date
    level: Range


class SeenLevel(Struct, frozen=True, kw_only=True):
    """That a person has seen a level, who says so, and what they asked about it."""

    id: int
    person_id: int
    metric_id: int
    starts_on: Annotated[date, Detail("Applies from", asked=False)]
    level: Range
    seen_at: datetime | None
    """When they said so, or asked about it; None where another program wrote what is no moment."""
    seen_by: str
    question: QUESTION = ""
    answer: ANSWER = ""
    answered_at: datetime | None = None
    answered_by: str | None = None
    version: int = 1

    @property
    def key(self) -> LevelKey:
        """Which level it is."""
        return LevelKey(self.metric_id, self.starts_on, self.level)

    @property
    def open(self) -> bool:
        """Whether a question waits for its answer."""
        return bool(self.question) and not self.answer
