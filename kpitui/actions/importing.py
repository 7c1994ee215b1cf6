"""What the Import screen asks of those who read files; the screens themselves open none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

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


@dataclass(frozen=True, slots=True)
class Importing:
    """Where files come from: a look at one, an import of it, and its mapping kept as a profile."""

    preview: Callable[[Path, str | None], Preview]
    run: RunImport
    save_profile: Callable[[Path, ColumnMapping], object]
