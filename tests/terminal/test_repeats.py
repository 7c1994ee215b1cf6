"""A terminal is believed only where it has shown that it repeats a letter."""

from pathlib import Path

import pytest

from kpitui.storage.database import DatabaseFile
from kpitui.terminal.key_reader import KeyReader
from kpitui.terminal.repeats import NONE, Letters, Repeats, repeated
from tests.pty_terminal import terminal

BOTH = Letters.ASCII | Letters.OTHERS


@pytest.mark.parametrize(
    ("answers", "letters"),
    [
        ("\x1b[2;40R\x1b[3;40R", BOTH),
        ("\x1b[2;40R\x1b[3;31R", Letters.ASCII),
        ("\x1b[2;31R\x1b[3;31R", NONE),
    ],
)
def test_where_its_cursor_stands_says_it(answers: str, letters: Letters) -> None:
    heard = NONE
    for said in KeyReader().read(answers):
        assert isinstance(said, Repeats)
        heard |= said.letters
    assert heard == letters


def test_no_key_is_taken_for_the_answer() -> None:
    for key in ("\x1b[1;2R", "\x1bOR", "\x1b[R"):
        assert not any(isinstance(message, Repeats) for message in KeyReader().read(key))


def test_a_run_is_repeated_where_that_is_shorter() -> None:
    assert repeated("a     b", BOTH) == "a     b"
    assert repeated("a" + " " * 20 + "b", BOTH) == "a \x1b[19bb"
    assert repeated("│──│", BOTH) == "│──│"
    assert repeated("│─────│", BOTH) == "│─\x1b[4b│"
    both = "─" * 20 + " " * 20
    assert repeated(both, Letters.ASCII) == "─" * 20 + " \x1b[19b"
    assert repeated(both, Letters.OTHERS) == "─\x1b[19b" + " " * 20
    assert repeated(both, NONE) == both


def test_the_screens_are_the_same_with_it_and_without(database: DatabaseFile) -> None:
    seen: dict[bool, tuple[object, int]] = {}
    for repeats in (False, True):
        with terminal("--db", Path(database.path), repeats=repeats) as opened:
            opened.shows("Grow brand loyalty", "Health 7 7 History")
            opened.send("5")
            opened.shows("Ana López")
            if repeats:
                opened.until(lambda: opened.rows == seen[False][0], "the same screen")
            opened.quiet()
            seen[repeats] = opened.rows, len(opened.received)
    assert 2 * seen[True][1] < 1.5 * seen[False][1]
