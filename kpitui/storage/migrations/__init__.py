"""Numbered schema migrations; a released one is never edited."""

from collections.abc import Callable

from sqlite_utils import Database

from kpitui.storage.migrations import m0001_first_schema

MIGRATIONS: tuple[Callable[[Database], None], ...] = (m0001_first_schema.apply,)
"""One function a schema version, in order; the version of a file is how many of them it has seen."""

SCHEMA_FINGERPRINT = "a76470da53432031bf3d65ea4526781a05e6d0d02d8a9dfd34356d13f5c636b7"
"""What `storage.opening.schema_fingerprint` gives for a file of this version; a test works it out anew."""
