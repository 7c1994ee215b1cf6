"""A server's day: supervisors in terminals of their own come in over ssh and the gate in the
morning, and look, record, coach, score and review until the evening. Every line drops once, files
are imported, a backup is made, and one session goes on with a newer program.

`uv run python -m tests.benchmarks.server_day --file FILE` works on a copy of the file, which
`--make` makes first: ten million readings and 5,000 people. At the end it says how long keys and
saves took, what the server needed, and whether all that was acknowledged is in the file once.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from time import perf_counter

from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import open_file
from tests.benchmarks.day_file import copy_for_a_day, let_in, make_file, supervisors
from tests.benchmarks.day_kept import Kept
from tests.benchmarks.day_line import Line, NoAnswerError, Times, Watcher
from tests.benchmarks.day_report import Sample, told
from tests.benchmarks.day_server import (
    ControlGroup,
    control_group,
    machine_cpu,
    newer_program,
    runs,
)
from tests.benchmarks.day_work import Worker
from tests.gate.server import OPEN, USER, Server, serving

MORE = OPEN + "MaxStartups 200:30:400\nMaxSessions 200\n"
SAMPLED = 10.0
"""Seconds from one look at the server to the next."""
READINGS = 10_000_000


@dataclass(frozen=True)
class Day:
    """How many people, for how long, and how busy they are."""

    people: int = 60
    minutes: float = 20.0
    seed: int = 1
    think: float = 50.0
    """Seconds between two pieces of work, on average."""
    morning: float = 60.0
    """Seconds within which all log in."""
    newer: bool = True
    """Whether one session is upgraded."""


@dataclass
class Outcome:
    """All that was seen of a day."""

    day: Day
    times: Times = field(default_factory=Times)
    kept: Kept = field(default_factory=Kept)
    samples: list[Sample] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    in_drafts: list[str] = field(default_factory=list)
    """What was typed when a line dropped and waits in a draft in the evening."""
    began: float = 0.0
    ended: float = 0.0
    offered: int = 0
    backup: tuple[float, float] | None = None
    """When it began and ended."""
    client_cpu: float = 0.0


class Running:
    """A day in its course."""

    def __init__(self, day: Day, folder: Path, server: Server, group: ControlGroup | None) -> None:
        self._folder, self._server, self._group = folder, server, group
        self.outcome = Outcome(day)
        self._watcher = Watcher()
        self._database = open_file(server.database)
        self._workers = [self._hired(day, number) for number in range(day.people)]
        self._newer = newer_program(folder / "newer") if day.newer else ""
        server.write_keys()

    def _hired(self, day: Day, number: int) -> Worker:
        who = supervisors(day.people)[number]
        key = self._server.new_key(who.name)
        let_in(self._database, who, key.with_suffix(".pub"))

        def open_line() -> Line:
            command = self._server.ssh(key, options=["-tt"])
            return Line(command, self._server.environment, self._watcher, self.outcome.times)

        async def ask(words: str, stdin: bytes) -> str:
            client = await asyncio.create_subprocess_exec(
                *self._server.ssh(key, words), stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            )  # fmt: skip
            said, _ = await client.communicate(stdin)
            return said.decode()

        return Worker(who, open_line, ask, self.outcome.times, self.outcome.kept, day.seed)

    async def lived(self) -> Outcome:
        """From the first login to the last logout."""
        outcome, day = self.outcome, self.outcome.day
        self._watcher.start()
        client = machine_cpu()[1]
        outcome.began = perf_counter()
        looking = asyncio.create_task(self._looked_at())
        backup = asyncio.create_task(self._backed_up())
        await asyncio.gather(*(self._works(worker) for worker in self._workers))
        outcome.ended = perf_counter()
        await backup
        looking.cancel()
        print("\r\x1b[K", end="", file=sys.stderr)
        outcome.client_cpu = machine_cpu()[1] - client
        outcome.offered = sum(worker.offered for worker in self._workers)
        outcome.done = [what for worker in self._workers for what in worker.done]
        self._watcher.end()
        outcome.faults += outcome.kept.faults(self._database, self._folder)
        outcome.in_drafts = outcome.kept.in_drafts(self._database, self._folder)
        assert day.people == len(self._workers)
        return outcome

    # a person ---------------------------------------------------------------------------------

    def _left(self) -> float:
        return self.outcome.began + 60 * self.outcome.day.minutes - perf_counter()

    async def _works(self, worker: Worker) -> None:
        day, chance = self.outcome.day, worker.random
        await asyncio.sleep(chance.uniform(0, day.morning))
        events = self._events(worker, chance)
        await self._tried(worker, worker.log_in)
        while self._left() > 0:
            await asyncio.sleep(min(max(0.0, self._left()), chance.uniform(0.2, 1.8) * day.think))
            if self._left() <= 0 and not events:
                break
            due = events and events[0][0] <= perf_counter()
            work = events.pop(0)[1] if due else self._work(worker, chance)
            await self._tried(worker, work)
        for _, work in events:
            await self._tried(worker, work)
        if worker.line is not None:
            await self._tried(worker, worker.line.left)

    def _work(self, worker: Worker, chance: random.Random) -> Callable[[], Awaitable[None]]:
        ways = {
            worker.coach: 5, worker.record: 4, worker.score: 3, worker.look: 3, worker.review: 1,
            worker.write_a_line: 1,
        }  # fmt: skip
        return chance.choices([*ways], [*ways.values()])[0]

    def _events(
        self, worker: Worker, chance: random.Random
    ) -> list[tuple[float, Callable[[], Awaitable[None]]]]:
        """What happens to each once, and when: a dropped line, an import, a command, an upgrade."""
        found = [worker.drop]
        if worker.who.number % 6 == 1:
            found.append(worker.bring_in)
        if worker.who.number % 6 == 3:
            found.append(worker.ask_for_due)
        if worker.who.number == 0 and self._newer:
            found.append(partial(self._upgraded, worker))
        span = 60 * self.outcome.day.minutes
        times = sorted(chance.uniform(0.2 * span, 0.85 * span) for _ in found)
        return [(self.outcome.began + at, one) for at, one in zip(times, found, strict=True)]

    async def _tried(self, worker: Worker, work: Callable[[], Awaitable[None]]) -> None:
        """Some work; where something does not come, it is noted, and the worker comes in anew."""
        name = getattr(work, "__name__", "upgrade").strip("_")
        try:
            if worker.line is None and name != "log_in":
                await worker.log_in("login after a dropped line")
            await work()
            worker.done.append(name)
        except (NoAnswerError, OSError) as error:
            self.outcome.troubles.append(f"{worker.who.name}, {name}: {error}")
            if worker.line is not None:
                worker.line.close()
                worker.line = None

    async def _upgraded(self, worker: Worker) -> None:
        """Half a session is typed, the program of this account is a newer one at the next login."""
        await worker.half_a_session()
        keys = self._server.folder / "keys" / USER
        lines = keys.read_text("utf-8").splitlines()
        found = [line.replace(sys.executable, self._newer) if f"--as {worker.who.name} " in line
                 else line for line in lines]  # fmt: skip
        keys.write_text("\n".join(found) + "\n", "utf-8")
        await worker.finish_half_a_session()
        if not runs(self._newer, worker.who.name):
            raise NoAnswerError("the newer program does not run")

    # the server -------------------------------------------------------------------------------

    async def _looked_at(self) -> None:
        """Look at the server every few seconds."""
        while True:
            outcome = self.outcome
            outcome.samples.append(await asyncio.to_thread(Sample.taken, self._group))
            passed = (perf_counter() - outcome.began) / 60
            print(
                f"\rminute {passed:.1f}: {outcome.kept.count} saved, "
                f"{len(outcome.troubles)} troubles\x1b[K",
                end="", file=sys.stderr,
            )  # fmt: skip
            await asyncio.sleep(SAMPLED)

    async def _backed_up(self) -> None:
        """In the middle of the day; all that was acknowledged before is in it."""
        day, path = self.outcome.day, self._folder / "backup.db"
        await asyncio.sleep(30 * day.minutes)
        before = Kept({kind: [*marks] for kind, marks in self.outcome.kept.said.items()})
        began = perf_counter()
        program = [sys.executable, "-m", "kpitui", "--db", str(self._server.database)]
        client = subprocess.Popen([*program, "backup", str(path)], stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True)  # fmt: skip
        if self._group:
            self._group.take(client.pid)
        said, _ = await asyncio.to_thread(client.communicate)
        self.outcome.backup = began, perf_counter()
        if client.returncode:
            self.outcome.troubles.append(f"the backup: {said}")
            return
        lost = [fault for fault in before.faults(open_file(path)) if " lost: " in fault]
        self.outcome.faults += [f"in the backup: {one}" for one in lost]


def lived(day: Day, folder: Path, database: DatabaseFile) -> Outcome:
    """A day on a file, in an empty folder."""
    home = folder / "server"
    home.mkdir()
    with control_group() as group, serving(home, database.path, MORE) as server:
        if group:
            group.take(server.pid)
        return asyncio.run(Running(day, folder, server, group).lived())


def main(given: Sequence[str] | None = None) -> None:
    """Live a day, and say how it was."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.server_day", description=__doc__
    )
    parser.add_argument("--file", type=Path, required=True, help="what the day is worked on a "
                        "copy of")  # fmt: skip
    parser.add_argument("--make", type=int, nargs="?", const=READINGS, metavar="READINGS",
                        help=f"make the file first ({READINGS:,} readings)")  # fmt: skip
    parser.add_argument("--people", type=int, default=Day.people)
    parser.add_argument("--minutes", type=float, default=Day.minutes)
    parser.add_argument("--think", type=float, default=Day.think,
                        help=f"seconds between two pieces of work ({Day.think:g})")  # fmt: skip
    parser.add_argument("--seed", type=int, default=Day.seed)
    asked = parser.parse_args(given)
    if asked.make:
        make_file(asked.file, asked.make, today=date.today())
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="kpitui-day-", dir=asked.file.parent) as name:
        folder = Path(name)
        database = copy_for_a_day(asked.file, folder / "kpi.db")
        day = Day(asked.people, asked.minutes, asked.seed, asked.think)
        outcome = lived(day, folder, database)
        print("\n".join(told(outcome)))
    sys.exit(1 if outcome.faults else 0)


if __name__ == "__main__":
    main()
