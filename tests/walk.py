"""A walk through every screen of the sample: what to type, and what then stands there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tests.pty_terminal import Terminal

DAY = date(2026, 11, 20)
"""The day on which everybody walks."""

READINGS = (
    "Team,KPI,Week ending,Result\nOrders,csat,2026-11-19,84.5\nOrders,csat,2026-11-18,n/a\n"
    "Orders,smiles,2026-11-19,7\nOrders,csat,2026-11-17,9250\n"
)
"""A file to import, in the folder where the program is started."""

ESC, DOWN, RIGHT = "\x1b", "\x1b[B", "\x1b[C"


@dataclass(frozen=True)
class Stop:
    """A picture worth looking at: its name, the keys that lead there from the stop before, words
    that it shows.
    """

    name: str
    keys: str
    words: str
    back: str = ""
    """What closes it again, before the keys of the next stop."""


WALK = (
    Stop("today", "0", "Results due", back=""),
    Stop("plan", "1" + DOWN * 4, "84.6%"),
    Stop("plan-larger", "\r", "Back to the tree", back=ESC),
    Stop("plan-form", "e", "Edit KPI", back=ESC),
    Stop("plan-end", "x", "End the KPI", back=ESC),
    Stop("readings", "v", "readings", back=ESC),
    Stop("plan-standards", "G", "Neither KPI nor standard"),
    Stop("sort", "o", "All metrics are sorted", back=ESC),
    Stop("enter", "2", "Type a name or team"),
    Stop("enter-person", "helen\r", "Type a value", back=ESC),
    Stop("enter-grid", "orders\r", "Tab right", back=ESC),
    Stop("coach", "3", "to coach"),
    Stop("coach-session", "helen\r", "Enter for next", back=ESC),
    Stop("review", "4", "KPI 1 of"),
    Stop("review-table", "v", "week so far"),
    Stop("review-decision", "va", "Decide", back=ESC),
    Stop("decisions", "d", "Since last time", back=ESC),
    Stop("review-standard", " " * 2, "standard 1 of"),
    Stop("review-summary", " " * 2, "Reviewed", back=ESC),
    Stop("people", "5" + DOWN, "8 people"),
    Stop("team", "\r", "Adherence to procedure", back=ESC),
    Stop("person", DOWN * 3 + "\r", "latest"),
    Stop("sessions", "s", "Coaching of", back=ESC),
    Stop("score", "S", "Type the number of the contact", back=ESC),
    Stop("calibrations", ESC + "C", "closed"),
    Stop("calibration", "\r", "kappa", back=ESC),
    Stop("drift", "d", "Marcus Bell", back=ESC),
    Stop("differ", ESC + "D", "sample size"),
    Stop("differ-band", RIGHT * 4, "csat", back=ESC),
    Stop("effect", "=", "usual ups and downs", back=ESC),
    Stop("health", "6", "issues"),
    Stop("health-page", "e", "Fix:", back=ESC),
    Stop("history", "7", "In all"),
    Stop("board", "8", "week to"),
    Stop("import", "i", "readings.csv"),
    Stop("import-columns", "\r", "Week ending"),
    Stop("import-asked", "n\r", "a question to answer"),
    Stop("import-tried", "2\r", "would be added"),
    Stop("import-done", "\r", "is imported. u undoes it"),
    Stop("sort-assumed", "o", "1 to sort", back=ESC),
    Stop("find", "1/aver", "handle time", back=ESC),
    Stop("quick-entry", ":csat 92 helen yesterday", "Helen Marsh", back=ESC),
    Stop("keys", "?", "This screen", back=ESC),
    Stop("palette", "\x10", "Commands", back=ESC),
)  # fmt: skip


def go_to(opened: Terminal, stop: Stop) -> None:
    """Type the keys that lead there, and wait until it stands there."""
    typed(opened, stop.keys)
    opened.shows(stop.words)


def keys_of(keys: str) -> Iterator[tuple[bool, str]]:
    """What is typed in one go, and whether an esc comes before it; an esc before a bracket begins
    an arrow.
    """
    for place, part in enumerate(re.split("\x1b(?!\\[)", keys)):
        yield place > 0, part


def typed(opened: Terminal, keys: str) -> None:
    """Type; an esc is one only until the next key, so what it closes is gone first."""
    for escape, part in keys_of(keys):
        if escape:
            opened.quiet(0.1)  # what still comes is not what esc does
            before = opened.text
            opened.send(ESC)
            # called at once
            opened.until(lambda: opened.text != before, "what esc does")  # noqa: B023
            opened.quiet(0.1)
        if part:
            opened.send(part)
