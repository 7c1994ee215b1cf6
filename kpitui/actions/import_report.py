"""What an import did, would do, or has to ask."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct, field

from kpitui.domain.first_few import and_dots, and_more
from kpitui.domain.import_answers import ImportQuestion
from kpitui.domain.import_rows import NoValue, Rejected
from kpitui.domain.records.metric import Definition

HELD = 1000
"""So many rejects and corrections are held in memory; all rejects go to who listens for them."""

SHOWN = 20
"""So many lines or names stand in a sentence at most, or as examples of a question."""


class Updated(Struct, frozen=True):
    """A reading that got, or would get, another value."""

    line: int
    metric: str
    subject: str
    date: str
    old: str
    new: str


class Assumed(Struct, frozen=True):
    """A metric that was, or would be, made, and why each field that was guessed is as it is."""

    definition: Definition
    reasons: dict[str, str]


class Move(Struct, frozen=True):
    """Someone that the source has in another team from a day on; `old` is empty where they had
    none.
    """

    person: str
    old: str
    new: str
    on: date
    made: bool
    """Whether the import changes it, or only tells it."""


class ImportReport(Struct):
    """What an import did, or would do."""

    read: int = 0
    added: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    """The first of the lines that were not taken; `rejected_count` is how many there are."""
    rejected_count: int = 0
    rejected_lines: dict[str, int] = field(default_factory=dict)
    """How many lines were not taken for each kind of reason, as `LinesByKind` counts them."""
    new_metrics: list[str] = field(default_factory=list)
    new_people: list[str] = field(default_factory=list)
    new_teams: list[str] = field(default_factory=list)
    no_value: list[NoValue] = field(default_factory=list)
    """The first of the cells that say so; `no_value_count` is how many there are."""
    no_value_count: int = 0
    questions: list[ImportQuestion] = field(default_factory=list)
    """What has to be answered first; while there is any, nothing is taken."""
    updated: list[Updated] = field(default_factory=list)
    """The first of the readings that got another value; `updated_count` is how many there are."""
    updated_count: int = 0
    assumed: list[Assumed] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """What the person who imports should know, in sentences."""


def some(texts: Sequence[str], count: int) -> str:
    """The first of some texts in a sentence, and whether there are more."""
    return and_dots(texts, min(len(texts), SHOWN), count=count)


def listed(names: Sequence[str], most: int) -> str:
    """The first names of a list in a sentence, and how many there are besides; a name with a comma
    stands in quotes.
    """
    return and_more([f"“{name}”" if "," in name else name for name in names], most)
