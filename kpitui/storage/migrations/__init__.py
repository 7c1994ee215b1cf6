"""Numbered schema migrations; a released one is never edited."""

import contextlib
from collections.abc import Callable

from sqlite_utils import Database

from kpitui.storage.driver import sqlite3
from kpitui.storage.migrations import (
    m0001_first_schema,
    m0002_coaching,
    m0003_review,
    m0004_health,
    m0005_sharing,
    m0006_access_keys,
    m0007_large_files,
    m0008_rules,
)
from kpitui.storage.schema import schema_fingerprint

MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    m0001_first_schema.apply,
    m0002_coaching.apply,
    m0003_review.apply,
    m0004_health.apply,
    m0005_sharing.apply,
    m0006_access_keys.apply,
    m0007_large_files.apply,
    m0008_rules.apply,
)
"""One function a schema version, in order; the version of a file is how many of them it has seen."""


def fingerprint_of(version: int) -> int:
    """What `schema_fingerprint` gives for a file that a program of that version made."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        apply_migrations(connection, 0, version)
        return schema_fingerprint(connection)


def apply_migrations(connection: "sqlite3.Connection", version: int, until: int | None = None) -> None:
    """Bring the tables from a version to the newest, or to an older one. Runs inside a transaction of the caller."""
    db = Database(connection, execute_plugins=False, recursive_triggers=False)
    for migration in MIGRATIONS[version:until]:
        migration(db)
