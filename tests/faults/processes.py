"""What the tests of faults share: processes that write and tell what was acknowledged,
and a small disk.
"""

import contextlib
import multiprocessing
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from kpitui.actions.readings import record
from kpitui.domain.access import Actor
from kpitui.domain.errors import Busy
from kpitui.domain.readings import ReadingDraft
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.opening import open_file
from kpitui.storage.records import rows
from kpitui.views.doctor import examine

AT_ONCE = 3
"""Readings of one change."""

FORKING = multiprocessing.get_context("forkserver")
"""Each child is a process of its own, and the imports are paid for once."""
FORKING.set_forkserver_preload(
    ["kpitui.actions.readings", "kpitui.storage.opening", "tests.faults.processes"]
)


def write(path: Path, who: str, count: int, say: Connection) -> None:
    """Record changes of three readings for ever, and name each once it is saved."""
    database = open_file(path)
    for place in range(count):
        name, day = f"{who}-{place}", date(2026, 1, 1) + timedelta(days=place % 300)
        drafts = [
            ReadingDraft(metric_id=1, person_id=1, date=day, value=80, external_id=f"{name}-{one}")
            for one in range(AT_ONCE)
        ]
        with contextlib.suppress(Busy):
            record(database, Actor(who), drafts, today=date(2026, 11, 23))
            say.send_bytes(name.encode())


@dataclass
class Writer:
    """A process that writes, and what it said is saved."""

    process: BaseProcess
    heard: Connection
    acknowledged: set[str] = field(default_factory=set)

    def listen(self, seconds: float = 0) -> None:
        """Take what it says within that time."""
        while self.heard.poll(seconds):
            try:
                self.acknowledged.add(self.heard.recv_bytes().decode())
            except EOFError:
                return
            seconds = 0


def writer(database: DatabaseFile, who: str, count: int = 10**6) -> Writer:
    """Start a process that writes."""
    heard, say = FORKING.Pipe(duplex=False)
    process = FORKING.Process(target=write, args=(database.path, who, count, say), daemon=True)
    process.start()
    say.close()
    return Writer(process, heard)


def saved_changes(database: DatabaseFile) -> dict[str, int]:
    """How many readings of each change are in the file."""
    with reading(database) as db:
        found = rows(
            db, "SELECT external_id FROM readings WHERE state = 'kept' AND external_id IS NOT NULL"
        )
    counts: dict[str, int] = {}
    for row in found:
        name = str(row["external_id"]).rpartition("-")[0]
        counts[name] = counts.get(name, 0) + 1
    return counts


def check_whole(database: DatabaseFile, acknowledged: set[str]) -> int:
    """Nothing acknowledged is lost, no change is half there or twice, and the doctor is content;
    the changes there.
    """
    found = saved_changes(database)
    assert acknowledged - set(found) == set(), "acknowledged, and lost"
    assert {name: count for name, count in found.items() if count != AT_ONCE} == {}, "half there"
    with reading(database) as db:
        assert rows(db, "SELECT * FROM current_deed") == []
    told = [
        finding for finding in examine(database).findings if "network file system" not in finding
    ]
    assert told == []
    return len(found)


@contextlib.contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A file system of that size; the test is left out where none can be made."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode=0700", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if made.returncode != 0:
        pytest.skip("no file system can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
