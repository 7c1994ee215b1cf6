"""What the drafts of this machine hold of a person: what is typed and not saved of them goes."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import file_stem, is_read, keep_typed, load_typed, stem_before
from kpitui.storage.driver import Database
from kpitui.storage.typed_about import take_out_people


def kept_in_drafts(
    db: Database,
    folders: Iterable[Path],
    database: DatabaseFile,
    accounts: Sequence[str],
    person_id: int,
    names: Sequence[str],
) -> dict[Path, dict[str, Any]]:
    """What each draft holds of a person; of a draft of theirs all of it."""  # fmt: skip
    found = {}
    for account, file in _drafts(folders, database, accounts):
        typed = load_typed(file)
        whole, rest = to_builtins(typed), typed
        if account in names or take_out_people(db, rest, (person_id,)):
            left = {} if account in names else to_builtins(rest)
            found[file] = _differing(whole, left)
    return found


def _differing(whole: dict[str, Any], left: dict[str, Any]) -> dict[str, Any]:
    """What stands in one draft and not in what is left of it."""
    found = {}
    for key, value in whole.items():
        if isinstance(value, dict) and isinstance(left.get(key), dict):
            value = {one: held for one, held in value.items() if held != left[key].get(one)}
        if value and value != left.get(key):
            found[key] = value
    return found


def drop_drafts(
    db: Database,
    folders: Iterable[Path],
    database: DatabaseFile,
    accounts: Sequence[str],
    person_id: int,
    names: Sequence[str],
) -> tuple[int, tuple[Path, ...]]:
    """Take away what drafts hold of a person, and the drafts that are theirs; how many that were,
    and which could not be written and hold it still.
    """  # fmt: skip
    count, kept = 0, []
    for account, file in list(_drafts(folders, database, accounts)):
        typed = load_typed(file)
        changed = take_out_people(db, typed, (person_id,))
        try:
            if account in names or (changed and typed.empty and not typed.saves):
                file.unlink(missing_ok=True)
            elif changed:
                keep_typed(file, typed)
            else:
                continue
        except OSError:
            kept.append(file)
            continue
        count += 1
    return count, tuple(kept)


def draft_files(folder: Path) -> list[Path]:
    """The drafts in a folder; none where it is not there, or where it may not be read."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".json")
    except OSError:
        return []


def out_of_reach(folders: Iterable[Path]) -> Iterator[Path]:
    """The folders, and the drafts in them, that this account or this version cannot read."""
    for folder in folders:
        try:
            os.scandir(folder).close()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            yield folder
        yield from (
            file for file in draft_files(folder) if not (os.access(file, os.R_OK) and is_read(file))
        )


def _drafts(
    folders: Iterable[Path], database: DatabaseFile, accounts: Iterable[str]
) -> Iterator[tuple[str, Path]]:
    files = [file for folder in folders for file in draft_files(folder)]
    for account in accounts if files else ():
        # An account that was removed and given again has a number behind its name.
        for owner in (account, *(f"{account}\n{number}" for number in range(1, 10))):
            stems = file_stem(database, owner), stem_before(database, owner)
            yield from ((account, file) for file in files if file.name.startswith(stems))
