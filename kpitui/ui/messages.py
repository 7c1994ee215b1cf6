"""What screens and their workers tell each other."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message

from kpitui.domain.entry import Understood
from kpitui.domain.history import DeedRecord
from kpitui.views.entry import Somebody


@dataclass
class Recorded(Message):
    """Readings of somebody were saved; `texts` are what stood in the cells, by metric."""

    somebody: Somebody
    texts: dict[int, str]


@dataclass
class NotRecorded(Message):
    """Nothing was saved, and why."""

    sentence: str


@dataclass
class ReasonAsked(Message):
    """Nothing was saved yet: the sentence says what needs a reason; `save` saves with it."""

    sentence: str
    save: Callable[[str], object]


@dataclass
class QuickRecorded(Message):
    """Entries of the line of quick entry were saved."""

    entries: list[Understood]


@dataclass
class QuickNotRecorded(Message):
    """None of the entries was saved, and why; those of `again` wait for a reason."""

    sentence: str
    again: list[Understood]
    deed: DeedRecord
