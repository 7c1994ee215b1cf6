"""Commands as whole processes, beside the standard library's sqlite3 that does the same SQL."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.benchmarks.comparison import Comparison, Figures, Row
from tests.benchmarks.place import Place

TRACED = """
import json, sys
from kpitui.storage import connections
seen, connect = [], connections._connect
def traced(*given, **options):
    connection = connect(*given, **options)
    connection.set_trace_callback(seen.append)
    return connection
connections._connect = traced
from kpitui.cli.main import run
try:
    run()
finally:
    # What triggers do begins with two dashes; the replay has the triggers too.
    json.dump([one for one in seen if not one.startswith("--")], open("{out}", "w"))
"""
"""Runs a command and writes its SQL, with every value in its place, into a file."""

REPLAY = """
import sqlite3, json
connection = sqlite3.connect({db!r}, isolation_level=None)
connection.execute("PRAGMA synchronous = FULL")
for one in json.load(open({sql!r})):
    connection.execute(one).fetchall()
"""

COMMANDS = {
    "log": ("log", "--yes", "--add", "csat 82 helen"),
    "status": ("status",),
    "brief": ("brief",),
    "due": ("due",),
}


def run(place: Place, command: Sequence[str | Path]) -> Figures:
    """The milliseconds of a process."""
    began = time.perf_counter()
    done = subprocess.run(
        [*map(str, command)],
        capture_output=True,
        check=False,
        env=place.environment | {"PATH": "/usr/bin:/bin"},
    )
    spent = 1000 * (time.perf_counter() - began)
    assert done.returncode == 0, done.stderr.decode()
    return {"whole": spent}


def ours(place: Place, name: str) -> Figures:
    db = place.copy_of(place.demo)
    return run(place, [Path(sys.executable).with_name("kpitui"), "--db", db, *COMMANDS[name]])


def bare(place: Place, name: str) -> Figures:
    """What it takes to do the SQL of the command and nothing else."""
    sql = place.folder / f"{name}.json"
    if not sql.exists():
        program = TRACED.replace("{out}", str(sql))
        run(
            place,
            [sys.executable, "-c", program, "--db", place.copy_of(place.demo), *COMMANDS[name]],
        )
        assert json.loads(sql.read_text("utf-8")), f"{name} did no SQL"
    db = place.copy_of(place.demo)
    return run(place, [sys.executable, "-c", REPLAY.format(db=str(db), sql=str(sql))])


def comparisons(place: Place) -> list[Comparison]:
    """One for each command."""
    return [
        Comparison(
            name,
            [Row(f"kpitui {name}, whole process", "whole", most=3)],
            partial(ours, place, name),
            partial(bare, place, name),
        )
        for name in COMMANDS
    ]
