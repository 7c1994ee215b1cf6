"""Only SQLite opens the database file; a change whose answer was lost is done once, however often
it is tried again.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kpitui.actions.coaching import record_session
from kpitui.actions.corrections import record_placed
from kpitui.actions.readings import record
from kpitui.domain.access import Actor
from kpitui.domain.history import ChangeRecord
from kpitui.domain.readings import ReadingDraft, SubjectFilter
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.domain.same_day import Placed
from kpitui.storage.backup import copy_file
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.opening import open_file
from kpitui.storage.records import rows
from kpitui.views.doctor import examine
from kpitui.views.readings import load_readings
from tests.conftest import TODAY, record_weekly

WATCHED = """
import sys
from pathlib import Path
path = str(Path(sys.argv[1]).resolve())
opened, connected = [], []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        name = arguments[0] if isinstance(arguments[0], str) else arguments[0].decode()
        if name in (path, path + "-wal", path + "-shm"):
            opened.append((name, bool(connected)))
sys.addaudithook(watch)
import kpitui.storage.opening as opening
real = opening.connect
def connect(at):
    connected.append(str(at))
    return real(at)
opening.connect = connect
from kpitui.cli.main import run
for words in (w.split(" ") for w in sys.argv[2].split("|")):
    sys.argv = ["kpitui", "--db", path, *words]
    try:
        run()
    except SystemExit as end:
        assert end.code == 0 or words == ["check"], (words, end.code)
assert connected, "the file was never opened"
print([name for name, after in opened if after], file=sys.stderr)
print(len(opened), file=sys.stderr)
"""


def test_nothing_but_the_driver_opens_the_file_once_it_is_open(
    database: DatabaseFile, tmp_path: Path
) -> None:
    record_weekly(database, 1, [80.0, 81.0], TODAY, person_id=1)
    (tmp_path / "in.csv").write_text("metric,person,date,value\ncsat,ana,2026-11-03,71\n", "utf-8")
    commands = [
        "log csat~92~ana", "status", "plan show", "history", "due", "check", "export", "doctor",
        f"import {tmp_path}/in.csv",
        f"backup {tmp_path}/copy.db", f"restore --yes {tmp_path}/copy.db",
        f"report -o {tmp_path}/r.html",
        "undo",
    ]  # fmt: skip
    joined = "|".join(commands)
    program = WATCHED.replace('w.split(" ")', '[part.replace("~", " ") for part in w.split(" ")]')
    done = subprocess.run(
        [sys.executable, "-c", program, str(database.path), joined],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    after, count = done.stderr.splitlines()[-2:]
    assert after == "[]", "a plain close would drop every lock of this process"
    assert count == "1", "the header was looked at once, before the first connection"


def locks_of(path: Path) -> list[str]:
    """What this process holds of a database file and of those beside it."""
    inodes = {
        str(one.stat().st_ino) for one in path.parent.iterdir() if one.name.startswith(path.name)
    }
    lines = Path("/proc/locks").read_text("ascii").splitlines()
    mine = [line.split(":", 1)[1] for line in lines if f" {os.getpid()} " in line]
    return sorted(line for line in mine if line.split()[-3].rsplit(":", 1)[-1] in inodes)


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="locks are shown on Linux only")
def test_a_lock_outlives_whatever_else_this_process_does(
    database: DatabaseFile, tmp_path: Path
) -> None:
    with writing(database, ChangeRecord(Actor("kim"), "hold")) as db:
        db.execute("UPDATE people SET code = 'x' WHERE id = 1")
        before = locks_of(database.path)
        assert any("WRITE" in one for one in before), before
        assert examine(database).findings == ()
        copy_file(database, tmp_path / "copy.db")
        open_file(database.path)
        assert locks_of(database.path) == before


def _readings(database: DatabaseFile, change: ChangeRecord) -> None:
    drafts = [ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=value) for value in (71, 72)]
    record(database, change.actor, drafts, today=TODAY, change=change)


def _grid(database: DatabaseFile, change: ChangeRecord) -> None:
    old = load_readings(database, 2, SubjectFilter((1,)))[0].recorded
    new = replace(old.draft, value=420.0)
    draft = ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=73)
    record_placed(
        database, change.actor, [Placed(draft), Placed(new, old)], today=TODAY, change=change
    )


def _session(database: DatabaseFile, change: ChangeRecord) -> None:
    taken = ReadingDraft(metric_id=1, person_id=1, date=TODAY, value=74)
    draft = SessionDraft(
        person_id=1, date=TODAY - timedelta(days=1), kind=SessionKind.TRAINING, readings=(taken,)
    )
    record_session(database, change.actor, draft, today=TODAY, change=change)


@pytest.mark.parametrize("act", [_readings, _grid, _session])
def test_a_change_that_is_tried_again_is_done_once(
    database: DatabaseFile, act: Callable[[DatabaseFile, ChangeRecord], None]
) -> None:
    record_weekly(database, 2, [400.0], TODAY, person_id=1)
    change = ChangeRecord(Actor("kim"), "try")
    act(database, change)
    with reading(database) as db:
        first = [
            rows(db, f"SELECT * FROM {table}")
            for table in ("readings", "sessions", "deeds", "changes", "seals")
        ]
    for _ in range(3):  # the line dropped before the answer came
        act(database, change)
    with reading(database) as db:
        then = [
            rows(db, f"SELECT * FROM {table}")
            for table in ("readings", "sessions", "deeds", "changes", "seals")
        ]
    assert then == first
