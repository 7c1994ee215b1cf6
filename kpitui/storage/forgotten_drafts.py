"""What the drafts of this machine hold of a person: what is typed and not saved of them goes."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import Typed, file_stem, keep_typed, load_typed
from kpitui.storage.personal import person_in_key


def kept_in_drafts(
    folder: Path,
    database: DatabaseFile,
    accounts: Sequence[str],
    person_id: int,
    names: Sequence[str],
) -> list[Path]:
    """The drafts that hold something of a person, or are theirs."""  # fmt: skip
    return [
        file
        for account, file in _drafts(folder, database, accounts)
        if account in names or _without(load_typed(file), person_id)
    ]


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
