"""A month of a contact centre, as those who work there live it: the files they have, the days, a
terminal of 80x24, and the commands that say what the file then holds.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import time_machine

from tests.cli.conftest import Answer, Command
from tests.help_pictures import HelpPictures
from tests.pty_terminal import Terminal
from tests.walk import typed

PROGRAM = """
import os, sys, time_machine
os.chdir(sys.argv[1])
time_machine.travel(sys.argv[2] + "T09:00:00+00:00", tick=False).start()
os.umask(0o077)
from kpitui.cli.main import run
sys.argv[:] = ["kpitui", *sys.argv[3:]]
run()
"""
SAVE, LEAVE, TAB = "\x13", "\x1b[21~", "\t"

PEOPLE = """\
Employee,Employee ID,Team,Job title,Hire date
Ana Kovač,1041,Orders,Advisor,2024-03-01
Ben Oakes,1042,Orders,Advisor,2024-05-06
Chloe Marsh,1043,Orders,Advisor,2025-01-13
Dev Patel,1044,Orders,Advisor,2025-02-03
Eva Lindqvist,1045,Billing,Advisor,2024-03-01
Femi Adeyemi,1046,Billing,Advisor,2024-09-02
Grace Tan,1047,Billing,Advisor,2025-06-02
Hugo Brandt,1048,Billing,Advisor,2025-09-01
Ingrid Solberg,1001,Orders,Team leader,2022-01-10
"""
"""What the office has of its people."""
UNHAPPY = "Dev Patel"
"""Whose callers are less happy than those of the others."""


def results(first: date, last: date, *, seed: int = 7) -> str:
    """What the telephone system and the survey tell of the advisors, week by week."""
    chance, lines = Random(seed), ["KPI,Week ending,Agent,Team,Actual,Base"]
    staff = [line.split(",") for line in PEOPLE.splitlines() if "Advisor" in line]
    for week in range((last - first).days // 7 + 1):
        day = first + timedelta(days=7 * week)
        for name, _, team, *_ in staff:
            surveys, calls = chance.randint(24, 40), chance.randint(150, 210)
            satisfied = sum(chance.random() < (0.62 if name == UNHAPPY else 0.84)
                            for _ in range(surveys))  # fmt: skip
            solved = round(surveys * (0.7 + chance.uniform(-0.06, 0.06)))
            handle, wrap = 330 + chance.randint(-25, 25), 32 + chance.randint(-6, 6)
            for metric, value, base in (
                ("Customer satisfaction", f"{100 * satisfied / surveys:.1f} %", surveys),
                ("First contact resolution", f"{100 * solved / surveys:.1f} %", surveys),
                ("Average handle time", f"{handle // 60}:{handle % 60:02}", calls),
                ("Call wrap-up time", f"0:{wrap:02}", calls),
                ("Calls", calls, ""),
            ):
                lines.append(f"{metric},{day},{name},{team},{value},{base}")
    return "\n".join(lines) + "\n"


class Month:
    """The office: its folder, its file, and what day it is."""

    def __init__(self, folder: Path, command: Command) -> None:
        self.folder = folder
        self.file = folder / ".local/share/kpitui/kpitui.db"
        self._command = command
        self.day = date(2026, 11, 2)
        self.pictures = HelpPictures()

    @contextmanager
    def program(self, begins: str = "Health") -> Iterator[Terminal]:
        """The screens on this day; they are left by F10."""
        with self._opened() as opened:
            opened.shows(begins)
            yield opened
            opened.send(LEAVE)
            assert opened.ends() == 0, opened.text

    def types(self, *words: str, shows: tuple[str, ...], code: int = 0, keys: str = "") -> None:
        """A command in the terminal, its answer and exit code; `keys` reply to what it asks."""
        with self._opened(*words) as opened:
            if keys:
                opened.shows("[y/N]")
                opened.send(keys)
            assert opened.ends() == code, opened.text
            opened.shows(*shows)

    @contextmanager
    def _opened(self, *words: str) -> Iterator[Terminal]:
        command = [sys.executable, "-c", PROGRAM, str(self.folder), str(self.day), *words]
        home = {"HOME": str(self.folder), "TZ": "UTC", "COLORTERM": "truecolor"}
        opened = Terminal(command, environment=home)
        try:
            yield opened
        finally:
            opened.close()

    def told(self, *words: str) -> Any:
        """What a command says to programs."""
        return self._answer(*words, "--json").data

    def printed(self, *words: str) -> str:
        """What a command writes into a file or to another program."""
        return self._answer(*words).out

    def _answer(self, *words: str) -> Answer:
        noon = datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=UTC)
        with time_machine.travel(noon, tick=False):
            answer = self._command("--db", self.file, *words)
        assert answer.code in (0, 1), answer.err
        return answer


def press(opened: Terminal, keys: str, *shown: str) -> None:
    """Type, and wait for what then stands on the screen."""
    typed(opened, keys)
    opened.shows(*shown)
