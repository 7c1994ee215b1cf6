"""What an update of the program does to a file."""

from msgspec import Struct


class Upgrade(Struct, frozen=True):
    """What opening a file of an older version with this one would do; `refused` says why it would
    not, in a sentence.
    """

    before: int
    after: int
    size: int
    """Bytes of the file, and so of the copy that is kept beside it."""
    seconds: float
    """How long no one could save, as it took here."""
    sessions: int
    """Sessions of the older version, which could no longer save."""
    refused: str = ""
