"""What a person says to how a contact of theirs was scored, and what becomes of it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Struct

from kpitui.domain.records.detail import Detail
from kpitui.domain.text import LINE_LIMIT

DISPUTE: TypeAlias = Annotated[
    str, Detail("Why it is wrong", "in a sentence; who scored it answers", limit=LINE_LIMIT)
]
DECISION: TypeAlias = Annotated[
    str, Detail("Reason", "in a sentence; it stands on the agent's page", limit=LINE_LIMIT)
]


class Outcome(StrEnum):
    """What becomes of a disputed answer."""

    CHANGED = "changed"
    STANDS = "stands"


class DisputeDecision(Struct, frozen=True):
    """What is decided about a disputed answer, and why; `value` is the answer that it is changed
    to, None where the question does not apply.
    """

    outcome: Outcome
    reason: DECISION
    value: float | None = None


class Dispute(Struct, frozen=True, kw_only=True):
    """That a person disputes an answer about a contact of theirs, and what was decided."""

    id: int
    evaluation_id: int
    question_id: int
    text: DISPUTE
    raised_at: datetime | None
    """None where another program wrote what is no moment."""
    raised_by: str
    outcome: Outcome | None = None
    answer: DECISION = ""
    answered_at: datetime | None = None
    answered_by: str | None = None
    version: int = 1

    @property
    def open(self) -> bool:
        """Whether it waits for a decision."""
        return self.outcome is None
