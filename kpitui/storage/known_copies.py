"""The copies of a file that are known: those that lie beside it, and those that `kpitui backup` of
this account made wherever they lie.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from kpitui.storage.database import DatabaseFile
from kpitui.storage.drafts import file_stem
from kpitui.storage.names import beside

_ENDINGS = (".db", ".bak", ".backup", ".old", ".orig", ".sqlite", ".sqlite3")
_BETWEEN = b"\0"
"""Stands in no path, of which a name may be any other bytes."""
_PACKED = (".gz", ".bz2", ".xz", ".zst", ".lz4", ".zip", ".7z", ".tar", ".tgz", ".gpg", ".age")


class Copies(Struct, frozen=True):
    """The known copies: those to look into, those that are packed, and those that are known and
    cannot be reached now, as their folder is not there.
    """

    to_search: tuple[Path, ...]
    packed: tuple[Path, ...]
    missing: tuple[Path, ...]


def known_copies(database: DatabaseFile, remembered_in: Path) -> Copies:
    """The copies beside a file, and those that are remembered in a folder."""
    found = set(_beside(database.path))
    missing = []
    for copy in _remembered(remembered_in, database):
        if copy.is_file():
            found.add(copy)
        elif not copy.parent.is_dir():
            missing.append(copy)
    here = sorted(path for path in found if not _is_same(path, database.path))
    packed = tuple(path for path in here if path.suffix.lower() in _PACKED)
    to_search = tuple(path for path in here if path not in packed)
    return Copies(to_search, packed, tuple(sorted(missing)))


def remember_copy(folder: Path, database: DatabaseFile, copy: Path) -> None:
    """Remember where a copy was made; copies that were deleted are remembered no more."""
    known = [
        path for path in _remembered(folder, database) if path.exists() or not path.parent.is_dir()
    ]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole = {*map(os.fsencode, known), os.fsencode(copy.resolve())}
    _list_of(folder, database).write_bytes(_BETWEEN.join(sorted(whole)))


def _remembered(folder: Path, database: DatabaseFile) -> list[Path]:
    try:
        content = _list_of(folder, database).read_bytes()
    except OSError:  # none was made
        return []
    return [Path(os.fsdecode(name)) for name in content.split(_BETWEEN)]


def _list_of(folder: Path, database: DatabaseFile) -> Path:
    return folder / f"{file_stem(database, '')}.list"


def _beside(path: Path) -> Iterable[Path]:
    """What lies in the folder of a file and may be a copy of it, by its name."""
    ours = {path, *beside(path)}
    named = re.compile(rf"\.?{re.escape(path.name[:20])}.*", re.DOTALL)
    for file in path.parent.iterdir():
        is_copy = file.suffix.lower() in _ENDINGS or named.fullmatch(file.name)
        if is_copy and file not in ours and file.is_file():
            yield file


def _is_same(one: Path, other: Path) -> bool:
    """Whether two names are of one file: to close it by hand would drop the locks of SQLite."""
    try:
        return one.samefile(other)
    except OSError:
        return False
