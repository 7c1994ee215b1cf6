"""What the drafts of this machine hold of a person: what is typed and not saved of them goes."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import Typed, file_stem, keep_typed, load_typed
from kpitui.storage.personal import person_in_key


def kept_in_drafts(
    folder: Path,
    database: DatabaseFile,
    accounts: Sequence[str],
    person_id: int,
    names: Sequence[str],
) -> dict[Path, dict[str, Any]]:
    """What each draft holds of a person; of a draft of theirs all of it."""  # fmt: skip
    found = {}
    for account, file in _drafts(folder, database, accounts):
        typed = load_typed(file)
        whole, rest = to_builtins(typed), typed
        if account in names or _without(rest, person_id):
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
    folder: Path,
    database: DatabaseFile,
    accounts: Sequence[str],
    person_id: int,
    names: Sequence[str],
) -> int:
    """Take away what drafts hold of a person, and the drafts that are theirs; how many held
    anything. What cannot be written is found by the search afterwards.
    """  # fmt: skip
    count = 0
    for account, file in list(_drafts(folder, database, accounts)):
        typed = load_typed(file)
        changed = _without(typed, person_id)
        try:
            if account in names or (changed and typed.empty and not typed.saves):
                file.unlink(missing_ok=True)
            elif changed:
                keep_typed(file, typed)
            else:
                continue
        except OSError:
            continue
        count += 1
    return count


def _drafts(
    folder: Path, database: DatabaseFile, accounts: Iterable[str]
) -> Iterator[tuple[str, Path]]:
    for account in accounts:
        # An account that was removed and given again has a number behind its name.
        for owner in (account, *(f"{account}\n{number}" for number in range(1, 10))):
            if folder.is_dir():
                stem = file_stem(database, owner)
                yield from ((account, file) for file in sorted(folder.glob(f"{stem}*.json")))


def _without(typed: Typed, person_id: int) -> bool:
    """Take out of a draft what is kept of a person; whether there was anything."""
    changed = False
    parts = (
        typed.cells, typed.days, typed.forms, typed.stood, typed.sessions, typed.evaluations,
    )  # fmt: skip
    for part in parts:
        for key in [one for one in part if person_in_key(one) == person_id]:
            del part[key]
            changed = True
    for texts in typed.grids.values():
        for key in [one for one in texts if one.split(" ")[0] == str(person_id)]:
            del texts[key]
            changed = True
    for saved in typed.saves.values():
        changed = _without(saved, person_id) or changed
    return changed
