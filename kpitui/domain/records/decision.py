"""Decisions: what someone is to do after a review, by when, and what came of it."""

from datetime import date as day
from typing import Annotated, Literal, TypeAlias

from msgspec import Struct

from kpitui.domain.periods import PeriodKind
from kpitui.domain.records.detail import Detail
from kpitui.domain.text import LINE_LIMIT, NAME_LIMIT

State: TypeAlias = Literal["done", "late", "open"]
"""How it stands with what was decided."""


class LockedLimits(Struct, frozen=True):
    """The limits of the metric on the day of a decision, and the periods that they are of."""

    periods: PeriodKind
    middle: float
    low: float
    high: float


class DecisionDraft(Struct, frozen=True, kw_only=True):
    """What is to be done, who does it, and by when."""

    text: Annotated[str, Detail("What", "shorter greeting, Sam by 14 dec", limit=LINE_LIMIT)]
    who: Annotated[str, Detail("Who", "a name", limit=NAME_LIMIT)] = ""
    due_on: Annotated[day | None, Detail("By", "14 dec, +14d, eom")] = None


class ReviewDecision(DecisionDraft, frozen=True, kw_only=True):
    """A decision on record; open while `done_on` is None. The limits are those of its day, and None
    where the metric had none.
    """

    id: int
    review_id: int
    done_on: Annotated[day | None, Detail("Done", asked=False)] = None
    result: Annotated[str, Detail("Result", asked=False, limit=LINE_LIMIT)] = ""
    periods: Annotated[PeriodKind | None, Detail("Periods", asked=False)] = None
    middle: Annotated[float | None, Detail("Centre then", asked=False)] = None
    low: Annotated[float | None, Detail("Lower limit then", asked=False)] = None
    high: Annotated[float | None, Detail("Upper limit then", asked=False)] = None
    version: int = 1

    def late(self, on: day) -> bool:
        """Whether it was due before that day and is not done."""
        return self.done_on is None and self.due_on is not None and self.due_on < on

    def state(self, on: day) -> State:
        """How it stands on a day."""
        if self.done_on is not None:
            return "done"
        return "late" if self.late(on) else "open"

    @property
    def locked(self) -> LockedLimits | None:
        """The limits that it is held against; None where there were none."""
        if self.periods is None or self.middle is None or self.low is None or self.high is None:
            return None
        return LockedLimits(self.periods, self.middle, self.low, self.high)
