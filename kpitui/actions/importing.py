"""What the Import screen asks of those who read files; the screens themselves open none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:  # who opens the screens without a file in hand loads nothing that reads one
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from kpitui.actions.import_report import ImportReport
    from kpitui.domain.import_answers import ImportAnswers
    from kpitui.domain.import_mapping import ColumnMapping, Preview


class ImportWanted(Struct, frozen=True):
    """A file, and how it is to be brought in: as the commands guess its columns, or as they are in
    `mapping`; `profile` is the kept one that this began with.
    """

    path: Path
    answers: ImportAnswers
    sheet: str | None = None
    encoding: str | None = None
    mapping: ColumnMapping | None = None
    profile: Path | None = None
    create: bool = False


class RunImport(Protocol):
    """Reads a file as it is wanted, and keeps what it brings unless it is only tried."""

    def __call__(
        self,
        wanted: ImportWanted,
        *,
        dry_run: bool,
        today: date,
        progress: Callable[[int, int], object],
    ) -> ImportReport:
        """What it did, or would do; raises `KpituiError`."""


class Importing(Struct, frozen=True):
    """Where files come from: a look at one, by its sheet, line of headings and encoding; the same
    by a kept profile; an import of it; and how it was wanted kept as a profile.
    """

    preview: Callable[[Path, str | None, int | None, str | None], Preview]
    by_profile: Callable[[Path, Path, str | None], tuple[Preview, ColumnMapping]]
    run: RunImport
    save_profile: Callable[[Path, ImportWanted], object]
