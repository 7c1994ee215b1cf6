"""What the line cuts in two is put together, and what nobody goes on with is let go of: by the
clock of the test.
"""

import re

import pytest

from kpitui.terminal.key_stream import ESCAPE_SECONDS, SEQUENCE_SECONDS, KeyStream, Piece, PieceKind

BEGIN, END = "\x1b[200~", "\x1b[201~"
STREAM = f"5\x1b[A{BEGIN}csat \x1b[31m80\x1b[0m ana\tx\n\x1bq\x1b{END}\x1bOPa\r\nb"
STREAM += "\x1b]11;rgb:12/34/56\x1b\\\x1b[?62;22c7\x1bq\x1b[21~"
WHOLE = [
    (PieceKind.LETTERS, "5"),
    (PieceKind.SEQUENCE, "\x1b[A"),
    (PieceKind.PASTE, "csat 80 ana\tx\nq"),
    (PieceKind.SEQUENCE, "\x1bOP"),
    (PieceKind.LETTERS, "a\rb"),
    (PieceKind.SEQUENCE, "\x1b[?62;22c"),
    (PieceKind.LETTERS, "7"),
    (PieceKind.ESCAPE, "\x1b"),
    (PieceKind.LETTERS, "q"),
    (PieceKind.SEQUENCE, "\x1b[21~"),
]


def joined(pieces: list[Piece]) -> list[tuple[PieceKind, str]]:
    """Letters that came one after the other, as one."""
    found: list[tuple[PieceKind, str]] = []
    for piece in pieces:
        if found and piece.kind is found[-1][0] is PieceKind.LETTERS:
            found[-1] = (PieceKind.LETTERS, found[-1][1] + piece.text)
        elif piece.text or piece.kind is not PieceKind.LETTERS:
            found.append((piece.kind, piece.text))
    return found


@pytest.mark.parametrize("first", range(len(STREAM)))
def test_a_stream_says_the_same_wherever_it_is_cut(first: int) -> None:
    for second in range(first, len(STREAM)):
        keys = KeyStream()
        parts = (STREAM[:first], STREAM[first:second], STREAM[second:])
        pieces = [
            piece
            for now, part in enumerate(parts)
            for piece in keys.feed(part, now * ESCAPE_SECONDS / 4)
        ]
        assert joined(pieces) == WHOLE
        assert keys.patience is None


def read_whole(text: str) -> list[tuple[PieceKind, str]]:
    return joined(list(KeyStream().feed(text, 0.0)))


def test_a_malformed_sequence_is_left_out_to_its_last_letter() -> None:
    assert read_whole("a\x1b[-1;5ub") == [(PieceKind.LETTERS, "ab")]
    assert read_whole("\x1b[1 2;3~5") == [(PieceKind.LETTERS, "5")]


def test_a_line_end_of_cr_lf_that_was_pasted_as_two_cr_is_one() -> None:
    assert read_whole(f"{BEGIN}5:50\r\r12:20\r\r5:10{END}") == [
        (PieceKind.PASTE, "5:50\r12:20\r5:10")
    ]
    for text in ("5:50\n\n12:20\n\n5:10", "5:50\r\r5:10", "5:50\r\r12:20\r5:10"):
        assert read_whole(f"{BEGIN}{text}{END}") == [(PieceKind.PASTE, text)]  # rows that are empty


@pytest.mark.parametrize(
    ("begun", "patience", "keys"),
    [
        ("\x1b", ESCAPE_SECONDS, "\x1b"), ("\x1b]", ESCAPE_SECONDS, "\x1b]"),
        ("\x1bP", ESCAPE_SECONDS, "\x1bP"),
        ("\x1b]5", ESCAPE_SECONDS, "\x1b]5"), ("\x1b[", SEQUENCE_SECONDS, "\x1b["),
        ("\x1bO", SEQUENCE_SECONDS, "\x1bO"),
        ("\x1b[1;", SEQUENCE_SECONDS, ""), ("\x1b[M ", SEQUENCE_SECONDS, ""),
        ("\x1b]11;rgb", SEQUENCE_SECONDS, ""),
        ("\x1bP>|XT", SEQUENCE_SECONDS, ""), (BEGIN, None, ""), ("5", None, ""),
    ],
)  # fmt: skip
def test_what_is_not_gone_on_with_is_a_key_where_somebody_may_have_typed_it(
    begun: str, patience: float | None, keys: str
) -> None:
    stream = KeyStream()
    list(stream.feed(begun, 0))
    assert stream.patience == patience
    assert "".join(piece.text for piece in stream.silent()) == keys
    assert stream.silent() == []


def test_a_paste_behind_an_escape_that_came_too_early_is_a_paste() -> None:
    stream = KeyStream()
    assert joined([*stream.feed("\x1b", 0), *stream.silent()]) == [(PieceKind.ESCAPE, "\x1b")]
    assert joined([*stream.feed("[200~y\r\x1b[201~", 5)]) == [(PieceKind.PASTE, "y\r")]


def test_a_paste_is_given_whole_and_within_bounds() -> None:
    stream = KeyStream()
    block = "5\t" * 1000
    pieces = [piece for part in (BEGIN, *[block] * 1500, END) for piece in stream.feed(part, 0)]
    assert [piece.kind for piece in pieces] == [PieceKind.PASTE]
    assert re.fullmatch("(5\t){1000000}", pieces[0].text)


def test_only_after_a_silence_does_esc_end_a_paste() -> None:
    stream = KeyStream()
    assert not [*stream.feed(f"{BEGIN}a", 0), *stream.feed("\x1b", 0.5), *stream.feed("[31mb", 0.6)]
    assert joined([*stream.feed("\x1b", 2), *stream.silent()]) == [
        (PieceKind.PASTE, "ab"),
        (PieceKind.ESCAPE, "\x1b"),
    ]
