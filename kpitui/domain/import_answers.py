"""What an import asks once before it takes anything, and what may be answered."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, TypeAlias

from msgspec import Struct, field

AddUp: TypeAlias = Literal["mean", "sum", "count", "yes"]
Order: TypeAlias = Literal["dmy", "mdy"]
"""Whether the day or the month comes first in dates such as 01/02/2026."""
TimeScale: TypeAlias = Literal["seconds", "milliseconds", "minutes", "hours", "days"]
"""What a plain number counts in a metric of time."""


class Asked(StrEnum):
    """What can be asked; each is an option of `kpitui import` of the same name."""

    DATE = "date"
    METRIC = "metric"
    DATES = "dates"
    DECIMAL = "decimal"
    HEADER = "header"
    SHEET = "sheet"
    TOTALS = "totals"
    NO_PERSON = "no-person"
    TEAMS = "teams"
    FRACTIONS = "fractions"
    IMPLAUSIBLE = "implausible"
    SCALE = "scale"
    MATCH = "match"
    ADD_UP = "add-up"
    UPDATE = "update"
    CALL_SHEET = "call-sheet"


class ImportQuestion(Struct, frozen=True):
    """Something that the file does not say: a sentence, the answers that there are, and the one
    that is taken where no one chooses; empty where nothing can be taken for granted.

    `examples` are a few of the lines or values it is about, as they stand there.
    """

    asked: Asked
    sentence: str
    answers: tuple[str, ...]
    default: str = ""
    examples: tuple[str, ...] = ()

    @property
    def unsaid_examples(self) -> list[str]:
        """The examples, each once, that do not stand in the sentence already."""
        return [example for example in dict.fromkeys(self.examples) if example not in self.sentence]


class ImportAnswers(Struct, frozen=True):
    """What was answered before; None where no one has said anything."""

    date: str | None = None
    """The day of every reading, or the year of months without one, where the file says none."""
    metric: str | None = None
    """The metric of every reading, where the file names none."""
    header: int | None = None
    """The line that names the columns."""
    dates: Order | None = None
    decimal: Literal["point", "comma"] | None = None
    totals: Literal["skip", "keep"] | None = None
    """Lines of a Total, an Average or (blank) as a person or a team."""
    no_person: Literal["skip", "keep"] | None = None
    """Readings that name no person where others of their metric do: left out, or those of the team
    or the organisation.
    """
    teams: Literal["person", "call"] | None = None
    """Where people stand in team after team: the teams that they are in, or only those of the
    calls, tickets or orders of the lines.
    """
    fractions: Literal["percent", "keep"] | None = None
    """Values up to 1 in a metric in percent: times 100, or as they are."""
    implausible: Literal["take", "skip"] | None = None
    """Values outside the plausible range of their metric."""
    scale: TimeScale | None = None
    """What a plain number in a metric of time counts."""
    match: Literal["same", "new"] | None = None
    """Names that may be someone who is there: the same, or someone new."""
    add_up: AddUp | None = None
    """Several lines of one metric, subject and day: their mean with n, their sum, how many, or the
    share of yes.
    """
    add_ups: Mapping[str, AddUp] = field(default_factory=dict)
    """The same of some metrics, by their names, where a profile says it."""
    update: bool = False
    """Whether another value for a metric, subject and day takes the place of the old one."""
    call_sheet: str | None = None
    """The call sheet of evaluations that name none."""
    yes: bool = False
    """Whether the shown defaults are taken where nothing was answered."""
