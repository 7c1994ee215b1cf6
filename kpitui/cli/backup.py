"""Commands about copies of the file: backup, restore."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from kpitui.actions import backup as deeds
from kpitui.cli.context import answer, db_option, open_desk, talk
from kpitui.domain.errors import Refused

SHOWN = 3
"""So many differences are said in one sentence."""


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
@click.option(
    "--keep-access/--take-access", "keep", default=None,
    help="Whether accounts, roles and keys stay as they are today, or are those of the copy; asked if not said.",
)  # fmt: skip
@click.argument("path", type=click.Path(readable=False, path_type=Path))
def restore(db: Path | None, path: Path, keep: bool | None) -> None:
    """Put the copy PATH back into the file, whose content now is kept beside it; others go on working."""
    desk = open_desk(db)

    def keeps_access(different: list[str]) -> bool:
        if keep is None and not sys.stdin.isatty():
            more = f" and {len(different) - SHOWN} more" if len(different) > SHOWN else ""
            raise Refused(
                f"Nothing was restored, as the copy changes who may do what: {'; '.join(different[:SHOWN])}{more}. "
                "Say --keep-access to leave that as it is today, or --take-access."
            )
        if not keep:
            talk("Who may do what, by the copy:")
            for one in different:
                talk(f"  {one}")
        return _asked() if keep is None else keep

    kept = deeds.restore(desk.database, desk.actor, path, desk.database.clock.here(datetime.now(UTC)), keeps_access)
    talk(f"Restored {path} into {desk.database.path}; what was there is kept as {kept}.")


def _asked() -> bool:
    said = click.prompt(
        "Keep accounts, roles and keys of today, take those of the copy, or stop", err=True, default="keep",
        type=click.Choice(["keep", "take", "stop"]),
    )  # fmt: skip
    if said == "stop":
        raise Refused("Nothing was restored.")
    return bool(said == "keep")
