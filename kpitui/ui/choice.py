"""What is chosen from a short list; the box that shows it is loaded when it is opened."""

from collections.abc import Callable

from msgspec import Struct


class Choice(Struct, frozen=True):
    """One of several things to do; `do` does it, `key` chooses it where it has one, and `is_now`
    marks what holds now, where the cursor begins.
    """

    label: str
    do: Callable[[], object]
    key: str = ""
    is_now: bool = False


def score_again(do: Callable[[], object]) -> list[Choice]:
    """What there is to do where a contact was scored before."""
    return [Choice("Save a second evaluation of it", do), Choice("Do not save", lambda: None)]
