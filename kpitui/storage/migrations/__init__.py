"""Numbered schema migrations; a released one is never edited."""

from collections.abc import Callable

from sqlite_utils import Database

from kpitui.storage.migrations import m0001_first_schema

MIGRATIONS: tuple[Callable[[Database], None], ...] = (m0001_first_schema.apply,)
"""One function a schema version, in order; the version of a file is how many of them it has seen."""

SCHEMA_FINGERPRINT = "cc86270023f3ed02aee3b0b50170c3da3f654f2450f5f9f3bf7e5de622160d68"
"""What `storage.opening.schema_fingerprint` gives for a file of this version; a test works it out anew."""
