"""Draws the film and the pictures of the README from a real terminal:
`uv run python -m tests.picture`.

What it waits for are how names of the sample begin, and values, so that it goes on where labels and
widths change.
"""

import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from tests.pty_terminal import Terminal
from tests.svg_terminal import Shown, film
from tests.walk import DOWN, typed

FOLDER = Path(__file__).parent.parent / ".github"
FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
"""The sample ends on a Friday; somebody comes in on Monday, when a new week has no result yet."""
FILM_SIZE, STILL_SIZE = (120, 34), (120, 36)
STILL = 1.0
"""A screen is drawn when nothing has come for so many seconds."""

PROGRAM = """
import sys, time_machine
time_machine.travel(sys.argv[1] + "T09:00:00+00:00", tick=True).start()
from kpitui.cli.main import run
sys.argv[:] = ["kpitui", *sys.argv[2:]]
run()
"""
HELEN = {
    "Adherence to procedure": "48/50",
    "Adherence to schedule": "463/480",
    "Average handle time": "5:41",
    "Call wrap-up time": "0:34",
    "Customer satisfaction": "92",
}
"""What is recorded of Helen, by the lines of her sheet from the top."""
STILLS = {
    "board": ("8", ("Call wrap-up", "95.8")),
    "review": ("4", ("Quality of", "85.0")),
    "health": ("6" + DOWN * 12, ("Bartosz Wiśniewski: clearly",)),
    "record": ("2priya\r", ("Priya Nair", "Average han")),
}
"""The keys that lead to each from the one before, and what it shows."""
PRIYA = ("46/50", "447/480", "8:05")
"""What is typed on the last of them: the third is unusual for her."""


class Studio:
    """A terminal with the program in it, and the pictures taken so far."""

    def __init__(self, opened: Terminal) -> None:
        self._opened = opened
        self._caption = ("", "")
        self.taken: list[Shown] = []

    def says(self, words: str, keys: str = "") -> None:
        """What stands below the pictures from now on."""
        self._caption = (words, keys)

    def presses(self, keys: str, seconds: float, *words: str) -> None:
        """Press keys in one go, wait for words and for the screen to come to rest, and keep it."""
        typed(self._opened, keys)
        self._opened.shows(*words)
        self._opened.quiet(STILL)
        self.keeps(seconds)

    def types(self, text: str, seconds: float) -> None:
        """Type a letter at a time, each of them a picture."""
        for letter in text:
            before = self._opened.text
            self._opened.send(letter)
            # called at once
            self._opened.until(lambda: self._opened.text != before, letter)  # noqa: B023
            self._opened.quiet(0.15)
            self.keeps(seconds)

    def keeps(self, seconds: float) -> None:
        """Take a picture that stays for so long."""
        self.taken.append(Shown(self._opened.rows, seconds, *self._caption))


@contextmanager
def _program(
    folder: Path, day: date, *words: str, size: tuple[int, int] = FILM_SIZE
) -> Iterator[Terminal]:
    command = [sys.executable, "-c", PROGRAM, str(day), *words]
    environment = {"TZ": "UTC", "HOME": str(folder), "COLORTERM": "truecolor"}
    opened = Terminal(command, width=size[0], height=size[1], environment=environment)
    try:
        yield opened
    finally:
        opened.close()


def make_demo(folder: Path) -> str:
    """`kpitui demo --keep` on Friday; the file that it makes."""
    path = str(folder / "demo.db")
    with _program(folder, FRIDAY, "demo", "--keep", path, "--json") as opened:
        assert opened.ends() == 0, opened.text
    return path


def draw_film(folder: Path, database: str) -> str:
    """Record the results of Helen, see the chart move, open the Board."""
    with _program(folder, MONDAY, "--db", database) as opened:
        opened.shows("Customer sat", "87.0")
        seen = Studio(opened)
        seen.says("Monday morning: the plan with its KPIs, and the standards below", "↓")
        seen.presses(DOWN * 4, 2.0, "Customer sat", "80.3")
        seen.says("Record Helen's results in seconds: type a few letters of her name", "2")
        seen.presses("2", 0.9, "Helen Marsh")
        seen.says("Record Helen's results in seconds: type a few letters of her name", "hel Enter")
        seen.types("hel", 0.14)
        seen.presses("\r", 0.8, "Helen Marsh", "Average han")
        for value in HELEN.values():
            seen.says("Record Helen's results in seconds: one value after the other", value)
            seen.types(value, 0.08)
            seen.says("Record Helen's results in seconds: one value after the other", "Enter")
            seen.presses("\r", 0.25)
        seen.says("Record Helen's results in seconds: one key saves all of them", "Ctrl+S")
        seen.presses("\x13", 1.3)
        seen.says("The plan shows them at once: a new week has begun on the chart", "1")
        seen.presses("1", 2.4, "Quality of", "87.0")
        seen.says("Every KPI and every standard at a glance, worst first", "8")
        seen.presses("8", 3.0, "Adherence to", "95.8")
    with _program(folder, MONDAY, "--db", database, "team", "orders", "--day") as opened:
        opened.shows("Helen", "5:41")  # what the film tells of was saved
    return film(seen.taken, "kpitui: results are recorded, and the chart of the plan moves")


def draw_stills(folder: Path, database: str) -> dict[str, str]:
    """Each picture by its name."""
    drawn = {}
    with _program(folder, MONDAY, "--db", database, size=STILL_SIZE) as opened:
        opened.shows("Customer sat", "87.0")
        for name, (keys, words) in STILLS.items():
            seen = Studio(opened)
            seen.presses(keys, 0, *words)
            for value in PRIYA if name == "record" else ():
                seen.presses(f"{value}\r", 0, value)
            drawn[name] = film([Shown(opened.rows)], f"kpitui: {name.capitalize()}")
    return drawn


def draw(target: Path) -> None:
    """The film and all pictures, into a folder."""
    with tempfile.TemporaryDirectory(prefix="k") as work:
        database = make_demo(Path(work))
        drawn = {"film": draw_film(Path(work), database), **draw_stills(Path(work), database)}
    for name, svg in drawn.items():
        (target / f"{name}.svg").write_text(svg, "utf-8")


if __name__ == "__main__":
    ArgumentParser(prog="python -m tests.picture", description=__doc__).parse_args()
    draw(FOLDER)
