"""Power cuts, replayed from what a process asked the system to write: nothing acknowledged is lost.

What a file holds at a cut is what was written up to its last sync; each later write was kept,
dropped, or kept in some of its sectors of 512 bytes. The shared memory of the log is gone. That a
file was made, cut short or removed counts as durable at once.
"""

import contextlib
import random
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kpitui.storage.connections import connect
from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import forget, open_file
from tests.faults.processes import check_whole
from tests.patience import LONG, PATIENCE

CUTS, CHANGES = (1000, 60) if LONG else (50, 60)
SECTOR = 512

PROGRAM = """
import os, sys
from pathlib import Path
from kpitui.storage.connections import connect
from tests.faults.processes import write
# Another session, so that no deed is followed by a checkpoint, which would sync it whatever the settings.
other = connect(Path(sys.argv[1]))
other.execute("SELECT count(*) FROM readings").fetchall()
class Said:
    def send_bytes(self, name):
        os.write(1, b"saved " + name)
write(Path(sys.argv[1]), "w", int(sys.argv[2]), Said())
"""  # noqa: E501

_CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass
class Disk:
    """One file: what survives for sure, and what was written since its last sync."""

    durable: bytearray
    pending: list[tuple[int, bytes]] = field(default_factory=list)

    def sync(self) -> None:
        for offset, data in self.pending:
            _put(self.durable, offset, data)
        self.pending.clear()

    def after_cut(self, chance: random.Random) -> bytes:
        found = bytearray(self.durable)
        for offset, data in self.pending:
            fate = chance.choice(("kept", "dropped", "torn"))
            if fate == "kept":
                _put(found, offset, data)
            elif fate == "torn":
                for at in range(0, len(data), SECTOR):
                    if chance.random() < 0.5:
                        _put(found, offset + at, data[at : at + SECTOR])
        return bytes(found)


def _put(content: bytearray, offset: int, data: bytes) -> None:
    if len(content) < offset + len(data):
        content.extend(bytes(offset + len(data) - len(content)))
    content[offset : offset + len(data)] = data


class Replay:
    """The calls of a process on the files of one database, one after the other."""

    def __init__(self, database: Path, before: bytes) -> None:
        self._database = str(database)
        self.files = {self._database: Disk(bytearray(before))}
        self._open: dict[int, str] = {}
        self.acknowledged: set[str] = set()

    def take(self, line: str) -> None:
        """Do what one line of the trace says."""
        found = _CALL.match(line)
        if found is None or int(found[3]) < 0:
            return
        name, words, result = found[1], found[2], int(found[3])
        texts = [bytes.fromhex(one.replace("\\x", "")) for one in _TEXT.findall(words)]
        numbers = [
            int(one) for one in re.findall(r"(?<![\w\"\\])\d+(?![\w\"])", _TEXT.sub("", words))
        ]
        if name == "openat":
            path = texts[0].decode()
            self._open[result] = path
            if path.startswith(self._database) and not path.endswith("-shm"):
                self.files.setdefault(path, Disk(bytearray()))
        elif name == "unlink":
            self.files.pop(texts[0].decode(), None)
        elif name == "close":
            self._open.pop(numbers[0], None)
        elif name == "write" and numbers[0] == 1 and texts[0].startswith(b"saved "):
            self.acknowledged.add(texts[0].removeprefix(b"saved ").decode())
        elif (disk := self.files.get(self._open.get(numbers[0], ""))) is not None:
            if name == "pwrite64":
                disk.pending.append((numbers[-1], texts[0]))
            elif name == "ftruncate":
                disk.sync()
                del disk.durable[numbers[1] :]
            elif name in ("fsync", "fdatasync"):
                disk.sync()


@pytest.fixture
def trace(database: DatabaseFile, tmp_path: Path) -> tuple[bytes, list[str]]:
    """What the file held before, and what a process then asked the system to do."""
    with contextlib.closing(connect(database.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = database.path.read_bytes()
    working = tmp_path / "traced" / "kpi.db"
    working.parent.mkdir()
    shutil.copyfile(database.path, working)
    out = tmp_path / "trace"
    command = [
        "strace", "-o", str(out), "-xx", "-s", "100000",
        "-e", "trace=openat,pwrite64,fdatasync,fsync,ftruncate,write,close,unlink",
        sys.executable, "-c", PROGRAM, str(working), str(CHANGES),
    ]  # fmt: skip
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    done = subprocess.run(command, capture_output=True, check=False, timeout=2 * PATIENCE)
    if b"ptrace" in done.stderr:
        pytest.skip("nothing may be traced here")
    assert done.returncode == 0, done.stderr
    return before, out.read_text("ascii").splitlines()


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_in_a_power_cut(
    trace: tuple[bytes, list[str]], tmp_path: Path
) -> None:
    before, lines = trace
    chance = random.Random(11)
    begins = next(place for place, line in enumerate(lines) if line.startswith("pwrite64"))
    cuts = sorted(chance.randrange(begins, len(lines)) for _ in range(CUTS))
    working, after = tmp_path / "traced" / "kpi.db", tmp_path / "cut" / "kpi.db"
    replay, place, kept = Replay(working, before), 0, 0
    for cut in cuts:
        for line in lines[place:cut]:
            replay.take(line)
        place = cut
        after.parent.mkdir()
        for path, disk in replay.files.items():
            after.with_name(Path(path).name).write_bytes(disk.after_cut(chance))
            after.with_name(Path(path).name).chmod(0o600)
        forget(after)
        kept = check_whole(open_file(after), replay.acknowledged)
        assert kept <= len(replay.acknowledged) + 1
        forget(after)
        shutil.rmtree(after.parent)
    print(
        f"{CUTS} power cuts over {CHANGES} deeds and {len(lines)} calls: nothing acknowledged "
        "lost, none half"
    )
    assert replay.acknowledged, "no cut came after a deed"
