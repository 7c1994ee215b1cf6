"""What it costs to go to a screen for the first time and again, beside the start of a bare program:
where that takes 250 ms, a first time has 120 and another 40.
"""

import time
from collections.abc import Sequence
from functools import partial

from tests.benchmarks.comparison import Comparison, Figures, Row
from tests.benchmarks.place import Place
from tests.benchmarks.starts import EVERY_SCREEN, HELLO, PLAN, start_and_quit
from tests.benchmarks.timed_terminal import TimedTerminal

FIRST, AGAIN = 120 / 250, 40 / 250
"""The most of a bare start that going to a screen takes, the first time and later."""
AT_REST = 0.7
"""Silent seconds after which nothing is done for the screen before any more."""
NAMES = ("Record", "Coach", "Review", "People", "Health", "History", "Board", "Today", "Plan")
"""The screens in the order in which they are gone to."""
BEGUN_ON = "Plan"
"""What the program begins with is never gone to for the first time."""


def opened_twice(place: Place) -> Figures:
    """Once around all the screens, and around once more."""
    opened = place.kpitui(place.demo)
    try:
        opened.painted(PLAN)
        found: dict[str, float] = {}
        for turn in ("first", "again"):
            for name, (key, shows) in zip(NAMES, EVERY_SCREEN, strict=True):
                opened.quiet(AT_REST)
                found |= {f"{turn} {name}{what}": one for what, one in _gone(opened, key, shows)}
        return found
    finally:
        opened.close()


def _gone(opened: TimedTerminal, key: str, shows: str) -> Sequence[tuple[str, float]]:
    began, cpu, sent = time.perf_counter(), opened.cpu, len(opened.received)
    opened.send(key)
    shown = opened.began + opened.painted(shows) - began
    spent = opened.cpu_to_paint - cpu
    opened.quiet(0.1)
    return ("", 1000 * shown), (" cpu", 1000 * spent), (" bytes", len(opened.received) - sent)


def bare_start(place: Place) -> Figures:
    """The start of a bare program, which each of the figures is held against."""
    found = start_and_quit(partial(place.bare, "hello"), HELLO)
    return {
        f"{turn} {name}{cpu}": found[f"start{cpu}"]
        for turn in ("first", "again")
        for name in NAMES
        for cpu in ("", " cpu")
    }


def comparisons(place: Place) -> list[Comparison]:
    """Every screen that has a key."""
    rows = []
    for turn, most in (("first", FIRST), ("again", AGAIN)):
        for name in NAMES:
            if (turn, name) != ("first", BEGUN_ON):
                said = f"{name} opened {'for the first time' if turn == 'first' else 'again'}"
                rows += [
                    Row(f"{said} (bare: a start)", f"{turn} {name}", most=most),
                    Row(f"{said}, CPU (bare: a start)", f"{turn} {name} cpu", most=most),
                    Row(f"{said}, bytes", f"{turn} {name} bytes", "bytes"),
                ]
    return [Comparison("openings", rows, partial(opened_twice, place), partial(bare_start, place))]
