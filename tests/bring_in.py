"""A file of readings brought in as a command brings it in, for tests."""

from datetime import date
from pathlib import Path
from typing import Any

from kpitui.actions.import_report import ImportReport
from kpitui.domain.access import Actor
from kpitui.domain.import_answers import ImportAnswers
from kpitui.exchange.import_file import import_file
from kpitui.exchange.profile import Profile, read_profile
from kpitui.exchange.read_file import Source
from kpitui.storage.database import DatabaseFile


def bring_in(
    database: DatabaseFile,
    actor: Actor,
    path: Path,
    *,
    profile: Path | Profile | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    answers: ImportAnswers | None = None,
    today: date,
    **options: Any,
) -> ImportReport:
    """What came of it, or what it asks."""
    known = read_profile(profile) if isinstance(profile, Path) else profile
    source = Source(path, known, sheet, encoding, answers or ImportAnswers())
    return import_file(database, actor, source, today=today, **options)
