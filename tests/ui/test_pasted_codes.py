"""Escape codes in what is pasted: Textual takes them for keys, so they are left out before it sees them."""

import re

import pytest

from kpitui.ui.terminal import PastedCodes

BEGIN, END = "\x1b[200~", "\x1b[201~"
PASTE = f"{BEGIN}csat \x1b[31m80\x1b[0m ana\tx\n\x1bq\x1b{END}"
BARE = f"{BEGIN}csat 80 ana\tx\nq{END}"


def test_codes_are_left_out_of_a_paste_and_keys_around_it_stay() -> None:
    assert PastedCodes().left_out(f"\x1b[A{PASTE}\x1b[B\x1b") == f"\x1b[A{BARE}\x1b[B\x1b"


@pytest.mark.parametrize("first", range(1, len(PASTE)))
def test_a_paste_that_comes_in_two_reads_ends_where_it_ends(first: int) -> None:
    codes = PastedCodes()
    came = codes.left_out(PASTE[:first]) + codes.left_out(PASTE[first:])
    assert came.startswith(f"{BEGIN}csat ")
    assert not re.search("\x1b(?!\\[20[01]~)", came)
    assert came.endswith(END)
    assert codes.left_out("\x1b[A") == "\x1b[A"  # a key again


@pytest.mark.parametrize("first", range(1, len(BEGIN)))
def test_a_begin_that_comes_in_two_reads_is_one(first: int) -> None:
    codes = PastedCodes()
    begun = codes.left_out(f"x{BEGIN[:first]}")
    assert begun == ("x\x1b" if first == 1 else "x")  # a lone one may be the escape key
    rest = codes.left_out(f"{BEGIN[first:]}a\x1b[21~b{END}")
    assert begun + rest == f"x{BEGIN}ab{END}"


@pytest.mark.parametrize("second", range(2, len(BEGIN)))
def test_a_begin_that_comes_in_three_reads_is_one(second: int) -> None:
    codes = PastedCodes()
    parts = [BEGIN[:1], BEGIN[1:second], f"{BEGIN[second:]}a\x1b[21~b{END}"]
    assert "".join(codes.left_out(part) for part in parts) == f"{BEGIN}ab{END}"


def test_an_escape_key_is_given_once() -> None:
    codes = PastedCodes()
    assert codes.left_out("\x1b") == "\x1b"
    assert codes.let_go() == ""
    assert codes.left_out("[") == "["
    assert codes.left_out("\x1b") + codes.left_out("[2") + codes.let_go() == "\x1b[2"
    assert codes.left_out("\x1b") + codes.left_out("q\x1b[2") + codes.left_out("1~") == "\x1bq\x1b[21~"


def test_a_key_that_begins_like_a_paste_is_let_go_when_nothing_follows() -> None:
    codes = PastedCodes()
    assert codes.left_out("\x1b[2") == ""
    assert codes.let_go() == "\x1b[2"
    assert codes.let_go() == ""
    assert codes.left_out("\x1b[2") + codes.left_out("1~") == "\x1b[21~"
    assert codes.left_out("\x1b") + codes.left_out("[A") == "\x1b[A"


def test_a_paste_is_never_let_go_of_in_half() -> None:
    codes = PastedCodes()
    assert codes.left_out(f"{BEGIN}a\x1b[3") == f"{BEGIN}a"
    assert codes.let_go() == ""
    assert codes.left_out(f"1mb{END}") == f"b{END}"
