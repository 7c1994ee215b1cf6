"""Commands about copies of the file: backup, restore."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from kpitui import paths
from kpitui.actions import backup as actions
from kpitui.cli.context import (
    account_name,
    answer,
    database_path,
    db_option,
    open_environment,
    talk,
)
from kpitui.domain.access import Channel
from kpitui.domain.clock import SERVER
from kpitui.domain.errors import BadData, NewerFile, Refused
from kpitui.domain.first_few import and_more
from kpitui.domain.numbers import counted
from kpitui.views.access import require_every_team
from kpitui.views.actors import actor_named

SHOWN = 3
"""So many differences are said in one sentence."""


@click.command()
@db_option
@click.option(
    "--keep",
    type=click.IntRange(1, 10_000),
    metavar="N",
    help="PATH is a folder; keep the latest N copies.",
)
@click.argument("path", type=click.Path(readable=False, path_type=Path))
def backup(db: Path | None, path: Path, keep: int | None) -> None:
    """Copy the file to PATH while others work; the copy is checked before it gets its name."""
    env = open_environment(db)
    require_every_team(env.database)
    if keep is None:
        actions.backup(env.database, path, paths.copies())
        talk(f"Copied {env.database.path} to {path}.")
        return
    copy, gone = actions.backup_in(
        env.database, path, keep, env.database.clock.here(datetime.now(UTC)), paths.copies()
    )
    answer(str(copy))
    if gone:
        talk(f"Removed {counted(len(gone), 'older copy', 'older copies')}.")


@click.command()
@db_option
@click.option(
    "--keep-access/--take-access", "keep", default=None,
    help="Keep today's accounts, roles and keys, or take those of the copy; default: ask.",
)  # fmt: skip
@click.option("--yes", is_flag=True, help="Replace the file without asking.")
@click.argument("path", type=click.Path(readable=False, path_type=Path))
def restore(db: Path | None, path: Path, keep: bool | None, yes: bool) -> None:
    """Restore the file from the copy PATH, once that is confirmed; the old file is kept. Others
    can go on working.
    """
    try:
        env = open_environment(db)
    except NewerFile as newer:
        _go_back(newer, database_path(db), path, takes_access=keep is False)
        return

    def keeps_access(different: list[str]) -> bool:
        """Whether today's accounts, roles and keys stay, which differ from those of the copy; asks
        whether the file is replaced where nothing differs.
        """
        if not different:
            if not yes and keep is None:
                _require_yes(env.database.path, path)
            return False
        if keep is None and not sys.stdin.isatty():
            raise Refused(
                "Nothing was restored: the copy has other accounts, roles or keys: "
                f"{and_more(different, SHOWN, '; ')}. Add --keep-access to keep today's, or "
                "--take-access."
            )
        if not keep:
            talk("Accounts, roles and keys in the copy:")
            for one in different:
                talk(f"  {one}")
        return _asked() if keep is None else keep

    kept = actions.restore(
        env.database, env.actor, path, env.database.clock.here(datetime.now(UTC)), keeps_access
    )
    talk(f"Restored {path} into {env.database.path}; the old file is kept as {kept}.")
    for name in actions.known_again(env.database, kept):
        talk(
            f"{name} was forgotten since that copy and is known again: kpitui people forget {name}"
        )


def _go_back(newer: NewerFile, target: Path, path: Path, *, takes_access: bool) -> None:
    """Restore a copy of before an update into a file of a newer version, by an older program."""
    if not takes_access:
        raise Refused(
            f"{target} was made by a newer kpitui, so its accounts, roles and keys cannot be read "
            f"here and nothing was restored; to go back to the copy with those of the copy: kpitui "
            f"restore --take-access {path}"
        ) from newer
    kept = actions.go_back(
        target, path, SERVER.here(datetime.now(UTC)),
        lambda copy: actor_named(copy, account_name(), Channel.CLI),
    )  # fmt: skip
    talk(
        f"Restored {path} into {target}; the newer file is kept as {kept}. What was saved since "
        "the copy is only in that one; revoke keys and forget people again if that was done since."
    )


def _require_yes(file: Path, copy: Path) -> None:
    if not sys.stdin.isatty():
        raise BadData(
            f"Nothing was restored: {copy} would replace what is in {file}. Add --yes where no one "
            "can be asked."
        )
    if not click.confirm(f"Replace what is in {file} by {copy}? The old file is kept", err=True):
        raise Refused("Nothing was restored.")


def _asked() -> bool:
    said = click.prompt(
        "Keep accounts, roles and keys of today, take those of the copy, or stop", err=True,
        default="keep", type=click.Choice(["keep", "take", "stop"]),
    )  # fmt: skip
    if said == "stop":
        raise Refused("Nothing was restored.")
    return bool(said == "keep")
