"""A program that is forked from a process that has it in it starts as one of its own does."""

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.pty_terminal import Terminal
from tests.ready_program import ReadyProcess, may_be_ready

TELLS = """
import json, os, signal, sys, threading, time
json.dump({
    "words": sys.argv, "folder": os.getcwd(), "environment": dict(os.environ),
    "leads": os.getsid(0) == os.getpid() == os.getpgid(0),
    "in front": os.tcgetpgrp(0) == os.getpid(),
    "terminal": [os.isatty(one) for one in range(3)], "zone": time.tzname,
    "files": sorted(set(map(int, os.listdir("/proc/self/fd"))))[:-1],
    "said": [[one.encoding, one.errors, one.line_buffering, one.fileno()]
             for one in (sys.stdin, sys.stdout, sys.stderr, sys.__stdout__)],
    "signals": {one.name: str(signal.getsignal(one)).split(" at ")[0]
                for one in sorted(signal.valid_signals()) if isinstance(one, signal.Signals)},
    "threads": threading.active_count(), "main": sys.modules["__main__"].__name__,
    "package": getattr(sys.modules["__main__"], "__package__", None) or "",
}, open(sys.argv[1], "w"))
print("told", flush=True)
time.sleep(float(sys.argv[2]))
sys.exit(7)
"""


def start(where: Path, seconds: str, ready: bool) -> Terminal:
    words = [sys.executable, "-c", TELLS, str(where), seconds, "\udcff"]
    return Terminal(words, environment={"TZ": "Asia/Tokyo", "ONE": "1"}, ready=ready)


def test_it_is_given_what_a_process_of_its_own_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = []
    for ready in (False, True):
        opened = start(tmp_path / "told", "0", ready)
        opened.shows("told")
        assert opened.ends() == 7
        opened.close()
        told.append(json.loads((tmp_path / "told").read_text("utf-8")))
    own, forked = told
    assert forked == own


def test_it_can_be_ended_and_waited_for(tmp_path: Path) -> None:
    for number, code in ((signal.SIGKILL, -9), (signal.SIGTERM, -15), (signal.SIGHUP, -1)):
        opened = start(tmp_path / "told", "60", ready=True)
        opened.shows("told")
        assert opened.process.poll() is None
        opened.process.send_signal(number)
        assert opened.process.wait(60) == code
        assert opened.process.poll() == code
        opened.close()


def test_one_that_ended_before_anybody_asked_is_told_of() -> None:
    told, tell = os.pipe()
    os.write(tell, b"4711\n7\n")
    os.close(tell)
    process = ReadyProcess(told)
    assert (process.pid, process.poll(), process.wait(1)) == (4711, 7, 7)


def test_a_line_that_drops_ends_it(tmp_path: Path) -> None:
    opened = start(tmp_path / "told", "60", ready=True)
    opened.shows("told")
    opened.hang_up()
    assert opened.process.wait(60) == -1
    opened.close()


def test_what_python_looks_at_when_it_starts_asks_for_one_of_its_own() -> None:
    words = [sys.executable, "-m", "kpitui"]
    assert not may_be_ready(words, {"LANG": "C"})
    for name in ("LC_ALL", "PYTHONPATH", "LD_PRELOAD"):
        assert not may_be_ready(words, {"LANG": "C.UTF-8", name: "another"})
    assert not may_be_ready(["sh", "-c", "true"], {"LANG": "C.UTF-8"})
