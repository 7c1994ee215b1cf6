"""What someone was typing, and the file that keeps it: in no one's way, and there after a dropped
line.
"""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from random import Random

from msgspec import DecodeError, Struct, field
from msgspec.json import decode, encode

from kpitui.storage.database import DatabaseFile

OF_CALIBRATION = "calibration-"
"""How the key of an evaluation begins that is scored in a calibration."""

CELLS, SESSIONS, GRIDS = "cells", "sessions", "grids"
"""The parts of what is typed that have a sheet, which may be open."""

OpenDays = Iterable[tuple[str, str, str]]
"""Of each sheet that is open: which part it is of, its key there, and the day that it shows."""


class Typed(Struct, forbid_unknown_fields=True):
    """Everything that is typed and not saved. What a newer version kept more of is no draft of
    ours: written again by this one it would be lost.

    `cells`: of the Enter screen, by whom ("person-3") and metric; `days`: the day they are for, by
    who; `forms`: the fields of each form that is not finished, by the form's key; `stood`: what
    those held before someone typed, and which readings the cells of each grid (`grid-3`) showed;
    `sessions`: the fields and cells of a coaching session by whom; `grids`: the cells of each
    team's grid with their day; `evaluations`: the fields and answers of a call sheet by whom and
    which sheet; `words`: the line of quick entry. `saves`: what is on its way into the file, by the
    id of the change that saves it; it stands above as well until it is known that it arrived.
    """

    cells: dict[str, dict[int, str]] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    forms: dict[str, dict[str, str]] = field(default_factory=dict)
    stood: dict[str, dict[str, str]] = field(default_factory=dict)
    sessions: dict[str, dict[str, str]] = field(default_factory=dict)
    grids: dict[str, dict[str, str]] = field(default_factory=dict)
    evaluations: dict[str, dict[str, str]] = field(default_factory=dict)
    words: str = ""
    saves: "dict[str, Typed]" = field(default_factory=dict)

    def keep_form(self, key: str, texts: dict[str, str], stood: dict[str, str]) -> None:
        """Keep what is typed in a form, with what stood there before; nothing where
        no one touched it.
        """
        self.forget_form(key)
        if texts != stood:
            self.forms[key], self.stood[key] = texts, stood

    def forget_form(self, key: str) -> None:
        """Keep nothing of a form any more."""
        self.forms.pop(key, None)
        self.stood.pop(key, None)

    @property
    def calibrations(self) -> int:
        """How many of the evaluations are scored in a calibration."""
        return sum(1 for key in self.evaluations if key.startswith(OF_CALIBRATION))

    @property
    def empty(self) -> bool:
        """Whether there is nothing to keep; days without cells are nothing."""
        typed = self.cells, self.forms, self.sessions, self.grids, self.evaluations, self.words
        return not any(typed)

    def take_out(self, saved: "Typed") -> None:
        """Keep nothing any more of what was saved; what was typed over since stays."""
        for key, cells in saved.cells.items():
            self.cells[key] = {
                at: text for at, text in self.cells.get(key, {}).items() if cells.get(at) != text
            }
            if not self.cells[key]:
                del self.cells[key]
                self.days.pop(key, None)
        for key, texts in saved.grids.items():
            left = {
                at: text
                for at, text in self.grids.pop(key, {}).items()
                if at == _DAY or texts.get(at) != text
            }
            if left.keys() - {_DAY}:
                self.grids[key] = left
        for mine, gone in (
            (self.sessions, saved.sessions),
            (self.evaluations, saved.evaluations),
        ):
            for key, texts in gone.items():
                if mine.get(key) == texts:
                    del mine[key]
        for key, texts in saved.forms.items():
            if self.forms.get(key) == texts:
                self.forget_form(key)
        if self.words == saved.words:
            self.words = ""

    def take_in(self, other: "Typed", open_days: OpenDays = ()) -> "Typed":
        """Add what another session left; what would take the place of something else is
        given back, and what is for another day than its sheet shows now.
        """
        left = Typed(days=dict(other.days), stood=dict(other.stood))
        apart = {
            (part, key)
            for part, key, day in open_days
            if other._day_of(part, key) not in (None, day)
        }
        for key, cells in other.cells.items():
            same_day = key not in self.cells or self.days.get(key) == other.days.get(key)
            same_day = same_day and (CELLS, key) not in apart
            if not same_day:
                left.cells[key] = dict(cells)
                continue
            own = self.cells.setdefault(key, {})
            if more := {at: text for at, text in cells.items() if own.setdefault(at, text) != text}:
                left.cells[key] = more
            if key in other.days:
                self.days[key] = other.days[key]
        for part in ("forms", SESSIONS, GRIDS, "evaluations"):
            mine, theirs, rest = (getattr(typed, part) for typed in (self, other, left))
            for key, texts in theirs.items():
                if (part, key) in apart or mine.setdefault(key, texts) != texts:
                    rest[key] = texts
        for key in (self.forms.keys() | map(stood_in_grid, self.grids)) & other.stood.keys():
            self.stood.setdefault(key, other.stood[key])
        self.words = self.words or other.words
        left.words = other.words if other.words != self.words else ""
        return left

    def _day_of(self, part: str, key: str) -> str | None:
        """The day that something is typed for; None where it has none."""
        if part == CELLS:
            return self.days.get(key)
        texts: dict[str, str] = getattr(self, part).get(key, {})
        return texts.get(_DAY)


def stood_in_grid(team: str) -> str:
    """What stood in the grid of a team is kept by this key."""
    return f"grid-{team}"


_DAY = "date"
"""The key of the day among the cells of a grid."""


def file_stem(database: DatabaseFile, account: str) -> str:
    """How the names of files begin that are kept of an account on one database."""
    # hashlib would load OpenSSL at every start; the name tells nothing of file or account.
    named = f"{database.path.resolve()}\n{account}".encode(errors="surrogateescape")
    return f"{Random(named).getrandbits(128):032x}"


def stem_before(database: DatabaseFile, account: str) -> str:
    """How the first programs of schema 7 named a draft, when sessions had none of their own."""
    import hashlib

    named = f"{database.path.resolve()}\n{account}".encode(errors="surrogateescape")
    return hashlib.sha256(named).hexdigest()[:32]


def keep_typed(file: Path, typed: Typed) -> None:
    """Write what is typed; raises OSError where it cannot be written."""
    # A name of its own, put in place in one step: a killed process leaves the old draft or the new
    # one, never half.
    fresh = file.with_suffix(f".{os.getpid()}")
    with contextlib.ExitStack() as undo:
        undo.callback(fresh.unlink, missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            _leave_to_owner(file, descriptor)
            stream.write(encode(typed))
        fresh.replace(file)


def _leave_to_owner(file: Path, descriptor: int) -> None:
    """Have a draft that root writes again stay readable for the account that it is of."""
    with contextlib.suppress(OSError):
        there = file.lstat()
        if there.st_uid != os.geteuid():
            os.fchown(descriptor, there.st_uid, there.st_gid)


def load_typed(file: Path) -> Typed:
    """What was kept; nothing where there is no file, or where it cannot be read as one of ours."""
    try:
        return _typed_in(file)
    except (OSError, *_NO_DRAFT):
        return Typed()


def is_read(file: Path) -> bool:
    """Whether a draft is one that this version can read, where it is there."""
    try:
        _typed_in(file)
    except OSError:
        return True
    except _NO_DRAFT:
        return False
    return True


_NO_DRAFT = (DecodeError, UnicodeDecodeError)


def _typed_in(file: Path) -> Typed:
    return decode(file.read_bytes(), type=Typed)
