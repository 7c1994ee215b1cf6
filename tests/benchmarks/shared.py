"""What a shared server is for: many who write at one moment, and the way in over ssh."""

import compileall
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import kpitui
from kpitui.actions.rules import set_rule
from kpitui.storage.driver import sqlite3
from kpitui.storage.opening import open_file
from tests.benchmarks.comparison import Comparison, Figures, Row
from tests.benchmarks.keys import p95
from tests.benchmarks.place import LEADER, Place
from tests.gate.server import SSHD, USER, Server, serving

WRITERS, CHANGES = 64, 50
TODAY = date.today()

OURS = """
import sys, time
from datetime import date, timedelta
from pathlib import Path
from kpitui.storage.opening import open_file
from kpitui.actions.readings import record
from kpitui.domain.access import Actor
from kpitui.domain.readings import ReadingDraft
database, who, today = open_file(Path(sys.argv[1])), sys.argv[2], date.fromisoformat(sys.argv[4])
print("ready", flush=True)
sys.stdin.readline()
for place in range(int(sys.argv[3])):
    day = today - timedelta(days=1 + place % 300)
    draft = ReadingDraft(metric_id=1, person_id=1, date=day, value=80, external_id=f"{who}-{place}")
    began = time.perf_counter()
    record(database, Actor(f"writer {who}"), [draft], today=today)
    print(1000 * (time.perf_counter() - began), flush=True)
"""
RAW = """
import sys, time
from kpitui.storage.driver import sqlite3
connection = sqlite3.connect(sys.argv[1], timeout=300, isolation_level=None)
connection.execute("PRAGMA synchronous = FULL")
print("ready", flush=True)
sys.stdin.readline()
for place in range(int(sys.argv[3])):
    began = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO t VALUES (?, ?)", (sys.argv[2], place))
    connection.execute("COMMIT")
    print(1000 * (time.perf_counter() - began), flush=True)
"""


def together(
    program: str, path: Path, writers: int, changes: int, today: date
) -> tuple[list[float], float]:
    """Milliseconds of every change of writers that all begin at one moment, and changes a second;
    each has to end well.
    """
    said = [str(changes), today.isoformat()]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(path), str(number), *said],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(writers)
    ]  # fmt: skip
    for popen in running:
        assert popen.stdout is not None
        assert popen.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for popen in running:
        assert popen.stdin is not None
        popen.stdin.write("go\n")
        popen.stdin.flush()
    found = []
    for popen in running:
        out, err = popen.communicate(timeout=600)
        assert popen.returncode == 0, err
        found += [float(line) for line in out.split()]
    return sorted(found), len(found) / (time.perf_counter() - began)


def raw_file(path: Path) -> Path:
    """A file with the table that the bare writers write into."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("CREATE TABLE t (who TEXT, place INTEGER)")
    return path


def _written(program: str, path: Callable[[], Path]) -> Figures:
    found, a_second = together(program, path(), WRITERS, CHANGES, TODAY)
    return {"p95": p95(found), "longest": found[-1], "passed": a_second}


# the way in --------------------------------------------------------------------------------------


def let_in_bare(server: Server) -> Path:
    """A key that the gate knows nothing of, so that any program can be run with it."""
    key = server.new_key("bare")
    with (server.folder / "keys" / USER).open("a", encoding="utf-8") as keys:
        keys.write(key.with_suffix(".pub").read_text("utf-8"))
    return key


def seconds_of(server: Server, key: Path, *words: str) -> float:
    """From ssh to the end of a command."""
    began = time.perf_counter()
    subprocess.run(
        server.ssh(key, *words), check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )
    return time.perf_counter() - began


def seconds_to(shows: str, server: Server, key: Path, *words: str) -> float:
    """From ssh to a word on the screen of a program, which is left then."""
    began = time.perf_counter()
    with server.terminal(key, *words) as opened:
        opened.until(lambda: shows.encode() in opened.received, shows)
        passed = time.perf_counter() - began
        opened.send("q")
        assert opened.ends() == 0
        return passed


@contextmanager
def _serving(place: Place) -> Iterator[Server]:
    # As an installation does; the gate writes no bytecode.
    compileall.compile_dir(Path(kpitui.__file__).parent, quiet=1)
    copy = place.copy_of(place.demo)
    set_rule(open_file(copy), LEADER, "start_supervisor", "plan", TODAY, "it is measured")
    with (
        tempfile.TemporaryDirectory(dir=place.folder) as folder,
        serving(Path(folder), copy) as server,
    ):
        yield server


def _plan(place: Place) -> Figures:
    with _serving(place) as server:
        kim = server.let_in("kim", "supervisor")
        return {"in": 1000 * seconds_to("Grow brand loyalty", server, kim)}


def _hello(place: Place) -> Figures:
    program = [sys.executable, str(Path(__file__).parent / "bare" / "hello.py")]
    with _serving(place) as server:
        return {"in": 1000 * seconds_to("Hello, world", server, let_in_bare(server), *program)}


def _nothing(place: Place) -> Figures:
    with _serving(place) as server:
        return {"in": 1000 * seconds_of(server, let_in_bare(server), "true")}


def _logins(place: Place) -> Sequence[Comparison]:
    if not Path(SSHD).exists():
        return []
    plan, hello, nothing = (partial(one, place) for one in (_plan, _hello, _nothing))
    to_plan, is_true = "ssh to the plan on the screen", "ssh host true"
    beside = "ssh to bare Textual on the screen"
    return [
        Comparison("login", [Row(f"{to_plan} (bare: {is_true})", "in", most=2)], plan, nothing),
        Comparison("login beside", [Row(f"{to_plan} (bare: {beside})", "in", most=1.35)],
            plan, hello),
        Comparison("login floor", [Row(f"{beside} (bare: {is_true})", "in")], hello, nothing),
    ]  # fmt: skip


def comparisons(place: Place) -> list[Comparison]:
    """Writers beside bare ones; logins where there is an sshd."""
    said = f"one reading saved, {WRITERS} writers at once"
    return [
        Comparison(
            "writers",
            [
                Row(f"{said}, p95", "p95", most=5),
                Row(f"{said}, the longest", "longest"),
                Row(f"{said}, saved a second", "passed", "/s"),
            ],
            partial(_written, OURS, lambda: place.copy_of(place.review)),
            partial(_written, RAW, lambda: raw_file(place.folder / "raw.db")),
        ),
        *_logins(place),
    ]
