"""Deeds: what one person did in one go, and by what way."""

import os
from datetime import UTC, datetime

from msgspec import Struct, field

from kpitui.domain.access import Actor


def utc_now() -> str:
    """The present moment as ISO text in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class DeedRecord(Struct, frozen=True):
    """One deed of one person; all that it changes carries its id.

    `uuid` is made before the first try, so that a retry after an unknown outcome changes nothing twice. `undoes` is the
    row of the deed that this one takes back.
    """

    actor: Actor
    action: str
    why: str = ""
    undoes: int | None = None
    uuid: str = field(default_factory=lambda: os.urandom(16).hex())
    at: str = field(default_factory=utc_now)
