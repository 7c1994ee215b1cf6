"""Changes: what one person did in one go, and how."""

import contextlib
import os
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime

from msgspec import Struct, field

from kpitui.domain.access import Actor
from kpitui.domain.clock import kept_moment


def utc_now() -> str:
    """The present moment as ISO text in UTC, to the millisecond."""
    return kept_moment(datetime.now(UTC))


def new_id() -> str:
    """An id that no other change has."""
    return os.urandom(16).hex()


# never changed, only set again
_KNOWN: ContextVar[list[str]] = ContextVar("known", default=[])  # noqa: B039


@contextlib.contextmanager
def known_as(uuid: str) -> Iterator[None]:
    """Within the block the first change that is made has this id, which someone wrote
    down before.
    """
    token = _KNOWN.set([uuid])
    try:
        yield
    finally:
        _KNOWN.reset(token)


def _next_id() -> str:
    known = _KNOWN.get()
    return known.pop() if known else new_id()


class ChangeRecord(Struct, frozen=True):
    """One change record of one person; all that it changes carries its id.

    `uuid` is made before the first try, so that a retry after an unknown outcome changes nothing
    twice. `undoes` is the row of the change record that this one takes back.
    """

    actor: Actor
    action: str
    why: str = ""
    undoes: int | None = None
    uuid: str = field(default_factory=_next_id)
    at: str = field(default_factory=utc_now)
