"""The walls of the gate: what comes from a client is scrubbed, and what no one in there needs
cannot be done.

Nothing but the standard library is imported here: this runs before Textual, which reads its
environment at import.
"""

import os
import pwd
import re
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct

MEMORY_LIMIT = 1 << 30
"""Bytes of address space; a session needs a tenth of it."""

_TERM = re.compile(r"[a-z0-9][a-z0-9+._-]{0,39}")
_LOCALE = re.compile(r"[A-Za-z0-9_]{1,20}(?:\.[A-Za-z0-9-]{1,20})?")
_ZONE = re.compile(r"[A-Za-z0-9_+-]{1,40}(?:/[A-Za-z0-9_+-]{1,40}){0,3}")
_ADDRESS = re.compile(r"[0-9A-Fa-f:.%a-z]{1,64}")
_LOCALES = ("LC_ALL", "LC_CTYPE", "LANG")
_NO_TERMINAL = "dumb"

_PROCESSES = frozenset(
    {
        "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork",
        "os.forkpty", "pty.spawn", "webbrowser.open", "os.startfile",
    }
)  # fmt: skip
_FILES = frozenset(
    {
        "os.remove",
        "os.rename",
        "os.rmdir",
        "os.mkdir",
        "os.link",
        "os.symlink",
        "os.chmod",
        "os.chown",
        "os.truncate",
    }
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_TERMINALS = ("/dev/null", "/dev/tty")


class Client(Struct, frozen=True):
    """What is known of who is at the other end: the command they asked for, None for the screens,
    and from where.
    """

    command: str | None
    address: str


def scrub_environment(home: str | None) -> Client:
    """Take in what the client asked for, and leave nothing of theirs in the environment but what
    was looked at.

    Of a terminal its name stays, of a locale its form, of a time zone its name; each only where it
    is such a name.
    """
    theirs = dict(os.environ)
    account = pwd.getpwuid(os.getuid())
    os.environ.clear()
    os.environ.update(
        HOME=home or account.pw_dir,
        LOGNAME=account.pw_name,
        USER=account.pw_name,
        PATH="/usr/bin:/bin",
    )
    if _TERM.fullmatch(theirs.get("TERM", "")):
        os.environ["TERM"] = theirs["TERM"]
    elif "TERM" in theirs:
        os.environ["TERM"] = "xterm"
    for name in _LOCALES:
        if _LOCALE.fullmatch(theirs.get(name, "")):
            os.environ[name] = theirs[name]
    if theirs.get("COLORTERM") in ("truecolor", "24bit"):
        os.environ["COLORTERM"] = theirs["COLORTERM"]
    if theirs.get("NO_COLOR"):
        os.environ["NO_COLOR"] = "1"
    if _is_zone(theirs.get("TZ", "")):
        os.environ["TZ"] = theirs["TZ"]
    time.tzset()  # what the client sent was read when Python started
    address = theirs.get("SSH_CONNECTION", "").partition(" ")[0]
    known = address if _ADDRESS.fullmatch(address) else "-"
    return Client(theirs.get("SSH_ORIGINAL_COMMAND"), known)


def _is_zone(name: str) -> bool:
    """Whether a time zone has that name; nothing else of TZ is ever a path or a rule here."""
    if not _ZONE.fullmatch(name):
        return False
    # it reads the environment, and few clients send their zone
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def limit_resources() -> None:
    """No core file, which would hold names and notes; no memory beyond what a session needs; new
    files are private.
    """
    os.umask(0o077)
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = MEMORY_LIMIT if hard == resource.RLIM_INFINITY else min(hard, MEMORY_LIMIT)
    resource.setrlimit(
        resource.RLIMIT_AS, (most, hard)
    )  # the settings say more, once they are read
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)  # a stopped process would stay for ever


def close_walls(folders: Iterable[Path], refused: Callable[[str], object]) -> None:
    """From here on this process starts no other, reaches no network, and writes no file outside
    these folders.

    The screens have no key for any of it; this holds where one of them, or a library below, has a
    hole. It cannot be taken down again. What the driver of the database opens is not seen by it.
    `refused` hears what was tried.
    """
    allowed = tuple(
        f"{folder.resolve()}{os.sep}" for folder in (*folders, Path(tempfile.gettempdir()))
    )
    devices = (*_TERMINALS, *_own_terminal())

    def writes_elsewhere(path: Any) -> bool:
        """Whether a path is outside the folders, and no terminal of its own."""
        if isinstance(path, int) or path is None:
            return False
        name = os.path.realpath(os.fsdecode(path))
        return not f"{name}{os.sep}".startswith(allowed) and name not in devices

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        """Hears what Python is about to do, and raises where that is not allowed."""
        if event == "open":
            if arguments[2] & _WRITING and writes_elsewhere(arguments[0]):
                refused("write of a file")
                raise PermissionError("The gate writes no files.")
        elif event in _PROCESSES:
            refused("start of a process")
            raise PermissionError("The gate starts no other program.")
        elif event in _FILES:
            if any(
                writes_elsewhere(argument)
                for argument in arguments
                if isinstance(argument, str | bytes | os.PathLike)
            ):
                refused("change of a file")
                raise PermissionError("The gate changes no files.")
        elif event in ("socket.connect", "socket.bind", "socket.sendto") and isinstance(
            arguments[1], tuple
        ):
            refused("connection")
            raise PermissionError("The gate has no network access.")

    sys.addaudithook(look)


def _own_terminal() -> list[str]:
    found = []
    for descriptor in range(3):
        try:
            found.append(os.ttyname(descriptor))
        except OSError:
            continue
    return found
