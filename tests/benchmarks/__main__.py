"""What a person feels and what the server pays, beside bare programs: `uv run python -m tests.benchmarks`."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks import analysis, commands, keys, starts, storage
from tests.benchmarks.comparison import Comparison, Pairs, table
from tests.benchmarks.place import Place


def measured(comparisons: Sequence[Comparison], pairs: int) -> list[Pairs]:
    """Every comparison so many times, in turns, so that a neighbour's noise falls on both."""
    found = []
    for place, one in enumerate(comparisons, 1):
        runs = Pairs(one)
        for pair in range(pairs):
            print(f"\r{place}/{len(comparisons)} {one.name}, pair {pair + 1} of {pairs}\x1b[K", end="", file=sys.stderr)
            runs.run()
        found.append(runs)
    print("\r\x1b[K", end="", file=sys.stderr)
    return found


def chosen(place: Place, words: Sequence[str]) -> list[Comparison]:
    """Those with one of the words in their name or in one of their rows."""
    everything = [one for part in (starts, commands, keys, storage, analysis) for one in part.comparisons(place)]
    return [
        one
        for one in everything
        if not words or any(word in " ".join([one.name, *(row.what for row in one.rows)]) for word in words)
    ]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--pairs", type=int, default=7, help="runs of each program, in turns (7)")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORDS", help="what has one of these words in it")
    parser.add_argument("--large", type=Path, metavar="FILE", help="a file with ten million readings")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kpitui-bench-") as folder:
        place = Place(Path(folder), given.large)
        starts.warm_up(place)
        runs = measured(chosen(place, given.only), given.pairs)
        print(table([line for one in runs for line in one.lines()]))


if __name__ == "__main__":
    main()
