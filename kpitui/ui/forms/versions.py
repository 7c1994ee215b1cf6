"""Two versions of one record, field by field: what someone typed, and what someone
else saved meanwhile.
"""

from enum import StrEnum

from msgspec import Struct

from kpitui.domain.fields import Texts
from kpitui.ui.forms.form import DraftT, Form


class Side(StrEnum):
    """Whose text is taken."""

    MINE = "mine"
    THEIRS = "theirs"


class Contested(Struct, frozen=True):
    """A field in which the versions differ, with what stood there before both."""

    key: str
    label: str
    before: str
    mine: str
    theirs: str

    @property
    def proposed(self) -> Side | None:
        """The side that changed it; None where both did, and someone has to choose."""
        if self.mine == self.before:
            return Side.THEIRS
        return Side.MINE if self.theirs == self.before else None

    def of(self, side: Side) -> str:
        """The text of a side."""
        return self.mine if side is Side.MINE else self.theirs


def contested(stood: Texts, typed: Texts, now: Form[DraftT]) -> list[Contested]:
    """The fields of a form in which what was typed differs from what the record holds now; `stood`
    was before both.
    """
    labels = {field.key: field.label for field in now.fields}
    # A list of several fields, such as promises, may have grown or shrunk.
    labels |= {key: key.replace("-", " ").capitalize() for key in typed if key not in labels}
    theirs = now.fresh
    found = [
        Contested(key, label, stood.get(key, ""), typed.get(key, ""), theirs.get(key, ""))
        for key, label in labels.items()
    ]
    return [one for one in found if one.mine != one.theirs]
