"""Numbered schema migrations; a released one is never edited."""

from collections.abc import Callable

from sqlite_utils import Database

from kpitui.storage.migrations import m0001_first_schema, m0002_coaching, m0003_review, m0004_health

MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    m0001_first_schema.apply,
    m0002_coaching.apply,
    m0003_review.apply,
    m0004_health.apply,
)
"""One function a schema version, in order; the version of a file is how many of them it has seen."""

SCHEMA_FINGERPRINT = "ce9d30a3fee1a490ad3cc09e8cb5dd78a46cbee65bef489562255ff9dc76e4b5"
"""What `storage.opening.schema_fingerprint` gives for a file of this version; a test works it out anew."""
