"""Whatever another program put into the file: no code of it reaches the terminal, on any screen, in
any dialog.
"""

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from kpitui.cli.context import account_name
from kpitui.domain.periods import AsOf
from kpitui.domain.text import clean
from kpitui.exchange.demo import make_demo
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import sqlite3
from kpitui.views.overview import load_overview
from tests.foreign_text import add_rows, poison
from tests.hostile_rows import CODES, HOSTILE, NEVER, codes_of_the_data, fill
from tests.patience import LONG
from tests.pty_terminal import Terminal, terminal

Steps = list[tuple[str, str]]
"""Keys, and our own words that stand on the screen once they are done."""

ESC, DOWN, RIGHT, SAVE = "\x1b", "\x1b[B", "\x1b[C", "\x13"

# What ends in _MORE is walked in the long form only: further forms of the one dialog that all forms
# are.
PLAN: Steps = [
    *[("j", "Quit")] * 5, ("g.", "ended"), ("\r", "Back to the tree"), (ESC, "Standards"),
    ("jj", "Strategy since"), ("e", "Edit strategy"), (ESC, "1 of 2"), ("a", "Make a KPI"),
    ("e", "Metric"), (ESC, "1 of 2"), ("x", "End the strategy"), (ESC, "1 of 2"),
    ("j\r", "Back to the tree"), (ESC, "1 of 2"), ("v", "e Correct"), ("e", "Correct"),
    (ESC, "e Correct"), (ESC, "1 of 2"), ("G" + RIGHT + "j", "Other metrics"), ("e", "Edit metric"),
    (ESC, "Quit"), ("c", "context"), ("u", "Undone"), ("d", "What changed in"),
    (SAVE, "Changes from "), (ESC, "Quit"), ("[", "[ Earlier"), ("t", "Quit"),
]  # fmt: skip
PLAN_MORE: Steps = [
    ("g", "Standards"), ("e", "Change the mission"), (ESC, "1 of 2"), ("je", "Edit priority"),
    (ESC, "1 of 2"), ("x", "End the priority"), (ESC, "1 of 2"), ("j", "Strategy since"),
    ("n", "Add an event"), (ESC, "1 of 2"), ("je", "Edit KPI"), (ESC, "1 of 2"),
    ("x", "End the KPI"), (ESC, "1 of 2"), ("v", "e Correct"), ("j", "by"), ("x", "Void"),
    (ESC, "e Correct"), (ESC, "1 of 2"), ("G", "Quit"), ("s", "New standard"), (ESC, "Quit"),
    ("p", "Make a KPI"), (ESC, "Quit"), ("C", "Lock or unlock a month"), (ESC, "Quit"),
    ("?", "This screen"), (ESC, "Quit"),
]  # fmt: skip
ENTER: Steps = [
    ("2", "Type a name or team"), ("Or", "table, "), ("\r", "Tab right"), (RIGHT, "team Or"),
    ("9\r", "team Or"), ("v", "e Correct"), (ESC, "team Or"), (ESC, "Type a name"),
    ("\r", "Due: 1 of"), (ESC, "Type a name"), ("he", "Enter"), ("\r", "Type a value"),
    (DOWN + "x", "Agent or team He"), (ESC, "Type a name"),
]  # fmt: skip
ENTER_MORE: Steps = [("Or", "one figure"), (DOWN + "\r", "standard for"), (ESC, "Type a name")]
COACH: Steps = [
    ("3", "to coach"), ("Or", "Enter"), ("\r", "Enter for next"), ("r\r", "role-play"),
    ("em", "Focus"), (ESC, "to coach"),
]  # fmt: skip
REVIEW: Steps = [
    ("4", "KPI 1 of 2"), ("v", "KPI 1 of 2"), ("f", "everything"), (ESC, "KPI 1 of 2"),
    ("a", "Decide"), (ESC, "KPI 1 of 2"), (" ", "KPI 2 of 2"), ("l", "Reset the limits"),
    (ESC, "KPI 2 of 2"), ("e", "Reviewed 2 of 2"), (ESC, "KPI 2 of 2"),
]  # fmt: skip
REVIEW_MORE: Steps = [
    ("z", "KPI 2 of 2"), ("?", "This screen"), (ESC, "KPI 2 of 2"),
    ("n", "Add an event"), (ESC, "KPI 2 of 2"),
    ("b", "Lock the limits"), (ESC, "KPI 2 of 2"), ("w", "KPI 2 of 2"),
]  # fmt: skip
PEOPLE: Steps = [
    ("5", "Add"), *[("j", "Add")] * 3, ("e", "Edit person"), (ESC, "Add"), ("m", "Move"),
    (ESC, "Add"), ("\r", "latest"), ("s", "Coaching of"), ("j", "Coaching of"),
    ("e", "Session with"), (ESC, "Coaching of"), (ESC, "latest"), (ESC, "Add"),
]  # fmt: skip
PEOPLE_MORE: Steps = [
    ("x", "Leaver"), (ESC, "Add"), ("o", "Edit role"), (ESC, "Add"), ("a", "New person"),
    (ESC, "Add"), ("\r", "latest"), (" ", "latest"), (ESC, "Add"), (".", "Add"), ("g", "New team"),
    (ESC, "Add"),
]  # fmt: skip
HEALTH: Steps = [
    ("6", "issues"), ("e", "esc Close"), (ESC, "issues"), ("a", "Dismiss until"), (ESC, "issues"),
    *[("j", "issues"), ("l", "issues")] * 4, (".", "issues"), ("v", "Quit"),
]  # fmt: skip
COMMAND = "on the command line"
HISTORY: Steps = [
    ("7", COMMAND), *[("j", COMMAND)] * 8, ("/a", "a"), ("\r", COMMAND), (ESC, COMMAND),
]  # fmt: skip
BOARD: Steps = [
    ("8", "week to"), (DOWN, "week to"), ("T", "Whose readings"), (DOWN + "\r", "week to"),
    (ESC, "on the command line"),
]  # fmt: skip
ANYWHERE: Steps = [
    ("1", "Quit"), ("g", "Standards"), ("o", "Later"), ("k", "Make a KPI"), (ESC, "Later"),
    ("c", "context"), ("1", "Standards"), ("/", "type part"), ("e", "Quit"), (ESC, "Standards"),
    (":zz", "zz"), (" 9 he", "zz"), (ESC, "Standards"), ("\x10", "what you want"),
    ("theme", "colours"), (ESC, "Standards"),
]  # fmt: skip
FIRST = PLAN + (PLAN_MORE if LONG else []) + ENTER + (ENTER_MORE if LONG else []) + COACH
SECOND = (
    REVIEW
    + (REVIEW_MORE if LONG else [])
    + PEOPLE
    + (PEOPLE_MORE if LONG else [])
    + HEALTH
    + HISTORY
    + BOARD
    + ANYWHERE
)


@pytest.fixture(autouse=True)
def _no_bell_of_our_own() -> None:
    """Every byte 07 that is sent is one of the data."""
    path = Path(os.environ["HOME"]) / ".config" / "kpitui" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text("bell = false\n")


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample with everything in it that the screens can show."""
    return make_demo("contact_centre", tmp_path / "kept.db", date.today())


def closed(text: str, before: str) -> bool:
    """Whether an esc was heard: the frame of a dialog is gone, or something else is another."""
    # On a large terminal the panels have frames too.
    framed = "╰" in before and len(before.splitlines()) < 30
    return "╰" not in text if framed else text != before


def says(text: str, words: str) -> bool:
    """Whether our words stand on a screen, on one line or over two."""
    return words in text or words in " ".join(text.split())


def go(opened: Terminal, steps: Steps) -> None:
    """Do the keys one after the other; nothing that is sent meanwhile holds a code of the data."""
    begin = len(opened.received)
    for keys, words in steps:
        before = opened.text
        opened.send(keys)
        # An esc is one only until the next key: what it closes is gone first.
        opened.until(
            # called at once
            lambda: says(opened.text, words) and (keys != ESC or closed(opened.text, before)),  # noqa: B023
            f"{words} after {keys!r}",
        )
        opened.quiet(0.15 if keys == ESC else 0.06)
    opened.quiet(0.2)
    leaked = codes_of_the_data(opened.received[begin:])
    assert not leaked, f"{leaked[:5]}\n{opened.text}"


def opens(opened: Terminal) -> None:
    """The first picture is there; all codes that Textual sends at its start are sent."""
    opened.shows("Standards")
    opened.quiet()


def leaves(opened: Terminal) -> None:
    """It lives, and it leaves at the key for that; a second time where something typed
    is not saved.
    """
    opened.send("1")
    opened.shows("Quit")
    opened.send("qq")
    assert opened.ends() == 0


MACHINERY: Steps = [
    ("2", "Type a name"), ("3", "to coach"), ("4", "KPI 1 of 2"), ("5", "team since"),
    ("6", "issues"), ("1", "expected of everyone"), ("7", "Search name, record or date"),
]  # fmt: skip
"""Each screen once; a moment that is none is damage, and is said so."""

SIZES = [((80, 24), FIRST), ((120, 40) if LONG else (80, 24), SECOND)]


@pytest.mark.parametrize(("size", "parts"), SIZES)
@pytest.mark.parametrize("turn", range(0, len(HOSTILE), 7) if LONG else [0])
def test_no_code_of_the_data_on_any_screen(
    sample: Path, size: tuple[int, int], parts: Steps, turn: int
) -> None:
    # The other part begins with other texts, so that every column shows more of them.
    fill(sample, turn + (80 if parts is FIRST else 120))
    with terminal("--db", sample, width=size[0], height=size[1]) as opened:
        opens(opened)
        go(opened, FIRST + SECOND if LONG else parts)
        leaves(opened)


def test_codes_in_the_columns_of_the_machinery_reach_no_screen(sample: Path) -> None:
    add_rows(sample)
    poison(sample)
    with sqlite3.connect(sample) as db:  # a viewer would see less
        db.execute("INSERT INTO accounts (name, role) VALUES (?, 'leader')", [account_name()])
    db.close()
    with terminal("--db", sample, width=120, height=40) as opened:
        opened.shows("Plan")
        opened.quiet()
        begin = len(opened.received)
        for key, words in MACHINERY:
            opened.send(key)
            opened.shows(words)
            opened.quiet(0.2)
        opened.shows("another program")
        opened.send(DOWN + "\r")
        opened.shows("esc Close")
        opened.until(lambda: opened.text.count("╰") == 3, "the whole of a change over two panels")
        opened.quiet(0.2)
        opened.send(ESC)
        opened.until(lambda: "esc Close" not in opened.text, "the list")
        opened.quiet(0.2)
        assert not codes_of_the_data(opened.received[begin:])
        opened.send("q")
        assert opened.ends() == 0


def test_both_versions_of_a_record_are_shown_without_their_codes(sample: Path) -> None:
    with terminal("--db", sample) as opened:
        opens(opened)
        go(opened, [("j", "Priority since"), ("e", "Edit priority"), ("X", "X")])
        fill(sample, 0)
        with sqlite3.connect(sample) as db:
            db.execute("UPDATE priorities SET version = version + 1")
        go(
            opened,
            [
                (SAVE, "Your values are not saved yet"),
                ("t", ">"),
                (DOWN, ">"),
                ("m", ">"),
                (ESC, "is kept"),
            ],
        )
        go(opened, [("e", "Edit priority"), (ESC, "Quit")])
        leaves(opened)


def test_a_file_with_hostile_names_is_brought_in(database: DatabaseFile, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a\x1b[31m\u202e.csv").touch()
    (folder / os.fsdecode(b"b\xff\x9b.csv")).touch()
    texts = [text for text in CODES if "\x1a" not in text]
    with (folder / "readings.csv").open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(["metric", "person", "date", "value", "note", *texts])
        table.writerows(
            ["csat", f"Q{place} {text}", text, "80", text]
            for place, text in enumerate(HOSTILE[:40])
        )
    with terminal("--db", database.path, width=120, height=40) as opened:
        opens(opened)
        go(
            opened,
            [
                ("i", "Enter opens"),
                (f"\x15{folder}/", "readings.csv"),
                (DOWN, "csv"),
                (DOWN, "csv"),
            ],
        )
        go(
            opened,
            [
                ("readings", "readings.csv"),
                ("\r", "person"),
                (DOWN, "person"),
                ("n", "person"),
                ("\r", "rejected"),
            ],
        )
        go(opened, [(ESC, "taken for"), (ESC, "Enter opens"), (ESC, "Standards")])
        leaves(opened)


def paste(text: str) -> str:
    """As a terminal marks what was pasted."""
    return f"\x1b[200~{text}\x1b[201~"


def test_what_is_pasted_is_cleaned_and_what_is_too_long_is_told_the_limit(
    database: DatabaseFile,
) -> None:
    with terminal("--db", database.path, width=120, height=40) as opened:
        opens(opened)
        go(opened, [("a", "New priority")])
        go(
            opened,
            [(paste(f"P{place}{text}"), f"P{place}") for place, text in enumerate(CODES[:5])],
        )
        go(
            opened,
            [
                ("\r", "Owner"),
                (paste("Kim\x07\u202e\n\x9b31m" + CODES[8]), "Kim"),
                (SAVE, "Priority added"),
            ],
        )
        go(
            opened,
            [("a", "e"), (ESC, "Quit"), ("e", "Edit priority"), ("\x15" + paste("x" * 300), "xxx")],
        )
        go(opened, [(SAVE, "longer than 120 characters"), (ESC, "Quit")])
        go(
            opened,
            [(":", "esc Close"), (paste('csat 8\x1b[31m0\x84 ana "no\x07te\u202e"'), "Ana")],
        )
        go(
            opened,
            [
                ("\r", "Recorded"),
                ("2", "Type a name"),
                (paste("an\x1b]0;x\x07\u200b"), "Ana"),
                ("\r", "due"),
            ],
        )
        go(
            opened,
            [
                ("\x14\x15" + paste("2026-02-\x9b\x0730\r"), "2026-02-"),
                ("\r", "there is no day"),
                (ESC, "Type a name"),
            ],
        )
        leaves(opened)
    (stored,) = load_overview(database, AsOf(date.today(), date.today())).priorities[1:]
    for text in (stored.priority.title, stored.priority.owner):
        assert not NEVER.search(text), ascii(text)
        assert text == clean(text, 120)
