"""What a terminal may send: keys in every protocol, cut anywhere, late answers, and
bytes that mean nothing.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.keyboard import Listener, listener
from tests.patience import LONG

MALFORMED = (
    "\x1b[113;1:3u", "\x1b[1114112;1u", "\x1b[99999999999999999999u", "\x1b[55296;1u",
    "\x1b[::;::u", "\x1b[;u", "\x1b[1;1:3A", "\x1b[57441;2u", "\x1b[27;5;1114112~", "\x1b[27;5;~",
    "\x1b[1;9Z", "\x1b[999~", "\x1b[97;3u",
    "\x1b[48;0;0;0;0t", "\x1b[<0;5;5M", "\x1b[M !!", f"\x1b[{'1;' * 3000}A", "\x9b",
)  # fmt: skip
ANSWERS = (
    "\x1b[?62;22c", "\x1b[>41;390;0c", "\x1b[0n", "\x1b[?0u", "\x1b[?29u", "\x1b[24;80R",
    "\x1b[?2026;2$y", "\x1b[8;24;80t", "\x1b[4;480;640t", "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
    "\x1b]10;rgb:ffff/ffff/ffff\x07", "\x1b]4;1;rgb:cdcd/0000/0000\x1b\\",
    "\x1bP>|XTerm(390)\x1b\\", "\x1bP!|00000000\x1b\\", "\x1bP1$r0m\x1b\\",
    "\x1bP1+r544e=787465726d\x1b\\", "\x1b_Gi=31;OK\x1b\\", "\x1b]52;c;aGVsbG8=\x07",
)  # fmt: skip
KEYS = {
    "\x1b[A": "up", "\x1bOB": "down", "\x1b[1;5C": "ctrl+right", "\x1b[21~": "f10", "\x1bOQ": "f2",
    "\x1b[[A": "f1", "\x1b[3~": "delete", "\x1b[3$": "shift+delete", "\x1b[Z": "shift+tab",
    "\x1b[115;5u": "ctrl+s", "\x1b[27;5;115~": "ctrl+s", "\x1b[1;129A": "up",
    "\x1b[57399;;48u": "0", "\x1b[97::113;;97u": "a", "\x1bOp": "0",
}  # fmt: skip


@pytest.fixture(scope="module")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keyboard")


@pytest.fixture(scope="module")
def keyboard(_home: Path) -> Iterator[Listener]:
    with listener(_home) as found:
        yield found


@pytest.mark.parametrize("sent", MALFORMED, ids=ascii)
def test_what_is_no_key_is_dropped_and_the_next_one_is_heard(keyboard: Listener, sent: str) -> None:
    assert keyboard.heard("a", sent, "7") == ["a", "7"]


@pytest.mark.parametrize("sent", ANSWERS, ids=ascii)
def test_a_late_answer_is_no_key(keyboard: Listener, sent: str) -> None:
    assert keyboard.heard(sent, "7", *sent, "8") == ["7", "8"]


@pytest.mark.parametrize("sent", KEYS, ids=ascii)
def test_a_key_that_the_line_has_cut_is_one_key(keyboard: Listener, sent: str) -> None:
    for cut in range(1, len(sent)):
        assert keyboard.heard(f"5{sent[:cut]}", f"{sent[cut:]}6") == ["5", KEYS[sent], "6"]


@pytest.mark.parametrize(
    "sent", ["\x13", "\x1b[115;5u", "\x1b[115:83:115;5:1u", "\x1b[27;5;115~", "\x1b[115;69u"]
)
def test_every_protocol_says_the_same_ctrl_s(keyboard: Listener, sent: str) -> None:
    assert keyboard.heard(sent) == ["ctrl+s"]


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1bq", ["escape", "q"]), ("\x1b\r", ["escape", "enter"]),
        ("\x1b\x1b[A", ["escape", "up"]), ("\x1b5", ["escape", "5"]), ("\x1bb", ["escape", "b"]),
        ("\x1b\x7f", ["escape", "backspace"]), ("\x1b]", ["escape", "right_square_bracket"]),
        ("\x1bP", ["escape", "P"]), ("\x1b", ["escape"]), ("\x1b[5\r", ["enter"]),
        ("\x1b[\r", ["escape", "left_square_bracket", "enter"]), ("\x1b[27u", ["escape"]),
    ],
)  # fmt: skip
def test_an_escape_and_a_letter_are_two_keys(
    keyboard: Listener, sent: str, keys: list[str]
) -> None:
    keyboard.opened.send(sent)
    assert keyboard.until(keys[-1]) == keys[:-1]
    assert keyboard.heard() == []


def test_carriage_return_and_line_feed_are_one_enter(keyboard: Listener) -> None:
    assert keyboard.heard("5\r\n6\r", "\n7\r\r\n") == [
        "5",
        "enter",
        "6",
        "enter",
        "7",
        "enter",
        "enter",
    ]


def test_a_paste_is_one_whole_without_the_codes_in_it(keyboard: Listener) -> None:
    paste = "\x1b[200~5:40\t\x1b[31m80\x1b[0m\r\nx\x1b\x1b[201~"
    for cut in range(1, len(paste)):
        assert keyboard.heard(paste[:cut], f"{paste[cut:]}7") == [{"paste": "5:40\t80\r\nx"}, "7"]


def test_a_paste_whose_end_is_lost_ends_by_esc(keyboard: Listener) -> None:
    keyboard.opened.send("\x1b[200~half")
    keyboard.opened.quiet(1.2)
    keyboard.opened.send("\x1b")
    assert keyboard.until("escape") == [{"paste": "half"}]
    assert keyboard.heard("7") == ["7"]


def test_keys_of_other_scripts_are_told_as_they_are_typed(keyboard: Listener) -> None:
    assert keyboard.heard("ы", "\x1b[1099::115;;1099u", "\x1b[1099::115;5u", "\x1b[963;5u") == [
        "ы",
        "ы",
        "ctrl+ы",
        "ctrl+σ",
    ]


PIECES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [
            one.encode()
            for one in (*MALFORMED, *ANSWERS, *KEYS, "\x1b", "\x1b[", "\x1bO", "\x1b]", "é", "ы")
        ]
    ),
    st.sampled_from([*KEYS, *ANSWERS]).flatmap(
        lambda one: st.integers(1, len(one)).map(lambda n: one[:n].encode())
    ),
    st.just(b"\x1b[200~"),
)


@settings(
    max_examples=2000 if LONG else 150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example([b"\xff\xfe\x80", b"\x1b[1114112;1u", b"\xc3"])
@example([b"\x1b[200~\x1b[20", b"\x1b]11;rgb:"])
@given(st.lists(PIECES, max_size=8))
def test_no_byte_ends_the_program_or_shuts_the_keyboard(
    keyboard: Listener, sent: list[bytes]
) -> None:
    keyboard.heard(
        *sent
    )  # whatever hangs in the air, what comes behind the end of a paste is heard
    assert keyboard.heard("7") == ["7"]
    assert keyboard.opened.process.poll() is None


def test_keyboard_reports_are_asked_for_and_given_back(tmp_path: Path) -> None:
    with listener(tmp_path) as found:
        opened = found.opened
        opened.until(lambda: b"\x1b[>29u" in opened.received, "the question")
        opened.process.terminate()
        opened.ends()
        opened.until(lambda: b"\x1b[<u" in opened.received, "the way back")
        assert opened.received.count(b"\x1b[>29u") == opened.received.count(b"\x1b[<u") == 1


def test_a_setting_asks_for_no_reports(tmp_path: Path) -> None:
    with listener(tmp_path, "off") as found:
        assert found.heard("7") == ["7"]
        found.opened.process.terminate()
        found.opened.ends()
        assert b"u" not in found.opened.received.replace(b"default", b"").split(b"\x1b[?2026$p")[0]
        assert b"\x1b[<u" not in found.opened.received
