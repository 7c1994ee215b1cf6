"""What the Import screen asks of those who read files; the screens themselves open none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:  # who opens the screens without a file in hand loads nothing that reads one
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from kpitui.actions.import_readings import ImportReport
    from kpitui.domain.import_mapping import ColumnMapping, Preview


class RunImport(Protocol):
    """Reads a file as its columns are mapped, and keeps what it brings unless it is only tried."""

    def __call__(
        self,
        path: Path,
        mapping: ColumnMapping,
        *,
        dry_run: bool,
        why: str,
        today: date,
        progress: Callable[[int, int], object],
    ) -> ImportReport:
        """What it did, or would do; raises `KpituiError`."""


class Importing(Struct, frozen=True):
    """Where files come from: a look at one, an import of it, and its mapping kept as a profile."""

    preview: Callable[[Path, str | None], Preview]
    run: RunImport
    save_profile: Callable[[Path, ColumnMapping], object]
