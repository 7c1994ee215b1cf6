"""Contacts that could be scored: what the list of another program says of each."""

from datetime import date as day
from typing import Annotated

from msgspec import Struct

from kpitui.domain.records.detail import Detail
from kpitui.domain.text import NAME_LIMIT

MONTHS_KEPT = 13
"""An older contact is dropped when the next list is loaded."""


class Contact(Struct, frozen=True, kw_only=True):
    """A call, chat or other contact of a person, by the number that another program gave it."""

    id: int = 0
    reference: Annotated[str, Detail("Reference", limit=NAME_LIMIT)]
    person_id: int
    date: day
    channel: Annotated[str, Detail("Channel", limit=NAME_LIMIT)] = ""
    version: int = 1
