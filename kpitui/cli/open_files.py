"""Files that the screens read and write on this machine, for the file of a desk."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from kpitui.actions.import_readings import ImportReport
from kpitui.cli.context import Desk
from kpitui.domain.import_mapping import ColumnMapping
from kpitui.domain.periods import AsOf
from kpitui.exchange.import_file import import_file
from kpitui.exchange.mapping import preview_file, profile_of, save_profile
from kpitui.exchange.report import write_report
from kpitui.views.report import DECISION_DAYS, load_report
from kpitui.views.vocabulary import load_metrics_by_id

__all__ = ["bring_in", "preview_file", "save_mapping", "write_review"]


def bring_in(
    desk: Desk, path: Path, mapping: ColumnMapping, *, dry_run: bool, why: str, today: date,
    progress: Callable[[int, int], object],
) -> ImportReport:  # fmt: skip
    """Import a file whose columns are mapped, or only try it."""
    profile = profile_of(mapping, [*load_metrics_by_id(desk.database, today).values()])
    return import_file(
        desk.database, desk.actor, path, profile=profile, dry_run=dry_run, why=why, today=today,
        decimal_comma=desk.config.writing.comma, progress=progress,
    )  # fmt: skip


def save_mapping(desk: Desk, path: Path, mapping: ColumnMapping) -> None:
    """Keep what the columns mean as a profile."""
    save_profile(path, profile_of(mapping, [*load_metrics_by_id(desk.database, desk.today).values()]))


def write_review(desk: Desk, path: Path) -> None:
    """The review of today in a new file."""
    today = desk.today
    found = load_report(desk.database, AsOf(today, today), desk.config, today - timedelta(days=DECISION_DAYS))
    write_report(found, desk.config, path)
