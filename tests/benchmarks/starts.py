"""What is felt before the first key and after the last one, and what a session at rest costs."""

import contextlib
import time
from collections.abc import Callable, Sequence
from functools import partial

from tests.benchmarks.comparison import Comparison, Figures, Row
from tests.benchmarks.place import Place
from tests.benchmarks.timed_terminal import TimedTerminal

PLAN = r"Make every customer.*on track.*Quit"
"""The mission, what became of a KPI, and the keys."""
LARGE_PLAN = r"Carry ten million readings.*on track.*Quit"
HELLO = r"Hello, world.*palette"
AT_REST = 10.0
"""Seconds that an idle session is looked at."""
SESSIONS, FEW_SESSIONS = 20, 6
TO_CHART = ("\x1b[B" * 3, "expected by")
EVERY_SCREEN = (
    ("2", "Due +everything due"), ("3", "Enter coach|Enter for a new"), ("4", "KPI 1 of"),
    ("5", "team since"), ("6", r"\d+ issues"), ("7", "Search name"), ("8", "worst first"),
    ("0", r"Today +\w+ \d+ \w+ .*enter Open"), ("1", "on track.*Quit"),
)  # fmt: skip
"""The keys from screen to screen and back to the Plan, and what each shows."""
BARE_SCREENS = tuple((str(one), f"Page number {one}.*line {one}-20") for one in (*range(2, 10), 1))
"""The same of a bare program with as many screens."""


def start_and_quit(open_it: Callable[[], TimedTerminal], ready: str) -> Figures:
    """From the start of the process to a screen to work with; from q to the end of the process."""
    opened = open_it()
    try:
        start = 1000 * opened.painted(ready)
        cpu = 1000 * opened.cpu_to_paint
        opened.quiet(1.0)
        return {"start": start, "start cpu": cpu, "quit": opened.ended("q")}
    finally:
        opened.close()


def warm_up(place: Place) -> None:
    """Both programs once, so that nothing is compiled or read from the disk for the first time."""
    start_and_quit(partial(_demo, place), PLAN)
    start_and_quit(partial(place.bare, "hello"), HELLO)


def start_to_key(open_it: Callable[[], TimedTerminal], ready: str) -> Figures:
    """From the start of the process to the answer of a key that is pressed as soon as
    there is a screen.
    """
    opened = open_it()
    try:
        start = 1000 * opened.painted(ready)
        return {"start": start + opened.step("\x1b[B")[0]}
    finally:
        opened.close()


def at_rest(open_it: Callable[[], TimedTerminal], ready: str, keys: str) -> Figures:
    """What a session sends and computes while nobody types."""
    opened = open_it()
    try:
        opened.painted(ready)
        opened.send(keys)
        opened.quiet(2.0)
        cpu, began, count = opened.cpu, time.perf_counter(), 0
        while (left := began + AT_REST - time.perf_counter()) > 0:
            count += opened.read(left)
        return {"bytes": count, "cpu": 100 * (opened.cpu - cpu) / AT_REST}
    finally:
        opened.close()


def memory(
    open_it: Callable[[], TimedTerminal],
    ready: str,
    *stages: Sequence[tuple[str, str]],
    many: int = SESSIONS,
) -> Figures:
    """Megabytes of one of many sessions at once, as it starts and after each of the
    stages of keys.
    """
    with contextlib.ExitStack() as stack:
        sessions = []
        for _ in range(many):
            opened = open_it()
            stack.callback(opened.close)
            opened.painted(ready)
            sessions.append(opened)
        found = {}
        for number, steps in enumerate(((), *stages)):
            for keys, shows in steps:
                for opened in sessions:
                    opened.send(keys)
                    opened.painted(shows)
            for opened in sessions:
                opened.quiet(0.3)
            found[f"stage {number}"] = sum(opened.own_megabytes for opened in sessions) / many
        return found


def comparisons(place: Place) -> list[Comparison]:
    """Starts, rest, memory and leaving."""
    demo = partial(_demo, place)
    hello, tree = partial(place.bare, "hello"), partial(place.bare, "tree")
    found = [
        Comparison(
            "start and quit",
            [
                Row("start to a usable Plan", "start", most=1.35),
                Row("start to a usable Plan, CPU", "start cpu"),
                Row("quit to prompt", "quit", most=1.0),
            ],
            partial(start_and_quit, demo, PLAN),
            partial(start_and_quit, hello, HELLO),
        ),
        Comparison(
            "first key",
            [Row("start to the answer of a key pressed at once (bare: a Tree)", "start")],
            partial(start_to_key, demo, PLAN),
            partial(start_to_key, tree, "leaf 01-05.*palette"),
        ),
        Comparison(
            "idle",
            [
                Row(f"idle, bytes in {AT_REST:g} s", "bytes", "bytes", most_of_ours=0),
                Row("idle, CPU", "cpu", "%", most_of_ours=0.2),
            ],
            partial(at_rest, demo, PLAN, TO_CHART[0]),
            partial(at_rest, hello, HELLO, ""),
        ),
        Comparison(
            "memory",
            [
                Row(f"memory of a session (PSS), {SESSIONS} at once", "stage 0", "MB", most=1.4),
                Row("the same when each has drawn a chart", "stage 1", "MB"),
                Row(
                    "the same when every screen was opened (bare: as it starts)",
                    "stage 2",
                    "MB",
                    most=1.9,
                ),
            ],
            partial(memory, demo, PLAN, [TO_CHART], EVERY_SCREEN),
            partial(memory, hello, HELLO, (), ()),
        ),
        Comparison(
            "memory floor",
            [
                Row(
                    "memory of a bare program with nine screens (bare: one with a label)",
                    "stage 0",
                    "MB",
                ),
                Row("the same when every one was opened", "stage 1", "MB"),
            ],
            partial(memory, partial(place.bare, "screens"), BARE_SCREENS[-1][1], BARE_SCREENS),
            partial(memory, hello, HELLO, ()),
        ),
    ]
    if place.large is not None:
        rows = [
            Row("start with 10 million readings (bare: the small file)", "start", most=1.1),
            Row("start with 10 million readings, CPU", "start cpu"),
        ]
        large = partial(place.kpitui, place.large)
        held = [
            Row(
                f"memory with 5,000 people, {FEW_SESSIONS} at once (bare: the small file)",
                "stage 0",
                "MB",
            ),
            Row("the same when every screen was opened", "stage 1", "MB"),
        ]
        found += [
            Comparison(
                "large",
                rows,
                partial(start_and_quit, large, LARGE_PLAN),
                partial(start_and_quit, demo, PLAN),
            ),
            Comparison(
                "large memory",
                held,
                partial(memory, large, LARGE_PLAN, EVERY_SCREEN, many=FEW_SESSIONS),
                partial(memory, demo, PLAN, EVERY_SCREEN, many=FEW_SESSIONS),
            ),
        ]
    return found


def _demo(place: Place) -> TimedTerminal:
    return place.kpitui(place.demo)
