"""One line of the palette."""

from collections.abc import Awaitable, Callable

from msgspec import Struct


class Command(Struct, frozen=True):
    """Something to do: what it is called, what it does, its keys as they are said, and how."""

    name: str
    does: str
    keys: str
    run: Callable[[], Awaitable[object] | object]
