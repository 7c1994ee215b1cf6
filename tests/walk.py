"""A walk through every screen of the sample: what to type, and what then stands there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tests.terminal import Terminal

DAY = date(2026, 11, 20)
"""The day on which everybody walks."""

READINGS = "Team,KPI,Week ending,Result\nOrders,csat,2026-11-19,84.5\n"
"""A file to import, in the folder where the program is started."""

ESC, DOWN = "\x1b", "\x1b[B"


@dataclass(frozen=True)
class Stop:
    """A picture worth looking at: its name, the keys that lead there from the stop before, words that it shows."""

    name: str
    keys: str
    words: str
    back: str = ""
    """What closes it again, before the keys of the next stop."""


WALK = (
    Stop("plan", DOWN * 4, "2026-W46"),
    Stop("plan-larger", "\r", "Back to the tree", back=ESC),
    Stop("plan-form", "e", "Edit KPI", back=ESC),
    Stop("plan-end", "x", "Let the KPI go", back=ESC),
    Stop("readings", "v", "newest readings", back=ESC),
    Stop("plan-standards", "G", "Adherence to procedure"),
    Stop("sort", "o", "Later", back=ESC),
    Stop("enter", "2", "Type part of a name"),
    Stop("enter-person", "helen\r", "Number, Enter", back=ESC),
    Stop("enter-grid", "orders\r", "Tab right", back=ESC),
    Stop("coach", "3", "to follow up"),
    Stop("coach-session", "helen\r", "Enter goes on", back=ESC),
    Stop("review", "4", "1/"),
    Stop("review-table", "v", "running"),
    Stop("review-decision", "va", "Decide", back=ESC),
    Stop("review-summary", " " * 2, "Reviewed", back=ESC),
    Stop("people", "5", "8 people"),
    Stop("team", "\r", "Adherence to procedure", back=ESC),
    Stop("person", DOWN * 3 + "\r", "latest"),
    Stop("sessions", "s", "Coaching of", back=ESC),
    Stop("health", ESC + "6", "found"),
    Stop("health-page", "e", "Mend:", back=ESC),
    Stop("history", "7", "by way of"),
    Stop("import", "i", "readings.csv"),
    Stop("import-columns", "\r", "Week ending", back=ESC * 2),
    Stop("find", "1/aver", "handle time", back=ESC),
    Stop("quick-entry", ":csat 92 helen yesterday", "Helen Marsh", back=ESC),
    Stop("keys", "?", "This screen", back=ESC),
    Stop("palette", "\x10", "Search", back=ESC),
)  # fmt: skip


def go_to(opened: Terminal, stop: Stop) -> None:
    """Type the keys that lead there, and wait until it stands there."""
    typed(opened, stop.keys)
    opened.shows(stop.words)


def keys_of(keys: str) -> Iterator[tuple[bool, str]]:
    """What is typed in one go, and whether an esc comes before it; an esc before a bracket begins an arrow."""
    for place, part in enumerate(re.split("\x1b(?!\\[)", keys)):
        yield place > 0, part


def typed(opened: Terminal, keys: str) -> None:
    """Type; an esc is one only until the next key, so what it closes is gone first."""
    for escape, part in keys_of(keys):
        if escape:
            opened.quiet(0.1)  # what still comes is not what esc does
            before = opened.text
            opened.send(ESC)
            opened.until(lambda: opened.text != before, "what esc does")  # noqa: B023 # called at once
            opened.quiet(0.1)
        if part:
            opened.send(part)
