"""Commands about copies of the file: backup, restore."""

from datetime import UTC, datetime
from pathlib import Path

import click

from kpitui.actions import backup as deeds
from kpitui.cli.context import answer, db_option, open_desk, talk


@click.command()
@db_option
@click.option("--keep", type=click.IntRange(1, 10_000), metavar="N", help="PATH is a folder; keep the newest N copies.")
@click.argument("path", type=click.Path(readable=False, path_type=Path))
def backup(db: Path | None, path: Path, keep: int | None) -> None:
    """Copy the file to PATH while others write to it; the copy is looked over before it gets its name."""
    desk = open_desk(db)
    if keep is None:
        deeds.backup(desk.database, path)
        talk(f"Copied {desk.database.path} to {path}.")
        return
    copy, gone = deeds.backup_in(desk.database, path, keep, desk.database.clock.here(datetime.now(UTC)))
    answer(str(copy))
    if gone:
        talk(f"Removed {len(gone)} older copies.")


@click.command()
@db_option
@click.argument("path", type=click.Path(readable=False, path_type=Path))
def restore(db: Path | None, path: Path) -> None:
    """Put the copy PATH back into the file, whose content now is kept beside it; others go on working."""
    desk = open_desk(db)
    kept = deeds.restore(desk.database, desk.actor, path, desk.database.clock.here(datetime.now(UTC)))
    talk(f"Restored {path} into {desk.database.path}; what was there is kept as {kept}.")
