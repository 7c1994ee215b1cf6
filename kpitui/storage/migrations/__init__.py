"""Numbered schema migrations; a released one is never edited."""

from collections.abc import Callable

from sqlite_utils import Database

from kpitui.storage.migrations import m0001_first_schema

MIGRATIONS: tuple[Callable[[Database], None], ...] = (m0001_first_schema.apply,)
"""One function a schema version, in order; the version of a file is how many of them it has seen."""

SCHEMA_FINGERPRINT = "06b922cf3897c468b416765a1643bf6053d86d703aeb3cf5fad14d5e80fd044f"
"""What `storage.opening.schema_fingerprint` gives for a file of this version; a test works it out anew."""
