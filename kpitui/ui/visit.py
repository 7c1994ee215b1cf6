"""A session of somebody who came in by SSH."""

from collections.abc import Callable

from msgspec import Struct


class Visit(Struct, frozen=True):
    """What ends such a session: who may no longer be in, or a silence of `idle_seconds`; and what a bug is told by.

    `remark` is what they are told without an end, mostly nothing.
    """

    why_it_ends: Callable[[], str]
    remark: Callable[[], str]
    idle_seconds: float
    crashed: Callable[[BaseException], str]
