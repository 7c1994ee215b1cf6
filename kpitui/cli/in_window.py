"""Sentences on a terminal: their lines end between words."""

import os
from collections.abc import Sequence
from typing import TextIO


def in_window(text: str, stream: TextIO) -> Sequence[str]:
    """A line in the width of the terminal that a stream is; one line for other programs."""
    try:
        width = os.get_terminal_size(stream.fileno()).columns
    except OSError:
        width = 0
    if not width or len(text) <= width:
        return (text,)
    import textwrap  # few lines are long

    begins = text[: len(text) - len(text.lstrip())]
    return textwrap.wrap(
        text, width, subsequent_indent=f"{begins}  ", break_on_hyphens=False,
        break_long_words=False, replace_whitespace=False,
    )  # fmt: skip
