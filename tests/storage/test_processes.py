"""Which process a mark is of, and when that is known to be gone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kpitui.storage.processes import is_gone, process_mark

TOLD = Path("/proc/sys/kernel/random/boot_id").exists()
pytestmark = pytest.mark.skipif(not TOLD, reason="the system tells nothing of its processes")


def test_a_process_is_gone_once_it_has_ended() -> None:
    program = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    mark = process_mark(program.pid)
    assert not is_gone(mark)
    program.communicate(b"\n")
    assert is_gone(mark)
    assert process_mark(program.pid) == ""


def test_a_number_that_another_process_has_now_is_not_that_process() -> None:
    machine, number, began = process_mark(os.getpid()).split(".")
    assert is_gone(f"{machine}.{number}.{int(began) - 1}")


@pytest.mark.parametrize(
    "mark", ["", "{machine}", "{machine}.", "{machine}.x.1", "0000.{number}.1"]
)
def test_what_is_no_mark_of_this_machine_is_never_gone(mark: str) -> None:
    machine, number, _ = process_mark(os.getpid()).split(".")
    assert not is_gone(mark.format(machine=machine, number=number))
