"""Actions: what someone promised in a coaching session."""

from datetime import date as day
from typing import Annotated

from msgspec import Struct

from kpitui.domain.records.detail import Detail
from kpitui.domain.text import LINE_LIMIT, NAME_LIMIT, name_key


class Promise(Struct, frozen=True, kw_only=True):
    """An action that someone promised: `who` is the coached person where it is empty."""

    text: Annotated[
        str,
        Detail(
            "Action",
            "action and due date: greet by name @fri; without @ it is due at the follow-up",
            limit=LINE_LIMIT,
        ),
    ]
    who: Annotated[str, Detail("Who", limit=NAME_LIMIT)] = ""
    due_on: Annotated[day | None, Detail("Due")] = None


class Action(Promise, frozen=True, kw_only=True):
    """What someone promised in a session; open while `done_on` is None."""

    id: int
    session_id: int
    done_on: Annotated[day | None, Detail("Done", asked=False)] = None
    version: int = 1

    def overdue(self, on: day) -> bool:
        """Whether it was due before that day and is not done."""
        return self.done_on is None and self.due_on is not None and self.due_on < on

    def is_of(self, person: str) -> bool:
        """Whether it is for the coached person, by their name, and not for someone else."""
        return name_key(self.who) in ("", name_key(person))
