"""Work that others' saves ask for again and again must not take the whole of a session,
nor of a server.
"""

LONG = 0.1
"""Seconds; work that takes longer is felt by everyone on a server."""


class Rest:
    """Says how long work has to wait: it rests so many times as long as it computed the last time;
    `long_times` as long where that was longer than `LONG`.

    What it waited for the processor takes nothing from others and makes no rest longer.
    """

    def __init__(self, times: float, long_times: float | None = None) -> None:
        self._times, self._until = times, 0.0
        self._long_times = times if long_times is None else long_times

    def took(self, computed: float, ended: float) -> None:
        """The work was done at a moment, after so many seconds of computing."""
        self._until = ended + computed * (self._long_times if computed > LONG else self._times)

    def left(self, now: float) -> float:
        """Seconds until it may be done again."""
        return max(0.0, self._until - now)
