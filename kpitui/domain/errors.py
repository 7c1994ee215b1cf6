"""What can go wrong for a person: one sentence each, with the exit code that scripts rely on."""

from typing import Self, TypeVar

ErrorT = TypeVar("ErrorT", bound="KpituiError")


class KpituiError(Exception):
    """One sentence for the person: what, where, how to fix. `exit_code` is what a
    command ends with.

    The sentence is the reason alone: that nothing was saved is said by commands
    (`full_sentence`) and screens (`ui/telling.not_saved`).
    """

    exit_code = 4
    cell: tuple[int, int] | None = None
    """Person and metric of the one reading of several that it is about."""

    place: tuple[int | str, ...] = ()
    """The way to the table of a document that it is about, as pydantic tells it."""

    nothing_saved = False
    """Whether it refused something to save, and a command says so; see `nothing_saved()`."""

    @property
    def sentence(self) -> str:
        """The sentence without a traceback."""
        return str(self)

    @property
    def full_sentence(self) -> str:
        """The sentence, and that nothing was saved where that is to be said."""
        return f"{self.sentence} Nothing was saved." if self.nothing_saved else self.sentence

    def reworded(self, sentence: str) -> Self:
        """The same error with another sentence."""
        same = type(self).__new__(type(self), sentence)  # each kind takes what it wants to know
        vars(same).update(vars(self))
        return same


class NothingFound(KpituiError):
    """What was asked for is not there."""

    exit_code = 1


class WrongUsage(KpituiError):
    """The words of the command or the form do not fit together."""

    exit_code = 2


class Refused(KpituiError):
    """The role of the person or a rule of the plan does not allow the change."""

    exit_code = 3


class Conflict(Refused):
    """Someone else changed the record since it was read: who, and when in UTC."""

    def __init__(self, sentence: str, by: str = "", at: str = "") -> None:
        super().__init__(sentence)
        self.by, self.at = by, at


class ReasonNeeded(Refused):
    """A month is closed: what is done in it needs a reason."""

    def __init__(self, month: str) -> None:
        super().__init__(f"{month} is locked; a change in it needs a reason.")


class BadData(KpituiError):
    """A value that cannot be taken as it is."""


class BadFile(KpituiError):
    """A file that is missing, damaged, foreign, or not the one that was opened."""


class DiskFailed(BadFile):
    """The disk failed: at the end of a change no one knows whether it was saved."""


class NewerFile(BadFile):
    """A file whose tables a newer version of the program made."""


class Busy(KpituiError):
    """Another writer held the file longer than we wait; nothing was saved, nothing
    typed is lost.
    """

    exit_code = 5


def nothing_saved(error: ErrorT) -> ErrorT:
    """The error, of which a command says that it saved nothing, all of several values included."""
    error.nothing_saved = True
    return error
