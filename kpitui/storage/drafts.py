"""What somebody was typing, in a file of their own: in nobody's way, and there after a dropped line."""

import contextlib
import os
from pathlib import Path
from random import Random

from msgspec import DecodeError, Struct, field
from msgspec.json import decode, encode

from kpitui.storage.database import DatabaseFile


class Typed(Struct):
    """Everything that is typed and not saved.

    `cells`: of the Enter screen, by whom ("person-3") and metric; `days`: the day they are for, by whom; `forms`: the
    fields of each form that is not finished, by the form's key; `stood`: what those held before somebody typed;
    `sessions`: the fields and cells of a coaching session by whom; `grids`: the cells of each team's grid with their
    day; `words`: the line of quick entry.
    """

    cells: dict[str, dict[int, str]] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    forms: dict[str, dict[str, str]] = field(default_factory=dict)
    stood: dict[str, dict[str, str]] = field(default_factory=dict)
    sessions: dict[str, dict[str, str]] = field(default_factory=dict)
    grids: dict[str, dict[str, str]] = field(default_factory=dict)
    words: str = ""

    def keep_form(self, key: str, texts: dict[str, str], stood: dict[str, str]) -> None:
        """Keep what is typed in a form, with what stood there before; nothing where nobody touched it."""
        self.forget_form(key)
        if texts != stood:
            self.forms[key], self.stood[key] = texts, stood

    def forget_form(self, key: str) -> None:
        """Keep nothing of a form any more."""
        self.forms.pop(key, None)
        self.stood.pop(key, None)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to keep; days without cells are nothing."""
        return not (self.cells or self.forms or self.sessions or self.grids or self.words)


def draft_file(folder: Path, database: DatabaseFile, account: str) -> Path:
    """The file of one account for one database; the name tells nothing of either."""
    name = Random(f"{database.path.resolve()}\n{account}").getrandbits(128)  # hashlib would load OpenSSL at every start
    return folder / f"{name:032x}.json"


def keep_typed(file: Path, typed: Typed) -> None:
    """Write what is typed, or take the file away where that is nothing; raises OSError where it cannot be written."""
    if typed.empty:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # A name of its own, put in place in one step: a killed process leaves the old draft or the new one, never half.
    fresh = file.with_suffix(f".{os.getpid()}")
    with contextlib.ExitStack() as undo:
        undo.callback(fresh.unlink, missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(encode(typed))
        fresh.replace(file)


def load_typed(file: Path) -> Typed:
    """What was kept; nothing where there is no file, or where it cannot be read as one of ours."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return Typed()
    try:
        return decode(text, type=Typed)
    except DecodeError:
        return Typed()
