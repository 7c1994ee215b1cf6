"""A terminal that says when each byte came: the program under measure is read at once, and parsed
when it is silent.
"""

import os
import re
import select
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.patience import PATIENCE
from tests.pty_terminal import Terminal

QUESTION, ANSWER = b"\x1b[5n", b"\x1b[0n"
"""Whether the terminal has shown all that was sent, and that it has."""

SILENCE = 0.03
"""Seconds without a byte after which a picture counts as painted; a held key comes every 33 ms."""


class TimedTerminal(Terminal):
    """A pty of 120x40 whose reads are stamped, so that parsing them costs the program nothing."""

    def __init__(
        self,
        command: Sequence[str | Path],
        environment: Mapping[str, str],
        *,
        width: int = 120,
        height: int = 40,
    ) -> None:
        self._stamped: list[tuple[float, float, bytes]] = []
        self.cpu_to_paint = 0.0
        """Seconds of CPU that the process had used when what was last waited for was painted."""
        self.began = time.perf_counter()
        super().__init__(
            [*map(str, command)], width=width, height=height, environment=environment, repeats=True
        )
        self._screen.answer = self._answer

    def _answer(self, said: str) -> None:
        """Say where the cursor stands; whether all is shown was said when it was asked."""
        if said.endswith("R"):
            self.send(said)

    @property
    def text(self) -> str:
        """The screen with everything that has come."""
        while self._stamped:
            self._parse_one()
        return super().text

    def _parse_one(self) -> float:
        stamp, self.cpu_to_paint, data = self._stamped.pop(0)
        self.feed(data)
        return stamp

    def read(self, seconds: float = 0.05) -> int:
        """Take what arrives within that time; nothing is parsed yet."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return 0
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other end has gone
            return 0
        self._stamped.append((time.perf_counter(), self.cpu, data))
        if QUESTION in data:  # it is parsed later; a key is left out while a terminal is behind
            os.write(self._master, ANSWER)
        return len(data)

    def painted(self, pattern: str) -> float:
        """Seconds from the start until the text that fits the pattern stood on the screen."""
        expression = re.compile(pattern, re.DOTALL)
        deadline = time.monotonic() + PATIENCE
        while True:
            assert time.monotonic() < deadline, f"{pattern} did not come:\n{self.text}"
            if self.read() and len(self._stamped) < 200:
                continue
            while self._stamped:
                stamp = self._parse_one()
                if expression.search(super().text):
                    return stamp - self.began

    def step(
        self, keys: str, silence: float = SILENCE, patience: float = 10.0
    ) -> tuple[float, int]:
        """Type; the milliseconds until the last byte of the answer, and how many bytes it had."""
        began = last = time.perf_counter()
        self.send(keys)
        count = 0
        while time.perf_counter() - last < (silence if count else patience):
            if size := self.read(silence):
                last = time.perf_counter()
                count += size
        assert count, f"nothing was painted after {keys!r}:\n{self.text}"
        return 1000 * (last - began), count

    def ended(self, keys: str) -> float:
        """Type what leaves the program; the milliseconds until its process is gone."""
        began = time.perf_counter()
        self.send(keys)
        while self.process.poll() is None:
            self.read(0.002)
            assert time.perf_counter() - began < PATIENCE, f"it does not end:\n{self.text}"
        return 1000 * (time.perf_counter() - began)

    @property
    def cpu(self) -> float:
        """Seconds of CPU that the process has used."""
        # As clock_getcpuclockid(3) makes it: nanoseconds, where /proc counts hundredths.
        return time.clock_gettime((~self.process.pid << 3) | 2)

    @property
    def own_megabytes(self) -> float:
        """Its share of memory: pages that several processes use count in parts (PSS)."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text("ascii")
        found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
        assert found is not None
        return int(found[1]) / 1024
