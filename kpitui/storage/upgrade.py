"""What an update would do to a file of an older version: it is done to a copy, which is thrown
away.
"""

import contextlib
import os
import time
from pathlib import Path

from kpitui.domain.errors import BadFile
from kpitui.domain.upgrade import Upgrade
from kpitui.storage.connections import connect
from kpitui.storage.database import copy_into
from kpitui.storage.driver import sqlite3
from kpitui.storage.file_errors import file_errors
from kpitui.storage.names import beside, while_made
from kpitui.storage.opening import bring_up_to_date, check_header, checked_version
from kpitui.storage.presence import sessions_in
from kpitui.storage.schema import FINGERPRINTS, SCHEMA_VERSION


def rehearse_upgrade(path: Path) -> Upgrade | None:
    """What an update would do, tried on a copy; None where the file needs none, or there is none.

    Raises `BadFile` as `open_file` does.
    """
    if not path.is_file():
        return None
    with file_errors(path):
        check_header(path, path.stat())
        with contextlib.closing(connect(path)) as connection:
            version = checked_version(connection, path)
            if version == SCHEMA_VERSION:
                return None
            sessions = len(sessions_in(connection, time.time()))
            seconds, refused = _on_a_copy(connection, path, version)
        size = path.stat().st_size
    return Upgrade(version, SCHEMA_VERSION, size, seconds, sessions, refused)


def _on_a_copy(connection: "sqlite3.Connection", path: Path, version: int) -> tuple[float, str]:
    copy = while_made(path, ".building")
    begun, umask = time.perf_counter(), os.umask(0o077)
    try:
        with file_errors(path):
            if not os.access(path, os.W_OK):
                raise PermissionError
            copy_into(connection, copy, FINGERPRINTS[version])
            with contextlib.closing(connect(copy)) as made:
                bring_up_to_date(made)
    except BadFile as error:
        return 0.0, error.sentence
    finally:
        os.umask(umask)
        for file in (copy, *beside(copy)):
            file.unlink(missing_ok=True)
    return time.perf_counter() - begun, ""
