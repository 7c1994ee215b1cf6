"""A file full of hostile text, as another program could leave it, and the codes that
Textual itself sends.
"""

import contextlib
import json
import re
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from kpitui.storage.driver import sqlite3
from tests.foreign_text import KEPT_UNITS, text_columns

CASES = json.loads((Path(__file__).parent / "cases" / "hostile_inputs.json").read_text("utf-8"))
NOT_TEXT = {"long", "CSV file"}
"""Their inputs say in words what is to be made."""

CODES = [
    "\x1b]8;;http://x.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[H\x1b[31mred",
    "\x9d52;c;eA==\x9c",
    "\x90q\x9c\x84\x85\x8d",
    "\x1b%G\x1b(0\x1b#8",
    "\x1b[6n\x1b[5i\x1b[!p",
    "\x01\x02\x03\x04\x05\x06\b\t\n\v\f\x0e\x0f\x11\x13\x1a\x1c\x1d\x1e\x1f",
    "\u202egnp.exe\u202c\u2066x\u2069\u200e\u200f",
    "\u200bz\u200dw\u2060\ufeff\u00ad\u180e\U000e0041\u2028\u2029",
]
"""What the list has one of a kind of, in further forms."""

HOSTILE = [
    *CODES,
    *(case["input"] for case in CASES if case["input"] and case["kind"] not in NOT_TEXT),
]

KEYS = ("name_key", "code_key", "record_key")
"""Columns by which the program finds what it looks for; tests/foreign_text.py puts codes into these
too.
"""

OF_KEYS = ("accounts", "access_keys", "deeds", "changes", "seals", "presences", "current_deed",
    "drafts",
           "day_summaries")  # fmt: skip
"""Tables of the machinery, which get rows of their own below, or none of the words of people."""

NEWEST = 400
"""So many rows of a table get other words, which is more than there are hostile texts and than a
screen shows; the triggers make each change dear.
"""

LENGTHS = (500, 200, 120, 20)
"""How long a text may be at most, by the column."""


def turned(first: int) -> Iterator[str]:
    """The hostile texts without end, from another one on each time."""
    place = first
    while True:
        yield HOSTILE[place % len(HOSTILE)]
        place += 1


def _put(db: "sqlite3.Connection", sql: str, text: str) -> None:
    """The text, as long as the column takes it; nothing where it takes no words."""
    for length in LENGTHS:
        with contextlib.suppress(sqlite3.IntegrityError, sqlite3.OperationalError):
            db.execute(sql, [text[:length]])
            return


def fill(path: Path, first: int) -> None:
    """Hostile text in every column that holds words; two letters of what stood there
    stay before it.
    """
    texts = turned(first)
    db = sqlite3.connect(path)
    with db:
        db.execute("UPDATE metrics SET place = 'unsorted' WHERE id % 2")
        for strategy in db.execute("SELECT id FROM strategies").fetchall():
            # JSON can say half of a surrogate pair, which no text of SQLite holds.
            words = json.dumps([*islice(texts, 3), "half \ud83d\ud800"])
            db.execute("UPDATE strategies SET activities = ? WHERE id = ?", [words, *strategy])
        person, metric = db.execute("SELECT min(id) FROM people").fetchone()[0], 1
        db.execute("INSERT OR IGNORE INTO baselines (metric_id, first_on, last_on, reason) VALUES "
            "(?, ?, ?, ?)",
                   [metric, "2026-01-01", "2026-03-01", next(texts)])  # fmt: skip
        for number in range(4):
            db.execute(
                "INSERT INTO accepted_findings (code, record_key, record, reason, until_on) "
                "VALUES (?, ?, 'x', 'y', date('now', '+90 days'))",
                [f"H{number:02}", f"person:{person}:{number}"],
            )  # fmt: skip
        for table, column in text_columns(db):
            if column in KEYS or table in OF_KEYS:
                continue
            newest = f"WHERE rowid > (SELECT max(rowid) - {NEWEST} FROM {table})"
            for id, old in db.execute(f"SELECT rowid, {column} FROM {table} {newest}").fetchall():
                stem = str(id) if column == "external_id" else (old or "")[:2]
                if not (column == "unit" and old in KEPT_UNITS):
                    _put(
                        db,
                        f"UPDATE {table} SET {column} = ? WHERE rowid = {id}",
                        f"{stem}{next(texts)}",
                    )
        for number in range(len(HOSTILE) // 3):
            change = db.execute(
                "INSERT INTO deeds (uuid, at, by, way, action, why) VALUES (?, "
                "'2026-11-20T09:00:00Z', ?, 'cli', ?, ?) RETURNING id",
                [f"hostile-{number}", *islice(texts, 3)],
            ).fetchone()[0]  # fmt: skip
            before, after = (
                {"name": next(texts), "x" + next(texts): "half \udc00"} for _ in range(2)
            )
            db.execute(
                "INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES "
                "(?, ?, 1, ?, ?, ?)",
                [change, "people", "update", json.dumps(before), json.dumps(after)],
            )
        for number in range(3):
            db.execute(
                "INSERT INTO presences VALUES (?, ?, ?)",
                [f"t{number}", next(texts)[:120], time.time()],
            )
    db.close()


SENT = re.compile(
    r"\x1b\[(?:[0-79]|\d{2,})?(?:;\d+)*m"  # colours and weights, but not the one that hides
    r"|\x1b\[\d+(?:;\d+)?H|\x1b\[\d*[A-D]|\x1b\[\d+X"  # where to draw; room for what is wide
    r"|\x1b\[\d+b"  # a letter once more
    r"|\x1b\[\d+;\d+r\x1b\[\d+H\x1b\[[LM]\x1b\[r"  # lines that go up or down by one
    r"|\x1b\[\?(?:2026|25)[hl]"  # one picture at once; the cursor
    r"|\x1b\[5n"  # whether a picture is shown
    r"|\x1b\]22;default\x07|\r\n"  # the shape of the mouse; a line ends
)
"""All that is sent between the first picture and the leaving, learned from a run
without hostile text.
"""


NEVER = re.compile(
    "[\x00-\x1f\x7f-\x9f]|[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    # a joiner within an emoji is part of its picture
    "|[\U000e0000-\U000e0fff]|(?<![^\x00-\u02ff])[\u200c\u200d]"
)
"""Controls, direction marks, and what takes no room."""


def codes_of_the_data(sent: bytes) -> list[str]:
    """What in these bytes is neither a letter nor a code of our own, with what stands beside it."""
    text = SENT.sub("", sent.decode("utf-8"))
    return [ascii(text[max(0, at.start() - 10) : at.end() + 20]) for at in NEVER.finditer(text)]
