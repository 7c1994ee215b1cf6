"""Evaluations: one contact scored on a call sheet."""

from datetime import date as day
from datetime import datetime
from typing import Annotated

from msgspec import Struct

from kpitui.domain.records.detail import PAST_DATES, Detail
from kpitui.domain.text import LINE_LIMIT, NAME_LIMIT


class Answer(Struct, frozen=True, kw_only=True):
    """What one question was answered with: 1 and 0 for yes and no, the number of a scale or a
    count, None where it does not apply.
    """

    question_id: int
    value: float | None = None
    comment: Annotated[str, Detail("Comment", limit=LINE_LIMIT)] = ""
    id: int = 0
    version: int = 1


class EvaluationTerms(Struct, frozen=True, kw_only=True):
    """What is said of a contact besides its answers."""

    date: Annotated[day, Detail("Date of the contact", PAST_DATES, past=True)]
    reference: Annotated[
        str, Detail("Reference", "number of the call or contact", limit=NAME_LIMIT)
    ] = ""
    channel: Annotated[str, Detail("Channel", "call, chat, email; optional", limit=NAME_LIMIT)] = ""
    note: Annotated[str, Detail("Note", "optional", limit=LINE_LIMIT)] = ""


class EvaluationDraft(EvaluationTerms, frozen=True, kw_only=True):
    """An evaluation as it was collected, of a person on one version of a sheet."""

    sheet_version_id: int
    person_id: int
    answers: tuple[Answer, ...]
    evaluator: str = ""
    """Who scored it, where that is not who records it."""
    calibration_id: int | None = None


class Evaluation(EvaluationTerms, frozen=True, kw_only=True):
    """A contact that was scored; `score` is None where nothing applied.

    `unfailed` is the score without the critical questions' rule. `reading_id` is the reading that
    it is for the sheet's metric, None of a calibration.
    """

    id: int
    sheet_version_id: int
    person_id: int
    evaluator: Annotated[str, Detail("Evaluator", asked=False, limit=NAME_LIMIT)]
    score: float | None = None
    unfailed: float | None = None
    reading_id: int | None = None
    calibration_id: int | None = None
    seen_at: datetime | None = None
    seen_by: str | None = None
    answers: tuple[Answer, ...] = ()
    version: int = 1
