"""Copies of the file, kept and brought back."""

import contextlib
import re
from collections.abc import Callable
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from kpitui.domain.access import Actor, Permission
from kpitui.domain.history import ChangeRecord
from kpitui.domain.text import printable
from kpitui.storage.access import access_differences, load_access, put_access
from kpitui.storage.accounts import RESTORED
from kpitui.storage.backup import checked_copy, copy_file, copy_pages, put_back, require_folder
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.known_copies import remember_copy
from kpitui.storage.opening import open_file, unopened
from kpitui.storage.people import load_people


def backup(database: DatabaseFile, target: Path, remembered_in: Path | None = None) -> None:
    """A sound copy of the file at one moment, while others write; a folder remembers where it is,
    for who forgets someone later.
    """
    copy_file(database, target)
    if remembered_in is not None:
        # The copy is what was asked for, and stands.
        with contextlib.suppress(OSError):
            remember_copy(remembered_in, database, target)


def backup_in(
    database: DatabaseFile, folder: Path, keep: int, now: datetime,
    remembered_in: Path | None = None,
) -> tuple[Path, list[Path]]:  # fmt: skip
    """A copy in a folder, named by the moment; of its copies only the newest are kept. The copy,
    and what went.

    Raises `BadFile` where the folder is none. What is not such a copy is never touched.
    """
    require_folder(folder)
    stem = database.path.stem
    target = folder / f"{stem}-{now:%Y-%m-%dT%H%M%S}.db"
    backup(database, target, remembered_in)
    named = re.compile(re.escape(stem) + r"-\d{4}-\d\d-\d\dT\d{6}\.db", re.ASCII)
    copies = sorted(
        path for path in folder.iterdir() if named.fullmatch(path.name) and not path.is_symlink()
    )
    gone = copies[:-keep]
    for one in gone:
        one.unlink()
    return target, gone


def restore(
    database: DatabaseFile,
    actor: Actor,
    source: Path,
    now: datetime,
    keeps_access: Callable[[list[str]], bool],
) -> Path:
    """Put a copy back into the file at work; where its own content is kept now.

    Once the copy is known to be sound, `keeps_access` is asked whether it goes on at all, and, with
    a line for each account, role or key that is another today, whether those of today stay.
    """
    actor.require(Permission.ACCOUNTS)
    kept = _kept_beside(database, now)
    with checked_copy(database, source) as copy:
        with reading(database) as db:
            today = load_access(db)
        with reading(copy) as db:
            different = access_differences(load_access(db), today)
        keeping = keeps_access(different) and bool(different)
        with writing(copy, ChangeRecord(actor, RESTORED, f"from {printable(source.name)}")) as db:
            if keeping:
                put_access(db, today, now.date())
        put_back(database, copy, kept)
    return kept


def go_back(
    path: Path, source: Path, now: datetime, actor_in: Callable[[DatabaseFile], Actor]
) -> Path:
    """Put a copy of before an update back into a file that a newer version made; where its content
    is kept now.

    Accounts, roles and keys are those of the copy, as those of the file cannot be read here; so is
    the role of who asks, which `actor_in` tells.
    """
    newer = unopened(path)
    kept = _kept_beside(newer, now)
    with checked_copy(newer, source) as copy:
        actor = actor_in(copy)
        actor.require(Permission.ACCOUNTS)
        with writing(copy, ChangeRecord(actor, RESTORED, f"from {printable(source.name)}")):
            pass
        put_back(newer, copy, kept, copy_pages)
    return kept


def _kept_beside(database: DatabaseFile, now: datetime) -> Path:
    name = f"{database.path.name}.before-restore-{now:%Y-%m-%dT%H%M%S}"
    names = chain([name], (f"{name}-{number}" for number in count(2)))  # twice in one second
    return next(path for path in map(database.path.with_name, names) if not path.exists())


def known_again(database: DatabaseFile, kept: Path) -> list[str]:
    """Who was forgotten in the content of before a restore, and is known again by the copy."""
    with reading(open_file(kept)) as db:
        gone = {person.id for person in load_people(db) if person.forgotten_on}
    with reading(database) as db:
        return [
            person.name
            for person in load_people(db)
            if person.id in gone and not person.forgotten_on
        ]
