"""Work that others' saves ask for again and again must not take the whole of a session,
nor of a server.
"""

import contextlib
import os

BUSY_LOAD = 1.5
"""Where so many programs want each processor, others are felt."""

LONG = 0.1
"""Seconds; work that takes longer is felt by everyone on a server."""


class Rest:
    """Says how long work has to wait: it rests so many times as long as it took the last time;
    `long_times` as long where that was longer than `LONG`.

    The clock counts and not what was computed: on a server whose processors are taken it rests
    longer.
    """

    def __init__(self, times: float, long_times: float | None = None) -> None:
        self._times, self._until = times, 0.0
        self._long_times = times if long_times is None else long_times

    def took(self, began: float, ended: float) -> None:
        """The work was done from one moment to another."""
        took = ended - began
        self._until = ended + took * (self._long_times if took > LONG else self._times)

    def left(self, now: float) -> float:
        """Seconds until it may be done again."""
        return max(0.0, self._until - now)


def is_busy() -> bool:
    """Whether others have the processors now."""
    return load_per_core() > BUSY_LOAD


def load_per_core() -> float:
    """How many programs want each processor; 0 where the system does not tell."""
    with contextlib.suppress(OSError):
        return os.getloadavg()[0] / (os.cpu_count() or 1)
    return 0.0
