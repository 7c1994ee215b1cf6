"""A supervisor's line to the server: an ssh in a terminal, typed at as fast as a person types, with
the time of every answer.
"""

import asyncio
import os
import select
import signal
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from tests.benchmarks.timed_terminal import SILENCE, TimedTerminal
from tests.patience import PATIENCE

PACE = 0.2
"""Seconds from key to key of somebody who types: five a second."""
LOOKED_AT = 0.01
"""How often what has come is looked at; the times are those of its coming."""
ASKED_AGAIN = 5.0
"""After so many seconds one presses it once more."""
LEAVE = "\x1b[21~"
"""F10."""


class NoAnswerError(Exception):
    """What was waited for did not come."""


@dataclass
class Times:
    """Milliseconds of everything that somebody waited for, by what it was."""

    of: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    """When it was asked for, and how long it took."""
    unanswered: int = 0

    def add(self, what: str, began: float, ended: float) -> None:
        """One more."""
        self.of[what].append((began, 1000 * (ended - began)))


class Watcher(threading.Thread):
    """Reads every line as soon as something comes, so that nothing else delays the times."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._poll = select.epoll()
        self._lines: dict[int, Line] = {}
        self._ends = False

    def watch(self, line: "Line") -> None:
        """One more line."""
        self._lines[line.descriptor] = line
        self._poll.register(line.descriptor, select.EPOLLIN)

    def forget(self, line: "Line") -> None:
        """A line is closed."""
        if self._lines.pop(line.descriptor, None):
            self._poll.unregister(line.descriptor)

    def run(self) -> None:
        """Read until the end of the day."""
        while not self._ends:
            for descriptor, _ in self._poll.poll(0.2):
                line = self._lines.get(descriptor)
                if line and not line.read(0) and not self._ends:
                    line.gone = True
                    self.forget(line)

    def end(self) -> None:
        """The day is over."""
        self._ends = True
        self.join()
        self._poll.close()


class Line(TimedTerminal):
    """One login."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        watcher: Watcher,
        times: Times,
        size: tuple[int, int] = (80, 24),
    ) -> None:
        self._pressed: list[float] = []
        self.last = 0.0
        """When something came last."""
        self.gone = False
        super().__init__(command, environment, width=size[0], height=size[1])
        self._times, self._watcher = times, watcher
        watcher.watch(self)

    @property
    def descriptor(self) -> int:
        """The end of the terminal that is read."""
        return self._master

    def read(self, seconds: float = 0.05) -> int:
        """Take what has come, and note when."""
        if size := super().read(seconds):
            self.last = perf_counter()
            self._answered()
        return size

    async def when(
        self, condition: Callable[[str], bool], what: str, patience: float = PATIENCE
    ) -> float:
        """When that came which fits; raises `NoAnswerError` where it does not come."""
        deadline = perf_counter() + patience
        stamp = perf_counter()
        while not condition(super(TimedTerminal, self).text):
            while not self._stamped:
                if perf_counter() > deadline:
                    raise NoAnswerError(f"{what} did not come:\n{self.text}")
                if self.gone:
                    raise NoAnswerError(f"the line ended before {what}:\n{self.text}")
                await asyncio.sleep(LOOKED_AT)
            stamp = self._parse_one()
        return stamp

    async def sees(self, *texts: str) -> float:
        """When all of these stood on the screen."""
        return await self.when(lambda seen: all(text in seen for text in texts), f"{texts}")

    async def asked(self, what: str, keys: str, *texts: str) -> None:
        """Type what leads to something, and time it: `what` is the kind of it."""
        began = perf_counter()
        self.send(keys)
        self._times.add(what, began, max(began, await self.sees(*texts)))

    async def at_rest(self, seconds: float = 0.3) -> None:
        """Wait until nothing came for so long."""
        began = perf_counter()
        while perf_counter() - max(self.last, began) < seconds:
            await asyncio.sleep(LOOKED_AT)
        _ = self.text

    async def typed(self, text: str | Sequence[str]) -> None:
        """Type key by key at the pace of a person, who does not wait for what is painted; each key
        has the time until something was painted after it.
        """
        for key in text:
            self._pressed.append(perf_counter())
            self.send(key)
            await asyncio.sleep(PACE)
        began = perf_counter()
        while self._pressed and perf_counter() - began < PATIENCE and not self.gone:
            await asyncio.sleep(LOOKED_AT)
        self._times.unanswered += len(self._pressed)
        self._pressed.clear()
        await self.at_rest(SILENCE)

    def _answered(self) -> None:
        """Something was painted, and so every key before it has an answer."""
        waiting, self._pressed = self._pressed, []
        for began in waiting:
            self._times.add("key", began, self.last)

    async def left(self) -> None:
        """Quit with F10, again where something typed is not saved, and wait for the end."""
        self.send(LEAVE)
        deadline, asked_at = perf_counter() + PATIENCE, 0.0
        while self.process.poll() is None:
            # Once is enough, but where something was saved or offered between the two.
            if "Quit again" in self.text and perf_counter() - asked_at > ASKED_AGAIN:
                self.send(LEAVE)
                asked_at = perf_counter()
            if perf_counter() > deadline:
                raise NoAnswerError(f"F10 did not end it:\n{self.text}")
            await asyncio.sleep(LOOKED_AT)
        self.close()

    def dropped(self) -> None:
        """The ssh of the client is gone from one moment to the next."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """Close it, once."""
        self._watcher.forget(self)
        if self._master >= 0:
            super().close()
            self._master = -1
