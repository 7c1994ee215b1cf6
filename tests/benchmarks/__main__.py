"""What a person feels and what the server pays, beside bare programs: `uv run python -m
tests.benchmarks`.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kpitui.domain.errors import WrongUsage
from tests.benchmarks import (
    analysis,
    commands,
    evaluations,
    imports,
    keys,
    openings,
    scope,
    shared,
    starts,
    storage,
)
from tests.benchmarks.comparison import Comparison, Pairs, table
from tests.benchmarks.large_file import MAKES_LARGE
from tests.benchmarks.place import Place

PARTS = (
    starts, openings, commands, keys, storage, evaluations, imports, shared, scope, analysis,
)  # fmt: skip


def measured(comparisons: Sequence[Comparison], pairs: int) -> list[Pairs]:
    """Every comparison so many times, in turns, so that a neighbour's noise falls on both."""
    found = []
    for place, one in enumerate(comparisons, 1):
        runs = Pairs(one)
        for pair in range(pairs):
            print(
                f"\r{place}/{len(comparisons)} {one.name}, pair {pair + 1} of {pairs}\x1b[K",
                end="",
                file=sys.stderr,
            )
            runs.run()
        found.append(runs)
    print("\r\x1b[K", end="", file=sys.stderr)
    return found


def all_of(place: Place) -> list[Comparison]:
    """Every comparison; nothing is made or run yet."""
    return [comparison for part in PARTS for comparison in part.comparisons(place)]


def chosen(place: Place, words: Sequence[str]) -> list[Comparison]:
    """Those with one of the words in their name or in one of their rows."""
    everything = all_of(place)
    unknown = [
        word for word in words if not any(word in _told(comparison) for comparison in everything)
    ]
    if unknown:
        without = "" if place.large else "; --large brings more"
        raise WrongUsage(
            f"Nothing has {unknown[0]!r} in it. There is: {_names(everything)}{without}."
        )
    return [
        comparison
        for comparison in everything
        if not words or any(word in _told(comparison) for word in words)
    ]


def _names(comparisons: Sequence[Comparison]) -> str:
    return ", ".join(comparison.name for comparison in comparisons)


def _told(one: Comparison) -> str:
    return " ".join([one.name, *(row.what for row in one.rows)])


def main(given: Sequence[str] | None = None) -> None:
    """Measure and print the table."""
    names = _names(all_of(Place(Path(), Path()))).replace("%", "%%")
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--pairs", type=int, default=7, help="runs of each program, in turns (7)")
    parser.add_argument(
        "--only",
        nargs="+",
        default=[],
        metavar="WORDS",
        help=f"what has one of these words in its name or its rows: {names}",
    )
    parser.add_argument(
        "--large",
        type=Path,
        metavar="FILE",
        help=f"a file with ten million readings, made by `{MAKES_LARGE}`; more is measured",
    )
    asked = parser.parse_args(given)
    with tempfile.TemporaryDirectory(prefix="kpitui-bench-") as folder:
        place = Place(Path(folder), asked.large)
        try:
            comparisons = chosen(place, asked.only)
        except WrongUsage as error:
            parser.exit(error.exit_code, f"{error.sentence}\n")
        starts.warm_up(place)
        runs = measured(comparisons, asked.pairs)
        print(table([line for run in runs for line in run.lines()]))


if __name__ == "__main__":
    main()
