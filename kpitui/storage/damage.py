"""A file that another program has damaged, told in a sentence."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from msgspec import ValidationError

from kpitui.domain.errors import BadFile
from kpitui.storage.driver import sqlite3
from kpitui.storage.schema import require_same_schema, require_trust
from kpitui.storage.second_look import MALFORMED, UNREAD, unread


@contextlib.contextmanager
def damage_told(path: Path, connection: "sqlite3.Connection") -> Iterator[None]:
    """Raises `BadFile` where what goes wrong in the block comes from a damaged file."""
    # Rows that the tables would refuse were changed below them, or the tables are not those that we
    # know; anything else is a mistake of ours, and loud.
    try:
        yield
    except sqlite3.OperationalError as error:
        if "no such" in str(error):
            require_same_schema(connection, path)
        raise
    except (
        ValidationError, ValueError, LookupError, TypeError, AttributeError, AssertionError,
    ) as error:  # fmt: skip
        require_same_schema(connection, path)
        broken = _first_damage(connection)
        if broken is None and isinstance(error, ValidationError):
            broken = (
                "a row has a value that kpitui never writes, "
                f"{str(error)[:1].lower()}{str(error)[1:]}"
            )
        if broken is None:
            raise
        raise BadFile(
            f"{path} is damaged ({broken}); restore a backup with: kpitui restore."
        ) from error


def _first_damage(connection: "sqlite3.Connection") -> str | None:
    """The first thing that is broken in the file; None where every page, row and rule
    of the tables holds.
    """
    try:
        require_trust(connection)
        found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        if str(error) == MALFORMED:
            return "it cannot be read"
        raise
    if unread(found):
        raise sqlite3.OperationalError(UNREAD)
    return None if found == "ok" else found
