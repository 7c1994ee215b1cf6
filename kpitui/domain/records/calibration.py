"""Calibrations: one contact that several score without seeing what the others say."""

from datetime import date as day
from typing import Annotated

from msgspec import Struct

from kpitui.domain.records.detail import PAST_DATES, Detail
from kpitui.domain.text import LINE_LIMIT, NAME_LIMIT


class CalibrationTerms(Struct, frozen=True, kw_only=True):
    """Which contact is scored together."""

    date: Annotated[day, Detail("Date of the contact", PAST_DATES, begins="today", past=True)]
    reference: Annotated[
        str, Detail("Reference", "number of the call or contact", limit=NAME_LIMIT)
    ]
    channel: Annotated[str, Detail("Channel", "call, chat, email; optional", limit=NAME_LIMIT)] = ""
    note: Annotated[str, Detail("Note", "optional", limit=LINE_LIMIT)] = ""


class CalibrationDraft(CalibrationTerms, frozen=True, kw_only=True):
    """A calibration as it was asked for, of a person on one version of a sheet."""

    sheet_version_id: int
    person_id: int


class Calibration(CalibrationTerms, frozen=True, kw_only=True):
    """A contact that several score; while `closed_on` is None nobody sees another's scores."""

    id: int
    sheet_version_id: int
    person_id: int
    opened_by: Annotated[str, Detail("Opened by", asked=False, limit=NAME_LIMIT)]
    closed_on: day | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether it is still scored."""
        return self.closed_on is None
