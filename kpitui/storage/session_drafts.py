"""The draft of one session, and those that other sessions of its account have left."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import (
    OpenDays,
    Typed,
    file_stem,
    is_read,
    keep_typed,
    load_typed,
    stem_before,
)
from kpitui.storage.session_locks import SessionLock, Whereabouts, session_at


class SessionDrafts:
    """The draft of one session of an account on one file, and those that its other sessions left.

    Each session writes a file of its own, named by its id, and holds a lock for as long as it
    lives: no clock tells who is gone. A draft of a session that is gone is taken over by one other
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
        self._looked_at, self._others_live = 0, False

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

    def take_over(
        self,
        committed: Callable[[Iterable[str]], set[str]],
        into: Typed | None = None,
        open_days: OpenDays = (),
    ) -> tuple[Typed, bool]:
        """What sessions that are gone have left, the newest first, put `into` what is typed here;
        and whether some of it has to wait its turn.

        `committed` says which changes arrived: what they saved is not typed any more. What would
        stand in the place of something else stays in a draft of its own, for the start after this
        one; so does what is for another day than the sheet shows that is open for it.
        """
        into = Typed() if into is None else into
        came, waits = Typed(), False
        self._sweep()
        for file in self._claimed():
            found = load_typed(file)
            for change in committed(found.saves) if found.saves else ():
                found.take_out(found.saves[change])
            left = into.take_in(found, open_days)
            found.take_out(left)
            came.take_in(found)
            waits = waits or not left.empty
            self._taken.append((file, left))
        if self._taken:
            with contextlib.suppress(OSError):  # then it stays in the drafts that were taken
                self.keep(into)
        return came, waits

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
        free = (self.file.with_suffix(f".{number}.json") for number in count())
        for file in gone:
            mine = next(path for path in free if not path.exists())
            with contextlib.suppress(OSError):  # another start was first
                file.rename(mine)
                found.append(mine)
                self._lock_file(_session_of(file)).unlink(missing_ok=True)
        return found

    def living(self) -> list[tuple[Whereabouts, Typed]]:
        """Where this account has other sessions that hold something unsaved, and what."""
        return [(where, load_typed(file)) for file, where in self._others() if where is not None]

    def look(self) -> bool:
        """Whether a session that is gone has left something; while nothing changes there it costs
        one question about the folder, and a list of its names while other accounts type.
        """
        try:
            changed_at = self._folder.stat().st_mtime_ns
            if changed_at == self._looked_at and not self._others_live:
                return False
            with os.scandir(self._folder) as found_there:
                names = [entry.name for entry in found_there]
        except OSError:
            return False  # no one has kept anything
        others = [*self._others()] if any(map(self._may_be_of_another, names)) else []
        found = any(where is None and not load_typed(file).empty for file, where in others)
        self._others_live = any(where is not None for _, where in others)
        self._looked_at = 0 if found else changed_at
        return found

    @property
    def unread(self) -> list[Path]:
        """What sessions that are gone have left and this version cannot read; it stays there."""
        return [file for file, where in self._others() if where is None and not is_read(file)]

    def _may_be_of_another(self, name: str) -> bool:
        """Whether a file may be the draft of another session of this account."""
        stem, *session = name.split(".")
        if session[-1:] != ["json"]:
            return False
        return len(session) == 1 or (stem == self._stem and session[0] != self._session)

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
