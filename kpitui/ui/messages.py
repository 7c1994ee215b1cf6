"""What screens and their workers tell each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:  # none of it is needed before something is sent
    from collections.abc import Callable
    from datetime import date

    from kpitui.domain.errors import KpituiError
    from kpitui.domain.records.session import SessionDraft
    from kpitui.views.entry import EntrySubject


@dataclass(eq=False, repr=False)
class CellSaid(Message):
    """Something to say about a cell, or about what was pasted; nothing where what was taken is
    fine.

    `rings`: it was refused or is to be confirmed, which is heard too.
    """

    sentence: str
    rings: bool = False


@dataclass(eq=False, repr=False)
class Recorded(Message):
    """Readings of someone were saved; `texts` are what stood in the cells, by metric.

    `changed` says of each value that was replaced what became of it; `lost` how many letters had
    been refused.
    """

    subject: EntrySubject
    texts: dict[int, str]
    day: date
    changed: list[str]
    lost: int = 0


@dataclass(eq=False, repr=False)
class SessionSaved(Message):
    """A coaching session was saved; `texts` are what stood in its fields, `changed` what its
    readings replaced.
    """

    subject: EntrySubject
    texts: dict[str, str]
    draft: SessionDraft
    changed: list[str]


@dataclass(eq=False, repr=False)
class GridRecorded(Message):
    """Readings of a team's grid were saved; `texts` are what stood in its cells."""

    team: EntrySubject
    texts: dict[str, str]
    day: date
    changed: list[str]


@dataclass(eq=False, repr=False)
class ContactScored(Message):
    """An evaluation was saved, or corrected; `said` tells its score, `key` is that of its line."""

    said: str
    key: str = ""


@dataclass(eq=False, repr=False)
class SaveArrived(Message):
    """A change is in the file, by its id; it comes after the message that says what was saved."""

    change: str


@dataclass(eq=False, repr=False)
class CoachAsked(Message):
    """A session with a person is to be written down, perhaps about a metric."""

    person_id: int
    metric_id: int | None = None


@dataclass(eq=False, repr=False)
class RecordAsked(Message):
    """Readings of someone are to be recorded."""

    subject: EntrySubject


@dataclass(eq=False, repr=False)
class LineAsked(Message):
    """A line of a screen is to be shown, by its key; what there is to say of it."""

    screen: str
    key: str | int
    said: str = ""


@dataclass(eq=False, repr=False)
class HealthCounted(Message):
    """So many findings of the health rules are open in one's own teams and in every team, None
    where that was not looked at; from when to when they were counted in the background.
    """

    own: int | None
    every: int
    counted: tuple[float, float] | None = None


@dataclass(eq=False, repr=False)
class NotRecorded(Message):
    """Nothing was saved, and why; `error` is about one cell of several where it says so."""

    sentence: str
    error: KpituiError


@dataclass(eq=False, repr=False)
class ReasonAsked(Message):
    """Nothing was saved yet: the sentence says what needs a reason; `save` saves with it."""

    sentence: str
    save: Callable[[str], object]


@dataclass(eq=False, repr=False)
class TeamsTurned(Message):
    """Lists are about other teams now, and so is what the bar counts."""
