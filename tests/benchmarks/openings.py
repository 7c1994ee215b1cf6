"""What it costs to go to a screen for the first time and again, beside the start of a bare program:
where that takes 250 ms, a first time has 120 and another 40. What a bare program with as many
screens takes is told as the floor.
"""

import statistics
import time
from collections.abc import Sequence
from functools import partial

from tests.benchmarks.comparison import Comparison, Figures, Row
from tests.benchmarks.place import Place
from tests.benchmarks.starts import BARE_SCREENS, EVERY_SCREEN, HELLO, PLAN, start_and_quit
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
        return _around(opened, NAMES, EVERY_SCREEN)
    finally:
        opened.close()


def _around(
    opened: TimedTerminal, names: Sequence[str], steps: Sequence[tuple[str, str]]
) -> dict[str, float]:
    found: dict[str, float] = {}
    for turn in ("first", "again"):
        for name, (key, shows) in zip(names, steps, strict=True):
            opened.quiet(AT_REST)
            found |= {f"{turn} {name}{what}": one for what, one in _gone(opened, key, shows)}
    return found


def bare_opened(place: Place) -> Figures:
    """The same of a bare program: the medians of its screens."""
    opened = place.bare("screens")
    try:
        opened.painted(BARE_SCREENS[-1][1])
        names = [str(number) for number in range(len(BARE_SCREENS))]
        found = _around(opened, names, BARE_SCREENS)
    finally:
        opened.close()
    names.pop()  # what it begins with was open before
    return {
        f"{turn}{what}": statistics.median(found[f"{turn} {name}{what}"] for name in names)
        for turn in ("first", "again")
        for what in ("", " cpu", " bytes")
    }


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


def bare_start_once(place: Place) -> Figures:
    """The same for the screens of a bare program."""
    found = start_and_quit(partial(place.bare, "hello"), HELLO)
    return {
        f"{turn}{cpu}": found[f"start{cpu}"] for turn in ("first", "again") for cpu in ("", " cpu")
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
    floor = "a screen of a bare program opened"
    floors = [
        Row(f"{floor} {said}{more}", f"{turn}{figure}", unit)
        for turn, said in (("first", "for the first time"), ("again", "again"))
        for figure, more, unit in (
            ("", " (bare: a start)", "ms"), (" cpu", ", CPU (bare: a start)", "ms"),
            (" bytes", ", bytes", "bytes"),
        )
    ]  # fmt: skip
    ours, floor_of = partial(opened_twice, place), partial(bare_opened, place)
    return [
        Comparison("openings", rows, ours, partial(bare_start, place)),
        Comparison("floor of openings", floors, floor_of, partial(bare_start_once, place)),
    ]
