"""The program in a real terminal: a whole session by keys, small screens, stray bytes, dropped
lines, signals.
"""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
from tests.conftest import TODAY, record_weekly
from tests.patience import PATIENCE, in_time
from tests.pty_terminal import Terminal, terminal

RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l")
"""The other screen is left, the cursor is shown, bracketed paste is off."""


@pytest.fixture
def db(database: DatabaseFile) -> Path:
    record_weekly(database, 1, [80.0, 84.0, 82.0] * 8, TODAY, person_id=1)
    return database.path


def check_restored(opened: Terminal) -> None:
    for code in RESTORED:
        assert opened.received.rfind(code) > opened.received.rfind(
            code[:-1] + bytes([code[-1] ^ 4])
        ), code
    assert opened.modes == opened.before


def test_what_is_typed_before_there_is_a_screen_is_not_lost(db: Path) -> None:
    with terminal("--db", db) as opened:
        opened.send("2ana\r")  # the terminal is not ours yet, and tells Enter as another key
        opened.shows("Agent or team Ana", "Type a value")


def test_a_supervisor_opens_the_demo_reads_the_plan_records_and_leaves(tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    with terminal("demo", "--keep", kept) as opened:
        opened.shows(
            "Make every customer glad they called", "Grow brand loyalty", "Standards", "on track"
        )
        opened.send("jjj")
        opened.shows("Customer satisfaction", "latest", "target")
        opened.send("2")
        opened.shows("Agent or team", "Type a name or team")
        opened.send("helen\r")
        opened.shows("due", "Average handle time")
        opened.send("\x1b[B\x1b[B")  # arrow down, to the handle time
        opened.send("5:40\r")
        opened.send("\x13")  # ctrl+s
        opened.shows("Not saved yet", "Average handle time: 5:40")  # the sample ends today
        opened.send("a\x13")
        opened.shows("Saved 1 reading of Helen Marsh")
        opened.send("\x1bOQ")  # F2
        opened.shows("Grow brand loyalty")
        opened.send("q")
        assert opened.ends() == 0
        check_restored(opened)
    done = subprocess.run(
        [sys.executable, "-m", "kpitui", "--db", str(kept), "export"],
        capture_output=True,
        text=True,
        check=True,
    )
    last = done.stdout.splitlines()[-1]
    assert "Helen Marsh" in last
    assert last.endswith(",tui,,,")


def test_a_terminal_of_20_by_5_gets_a_sentence_and_grows_into_the_plan(db: Path) -> None:
    stale = {"COLUMNS": "80", "LINES": "24"}  # some shells export the size they started with
    with terminal("--db", db, width=20, height=5, environment=stale) as opened:
        opened.shows("Too small")
        opened.send("2ana\r")
        opened.quiet()  # the keys are taken by the small one
        opened.resize(80, 24)
        os.kill(opened.process.pid, signal.SIGWINCH)
        opened.until(lambda: "Too small" not in opened.text)
        opened.send("\x1b[21~")  # F10
        assert opened.ends() == 0


def test_a_window_that_was_small_for_a_moment_shows_all_of_it_again(db: Path) -> None:
    with terminal("--db", db) as opened:
        opened.shows("Grow brand loyalty", "Quit")
        opened.quiet()
        before = opened.text
        opened.process.send_signal(signal.SIGSTOP)  # so busy that it never sees the small one
        opened.resize(40, 10)
        opened.resize(80, 24)
        assert opened.text != before
        opened.process.send_signal(signal.SIGCONT)
        opened.until(lambda: opened.text == before)


def test_a_terminal_that_does_not_know_its_size_counts_as_80_by_24(db: Path) -> None:
    program = 'stty cols 0 rows 0; exec "$@"'
    opened = Terminal(["sh", "-c", program, "sh", sys.executable, "-m", "kpitui", "--db", str(db)])
    try:
        opened.shows("Grow brand loyalty", "Health 7 7 History", "Quit")
        opened.quiet()
        unknown = opened.text
        opened.resize(80, 24)
        os.kill(opened.process.pid, signal.SIGWINCH)
        opened.quiet()
        assert opened.text == unknown
        opened.send("q")
        assert opened.ends() == 0
    finally:
        opened.close()


NOISE = (
    b"\xff\xfe\x80",
    b"\xc3",
    b"\x00\x01\x02",
    b"\x1b[999;999;999M",
    b"\x1b]52;c;aGk=\x07",
    b"\x1b[<0;5;5M\x1b[<0;5;5m",
)


def test_stray_bytes_neither_end_the_program_nor_write(db: Path) -> None:
    with terminal("--db", db) as opened:
        opened.shows("Grow brand loyalty")
        for noise in NOISE:
            opened.send(noise)
            opened.quiet(0.2)
            opened.send("jjj")
            opened.shows("Customer satisfaction", "the week of")
            opened.send("g")
            opened.until(lambda: "the week of" not in opened.text)
        opened.send("q")
        assert opened.ends() == 0
        check_restored(opened)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_program_within_two_seconds_and_the_terminal_is_put_back(
    db: Path, number: signal.Signals, code: int
) -> None:
    with terminal("--db", db) as opened:
        opened.shows("Grow brand loyalty")
        began = time.monotonic()
        os.kill(opened.process.pid, number)
        assert opened.ends() == code
        assert time.monotonic() - began < in_time(2)
        check_restored(opened)


def test_a_dropped_line_ends_the_program(db: Path) -> None:
    with terminal("--db", db) as opened:
        opened.shows("Grow brand loyalty")
        opened.hang_up()
        assert opened.process.wait(PATIENCE) == 129


def test_a_dropped_line_ends_the_program_also_where_the_hang_up_is_ignored(db: Path) -> None:
    program = (
        "import signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); sys.argv[0] = 'kpitui'; "
    )
    program += "from kpitui.cli.main import run; run()"
    opened = Terminal([sys.executable, "-c", program, "--db", str(db)])
    try:
        opened.shows("Grow brand loyalty")
        opened.hang_up()
        assert opened.process.wait(PATIENCE) == 129
    finally:
        opened.close()


def test_an_idle_screen_sends_nothing(db: Path) -> None:
    with terminal("--db", db) as opened:
        opened.shows("6 Health ")
        opened.until(
            lambda: re.search(r"6 Health \d", opened.text) is not None, "the count of findings"
        )
        for keys, text in (
            ("", "Grow brand loyalty"),
            ("2", "Type a name or team"),
            ("ana\r", "due"),
            ("\x10", "type what you want to do"),
        ):
            opened.send(keys)
            opened.shows(text)
            opened.quiet(0.8)
            assert opened.read(2.0) == 0


def test_a_terminal_that_claims_to_be_huge_is_cut_down(db: Path) -> None:
    with terminal("--db", db) as opened:
        opened.shows("Grow brand loyalty")
        opened.resize(20_000, 20_000)
        os.kill(opened.process.pid, signal.SIGWINCH)
        opened.quiet(1)
        assert resident_megabytes(opened.process.pid) < 400
        opened.resize(80, 24)
        os.kill(opened.process.pid, signal.SIGWINCH)
        opened.quiet(1)
        opened.send("q")
        assert opened.ends() == 0


def resident_megabytes(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


def test_without_unicode_the_screens_are_ascii(db: Path) -> None:
    with terminal("--db", db, environment={"LANG": "C"}) as opened:
        opened.shows("Grow brand loyalty")
        opened.send("jjj")
        opened.shows("the week of")
        opened.send("2an\r")
        opened.shows("Ana Lopez", "due")
        assert opened.text.isascii()


def test_no_terminal_no_screen(db: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kpitui", "--db", str(db)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    with terminal("--db", db, environment={"TERM": "dumb"}) as opened:
        assert opened.ends() == 2
        assert "TERM=dumb" in opened.text


BROKEN = """
import sys
from kpitui.terminal.app import TerminalApp

class Broken(TerminalApp):
    def on_mount(self):
        said = "".join(["Dana ", "was ", "late"])
        raise RuntimeError("a bug of ours")

app = Broken()
app.run()
sys.exit(app.return_code)
"""


FAILING = """
import sys
from kpitui.terminal import driver, key_reader
from kpitui.terminal.app import TerminalApp
from kpitui.terminal.ssh_session import SshSession

class Failing(key_reader.KeyReader):
    def read(self, text):
        raise LookupError("Dana was late")

driver.KeyReader = Failing
app = TerminalApp()
if sys.argv[1] == "gate":
    told = "Something went wrong; number 7 of {}".format
    app.ssh_session = SshSession(
        lambda: "", lambda: "", 60, lambda error: told(type(error).__name__)
    )
app.run()
sys.exit(app.return_code)
"""


def test_a_bug_in_what_reads_the_keyboard_ends_in_one_sentence_at_the_gate() -> None:
    for where, told in (
        ("gate", "kpitui: Something went wrong; number 7 of LookupError"),
        ("here", "LookupError"),
    ):
        opened = Terminal([sys.executable, "-c", FAILING, where], width=100, height=50)
        try:
            # one after the other
            opened.until(lambda at=opened: b"\x1b[?1049h" in at.received)  # type: ignore[misc]
            opened.quiet()
            opened.send("x")
            assert opened.ends() == 1
            assert told in opened.text
            assert ("Traceback" in opened.text) is (where == "here")
            check_restored(opened)
        finally:
            opened.close()


def test_a_bug_is_loud_and_shows_no_private_data() -> None:
    opened = Terminal([sys.executable, "-c", BROKEN], width=100, height=50)
    try:
        assert opened.ends() == 1
        assert "RuntimeError: a bug of ours" in opened.text
        assert "Dana was late" not in opened.text
        check_restored(opened)
    finally:
        opened.close()
