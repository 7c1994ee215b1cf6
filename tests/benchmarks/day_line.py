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
LEAVE = "\x1b[21~"
"""F10."""
UNANSWERED = 5.0
"""Seconds after which a key that painted nothing counts as one without an answer."""


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
        super().__init__(command, environment, width=size[0], height=size[1])
        self.last = 0.0
        """When something came last."""
        self.gone = False
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
        return size

    async def until(  # type: ignore[override]
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

    async def shows(self, *texts: str) -> float:
        """When all of these stood on the screen."""
        return await self.until(lambda seen: all(one in seen for one in texts), f"{texts}")

    async def asked(self, what: str, keys: str, *texts: str) -> None:
        """Type what leads to something, and time it: `what` is the kind of it."""
        began = perf_counter()
        self.send(keys)
        self._times.add(what, began, max(began, await self.shows(*texts)))

    async def at_rest(self, seconds: float = 0.3) -> None:
        """Wait until nothing came for so long."""
        began = perf_counter()
        while perf_counter() - max(self.last, began) < seconds:
            await asyncio.sleep(LOOKED_AT)
        _ = self.text

    async def typed(self, text: str | Sequence[str]) -> None:
        """Type letter by letter; each has the time from when a person presses it to the end of
        what it paints, also where an answer is late and the next one waits for it.
        """
        await self.at_rest(SILENCE)
        planned = perf_counter()
        for key in text:
            await asyncio.sleep(max(0.0, planned - perf_counter()))
            now = perf_counter()
            # Who is held up by an answer meant to press at the planned time; a timer that comes
            # late is ours, and not the server's.
            began = planned if self.last > planned else now
            self.send(key)
            if ended := await self._answer_to(now):
                self._times.add("key", began, ended)
            planned = max(planned + PACE, began)

    async def _answer_to(self, sent: float) -> float:
        while self.last < sent:
            if perf_counter() - sent > UNANSWERED or self.gone:
                self._times.unanswered += 1
                return 0.0
            await asyncio.sleep(LOOKED_AT)
        while perf_counter() - self.last < SILENCE:
            await asyncio.sleep(LOOKED_AT)
        return self.last

    async def left(self) -> None:
        """Quit with F10, once more where something typed is not saved, and wait for the end."""
        self.send(LEAVE)
        deadline, asked = perf_counter() + PATIENCE, False
        while self.process.poll() is None:
            if not asked and "Quit again to leave" in self.text:
                self.send(LEAVE)
                asked = True
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
