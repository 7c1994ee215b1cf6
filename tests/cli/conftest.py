"""Commands as a script calls them: arguments in, standard output, standard error and
exit code out.
"""

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from kpitui.cli.main import run
from tests.actions.conftest import database, empty
from tests.conftest import TODAY
from tests.kept_files import KeptFiles

__all__ = ["database", "empty"]

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Answer]


@pytest.fixture
def that_noon() -> Iterator[None]:
    """The test itself is on the day of the tests too."""
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def kpitui(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Command]:
    """The program in this process, on the day of the tests where a test is not on one of its own;
    `tests/cli/test_process.py` runs it as a process of its own, on the day of the machine.
    """
    today = _in_this_process(capsys, monkeypatch)

    def call(*arguments: str | Path) -> Answer:
        if time_machine.escape_hatch.is_travelling():
            return today(*arguments)
        with time_machine.travel(NOON, tick=True):
            return today(*arguments)

    with _kept(monkeypatch):
        yield call


@contextlib.contextmanager
def _kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The commands of a test find open what those before them opened."""
    with contextlib.closing(KeptFiles()) as kept:
        monkeypatch.setattr("kpitui.cli.context.kept_open", kept.kept_open)
        yield


@pytest.fixture
def kpitui_today(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Command]:
    """The program in this process on the day of the machine, as the sample ends on it."""
    with _kept(monkeypatch):
        yield _in_this_process(capsys, monkeypatch)


@pytest.fixture
def kpitui_anew(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The same where it matters that a command opens its file, and leaves it."""
    return _in_this_process(capsys, monkeypatch)


def _in_this_process(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    # Or click takes its name from how the tests are run, as in `python -m pytest`.
    monkeypatch.setattr(sys.modules["__main__"], "__package__", None)

    def call(*arguments: str | Path) -> Answer:
        monkeypatch.setattr(sys, "argv", ["kpitui", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            run()
        out, err = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Answer(left.value.code, out, err)

    return call


def check_one_sentence(answer: Answer, code: int, *words: str) -> None:
    """An error as it must be: the right exit code, one line on standard error, no
    traceback, no data.
    """
    assert answer.code == code, answer
    assert answer.out == ""
    assert answer.err.count("\n") == 1, answer.err
    assert "Traceback" not in answer.err
    for word in words:
        assert word in answer.err
