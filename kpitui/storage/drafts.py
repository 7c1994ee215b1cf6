"""What someone was typing, in a file of its own for each session: in no one's way, and there after
a dropped line.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from random import Random

from msgspec import DecodeError, Struct, field
from msgspec.json import decode, encode

from kpitui.storage.database import DatabaseFile
from kpitui.storage.session_locks import SessionLock, Whereabouts, session_at

OF_CALIBRATION = "calibration-"
"""How the key of an evaluation begins that is scored in a calibration."""


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

    def take_in(self, other: "Typed") -> "Typed":
        """Add what another session left; what would take the place of something else is
        given back.
        """
        left = Typed(days=dict(other.days), stood=dict(other.stood))
        for key, cells in other.cells.items():
            same_day = key not in self.cells or self.days.get(key) == other.days.get(key)
            own = self.cells.setdefault(key, {})
            more = {
                at: text
                for at, text in cells.items()
                if not same_day or own.setdefault(at, text) != text
            }
            if more:
                left.cells[key] = more
            if same_day and key in other.days:
                self.days[key] = other.days[key]
        for mine, theirs, rest in (
            (self.forms, other.forms, left.forms),
            (self.sessions, other.sessions, left.sessions),
            (self.grids, other.grids, left.grids),
            (self.evaluations, other.evaluations, left.evaluations),
        ):
            for key, texts in theirs.items():
                if mine.setdefault(key, texts) != texts:
                    rest[key] = texts
        for key in (self.forms.keys() | map(stood_in_grid, self.grids)) & other.stood.keys():
            self.stood.setdefault(key, other.stood[key])
        self.words = self.words or other.words
        left.words = other.words if other.words != self.words else ""
        return left


def stood_in_grid(team: str) -> str:
    """What stood in the grid of a team is kept by this key."""
    return f"grid-{team}"


_DAY = "date"
"""The key of the day among the cells of a grid."""


class SessionDrafts:
    """The draft of one session of an account on one file, and those that its other sessions left.

    Each session writes a file of its own, named by its id, and holds a lock for as long as it
    lives: no clock tells who is gone. A draft of a session that is gone is taken over by one start
    alone, in one step.
    """

    def __init__(
        self,
        folder: Path,
        database: DatabaseFile,
        account: str,
        session: str,
        where: Whereabouts,
        heard_of: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`heard_of` says of another session whether its heartbeat goes on."""
        self._folder, self._session, self._heard_of = folder, session, heard_of
        self._stem = file_stem(database, account)
        self._before = partial(stem_before, database, account)
        self._lock = SessionLock(self._lock_file(session), where)
        self._taken: list[tuple[Path, Typed]] = []

    @property
    def file(self) -> Path:
        """Where this session keeps what is typed."""
        return self._folder / f"{self._stem}.{self._session}.json"

    def keep(self, typed: Typed) -> None:
        """Write what is typed, or take the file away where that is nothing; raises OSError where it
        cannot be done.
        """
        if typed.empty:
            self.file.unlink(missing_ok=True)
        else:
            self._hold()
            keep_typed(self.file, typed)
        while self._taken:
            file, left = self._taken[-1]
            if left.empty:
                file.unlink(missing_ok=True)
            else:
                keep_typed(file, left)
            self._taken.pop()

    def close(self) -> None:
        """Let others have what is left here."""
        self._lock.close()

    def take_over(self, committed: Callable[[Iterable[str]], set[str]]) -> tuple[Typed, bool]:
        """What sessions that are gone have left, the newest first; and whether some of it has to
        wait its turn.

        `committed` says which changes arrived: what they saved is not typed any more. What would
        stand in the place of something newer stays in a draft of its own, for the start after this
        one.
        """
        typed, waits = Typed(), False
        self._sweep()
        for file in self._claimed():
            found = load_typed(file)
            for change in committed(found.saves) if found.saves else ():
                found.take_out(found.saves[change])
            left = typed.take_in(found)
            waits = waits or not left.empty
            self._taken.append((file, left))
        if self._taken:
            with contextlib.suppress(OSError):  # then it stays in the drafts that were taken
                self.keep(typed)
        return typed, waits

    def _sweep(self) -> None:
        """Take away the locks of sessions that were killed and had nothing unsaved."""
        with contextlib.suppress(OSError):
            for lock in self._folder.glob(f"{self._stem}.*.open"):
                session = _session_of(lock)
                drafts = self._folder.glob(f"{self._stem}.{session}*.json")
                if session_at(lock, partial(self._heard_of, session)) is None and not any(drafts):
                    lock.unlink(missing_ok=True)

    def _claimed(self) -> list[Path]:
        """The drafts of sessions that are gone, by names that make them ours alone."""
        gone = [
            file for file, where in self._others() if where is None and not load_typed(file).empty
        ]
        found = []
        try:
            if gone:
                self._hold()
        except OSError:
            return []  # they are there still when it can be written again
        for number, file in enumerate(gone):
            mine = self.file.with_suffix(f".{number}.json")
            with contextlib.suppress(OSError):  # another start was first
                file.rename(mine)
                found.append(mine)
                self._lock_file(_session_of(file)).unlink(missing_ok=True)
        return found

    def living(self) -> list[tuple[Whereabouts, Typed]]:
        """Where this account has other sessions that hold something unsaved, and what."""
        return [(where, load_typed(file)) for file, where in self._others() if where is not None]

    @property
    def are_left(self) -> bool:
        """Whether a session that is gone has left something."""
        return any(where is None and not load_typed(file).empty for file, where in self._others())

    @property
    def unread(self) -> list[Path]:
        """What sessions that are gone have left and this version cannot read; it stays there."""
        return [file for file, where in self._others() if where is None and not is_read(file)]

    def _hold(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock.hold()

    def _others(self) -> Iterator[tuple[Path, Whereabouts | None]]:
        """Drafts of other sessions, the newest first, each with where its session lives; None where
        it is gone.
        """
        found = _drafts_of(self._folder, self._stem)
        if any(not _session_of(file) for file in self._folder.glob("*.json")):
            found += _drafts_of(self._folder, self._before())
        for file in found:
            session = _session_of(file)
            if session != self._session:
                yield file, session_at(self._lock_file(session), partial(self._heard_of, session))

    def _lock_file(self, session: str) -> Path:
        return self._folder / f"{self._stem}.{session}.open"


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


def _drafts_of(folder: Path, stem: str) -> list[Path]:
    found = []
    with contextlib.suppress(OSError):
        for file in folder.glob(f"{stem}*.json"):
            with contextlib.suppress(OSError):
                found.append((file.stat().st_mtime_ns, file))
    return [file for _, file in sorted(found, reverse=True)]


def _session_of(file: Path) -> str:
    """The session that a draft is of; nothing for one of before there were sessions."""
    parts = file.name.split(".")
    return parts[1] if len(parts) > 2 else ""


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
