"""Visits through the gate by a real ssh: screens, verbs, two at once, lines that drop, keys that
are taken back.
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gate.server import Server
from tests.patience import LONG, PATIENCE, in_time, wait_until
from tests.pty_terminal import Terminal

CSV = "metric,person,date,value\ncsat,ana,2026-11-20,81\ncsat,ana,2026-11-19,82\n"


@contextlib.contextmanager
def typing(server: Server, who: Path, name: str, agent: str = "Ana López") -> Iterator[Terminal]:
    """A supervisor in the middle of two values."""
    with server.terminal(who) as opened:
        opened.shows("Grow brand loyalty", f"You are {name}, supervisor")
        opened.send(f"2{agent}\r")
        opened.shows(agent, "due")
        opened.send("44/50\r")
        opened.shows("44/50")
        opened.quiet(1.0)  # what is typed is kept within a second
        yield opened


def kept(server: Server, who: Path) -> None:
    """What was typed is there at the next login."""
    with server.terminal(who) as opened:
        opened.shows("Draft restored")
        opened.send("2ana\r")
        opened.shows("44/50")


def gone(server: Server, seconds: float = PATIENCE) -> float:
    """Wait until no gate is open; how long it took."""
    began = time.monotonic()
    wait_until(lambda: not server.processes(), "the end of every gate", seconds)
    return time.monotonic() - began


def test_two_supervisors_record_at_once_and_each_is_who_sshd_says(server: Server) -> None:
    kim, sue = server.let_in("kim", "supervisor"), server.let_in("sue", "supervisor")
    bo = "[red]Bo[/]"
    with typing(server, kim, "kim") as one, typing(server, sue, "sue", bo) as other:
        for opened in (one, other):
            opened.send("\x13")
        for opened, agent in ((one, "Ana López"), (other, bo)):
            opened.shows(f"Saved 1 reading of {agent}")
        one.shows("sue")  # the bar says who else is in
        for opened in (one, other):
            opened.send("\x1b[21~")
            assert opened.ends() == 0
    found = json.loads(server.kpitui("export", "--format", "json"))
    assert sorted((row["recorded_by"], row["way"], row["numerator"]) for row in found) == [
        ("kim", "gate", 44.0), ("sue", "gate", 44.0),
    ]  # fmt: skip
    lines = [line.split("]: ")[1].split(" ")[0:2] for line in server.log.splitlines()]
    assert lines.count(["login", "name=kim"]) == lines.count(["logout", "name=kim"]) == 1


def test_every_look_is_a_verb(server: Server) -> None:
    kim = server.let_in("kim", "supervisor")
    assert server.ask(kim, "import -", stdin=CSV).stdout.startswith("2 readings read: 2 added")
    for asked in (
        "status",
        "board",
        "person ana",
        "due",
        "brief",
        "chart csat",
        "report",
        "history",
        "export",
    ):
        done = server.ask(kim, asked)
        assert (done.returncode, done.stderr) == (0, ""), asked
        assert done.stdout.strip(), asked
        assert f" {asked.split(' ')[0]} name=kim key=SHA256:" in server.log


def test_verbs_that_write(server: Server) -> None:
    kim = server.let_in("kim", "supervisor")
    assert server.ask(kim, 'log csat 92 ana yesterday "said $HOME; id"').stdout.startswith(
        "recorded"
    )
    assert (
        server.ask(kim, "log", "csat", "91", "ana;", "aht", "5:10", "ana").stdout.count("recorded")
        == 2
    )
    assert server.ask(kim, "coach", "ana", '"agreed to listen first"').returncode in (0, 4)
    assert server.ask(kim, "import -", stdin=CSV).returncode == 0
    assert "0 added, 2 already there" in server.ask(kim, "import -", stdin=CSV).stdout
    found = json.loads(server.kpitui("export", "--format", "json"))
    assert [row["note"] for row in found if row["note"]] == ["said $HOME; id"]
    assert {row["recorded_by"] for row in found} == {"kim"}
    assert server.ask(kim, "check").returncode == 1  # findings, as on the server
    told = " ".join(
        line.partition("result=")[2].partition(" after=")[0] for line in server.log.splitlines()
    )
    assert set(re.sub(r"number=[0-9a-f]{6}", "", told).split()) <= {"0", "1", "refused:BadData"}


def test_a_line_that_is_cut_while_somebody_types_loses_nothing(server: Server) -> None:
    kim = server.let_in("kim", "supervisor")
    with typing(server, kim, "kim") as opened:
        os.kill(opened.process.pid, signal.SIGKILL)  # the client is gone, and so is its connection
        assert gone(server) < in_time(4)
    kept(server, kim)


def test_a_line_that_is_cut_while_a_file_is_sent_brings_nothing_in(server: Server) -> None:
    kim = server.let_in("kim", "supervisor")
    with subprocess.Popen(
        server.ssh(kim, "import -"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as client:
        assert client.stdin is not None
        client.stdin.write(CSV.encode())
        client.stdin.flush()
        wait_until(server.processes, "a gate")
        time.sleep(1.0)  # it reads what is sent
        client.kill()
    gone(server)
    assert "Ana" not in server.kpitui("export")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("access", "role", "kim", "viewer"), "You are a viewer now"),
        (("access", "remove", "kim", "--key", "KEY"), "Your key was revoked"),
        (("access", "remove", "kim"), "The account kim was removed"),
        (
            ("access", "add", "kim", "--key", "FILE", "--expires", "2026-01-01"),
            "Your key expired on 2026-01-01",
        ),
    ][: None if LONG else 2],
)
def test_who_may_no_longer_be_in_is_out_within_ten_seconds_and_what_was_typed_is_kept(
    server: Server, words: tuple[str, ...], said: str
) -> None:
    kim = server.let_in("kim", "supervisor")
    fingerprint = next(
        line.split()[1]
        for line in server.kpitui("access", "list").splitlines()
        if "kim@desk" in line
    )
    with typing(server, kim, "kim") as opened:
        server.kpitui("access", "role", "kim", "leader")  # who may do more stays in
        opened.quiet(5.0)
        assert opened.process.poll() is None
        server.kpitui(
            *({"KEY": fingerprint, "FILE": f"{kim}.pub"}.get(word, word) for word in words)
        )
        began = time.monotonic()
        assert opened.ends() == 3
        assert time.monotonic() - began < in_time(9)
        assert said.encode() in opened.received
    assert "logout name=kim" in server.log
    again = ("--same-person",) if words == ("access", "remove", "kim") else ("--role", "supervisor")
    server.kpitui("access", "add", "kim", *again, "--key", f"{kim}.pub")
    if LONG or "role" in words:
        kept(server, kim)


def test_a_line_that_is_dead_but_open_is_left(server: Server) -> None:
    server.set_up(idle_minutes=0.1)
    kim = server.let_in("kim", "supervisor")
    with typing(server, kim, "kim") as opened:
        assert opened.ends() == 3
        assert b"No key was pressed for 0.1 minutes" in opened.received
    server.set_up()
    kept(server, kim)
