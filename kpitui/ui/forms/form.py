"""A form as data: its fields, and the function that reads them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

from msgspec import Struct, field

from kpitui.domain.fields import Texts, word_of
from kpitui.domain.records.detail import details
from kpitui.domain.records.metric import Definition, Range
from kpitui.ui.app_context import AppContext

DraftT = TypeVar("DraftT")

TODAY = "today"


class Field(Struct, frozen=True):
    """One line of a form; `choices` complete what is typed, the right arrow takes the one that is
    shown. It holds `several` names apart by semicolons, or a note of a few `lines`; `by_letter` one
    of the choices, which a first letter takes.
    """

    key: str
    label: str
    value: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()
    several: bool = False
    lines: bool = False
    by_letter: bool = False

    @property
    def is_day(self) -> bool:
        """Whether a day is typed there."""
        return self.value == TODAY or TODAY in self.hint


def fields_of(
    kind: type[Struct],
    record: Struct | None = None,
    context: AppContext | None = None,
    metric: Definition | None = None,
) -> tuple[Field, ...]:
    """The fields of a kind of record by its description: as a new one begins; or as a record has
    them, as they are typed here, numbers in the unit of a metric.
    """

    def text(key: str, begins: str) -> str:
        if record is None or context is None:
            return begins
        return text_of_value(getattr(record, key), context, metric)

    return tuple(
        Field(
            one.key, one.detail.label, text(one.key, one.detail.begins), one.detail.hint,
            _choices(one.type),
        )
        for one in details(kind)
        if one.detail.asked
    )  # fmt: skip


def by_key(fields: Iterable[Field]) -> dict[str, Field]:
    """Fields by their keys, in their order."""
    return {one.key: one for one in fields}


def text_of_value(value: Any, context: AppContext, metric: Definition | None = None) -> str:
    """A value as it would be typed."""
    if isinstance(value, float) and metric is not None:
        return context.typed(value, metric)
    if isinstance(value, Range) and metric is not None:
        return context.typed_range(value, metric)
    if isinstance(value, date):
        return context.typed_day(value)
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, StrEnum):
        return word_of(value)
    return "" if value is None else str(value)


def _choices(kind: Any) -> tuple[str, ...]:
    of_few = isinstance(kind, type) and issubclass(kind, StrEnum)
    return tuple(word_of(one) for one in kind) if of_few else ()


class Help(Struct, frozen=True):
    """What a form makes of what is typed so far.

    `values` for fields no one touched, `completed` for parts of names that were understood, hints,
    the fields that are not asked for, and what there is to say against it.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    completed: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    advice: str = ""


class Form(Struct, Generic[DraftT], frozen=True):
    """A form. `read` gives the draft or raises `FieldErrors`; `key` is what an unfinished one is
    kept by. `asks` is what is asked before a draft is saved, empty for nothing; to save once more
    answers it. `long_labels` have room, on several lines where they need it.
    """

    key: str
    title: str
    fields: tuple[Field, ...]
    read: Callable[[Texts], DraftT]
    intro: tuple[str, ...] = ()
    help: Callable[[Texts], Help] | None = None
    asks: Callable[[DraftT], str] | None = None
    long_labels: bool = False

    @property
    def fresh(self) -> dict[str, str]:
        """The texts that no one touched."""
        return {field.key: field.value for field in self.fields}


class Filled(Struct, Generic[DraftT], frozen=True):
    """What came of a form: its texts, the draft where it was finished, and the key of the field
    that the cursor was in.
    """

    texts: dict[str, str]
    draft: DraftT | None = None
    at: str = ""
