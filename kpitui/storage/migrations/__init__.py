"""Numbered schema migrations; a released one is never edited."""

from collections.abc import Callable

from sqlite_utils import Database

from kpitui.storage.migrations import m0001_first_schema, m0002_coaching, m0003_review

MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    m0001_first_schema.apply,
    m0002_coaching.apply,
    m0003_review.apply,
)
"""One function a schema version, in order; the version of a file is how many of them it has seen."""

SCHEMA_FINGERPRINT = "c2b2b1d3e2bff691b6326645731d6b4a31667d92b0bfd78ab665c23ac034c794"
"""What `storage.opening.schema_fingerprint` gives for a file of this version; a test works it out anew."""
