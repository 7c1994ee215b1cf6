"""What Textual draws around things, for terminals that show nothing but ASCII."""

from rich.cells import cell_len

from kpitui.locale_encoding import shows

_CORNERS = dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼", "+")
_LINES = dict.fromkeys("│┃┆┇┊┋║▌▐▎▊▏▕", "|") | dict.fromkeys("─━┄┅┈┉═▔▀▁▄", "-")
_FRAMES = str.maketrans(_CORNERS | _LINES | {"█": "#", "…": ".", "•": "*"})


def drawn_plainly(letter: str) -> bool:
    """Whether a character is one of these, which `with_plain_frames` puts another in place of."""
    return ord(letter) in _FRAMES


def with_plain_frames(text: str) -> str:
    """The text, what is drawn around things in ASCII."""
    return text if text.isascii() else text.translate(_FRAMES)


def in_ascii(text: str) -> str:
    """The text in as many cells, of ASCII alone: what has no likeness is a `?`."""
    if text.isascii():
        return text
    return "".join(
        frame if frame.isascii() else "?" * cell_len(frame) for frame in with_plain_frames(text)
    )


def in_own_letters(text: str, encoding: str) -> str:
    """The text in as many cells, of ASCII and what letters the terminal has besides."""
    if text.isascii():
        return text
    return "".join(
        letter if letter.isascii() or shows(letter, encoding) else in_ascii(letter)
        for letter in text
    )
