"""Codes at every door in: whatever somebody brings, no column of the file ever holds one."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import sqlite3
from tests.cli.conftest import Answer, Command, kpitui
from tests.conftest import TODAY, record_weekly
from tests.foreign_text import CONTROL, text_columns

__all__ = ["kpitui"]

DIRTY = "x\x1b]52;c;ZXZpbA==\x07\x1b[2J\x9b31m\u202e\x90q\x9c\x7f\x1bcy\u2066"
WORDS = DIRTY.replace(";", ",")
"""A line of words has quotes and semicolons of its own."""


def codes_in(path: Path) -> list[str]:
    """Where the file holds a code, by every column of text that the schema has."""
    db = sqlite3.connect(path)
    found = []
    for table, column in text_columns(db):
        for (text,) in db.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"):
            if at := CONTROL.search(text):
                found.append(f"{table}.{column}: {text[max(0, at.start() - 20) : at.end() + 20]!r}")
    db.close()
    return found


def table(*rows: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


Door = Callable[[Command, Path], Answer]


def of_a_file(name: str, text: str, *words: str) -> Door:
    """A command that reads a file."""

    def go(kpitui: Command, folder: Path) -> Answer:
        (folder / name).write_text(text, "utf-8", newline="")
        return kpitui(*(str(folder / name) if word == "FILE" else word for word in words))

    return go


def of_words(*words: str) -> Door:
    """A command that takes what is meant from its own line."""
    return lambda kpitui, _folder: kpitui(*words)


def profile(kpitui: Command, folder: Path) -> Answer:
    """An import whose profile names and defines a metric."""
    escaped = DIRTY.encode("unicode_escape").decode().replace("\\x", "\\u00")
    (folder / "in.csv").write_text(table(("d", "v"), ("2026-11-02", "5")))
    (folder / "p.toml").write_text(
        f'date = "d"\n[[metric]]\nname = "M {escaped}"\ncode = "c{escaped}"\nunit = "u{escaped}"\n'
        f'definition = "{escaped}"\ndirection = "higher"\naggregation = "mean"\ncadence = '
        '"weekly"\nvalue = "v"\n'
    )
    return kpitui("import", folder / "in.csv", "--profile", folder / "p.toml")


TOML = DIRTY.encode("unicode_escape").decode().replace("\\x", "\\u00")
PLAN = f"""
kpitui = 1
[[mission]]
statement = "{TOML}"
reason = "{TOML}"
starts_on = 2026-01-01
[[metric]]
name = "N {TOML}"
code = "n{TOML}"
unit = "u{TOML}"
definition = "{TOML}"
direction = "higher"
aggregation = "mean"
cadence = "weekly"
[[team]]
name = "T {TOML}"
starts_on = 2026-01-01
[[person]]
name = "P {TOML}"
code = "p{TOML}"
starts_on = 2026-01-01
[[priority]]
title = "Q {TOML}"
description = "{TOML}"
owner = "{TOML}"
starts_on = 2026-01-01
[[priority.strategy]]
title = "S {TOML}"
description = "{TOML}"
activities = ["{TOML}"]
starts_on = 2026-01-01
"""

DOORS: dict[str, Door] = {
    "the id, note and names of a long file": of_a_file(
        "in.csv",
        table(("metric", "person", "team", "date", "value", "note", "id"),
              ("csat", f"P {DIRTY}", f"T {DIRTY}", "2026-11-02", "81", DIRTY, DIRTY)),
        "import", "FILE", "--create", "--why", DIRTY,
    ),
    "a profile": profile,
    "a plan": of_a_file("plan.toml", PLAN, "plan", "load", "FILE"),
    "people": of_a_file(
        "people.csv",
        table(("name", "code", "team", "role", "starts_on"),
              (f"A {DIRTY}", f"a{DIRTY}", f"B{DIRTY}", f"R{DIRTY}", "2026-01-01")),
        "people", "import", "FILE",
    ),
    "log": of_words("log", f'csat 80 ana 2026-11-02 "{WORDS}"', "--why", DIRTY),
    "coach": of_words("coach", f'ana role-play 20m "{WORDS}" !{WORDS} >+3d', "--why", DIRTY,
        "--yes"),
    "an account": of_words("access", "add", f"kim{DIRTY}", "--role", "viewer"),
    "an account's person": of_words("access", "add", "kim", "--role", "viewer", "--person", DIRTY),
    "a key's comment": of_a_file(
        "k.pub", "ssh-ed25519 "
            f"AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA {DIRTY}\n",
        "access", "add", "kim", "--role", "viewer", "--key", "FILE",
    ),
    "why a finding may stay": of_words(
        "check", "--accept", "K210", "Customer satisfaction", "--why", DIRTY, "--until",
        "2099-01-01",
    ),
}  # fmt: skip


REFUSED = ("an account", "an account's person")
"""A name that must be the one that a machine knows is not changed."""


@pytest.mark.parametrize("name", DOORS)
def test_no_door_lets_a_code_in(
    database: DatabaseFile,
    kpitui: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    monkeypatch.setenv("KPITUI_DB", str(database.path))
    record_weekly(database, 1, [80, 81, 82], TODAY, person_id=1)
    said = DOORS[name](kpitui, tmp_path)
    assert codes_in(database.path) == []
    assert name in REFUSED or said.code == 0, said
    assert not CONTROL.search(said.out + said.err)
    assert "Traceback" not in said.err
