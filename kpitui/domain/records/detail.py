"""What a field of a record is to those who type it, keep it and read it.

A record is a struct, and each of its fields carries a `Detail`. The name of the field is its key in
forms, its key in documents and its column in the file.
"""

from functools import cache
from typing import Annotated, Any, get_args, get_origin

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from kpitui.domain.text import NOTE_LIMIT

DATES = "today, 2027-01-01, +6m, eoy"
PAST_DATES = "today, fri, -3d, 2026-11-03"
"""What stands beside a field of a day."""


class Detail(Struct, frozen=True):
    """One field of a record, for people."""

    label: str
    hint: str = ""
    begins: str = ""
    """What stands in the field of a form for a new record."""
    limit: int = NOTE_LIMIT
    """So many characters it can have."""
    least: int | None = None
    most: int | None = None
    """What a number can be."""
    past: bool = False
    """Whether a day is one that has been; a weekday is then the last one."""
    order: int = 1
    """Where it stands among the fields: those of one number as the record has them."""
    column: str = ""
    """The column that keeps it, where that is called otherwise."""
    asked: bool = True
    """Whether a form asks for it."""
    told: str | None = None
    """What stands before it among the facts of the record; None where it is not told there."""

    @property
    def several_lines(self) -> bool:
        """Whether a text may have line ends."""
        return self.limit == NOTE_LIMIT


class Described(Struct, frozen=True):
    """A field of a record with what is said of it."""

    key: str
    type: Any
    detail: Detail
    required: bool
    default: Any

    @property
    def column(self) -> str:
        """The column that keeps it."""
        return self.detail.column or self.key


@cache
def details(kind: type[Struct]) -> tuple[Described, ...]:
    """The fields of a record that are described, in the order of forms."""
    found = []
    for field in fields(kind):
        type_, *more = (
            get_args(field.type) if get_origin(field.type) is Annotated else (field.type,)
        )
        detail = next((said for said in more if isinstance(said, Detail)), None)
        if detail is not None:
            required = field.default is NODEFAULT
            found.append(Described(field.name, type_, detail, required, field.default))
    return tuple(sorted(found, key=lambda one: one.detail.order))


def told(record: Struct, *, briefly: bool = False) -> list[str]:
    """The facts of a record that its description tells and that are not as a matter of course, a
    text each; `briefly` only those of one line.
    """
    return [
        f"{detail.detail.told}{value}"
        for detail in details(type(record))
        if detail.detail.told is not None and not (briefly and detail.detail.several_lines)
        if (value := getattr(record, detail.key)) and value != detail.default
    ]
