"""Numbered schema migrations; a released one is never edited."""

from collections.abc import Callable

from sqlite_utils import Database

from kpitui.storage.migrations import m0001_first_schema, m0002_coaching, m0003_review, m0004_health, m0005_sharing

MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    m0001_first_schema.apply,
    m0002_coaching.apply,
    m0003_review.apply,
    m0004_health.apply,
    m0005_sharing.apply,
)
"""One function a schema version, in order; the version of a file is how many of them it has seen."""

SCHEMA_FINGERPRINT = "cfe5a54da9ddea81016221fec466bd363cafb9919d5d018c43058ac17ae5a438"
"""What `storage.opening.schema_fingerprint` gives for a file of this version; a test works it out anew."""
