"""What came of evaluations, as the text of a sample has it: how many are asked for, calibrations,
disputes, sessions that talked about some, and contacts to draw from.
"""

from datetime import date as day
from typing import Any, Self

from pydantic import model_validator

from kpitui.domain.records.contact import Contact
from kpitui.domain.records.dispute import Dispute, Outcome
from kpitui.domain.records.document import CleanLine, CleanName, Moment, Part, named, of_record


class ScorePart(Part):
    """What one of several made of a contact: an answer a letter or digit, in the order of the
    questions.
    """

    evaluator: CleanName
    answers: CleanName


class CalibrationPart(Part):
    """A contact that several scored, each by themselves."""

    person: CleanName
    date: day
    reference: CleanName
    channel: str = ""
    opened_by: CleanName
    closed_on: day | None = None
    note: str = ""
    score: tuple[ScorePart, ...] = ()


@of_record(Dispute, person=CleanName, evaluation=CleanLine, question=CleanName)
class DisputePart(Part):
    """What a person said to an answer, and what came of it, as `kpitui export disputes` writes it;
    the evaluation is named by its contact.
    """

    raised_at: Moment
    raised_by: CleanName
    outcome: Outcome | None = None
    answered_at: Moment | None = None
    answered_by: CleanName | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        decided = [
            value is not None for value in (self.outcome, self.answered_at, self.answered_by)
        ]
        if len({*decided}) > 1 or (named(self).get("answer") and not all(decided)):
            raise ValueError("a decision needs outcome, answered_at and answered_by")
        return self

    @property
    def said(self) -> dict[str, Any]:
        """What the person said."""
        return {
            "text": named(self)["text"], "raised_at": self.raised_at, "raised_by": self.raised_by,
        }  # fmt: skip

    @property
    def decided(self) -> dict[str, Any]:
        """What came of it, where it was decided."""
        return {
            "outcome": self.outcome.value if self.outcome else None,
            "answer": named(self).get("answer", ""), "answered_at": self.answered_at,
            "answered_by": self.answered_by,
        }  # fmt: skip


class TalkPart(Part):
    """The contacts that the session of a person on a day talked about."""

    person: CleanName
    session: day
    contacts: tuple[CleanName, ...]


@of_record(Contact, person=CleanName)
class ContactPart(Part):
    """A contact that can be drawn to be scored, as `kpitui export contacts` writes it."""

    date: day


class RulePart(Part):
    """A rule of the file that evaluations go by, from a day on."""

    key: CleanName
    value: int
    starts_on: day
    why: CleanLine


class QualityDocument(Part):
    """All of it, oldest first."""

    rule: tuple[RulePart, ...] = ()
    calibration: tuple[CalibrationPart, ...] = ()
    dispute: tuple[DisputePart, ...] = ()
    talk: tuple[TalkPart, ...] = ()
    contact: tuple[ContactPart, ...] = ()
