"""The files of a test that its commands find still open: SQLite reads all of a schema for each new
connection, which takes as long as what most commands do.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from kpitui.cli.context import account_name
from kpitui.storage.connections import KeptConnections
from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import open_file


class KeptFiles:
    """Opens a file as a command does, but that its connections stay open for the next command of
    the same account, as they do between two keys of a session.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, Path, int, int], KeptConnections] = {}

    @contextlib.contextmanager
    def kept_open(self, path: Path) -> Iterator[DatabaseFile]:
        """The checked file; another file at the same path is opened anew."""
        kept = self._of(path)
        yield replace(open_file(path, kept), kept=kept)

    def _of(self, path: Path) -> KeptConnections:
        try:
            info = path.stat()
        except OSError:
            return KeptConnections()  # which is to be said by who opens it
        return self._kept.setdefault(
            (account_name(), path.absolute(), info.st_dev, info.st_ino), KeptConnections()
        )

    def close(self) -> None:
        """Let go of all of them."""
        while self._kept:
            self._kept.popitem()[1].close()
