"""A form as data: its fields, and the function that reads them."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from msgspec import Struct, field

from kpitui.domain.fields import Texts

DraftT = TypeVar("DraftT")

TODAY = "today"
DATES = "today, 2027-01-01, +6m, eoy"
"""What a field of a day says beside it."""


class Field(Struct, frozen=True):
    """One line of a form; `choices` complete what is typed, the right arrow takes the one that is shown."""

    key: str
    label: str
    value: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()

    @property
    def is_day(self) -> bool:
        """Whether a day is typed there."""
        return self.value == TODAY or TODAY in self.hint


class Help(Struct, frozen=True):
    """What a form makes of what is typed so far.

    `values` for fields nobody touched, `completed` for parts of names that were understood, hints, the fields that are
    not asked for, and what there is to say against it.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    completed: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    advice: str = ""


class Form(Struct, Generic[DraftT], frozen=True):
    """A form. `read` gives the draft or raises `FieldErrors`; `key` is what an unfinished one is kept by."""

    key: str
    title: str
    fields: tuple[Field, ...]
    read: Callable[[Texts], DraftT]
    intro: tuple[str, ...] = ()
    help: Callable[[Texts], Help] | None = None

    @property
    def fresh(self) -> dict[str, str]:
        """The texts that nobody touched."""
        return {field.key: field.value for field in self.fields}


class Filled(Struct, Generic[DraftT], frozen=True):
    """What came of a form: its texts, and the draft where it was finished."""

    texts: dict[str, str]
    draft: DraftT | None = None
