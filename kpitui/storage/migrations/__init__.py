"""Numbered schema migrations; a released one is never edited."""

from collections.abc import Callable

from sqlite_utils import Database

from kpitui.storage.migrations import (
    m0001_first_schema,
    m0002_coaching,
    m0003_review,
    m0004_health,
    m0005_sharing,
    m0006_access_keys,
)

MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    m0001_first_schema.apply,
    m0002_coaching.apply,
    m0003_review.apply,
    m0004_health.apply,
    m0005_sharing.apply,
    m0006_access_keys.apply,
)
"""One function a schema version, in order; the version of a file is how many of them it has seen."""

SCHEMA_FINGERPRINT = "29dde59a5ddb8ff8a68124a1aaf726570e4a13d1535d99eeaae071c448ee5733"
"""What `storage.opening.schema_fingerprint` gives for a file of this version; a test works it out anew."""
