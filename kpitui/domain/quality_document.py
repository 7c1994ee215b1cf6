"""What came of evaluations, as the text of a sample has it: calibrations, disputes, sessions that
talked about some, and contacts to draw from.
"""

from datetime import date as day

from kpitui.domain.records.document import CleanLine, CleanName, Part


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


class DisputePart(Part):
    """What a person said to an answer, and what came of it."""

    person: CleanName
    reference: CleanName
    question: CleanName
    text: CleanLine
    raised_at: CleanName
    raised_by: CleanName
    outcome: CleanName | None = None
    answer: str = ""
    answered_at: CleanName | None = None
    answered_by: CleanName | None = None


class TalkPart(Part):
    """The contacts that the session of a person on a day talked about."""

    person: CleanName
    session: day
    contacts: tuple[CleanName, ...]


class ContactPart(Part):
    """A contact that can be drawn to be scored."""

    reference: CleanName
    person: CleanName
    date: day
    channel: str = ""


class QualityDocument(Part):
    """All of it, oldest first."""

    calibration: tuple[CalibrationPart, ...] = ()
    dispute: tuple[DisputePart, ...] = ()
    talk: tuple[TalkPart, ...] = ()
    contact: tuple[ContactPart, ...] = ()
