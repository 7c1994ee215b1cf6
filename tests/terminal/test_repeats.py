"""A terminal is believed only where it has shown that it repeats a letter."""

from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
from kpitui.terminal.key_reader import KeyReader
from kpitui.terminal.repeats import Repeats, repeated
from tests.pty_terminal import terminal


@pytest.mark.parametrize(("answer", "does"), [("\x1b[2;40R", True), ("\x1b[2;31R", False)])
def test_where_its_cursor_stands_says_it(answer: str, does: bool) -> None:
    (said,) = KeyReader().read(answer)
    assert isinstance(said, Repeats)
    assert said.does is does


def test_no_key_is_taken_for_the_answer() -> None:
    for key in ("\x1b[1;2R", "\x1bOR", "\x1b[R"):
        assert not any(isinstance(one, Repeats) for one in KeyReader().read(key))


def test_a_run_is_repeated_where_that_is_shorter() -> None:
    assert repeated("a     b") == "a     b"
    assert repeated("a" + " " * 20 + "b") == "a \x1b[19bb"
    assert repeated("│──│") == "│──│"
    assert repeated("│─────│") == "│─\x1b[4b│"


def test_the_screens_are_the_same_with_it_and_without(database: DatabaseFile) -> None:
    seen = {}
    for repeats in (False, True):
        with terminal("--db", Path(database.path), repeats=repeats) as opened:
            opened.shows("Grow brand loyalty", "Health 7")
            opened.send("5")
            opened.shows("Ana López")
            opened.quiet()
            seen[repeats] = opened.rows, len(opened.received)
    assert seen[True][0] == seen[False][0]
    assert 2 * seen[True][1] < 1.5 * seen[False][1]
