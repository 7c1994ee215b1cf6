"""What a supervisor does in a day: looks around, records, coaches, scores contacts, reviews; loses
the line, and goes on with what was typed.
"""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from time import perf_counter

from tests.benchmarks.day_file import QUESTIONS, Supervisor
from tests.benchmarks.day_kept import Kept
from tests.benchmarks.day_line import Line, NoAnswerError, Times

SAVE, ESC, DOWN = "\x13", "\x1b", "\x1b[B"
PLAN, RECORD, COACH, REVIEW, PEOPLE, HEALTH, HISTORY = (
    "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x1b[19~",
)  # fmt: skip
"""F2 to F8, which lead from everywhere to a screen."""
LOOKS = (
    (PLAN, "target trend"), (RECORD, "Agent or team"), (COACH, "─ Agents "), (REVIEW, "space Next"),
    (PEOPLE, "Who differs"), (HEALTH, "issues"), (HISTORY, "Search name"),
)  # fmt: skip
OFFERED, OFFERED_WITHIN = "Draft restored", 20.0
"""What is said of what was typed before, within so many seconds of the first screen: the session
whose line dropped has its time to end, and the next one looks for its draft.
"""
VALUES = 5
"""Readings of an agent that are typed and saved at once."""
LAST_METRIC = "m099"
"""The last of the metrics that are standards of everyone in the large file, and so due."""
KIND = "Session type      role-play"
SEEN = "greets by name, listens, sums up late"
AGREED = "sum up before the end"


def typed_value(metric: str) -> tuple[str, float]:
    """What is typed for a metric of the large file, and what is kept of it: never unusual."""
    return ("25/50", 25.0) if int(metric[1:]) % 5 == 4 else ("75", 75.0)


@dataclass
class Worker:
    """A supervisor at work."""

    who: Supervisor
    open_line: Callable[[], Line]
    ask: Callable[[str, bytes], Awaitable[str]]
    """A command by ssh, without a terminal, and what it says."""
    times: Times
    kept: Kept
    seed: int
    done: list[str] = field(default_factory=list)
    offered: int = 0
    """Drafts that were offered again after a dropped line."""

    def __post_init__(self) -> None:
        self.random = random.Random(f"{self.seed} {self.who.name}")
        agents = list(self.who.agents)
        self.random.shuffle(agents)
        self._to_record: Iterator[str] = iter(agents)
        self._to_coach: Iterator[str] = iter(agents)
        self._number = 0
        self._half = "", ""
        self.line: Line | None = None

    def _mark(self) -> str:
        self._number += 1
        return f"{self.who.name}-{self._number:03d}"

    @property
    def _open(self) -> Line:
        assert self.line is not None
        return self.line

    async def log_in(self, what: str = "login") -> None:
        """From ssh to the first screen."""
        self.line = self.open_line()
        shown = await self.line.sees("q Quit")
        self.times.add(what, self.line.began, shown)

    # looking around ---------------------------------------------------------------------------

    async def look(self) -> None:
        """Two screens, and some lines of them."""
        for keys, text in self.random.sample(LOOKS, 2):
            await self._open.asked("screen", keys, text)
            await asyncio.sleep(self.random.uniform(1, 3))
            if keys not in (RECORD, COACH, REVIEW):
                await self._open.typed([DOWN] * 3)

    async def review(self) -> None:
        """Three KPIs, and a decision with a comment."""
        line, mark = self._open, self._mark()
        await line.asked("screen", REVIEW, "space Next")
        for _ in range(3):
            await asyncio.sleep(self.random.uniform(1, 3))
            await line.typed(" ")
        if "KPI " not in line.text:
            return  # behind the last KPI are standards, and nothing to decide
        await line.asked("screen", "\r", "Comment")
        await line.typed(mark)
        await self._save("decision", mark, "decided; u to undo")

    # writing ----------------------------------------------------------------------------------

    async def _subject(self, keys: str, ready: str, name: str, *shown: str) -> None:
        line = self._open
        await line.asked("screen", keys, ready)
        await line.typed(name)
        await line.asked("screen", "\r", *shown)

    async def _save(self, kind: str, mark: str | list[str], said: str) -> None:
        """ctrl+s until the screen says so; what is unusual is kept."""
        line = self._open
        await line.when(lambda seen: said not in seen, "the end of what was said before")
        began = perf_counter()
        line.send(SAVE)
        ended = await line.when(lambda seen: said in seen or "Not saved yet" in seen, said)
        if said not in line.text:
            line.send(SAVE)
            ended = await line.sees(said)
        self.times.add(f"save: {kind}", began, max(began, ended))
        self.kept.add(kind, *([mark] if isinstance(mark, str) else mark))

    async def _values(self, agent: str) -> list[str]:
        """Type the first values that are due of an agent; their marks."""
        await self._subject(RECORD, "Agent or team", agent, f"{agent} · Team", "Type a value")
        metrics = re.findall(r"Metric (m\d+)", self._open.text)[:VALUES]
        for metric in metrics:
            await self._open.typed([*typed_value(metric)[0], "\r"])
        return [f"{self.who.name} {metric} {agent} {typed_value(metric)[1]}" for metric in metrics]

    async def record(self) -> None:
        """Some readings of one agent."""
        agent = next(self._to_record)
        await self._save("value", await self._values(agent), f"readings of {agent}.")

    async def _session(self, agent: str, mark: str) -> None:
        await self._subject(COACH, "─ Agents ", agent, f"Session with {agent}")
        line = self._open
        await line.typed("r\r")
        await line.sees(KIND)
        skipped = 2 if "Evaluations" in line.text else 1  # and the focus before it
        await line.typed(["\r"] * skipped)
        agreed = f"{AGREED} {mark}"
        await line.typed(["2", "0", "\r", *f"{mark} {SEEN}", "\r", *agreed, "\r"])
        await line.sees(agreed)  # what is typed last; the words alone stand in the last session too

    async def coach(self) -> None:
        """A session with what was seen and agreed."""
        agent, mark = next(self._to_coach), self._mark()
        await self._session(agent, mark)
        await self._save("session", f"{mark} {SEEN}", f"role-play with {agent}")

    async def score(self) -> None:
        """A contact on a call sheet, one key a question."""
        agent, mark = self.random.choice(self.who.agents), self._mark()
        await self._subject(RECORD, "Agent or team", agent, f"{agent} · Team", "Type a value")
        await self._open.asked("screen", "S", "Type the number of the contact")
        await self._open.typed([*mark, "\r", *("y" * (QUESTIONS - 2)), "n", "y"])
        await self._open.sees("That was the last question")
        await self._save("evaluation", mark, f"contact {mark}")
        await self._open.typed(ESC)

    async def write_a_line(self) -> None:
        """Quick entry, of an agent and a metric with nothing on that day."""
        line, mark, agent = self._open, self._mark(), next(self._to_record)
        await line.asked("screen", PLAN, "target trend")
        value = typed_value(LAST_METRIC)[0]
        await line.typed(f':{LAST_METRIC} {value} {{{agent}}} "{mark}"')
        await line.sees(agent)
        began = perf_counter()
        line.send("\r")
        self.times.add("save: line", began, await line.sees("u to undo", f"for {agent}"))
        self.kept.add("line", mark)

    # without a terminal -----------------------------------------------------------------------

    async def bring_in(self, many: int = 200) -> None:
        """A file through `import -`."""
        agents = self.random.sample(self.who.agents, len(self.who.agents))
        day = date.today() - timedelta(days=10)
        marks = [f"{self.who.name}-row-{at:04d}" for at in range(many)]
        lines = ["metric,person,date,value,external_id"]
        for at, mark in enumerate(marks):
            metric = 50 + 5 * (at // len(agents)) + at % 2
            lines.append(f"m{metric:03d},{agents[at % len(agents)]},{day},75,{mark}")
        began = perf_counter()
        said = await self.ask("import -", "\n".join(lines).encode() + b"\n")
        self.times.add("import of a file", began, perf_counter())
        if f"{many} added" not in said:
            raise NoAnswerError(f"the import said: {said}")
        self.kept.add("row of an import", *marks)

    async def ask_for_due(self) -> None:
        """What is due, as a command."""
        began = perf_counter()
        said = await self.ask("due", b"")
        self.times.add("a command", began, perf_counter())
        if "Person" not in said:
            raise NoAnswerError(f"due said: {said}")

    # a line that drops ------------------------------------------------------------------------

    async def drop(self) -> None:
        """The line drops in the middle of work; it is gone on with at the next login."""
        number, agent, mark = self.who.number % 3, next(self._to_record), self._mark()
        marks: list[str] = []
        if number == 1:
            await self._session(agent, mark)
            self.kept.drop("session", f"{mark} {SEEN}")
        else:
            marks = await self._values(agent)
            self.kept.drop("value", *marks)
        if number == 2:  # nobody will see the answer
            self._open.send(SAVE)
        self._open.dropped()
        self.line = None
        await asyncio.sleep(self.random.uniform(1, 4))
        await self.log_in("login after a dropped line")
        if not await self._is_offered():
            if number != 2:  # there it may be in the file, or offered later; the evening tells
                raise NoAnswerError(f"no draft is offered:\n{self._open.text}")
        elif number == 1:
            await self._go_on(agent, mark)
        else:
            await self._subject(RECORD, "Agent or team", agent, f"{agent} · Team", "Type a value")
            await self._save("value", marks, f"readings of {agent}.")

    async def _is_offered(self) -> bool:
        try:
            await self._open.when(lambda seen: OFFERED in seen, OFFERED, patience=OFFERED_WITHIN)
        except NoAnswerError:
            return False
        self.offered += 1
        return True

    async def _go_on(self, agent: str, mark: str) -> None:
        """Go on with the session that was typed before, and save it."""
        await self._subject(COACH, "─ Agents ", agent, f"Session with {agent}", mark, KIND)
        await self._save("session", f"{mark} {SEEN}", f"role-play with {agent}")

    # a newer program --------------------------------------------------------------------------

    async def half_a_session(self) -> None:
        """Type a session, and leave with F10 before it is saved."""
        self._half = next(self._to_coach), self._mark()
        await self._session(*self._half)
        await self._open.left()
        self.line = None

    async def finish_half_a_session(self) -> None:
        """Come in again, and save what was typed before."""
        await self.log_in("login after an upgrade")
        if not await self._is_offered():
            raise NoAnswerError(f"no draft is offered:\n{self._open.text}")
        await self._go_on(*self._half)
