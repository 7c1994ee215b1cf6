"""What one account takes of the server: answers that nobody reads, sessions, memory and the
processor are bounded.
"""

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kpitui.actions.accounts import set_account
from kpitui.domain.access import AccessRole
from kpitui.exchange.demo import make_demo
from kpitui.storage.database import DatabaseFile
from kpitui.storage.opening import kept_open
from tests.benchmarks.large_file import make_large
from tests.conftest import LEADER, TODAY
from tests.exchange.test_slow_readers import held
from tests.gate.direct import Gate
from tests.gate.server import SSHD, serving
from tests.patience import PATIENCE


@pytest.fixture
def long(tmp_path: Path) -> Iterator[Gate]:
    """The gate of a file whose export is more than a pipe holds."""
    with kept_open(make_demo("contact_centre", tmp_path / "demo.db", TODAY)) as file:
        for name, role in (("lee", "leader"), ("kim", "supervisor")):
            set_account(file, LEADER, name, AccessRole(role))
        yield Gate(file, tmp_path / "home")


def wait(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def test_an_answer_that_nobody_takes_ends_after_a_while_and_holds_nothing_meanwhile(
    long: Gate,
) -> None:
    long.set_up(unread_seconds=1.5)
    with long.asking("kim", "export") as client:
        wait(lambda: "Unread" in long.log or not held(long.database), "that it holds nothing")
        assert client.wait(PATIENCE) == 4
        assert client.stderr is not None
        said = client.stderr.read().decode()
    assert re.fullmatch(
        r"kpitui: No one read the output for 1.5 seconds; it ends here. \(number [0-9a-f]{6}\)\n",
        said,
    )
    assert "export name=kim key=- from=- result=refused:Unread" in long.log


def test_an_answer_that_is_taken_slowly_is_all_there(long: Gate) -> None:
    long.set_up(unread_seconds=1.5)
    whole = long.ask("kim", "export").stdout.encode()
    with long.asking("kim", "export") as client:
        assert client.stdout is not None
        taken = b""
        began = time.monotonic()
        while time.monotonic() - began < 4:  # longer than it waits for a reader who takes nothing
            taken += os.read(client.stdout.fileno(), 8192)
            time.sleep(0.2)
        taken += client.stdout.read()
        assert client.wait(PATIENCE) == 0
    assert taken == whole


def test_a_pipe_of_this_machine_waits_as_long_as_its_reader(long: Gate) -> None:
    command = [sys.executable, "-m", "kpitui", "--db", str(long.database.path), "export"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as export:
        assert export.stdout is not None
        first = export.stdout.read(1000)
        wait(lambda: not held(long.database), "that it holds nothing")
        time.sleep(2.0)
        assert export.poll() is None
        assert not held(long.database)
        rest = export.stdout.read()
        assert export.wait(PATIENCE) == 0
    assert (first + rest).count(b"\n") > 12_000


@pytest.mark.skipif(not Path(SSHD).exists(), reason="there is no sshd on this machine")
def test_a_client_that_stops_reading_is_let_go_by_a_real_sshd(tmp_path: Path) -> None:
    database = make_large(
        tmp_path / "large.db", 100_000, today=TODAY
    )  # more than ssh itself takes in
    folder = tmp_path / "server"
    folder.mkdir()
    with serving(folder, database.path) as server:
        server.set_up(unread_seconds=2.0)
        kim = server.let_in("kim", "supervisor")
        with subprocess.Popen(
            server.ssh(kim, "export"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as client:
            wait(lambda: "result=refused:Unread" in server.log, server.log)
            wait(lambda: not server.processes(), "that it has ended")
            assert not held(database)
            client.kill()


def test_so_many_sessions_has_an_account_and_no_more(gate: Gate) -> None:
    gate.set_up(sessions=2)
    with gate.terminal("kim") as one, contextlib.ExitStack() as more:
        one.shows("Grow brand loyalty")
        assert gate.ask("kim", "status").returncode == 0
        two = more.enter_context(gate.terminal("kim"))
        two.shows("Grow brand loyalty")
        refused = gate.ask("kim", "status")
        assert (refused.returncode, refused.stdout) == (3, "")
        assert "kim has 2 sessions open, the most for one account" in refused.stderr
        assert gate.ask("lee", "status").returncode == 0  # another account has its own
        with gate.terminal("kim") as third:
            assert third.ends() == 3
            assert b"kim has 2 sessions open" in third.received
        two.process.kill()  # however one ends, its place is free
        two.process.wait()
        assert gate.ask("kim", "status").returncode == 0


def test_memory_is_bounded_by_a_setting(gate: Gate) -> None:
    for asked in (300, 2000):
        gate.set_up(memory_mb=asked)
        with gate.terminal("kim") as opened:
            opened.shows("Grow brand loyalty")
            limits = Path(f"/proc/{opened.process.pid}/limits").read_text("utf-8")
            assert re.search(rf"Max address space +{asked << 20} +{asked << 20} ", limits)
            opened.send("q")
            assert opened.ends() == 0


def test_a_verb_that_takes_too_much_of_the_processor_is_stopped(tmp_path: Path) -> None:
    database: DatabaseFile = make_large(tmp_path / "large.db", 200_000, today=TODAY)
    set_account(database, LEADER, "kim", AccessRole.LEADER)
    gate = Gate(database, tmp_path / "home")
    gate.set_up(cpu_seconds=1)
    done = gate.ask("kim", "export")
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
    assert "took more than 1 seconds of processor time and was stopped" in done.stderr
    assert "result=refused:TooMuch" in gate.log


def test_screens_that_take_much_of_the_processor_are_told_and_go_on(gate: Gate) -> None:
    gate.set_up(cpu_seconds=1)
    with gate.terminal("kim") as opened:
        opened.shows("Grow brand loyalty")

        def told() -> bool:
            for key, shown in (("6", "Stale KPI"), ("1", "Grow brand loyalty")):
                opened.send(key)
                opened.shows(shown)
            return "leave and log in again" in opened.text

        opened.until(told, "that it takes much")
        assert opened.process.poll() is None
        opened.quiet()
        opened.send("q")
        assert opened.ends() == 0
    assert "screens name=kim" in gate.log


def test_a_session_holds_no_library_for_what_sshd_has_done(gate: Gate) -> None:
    with gate.terminal("kim") as opened:
        opened.shows("q Quit")
        opened.quiet()
        held_by_it = Path(f"/proc/{opened.process.pid}/maps").read_text("utf-8")
    assert "msgspec" in held_by_it
    assert not [name for name in ("libssl", "libcrypto") if name in held_by_it]
