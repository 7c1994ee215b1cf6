"""Who sees what: the table role by scope that the walk of commands finds, as the help has it.

uv run python -m tests.scope_table
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import time_machine

from tests.scope_commands import words_for, write_files
from tests.scope_world import DAY, MARKS, READERS, World, sees

TELLING = ("export", "person", "team", "history", "people list", "due", "evaluations", "readings")
"""Commands that show all there is to see between them."""


def rows(world: World) -> Iterator[tuple[str, frozenset[str]]]:
    """What each role sees, by what these commands tell it."""
    for reader in READERS:
        told = [
            world.told(reader, words, new)
            for name in TELLING
            for words, new in words_for(name, world.folder, world.numbers)
        ]
        yield reader.told, sees(told)


def table(found: dict[str, frozenset[str]]) -> list[str]:
    """The lines of a table in Markdown."""
    heads = list(MARKS)
    lines = [f"| account | {' | '.join(heads)} |", "|---|" + "---|" * len(heads)]
    for who, seen in found.items():
        cells = ("yes" if head in seen else "no" for head in heads)
        lines.append(f"| {who} | {' | '.join(cells)} |")
    return lines


def main() -> None:
    """Print it."""
    sys.modules["__main__"].__package__ = None
    with tempfile.TemporaryDirectory() as name, time_machine.travel(DAY, tick=True):
        folder = Path(name)
        write_files(folder)
        # Of accounts alike some have a team that ended, or no person.
        found: dict[str, frozenset[str]] = {}
        for who, seen in rows(World.make(folder)):
            found[who] = found.get(who, frozenset()) | seen
        print("\n".join(table(found)))


if __name__ == "__main__":
    main()
