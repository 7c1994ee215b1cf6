"""The one name that a database file has, and what SQLite keeps beside it under that name."""

import contextlib
import os
import re
from pathlib import Path
from shlex import quote

from kpitui.domain.errors import BadFile, nothing_saved

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite puts behind the name of a file for those that it keeps beside it."""

UNFINISHED = (".new", ".building")
"""How a file is called that is being made, until it is linked to its own name."""


def beside(path: Path) -> list[Path]:
    """Every file that SQLite may keep beside a database."""
    return [path.with_name(path.name + ending) for ending in BESIDE]


def while_made(path: Path, ending: str) -> Path:
    """The name of a file while it is made, until it is whole and linked to `path`; `ending` is one
    of UNFINISHED.
    """
    # Ever as short, so that whatever name may stand in a folder can be made there.
    return path.with_name(f".{path.name[:20]}.{os.getpid()}.{os.urandom(4).hex()}{ending}")


_WHILE_MADE = re.compile(r"\..{1,20}\.\d+\.[0-9a-f]{8}(?:\.new|\.building)", re.DOTALL)


def require_one_name(path: Path, info: os.stat_result) -> None:
    """Raises `BadFile` where a file has a second name: each has a journal of its own, and they know
    nothing of another.

    Who made a file and was killed left the name that it was made under, which is taken away.
    """
    if info.st_nlink == 1:
        return
    others = _other_names(path, info)
    for other in others:
        if _WHILE_MADE.fullmatch(other.name):
            with contextlib.suppress(OSError):
                other.unlink(missing_ok=True)
    if (again := path.stat()).st_nlink == 1:
        return
    real = path.absolute()
    others = _other_names(path, again)
    second = str(others[0]) if others else "a name elsewhere"
    look = quote(str(real.parent)) if others else "/ -xdev"
    said = (
        f"{real} and {second} are two names for one file (a hard link), and writing through one "
        "damages it for the other. Keep one name and remove the other: to keep "
        f"{real}, remove each other name that this shows: find {look} -samefile "
        f"{quote(str(real))}; make copies with: kpitui backup FILE"
    )
    raise nothing_saved(BadFile(said))


def _other_names(path: Path, info: os.stat_result) -> list[Path]:
    real = path.resolve()
    try:
        with os.scandir(real.parent) as entries:
            same = [Path(entry.path) for entry in entries if entry.inode() == info.st_ino]
    except OSError:
        return []
    return sorted(path for path in same if path != real)


def refuse_leftovers(path: Path) -> None:
    """Raises `BadFile` where a journal lies at the place of a new file: SQLite would
    play it into that.
    """
    for left in beside(path):
        if left.name.endswith("-shm"):
            continue
        if left.is_symlink() or (left.exists() and left.stat().st_size):
            raise BadFile(
                f"{left} is left over from another database; remove it, or choose another name "
                "for the file."
            )
