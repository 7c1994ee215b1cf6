"""What a key costs: from its press to the last byte of the picture it paints, and the
bytes of that picture.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle

from tests.benchmarks.comparison import Comparison, Figures, Row
from tests.benchmarks.place import USUAL, Place
from tests.benchmarks.timed_terminal import TimedTerminal

STEPS = 25
"""Presses of each kind in a run."""
UP, DOWN = "\x1b[A", "\x1b[B"
AT_EASE = 0.3
"""Seconds that a person looks at a chart, at the least."""
FORTY = 200, 75
"""A terminal with room for forty tiles of the board."""
FITS, BEYOND = 12, 42
"""Steps down that none of the lists scrolls for at 120x40, and so many that each of them does:
Record shows thirteen lines above what the marked one is about.
"""
WITHIN = [*[DOWN] * FITS, *[UP] * FITS, DOWN]


def p95(figures: Sequence[float]) -> float:
    """The worst but one in twenty."""
    return sorted(figures)[int(0.95 * (len(figures) - 1))]


def _figures(
    name: str, opened: TimedTerminal, keys: Sequence[str], pause: float = 0.0
) -> dict[str, float]:
    times, sizes, cpu = [], [], opened.cpu
    for key in keys:
        time.sleep(pause)
        milliseconds, size = opened.step(key)
        times.append(milliseconds)
        sizes.append(size)
    spent = 1000 * (opened.cpu - cpu) / len(keys)
    return {name: p95(times), f"{name} bytes": sum(sizes) / len(sizes), f"{name} cpu": spent}


def going_down(
    open_it: Callable[[], TimedTerminal], ready: str, *before: tuple[str, str]
) -> Figures:
    """Steps in a list, first within the screen and then where each one scrolls it."""
    opened = open_it()
    try:
        opened.painted(ready)
        for keys, shows in before:
            opened.quiet()
            opened.send(keys)
            opened.painted(shows)
        opened.quiet()
        within = _figures("step", opened, WITHIN)
        for _ in range(BEYOND):
            opened.step(DOWN)
        return within | _figures("scroll", opened, [DOWN] * STEPS)
    finally:
        opened.close()


def pressing(
    open_it: Callable[[], TimedTerminal],
    ready: str,
    keys: str,
    pause: float,
    *before: tuple[str, str],
) -> Figures:
    """The same keys again and again, each on a picture that is at rest."""
    opened = open_it()
    try:
        opened.painted(ready)
        for text, shows in before:
            opened.quiet()
            opened.send(text)
            opened.painted(shows)
        opened.quiet()
        turns = cycle(keys)
        return _figures("key", opened, [next(turns) for _ in range(STEPS)], pause)
    finally:
        opened.close()


def first_paint(open_it: Callable[[], TimedTerminal], ready: str, key: str, shows: str) -> Figures:
    """From a key to the picture it leads to, of what was not loaded before; then steps on it."""
    opened = open_it()
    try:
        opened.painted(ready)
        opened.quiet(1.0)
        began, cpu = time.perf_counter(), opened.cpu
        opened.send(key)
        first = opened.began + opened.painted(shows) - began
        spent = opened.cpu_to_paint - cpu
        opened.quiet()
        return {"first": 1000 * first, "cpu": 1000 * spent} | _figures("step", opened, [DOWN] * 7)
    finally:
        opened.close()


def _steps_of(where: str) -> list[Row]:
    return [
        Row(f"cursor down in {where}, p95", "step", most=1.25),
        Row(f"cursor down in {where}, scrolling, p95", "scroll", most=1.25),
        Row(f"cursor down in {where}, bytes", "step bytes", "bytes", most=1.25),
        Row(f"cursor down in {where}, scrolling, bytes", "scroll bytes", "bytes", most=1.25),
        Row(f"cursor down in {where}, CPU", "step cpu"),
        Row(f"cursor down in {where}, scrolling, CPU", "scroll cpu"),
    ]


def _digit_of(where: str) -> list[Row]:
    return [
        Row(f"digit typed in {where}, p95", "key", most=1.25),
        Row(f"digit typed in {where}, bytes", "key bytes", "bytes", most_of_ours=200),
        Row(f"digit typed in {where}, CPU", "key cpu"),
    ]


def _board(place: Place, home: str, tiles: int, name: str) -> Comparison:
    ours = partial(_open, place, name, FORTY)
    bare = partial(place.bare, "board", str(tiles), size=FORTY)
    return Comparison(
        f"board of {tiles}",
        [
            Row(f"first paint of a board of {tiles} tiles", "first", most=2),
            Row(f"first paint of a board of {tiles} tiles, CPU", "cpu", most=2),
            Row(f"cursor down among {tiles} tiles, p95", "step", most=1.25),
            Row(f"cursor down among {tiles} tiles, bytes", "step bytes", "bytes", most=1.25),
            Row(f"cursor down among {tiles} tiles, CPU", "step cpu"),
        ],
        partial(first_paint, ours, home, "8", "enter Open.*esc Back"),
        partial(first_paint, bare, "tile 39", " ", "chart 39"),
    )


def comparisons(place: Place) -> list[Comparison]:
    """Plan, Enter and Grid beside a tree, a table and an input; Review beside one chart."""
    to_cells = (("2", "Type a name"), ("Person 001\r", "Type a value"))
    to_grid = (("2", "Type a name"), ("North\r", "Tab right"))
    plan, team, review = (
        partial(_open, place, name) for name in ("tree", "team", "review")
    )  # the files are made when they are first asked for
    tree, table, field, chart = (
        partial(place.bare, name) for name in ("tree", "table", "field", "chart")
    )
    digits, home = "5678", "Health [0-9]+ .*Metric"
    return [
        _board(place, home, 40, "review"),
        _board(place, home, 200, "many_tiles"),
        Comparison(
            "plan",
            _steps_of("Plan"),
            partial(going_down, plan, home),
            partial(going_down, tree, "leaf 01-05.*palette"),
        ),
        Comparison(
            "enter",
            _steps_of("Enter"),
            partial(going_down, team, home, *to_cells),
            partial(going_down, table, "r0005.*palette"),
        ),
        Comparison(
            "enter floor",
            [
                Row("a step of a bare cursor that is a whole row (bare: one cell), p95", "step"),
                Row("the same, bytes", "step bytes", "bytes"),
                Row("the same, CPU", "step cpu"),
            ],
            partial(going_down, partial(place.bare, "table", "row"), "r0005.*palette"),
            partial(going_down, table, "r0005.*palette"),
        ),
        Comparison(
            "grid",
            _steps_of("Grid"),
            partial(going_down, team, home, *to_grid),
            partial(going_down, table, "r0005.*palette"),
        ),
        Comparison(
            "review",
            [
                Row("next KPI in Review, p95", "key", most=2),
                Row("next KPI in Review, bytes", "key bytes", "bytes", most_of_ours=6000),
                Row("next KPI in Review, CPU", "key cpu"),
            ],
            partial(pressing, review, home, " ", AT_EASE, ("4", "1 of 42")),
            partial(pressing, chart, "chart 1", " ", AT_EASE),
        ),
        Comparison(
            "digit in a cell",
            _digit_of("a cell of Enter"),
            partial(pressing, team, home, digits, 0.0, *to_cells),
            partial(pressing, field, "Name of the metric.*palette", digits, 0.0),
        ),
        Comparison(
            "digit in a grid",
            _digit_of("a cell of the Grid"),
            partial(pressing, team, home, digits, 0.0, *to_grid),
            partial(pressing, field, "Name of the metric.*palette", digits, 0.0),
        ),
    ]


def _open(place: Place, name: str, size: tuple[int, int] = USUAL) -> TimedTerminal:
    return place.kpitui(getattr(place, name), size=size)
