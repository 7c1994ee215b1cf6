"""What holds where the screens have a hole: a process of the gate starts none, writes nowhere, and
tells no values.
"""

import fcntl
import re
import socket
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from kpitui.gate.log import GateLog
from tests.gate.direct import Gate
from tests.gate.server import Server
from tests.patience import PATIENCE, in_time
from tests.pty_terminal import Terminal

TRIES = {
    "start of a process": (
        "os.system('id')", "subprocess.run(['id'])", "os.execv('/bin/sh', ['sh'])", "os.fork()",
        "pty.spawn('/bin/sh')", "os.posix_spawn('/bin/sh', ['sh'], {})",
    ),
    "write of a file": (
        "open(out, 'w')", "open(out, 'ab')", "os.open(out, os.O_CREAT | os.O_RDWR)",
        "open(own + '/../out', 'w')",
        "open(own + '/link', 'w')", "pathlib.Path(out).write_text('x')",
    ),
    "change of a file": (
        "os.rename(own + '/kept', out)", "os.link(own + '/kept', out)", "os.mkdir(out)",
        "os.remove(secret)", "os.symlink('/etc', out)", "os.chmod(secret, 0o777)",
        "os.truncate(secret, 0)",
    ),
    "connection": ("socket.create_connection(('127.0.0.1', port), 1)",
        "socket.socket().bind(('127.0.0.1', 0))"),
}  # fmt: skip


@pytest.mark.parametrize("refused", TRIES)
def test_behind_the_walls_nothing_else_can_be_done(tmp_path: Path, refused: str) -> None:
    own, secret = tmp_path / "own", tmp_path / "secret"
    own.mkdir()
    secret.write_text("untouched", "utf-8")
    (own / "kept").touch()
    (own / "link").symlink_to(tmp_path / "out")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        program = f"""
import os, pathlib, pty, socket, subprocess
from kpitui.gate.sandbox import close_walls
told, own, out, secret = [], {str(own)!r}, {str(tmp_path / "out")!r}, {str(secret)!r}
port = {listening.getsockname()[1]}
close_walls([pathlib.Path(own)], told.append)
open(own + '/draft', 'w').close()
for tried in {TRIES[refused]!r}:
    try:
        eval(tried)
    except PermissionError:
        print(told[-1] if told else 'nothing told', flush=True)
    else:
        print('DONE', tried, flush=True)
    told.clear()
"""
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=False,
            env={"TMPDIR": str(own)}, cwd=Path.cwd(),
        )  # fmt: skip
        with pytest.raises(TimeoutError):
            listening.accept()
    assert done.stdout.splitlines() == [refused] * len(TRIES[refused]), done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own", "secret"]
    assert secret.read_text("utf-8") == "untouched"
    assert (own / "draft").exists()


def with_a_bug(command: list[str], bug: str) -> list[str]:
    """The gate as sshd starts it, with a library below it that fails and tells a value."""
    program = f"def fails(*_, **__): raise RuntimeError('sec' 'ret of Bo')\n{bug} = fails\n"
    program = (
        f"import shlex, sys, textual.widgets\n{program}from kpitui.cli.main import "
        "run\nsys.argv[0] = 'kpitui'\nrun()"
    )
    return [*command[:2], "-c", program, *command[4:]]


def told(said: str, log: str) -> list[str]:
    """One sentence with a number under which the log has the kind of bug, and all the way to it;
    that way.
    """
    assert "secret" not in said + log
    assert "Traceback" not in said
    (number,) = re.findall(
        r"give the administrator the number ([0-9a-f]{6})", " ".join(said.split())
    )
    line, *trace = [one for one in log.splitlines() if f"number={number}" in one]
    assert re.search(r"result=bug:RuntimeError:\S+\.py:\d+>", line), line
    assert all(re.match(r"\S+Z kpitui\[\d+\]: trace number=", one) for one in trace), trace
    return [one.partition(f"trace number={number} ")[2] for one in trace]


def test_a_bug_in_a_verb_is_a_number(gate: Gate) -> None:
    command = with_a_bug(gate.command("kim"), "shlex.split")
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={"SSH_ORIGINAL_COMMAND": "status"},
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (4, "", 1), done
    *way, last = told(done.stderr, gate.log)
    assert re.fullmatch(
        r'File "\S+/kpitui/gate/visit\.py", line \d+, in let_in: code = _do_verb\(.*', way[0]
    ), way
    assert re.fullmatch(
        r'File "\S+", line \d+, in _words: return shlex\.split\(asked\)', way[-2]
    ), way
    assert re.match(r'File "<string>", line \d+, in fails', way[-1]), way
    assert last == "RuntimeError"


def test_the_log_tells_what_a_bug_came_of_and_no_words_of_it(tmp_path: Path) -> None:
    words = "secret\nof Bo"

    def fails(depth: int) -> None:
        if depth:
            fails(depth - 1)
        try:
            raise KeyError(words)
        except KeyError as error:
            raise ValueError(words) from error

    log = GateLog(str(tmp_path / "gate.log"), "kim", "", "-")
    with pytest.raises(ValueError, match="secret") as raised:
        fails(150)
    number = log.crash("status", raised.value)
    lines = (tmp_path / "gate.log").read_text("utf-8").splitlines()
    assert all(f"number={number}" in line for line in lines)
    assert "secret" not in str(lines)
    way = [line.partition(f"trace number={number} ")[2] for line in lines[1:]]
    assert way[1:3] == ["KeyError", "the direct cause of:"]
    assert way[-1] == "ValueError"
    assert "[Previous line repeated 147 more times]" in str(way)
    assert len(way) < 20


def test_a_bug_in_the_screens_is_a_number_and_the_terminal_is_put_back(gate: Gate) -> None:
    opened = Terminal(
        with_a_bug(gate.command("kim"), "textual.widgets.Input.insert_text_at_cursor")
    )
    try:
        opened.shows("Grow brand loyalty")
        opened.send(":c")
        assert opened.ends() == 1
        assert opened.modes == opened.before
        way = told(opened.received.decode(), gate.log)
        assert "in fails" in way[-2], way
    finally:
        opened.close()
    assert "logout name=kim" in gate.log


def test_a_terminal_that_claims_to_be_huge_is_drawn_in_part(server: Server) -> None:
    kim = server.let_in("kim", "supervisor")
    with server.terminal(kim) as opened:
        # Before ssh has asked for it; the screen of the tests stays as small as it is.
        fcntl.ioctl(opened._master, termios.TIOCSWINSZ, struct.pack("HHHH", 65535, 65535, 0, 0))
        opened.until(lambda: b"Grow brand loyalty" in opened.received, "the plan")
        (inside,) = server.processes()
        began = time.monotonic()
        opened.send("2")
        opened.until(lambda: b"Enter" in opened.received, "the Enter screen")
        assert time.monotonic() - began < in_time(9)
        status = Path(f"/proc/{inside}/status").read_text("utf-8")
        assert int(status.split("VmHWM:")[1].split()[0]) < 400_000
        limits = Path(f"/proc/{inside}/limits").read_text("utf-8")
        assert re.search(r"Max core file size +0 +0", limits)
        assert re.search(rf"Max address space +{1 << 30} +{1 << 30}", limits)
        opened.send("\x1b[21~")  # F10
        assert opened.ends() == 0
