"""A bare insert, alone and with what a save keeps besides; and how long each save takes."""

import json
import os
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from time import perf_counter, process_time

from kpitui.storage.driver import sqlite3
from tests.benchmarks.comparison import Figures

BARE = """
CREATE TABLE readings (id INTEGER PRIMARY KEY, metric_id INTEGER, person_id INTEGER,
team_id INTEGER, date TEXT,
    value REAL, numerator REAL, denominator REAL, n INTEGER, note TEXT, external_id TEXT,
    deed_id INTEGER) STRICT;
CREATE INDEX readings_by_day ON readings (metric_id, date);
"""
"""A bare table of readings: what a reading truly has, and one index."""
COLUMNS = (
    "metric_id, person_id, team_id, date, value, numerator, denominator, n, note, "
    "external_id, deed_id"
)
INSERT = f"INSERT INTO readings ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
KEPT = """
CREATE TABLE deeds (id INTEGER PRIMARY KEY, uuid TEXT UNIQUE, at TEXT, by TEXT) STRICT;
CREATE TABLE changes (id INTEGER PRIMARY KEY, deed_id INTEGER, record_id INTEGER, after TEXT)
STRICT;
CREATE INDEX changes_by_deed ON changes (deed_id);
CREATE INDEX changes_by_record ON changes (record_id);
CREATE TABLE seals (change_id INTEGER PRIMARY KEY, hash TEXT) STRICT;
CREATE TABLE days (metric_id INTEGER, team_id INTEGER, date TEXT, total REAL,
PRIMARY KEY (metric_id, team_id, date)) STRICT, WITHOUT ROWID;
"""
"""What a save keeps besides the reading: who made the change, the row in the history, its seal, and
the sums of the day for the team and for everyone.
"""


def bare_file(path: Path) -> "sqlite3.Connection":
    """An empty bare table, with the pragmas of ours."""
    for beside in ("", "-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(BARE)
    return connection


class Times:
    """How long each of many saves took, by the clock and by the processor: to wait for the disk
    takes as long for either program, and up to ten times as long when others write.
    """

    def __init__(self) -> None:
        self._clock: list[float] = []
        self._cpu: list[float] = []

    @contextmanager
    def one(self) -> Iterator[None]:
        """The block is one save."""
        began, computed = perf_counter(), process_time()
        yield
        self._cpu.append(process_time() - computed)
        self._clock.append(perf_counter() - began)

    @property
    def figures(self) -> Figures:
        """The middle of each, in milliseconds."""
        clock, cpu = (1000 * statistics.median(one) for one in (self._clock, self._cpu))
        return {"one": clock, "cpu": cpu}


def inserted(connection: "sqlite3.Connection", many: int, *, kept: bool) -> Figures:
    """How long it takes to insert one reading; with `kept` together with what belongs to it, but
    without a rule checked, a foreign key or a trigger.
    """
    if kept:
        connection.executescript(KEPT)
    times = Times()
    for place in range(many):
        values = [1, 20, 21, "2026-01-01", 70.0, None, None, 3, None, None, place]
        with times.one():
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(INSERT, values)
            if kept:
                _keep(connection, values)
            connection.execute("COMMIT")
    return times.figures


def _keep(connection: "sqlite3.Connection", values: list[object]) -> None:
    """What belongs to a reading that was inserted."""
    run = connection.execute
    uuid = os.urandom(16).hex()
    deed = run("INSERT INTO deeds (uuid, at, by) VALUES (?, '', 'bench')", [uuid]).lastrowid
    after = json.dumps(dict(zip(COLUMNS.split(", "), values, strict=True)))
    sql = "INSERT INTO changes (deed_id, record_id, after) VALUES (?, ?, ?)"
    change = run(sql, [deed, values[-1], after]).lastrowid
    (before,) = run("SELECT max(change_id) FROM seals").fetchone()
    (last,) = run("SELECT max(hash) FROM seals WHERE change_id = ?", [before]).fetchone()
    sealed = sha256(f"{last} {uuid} {after}".encode()).hexdigest()
    run("INSERT INTO seals (change_id, hash) VALUES (?, ?)", [change, sealed])
    sql = "INSERT INTO days VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET total = total + 1"
    for team in (values[2], -1):
        run(sql, [values[0], team, values[3], values[4]])
