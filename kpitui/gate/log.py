"""One line for each login, verb, refusal and logout at the gate: who, by which key, from where,
what, and how it ended.

Below that of a bug stands its traceback, a line each step, all under its number. No line holds a
reading, a note, or a word of what someone typed but the name of a command of ours.
"""

import os
import syslog
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field

from kpitui.domain.access import VERBS

SYSLOG = "syslog"

MOST_STEPS = 50
"""So many steps of a traceback are told of its beginning, and of its end."""


class GateLog(Struct, frozen=True):
    """Where the lines go, and what stands in each of them; `target` is `syslog` or a path."""

    target: str
    name: str
    fingerprint: str
    address: str
    _began: float = field(default_factory=time.monotonic)

    def tell(self, what: str, result: str, number: str = "") -> None:
        """Add a line; a log that cannot be written keeps no one out, its lines go to syslog."""
        line = (
            f"{what} name={self.name} key={self.fingerprint or '-'} from={self.address} "
            f"result={result}"
        )
        line += f" number={number}" if number else ""
        line += f" after={time.monotonic() - self._began:.1f}s"
        self._add(line)

    def _add(self, line: str) -> None:
        if self.target != SYSLOG and _appended(Path(self.target), line):
            return
        syslog.openlog("kpitui", syslog.LOG_PID, syslog.LOG_AUTH)
        syslog.syslog(syslog.LOG_INFO, line.encode("ascii", "backslashreplace").decode("ascii"))

    def refuse(self, what: str, why: str) -> str:
        """Add a line about what was refused; the number under which it is found."""
        number = new_number()
        self.tell(what, f"refused:{why}", number)
        return number

    def crash(self, what: str, error: BaseException) -> str:
        """Add a bug: its kind, the lines of the program it went through, and its traceback; no
        values of any of them.

        A line of the log for each step: a log has no other, and syslog cuts what is long.
        """
        number = new_number()
        frames = traceback.extract_tb(error.__traceback__)
        through = ">".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-12:])
        self.tell(what, f"bug:{type(error).__name__}:{through}", number)
        for step in _steps(error):
            self._add(f"trace number={number} {step}")
        return number


def _steps(error: BaseException, seen: frozenset[int] = frozenset()) -> Iterator[str]:
    """What Python would print of it, but for the words of the exceptions, which hold what someone
    typed or stored.
    """
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _steps(before, seen | {id(error)})
        yield "the direct cause of:" if error.__cause__ else "while that was handled:"
    # One that is repeated stands there three times, with a count.
    steps = traceback.extract_tb(error.__traceback__).format()
    left_out = len(steps) - 2 * MOST_STEPS
    if left_out > 0:
        steps[MOST_STEPS:-MOST_STEPS] = [f"{left_out} steps left out"]
    for step in steps:
        place, *code = [line.strip() for line in step.splitlines() if line.strip(" ^~\n")]
        yield place + (f": {' '.join(code)}" if code else "")
    yield type(error).__name__


def new_number() -> str:
    """A number by which a line of the log is found."""
    return os.urandom(3).hex()  # `secrets` brings OpenSSL, which no session needs


def verb_word(command: str) -> str:
    """The name of a verb of ours, for the log; of anything else only that it is none."""
    first = command.split(" ", 1)[0]
    return first if first in VERBS else "unknown"


def _appended(path: Path, line: str) -> bool:
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    try:
        # Opened for each line, so that logrotate may move the file away between two of them.
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o640)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(
                f"{stamp} kpitui[{os.getpid()}]: {line}\n".encode("ascii", "backslashreplace")
            )
    except OSError:
        return False
    return True
