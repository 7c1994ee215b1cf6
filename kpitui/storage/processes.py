"""Which process a session is, and whether it runs still: told of processes of this machine only."""

import os
from functools import cache
from pathlib import Path
from zlib import crc32


def process_mark(process: int) -> str:
    """The machine, the number of a process and when it began; nothing where the system does not
    tell that.
    """
    began = _began(process)
    return f"{_machine()}.{process}.{began}" if began and _machine() else ""


def is_gone(mark: str) -> bool:
    """Whether the process of such a mark runs no more; never where it is of another machine."""
    machine, _, rest = mark.partition(".")
    number, _, began = rest.partition(".")
    if not machine or machine != _machine() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass  # it is there, and someone else's
    now = _began(int(number))
    return bool(now) and now != began


def _began(process: int) -> str:
    """The tick since the start of the machine in which a process began; the name of a program may
    hold anything.
    """
    try:
        stat = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return ""
    return stat.rpartition(b")")[2].split()[19].decode("ascii")


@cache
def _machine() -> str:
    """What tells this machine, since its last start, and its numbers of processes from
    those of any other.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii")
        numbers = Path("/proc/self/ns/pid").stat().st_ino  # a container has numbers of its own
        return f"{crc32(f'{boot}{numbers}'.encode()):08x}"
    except OSError:
        return ""
