"""Copies of the file, kept and brought back."""

import re
from datetime import datetime
from pathlib import Path

from kpitui.domain.access import Actor, Deed
from kpitui.domain.errors import BadFile
from kpitui.domain.history import DeedRecord
from kpitui.domain.text import printable
from kpitui.storage.backup import copy_file, restore_file
from kpitui.storage.database import DatabaseFile, writing


def backup(database: DatabaseFile, target: Path) -> None:
    """A sound copy of the file at one moment, while others write."""
    copy_file(database, target)


def backup_in(database: DatabaseFile, folder: Path, keep: int, now: datetime) -> tuple[Path, list[Path]]:
    """A copy in a folder, named by the moment; of its copies only the newest are kept. The copy, and what went.

    Raises `BadFile` where the folder is none. What is not such a copy is never touched.
    """
    if not folder.is_dir():
        raise BadFile(f"{folder} is no folder; make it first.")
    stem = database.path.stem
    target = folder / f"{stem}-{now:%Y-%m-%dT%H%M%S}.db"
    copy_file(database, target)
    named = re.compile(re.escape(stem) + r"-\d{4}-\d\d-\d\dT\d{6}\.db", re.ASCII)
    copies = sorted(one for one in folder.iterdir() if named.fullmatch(one.name) and not one.is_symlink())
    gone = copies[:-keep]
    for one in gone:
        one.unlink()
    return target, gone


def restore(database: DatabaseFile, actor: Actor, source: Path, now: datetime) -> Path:
    """Put a copy back into the file at work; where its own content is kept now."""
    actor.require(Deed.ACCOUNTS)
    kept = database.path.with_name(f"{database.path.name}.before-restore-{now:%Y-%m-%dT%H%M%S}")
    restore_file(database, source, kept)
    with writing(database, DeedRecord(actor, "restore", f"from {printable(source.name)}")):
        pass  # the history says that it was done
    return kept
