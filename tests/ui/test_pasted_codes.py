"""Escape codes in what is pasted: Textual takes them for keys, so they are left out before it sees them."""

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
    assert came.endswith(END)
    assert codes.left_out("\x1b[A") == "\x1b[A"  # a key again
