"""Call sheets as a document: what `sheet show` writes and `sheet load` reads."""

from datetime import date
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from kpitui.domain.records.document import CleanLine, CleanName, Part
from kpitui.domain.records.sheet import (
    MOST_COUNT,
    MOST_QUESTIONS,
    AnswerKind,
    Question,
    Sheet,
    SheetVersion,
)
from kpitui.domain.text import name_key


def _kind(value: object) -> object:
    # As a word processor and half of the keyboards write it.
    return value.replace("–", "-").strip().lower() if isinstance(value, str) else value


class QuestionPart(Part):
    """One question; `limit` is the number of a `count of` from which it is worth nothing."""

    key: CleanName
    text: CleanLine
    kind: Annotated[AnswerKind, BeforeValidator(_kind)]
    weight: Annotated[float, Field(gt=0, le=1000)] = 1
    critical: bool = False
    not_applicable: bool = False
    limit: Annotated[int, Field(ge=1, le=MOST_COUNT)] | None = None
    anchors: dict[CleanName, CleanLine] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        self.question("")
        return self

    def question(self, section: str) -> Question:
        """The question that it describes, within a section."""
        return Question(
            section=section, key=self.key, text=self.text, kind=self.kind, weight=self.weight,
            critical=self.critical, not_applicable=self.not_applicable, most=self.limit,
            anchors=tuple(self.anchors.items()),
        )  # fmt: skip


class SectionPart(Part):
    """A part of a sheet under its own head."""

    name: CleanName
    question: Annotated[tuple[QuestionPart, ...], Field(min_length=1)]


class SheetVersionPart(Part):
    """The questions from a day on."""

    starts_on: date
    section: Annotated[tuple[SectionPart, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_key_once(self) -> Self:
        keys = [name_key(part.key) for section in self.section for part in section.question]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice:
            raise ValueError(f"two questions have the key “{twice}”; give one of them another")
        if len(keys) > MOST_QUESTIONS:
            raise ValueError(
                f"it has {len(keys)} questions; a sheet has at most {MOST_QUESTIONS}, make two"
            )
        return self

    @property
    def questions(self) -> tuple[Question, ...]:
        """Its questions in their order."""
        return tuple(
            part.question(section.name) for section in self.section for part in section.question
        )


class SheetPart(Part):
    """One sheet; `metric` is what its score is a reading of."""

    name: CleanName
    code: CleanName
    metric: CleanName
    ends_on: date | None = None
    version: Annotated[tuple[SheetVersionPart, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_day_once(self) -> Self:
        days = [part.starts_on for part in self.version]
        if len(set(days)) < len(days):
            raise ValueError("two versions start on one day; give one of them another day")
        return self


class SheetDocument(Part):
    """One or more call sheets."""

    kpitui: int = 1
    sheet: Annotated[tuple[SheetPart, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for keys in (
            [name_key(part.name) for part in self.sheet],
            [name_key(part.code) for part in self.sheet],
        ):
            twice = next((key for key in keys if keys.count(key) > 1), None)
            if twice:
                raise ValueError(f"“{twice}” is there twice")
        return self


def sheet_part(sheet: Sheet, metric: str) -> SheetPart:
    """A sheet as a part of the document, its metric by name."""
    return SheetPart(
        name=sheet.name, code=sheet.code, metric=metric, ends_on=sheet.ends_on,
        version=tuple(map(_version_part, sheet.versions)),
    )  # fmt: skip


def _version_part(version: SheetVersion) -> SheetVersionPart:
    sections: dict[str, list[QuestionPart]] = {}
    for one in version.questions:
        part = QuestionPart(
            key=one.key, text=one.text, kind=one.kind, weight=one.weight, critical=one.critical,
            not_applicable=one.not_applicable, limit=one.most, anchors=dict(one.anchors),
        )  # fmt: skip
        sections.setdefault(one.section, []).append(part)
    found = (SectionPart(name=name, question=tuple(few)) for name, few in sections.items())
    return SheetVersionPart(starts_on=version.starts_on, section=tuple(found))
