"""Call sheets: what a contact is scored by, in dated versions."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Struct

from kpitui.domain.records.dated import is_over
from kpitui.domain.records.detail import Detail
from kpitui.domain.text import LINE_LIMIT, NAME_LIMIT
from kpitui.domain.typography import folded

ANY_CONTACT = "contact"
"""What is scored, where it is not said whether that is a call or a chat."""

MOST_QUESTIONS = 200
MOST_COUNT = 9
"""The largest number that one key answers."""


class AnswerKind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes/no"
    SCALE = "1-5"
    COUNT = "count of"


class Question(Struct, frozen=True, kw_only=True):
    """One question of a sheet; `key` is its name over all versions, `most` the number of a
    `count of` from which its share is 0.
    """

    id: int = 0
    section: str = ""
    key: Annotated[str, Detail("Key", limit=NAME_LIMIT)]
    text: Annotated[str, Detail("Question", limit=LINE_LIMIT)]
    kind: Annotated[AnswerKind, Detail("Kind", "yes/no, 1-5, count of")]
    weight: Annotated[float, Detail("Weight", least=0, most=1000)] = 1.0
    critical: Annotated[bool, Detail("Critical", "no makes the score 0")] = False
    not_applicable: Annotated[bool, Detail("Not applicable", "may be left out")] = False
    most: Annotated[int | None, Detail("Limit", least=1, most=MOST_COUNT)] = None
    anchors: tuple[tuple[str, str], ...] = ()
    """What an answer stands for, by answer: `yes`, `no`, `1` to `5`."""

    def __post_init__(self) -> None:
        if self.weight <= 0:
            raise ValueError("a weight is above 0; a question that counts nothing is left out")
        if self.critical and self.kind is not AnswerKind.YES_NO:
            raise ValueError("only a yes/no question can be critical")
        if (self.kind is AnswerKind.COUNT) != (self.most is not None):
            raise ValueError("a limit belongs to a question of the kind “count of”, which needs it")
        if wrong := [answer for answer, _ in self.anchors if answer not in self.answers]:
            raise ValueError(f"no answer is called “{wrong[0]}”; there is {self.answers_said}")

    @property
    def answers(self) -> tuple[str, ...]:
        """What it can be answered with, besides that it does not apply."""
        if self.kind is AnswerKind.YES_NO:
            return ("yes", "no")
        if self.kind is AnswerKind.SCALE:
            return ("1", "2", "3", "4", "5")
        return tuple(map(str, range(MOST_COUNT + 1)))

    @property
    def answers_said(self) -> str:
        """The same in words."""
        counts = f"0 to {MOST_COUNT}"
        return counts if self.kind is AnswerKind.COUNT else ", ".join(self.answers)

    def anchor(self, answer: str) -> str:
        """What an answer stands for; empty where the sheet does not say."""
        return dict(self.anchors).get(answer, "")


class SheetVersion(Struct, frozen=True, kw_only=True):
    """The questions of a sheet from a day on."""

    id: int = 0
    starts_on: date
    questions: tuple[Question, ...]
    version: int = 1

    def question(self, key: str) -> Question | None:
        """The question of a key; None where the version has none."""
        return next((question for question in self.questions if question.key == key), None)


class Sheet(Struct, frozen=True, kw_only=True):
    """A call sheet with all its versions, oldest first; the score of an evaluation is a reading of
    its metric. From `ends_on` on nothing is scored with it.
    """

    id: int = 0
    name: Annotated[str, Detail("Name", limit=NAME_LIMIT)]
    code: Annotated[str, Detail("Code", limit=NAME_LIMIT)]
    metric_id: int
    ends_on: Annotated[date | None, Detail("Ends on")] = None
    versions: tuple[SheetVersion, ...] = ()
    version: int = 1

    def on(self, day: date) -> SheetVersion | None:
        """The version that is scored with on a day; None where there is none."""
        if self.ends_on is not None and day >= self.ends_on:
            return None
        return version_on(self.versions, day)


class SheetName(Struct, frozen=True, kw_only=True):
    """A sheet without its questions; `starts_on` is the day of its first version, None while there
    is none.
    """

    id: int
    name: str
    code: str
    metric_id: int
    starts_on: date | None = None
    ends_on: date | None = None

    def live_on(self, day: date) -> bool:
        """Whether contacts of a day are scored with it."""
        begun = self.starts_on is not None and self.starts_on <= day
        return begun and not is_over(self, day)

    @property
    def noun(self) -> str:
        """What is scored with it, as far as its name and code say."""
        said = {word.removesuffix("s") for word in folded(f"{self.name} {self.code}").split()}
        named = [channel for channel in ("call", "chat", "email") if channel in said]
        return named[0] if len(named) == 1 else ANY_CONTACT


def noun_of(sheets: Iterable[SheetName]) -> str:
    """What is scored with some sheets together."""
    nouns = {sheet.noun for sheet in sheets}
    return nouns.pop() if len(nouns) == 1 else ANY_CONTACT


def version_on(versions: Sequence[SheetVersion], day: date) -> SheetVersion | None:
    """The newest version that has begun by a day; None before the first."""
    begun = [version for version in versions if version.starts_on <= day]
    return begun[-1] if begun else None
