"""Numbered schema migrations; a released one is never edited."""

from collections.abc import Callable

from sqlite_utils import Database

from kpitui.storage.migrations import m0001_first_schema, m0002_coaching

MIGRATIONS: tuple[Callable[[Database], None], ...] = (m0001_first_schema.apply, m0002_coaching.apply)
"""One function a schema version, in order; the version of a file is how many of them it has seen."""

SCHEMA_FINGERPRINT = "fe41bcfeebc5a151221c70c359b73fd786c82a89825a176e8e6ee491aac8a216"
"""What `storage.opening.schema_fingerprint` gives for a file of this version; a test works it out anew."""
