"""What a coach writes down of a session: validated drafts."""

from datetime import date as day
from typing import Annotated

from pydantic import InstanceOf, StringConstraints, model_validator

from kpitui.domain.coaching import SessionKind
from kpitui.domain.constraints import Id, Minutes
from kpitui.domain.plan_document import CleanLine, CleanNote, OptionalName, Part
from kpitui.domain.readings import ReadingDraft

KINDS = ", ".join(kind.value for kind in SessionKind)
"""The kinds of sessions, as a person reads them."""


class Promise(Part):
    """An action that somebody promised: `who` is the coached person where it is empty."""

    text: Annotated[CleanLine, StringConstraints(min_length=1)]
    who: OptionalName = ""
    due_on: day | None = None


class SessionDraft(Part):
    """One coaching session as it was typed, with the readings taken in it."""

    person_id: Id
    date: day
    kind: SessionKind
    minutes: Minutes | None = None
    focus: tuple[Id, ...] = ()
    behaviour: OptionalName = ""
    seen: CleanNote = ""
    agreed: CleanNote = ""
    follow_up_on: day | None = None
    actions: tuple[Promise, ...] = ()
    readings: tuple[InstanceOf[ReadingDraft], ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "SessionDraft":
        if self.follow_up_on is not None and self.follow_up_on < self.date:
            raise ValueError("the follow-up lies before the session")
        return self
