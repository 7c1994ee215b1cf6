"""Work that others' saves ask for again and again must not take the whole of a session,
nor of a server.
"""


class Rest:
    """Says how long work has to wait: it rests so many times as long as it took the last time."""

    def __init__(self, times: float) -> None:
        self._times, self._until = times, 0.0

    def took(self, began: float, ended: float) -> None:
        """The work was done from one moment to another."""
        self._until = ended + self._times * (ended - began)

    def left(self, now: float) -> float:
        """Seconds until it may be done again."""
        return max(0.0, self._until - now)
