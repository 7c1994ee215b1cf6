"""A page of the help as plain lines: what the Markdown of our own pages holds, and no more."""

import re
import textwrap
from collections.abc import Iterator

from kpitui.views.help import HelpPage

_EMPHASIS = re.compile(r"(?<![\w*])\*{1,2}([^*\n]+)\*{1,2}(?![\w*])")
_ITEM = re.compile(r"(- |\d+\. )")
_BLOCK = re.compile(r"^```.*?^```$\n*|.+?\n\n+", re.DOTALL | re.MULTILINE)
"""A block of lines; one of code between fences goes on over empty lines."""

_NUMBERED = re.compile(r" \[(\d)\]")


def page_as_text(page: HelpPage, width: int) -> Iterator[str]:
    """The page, line by line, none wider than `width` but for code."""
    text = _NUMBERED.sub("", page.text)
    for block in _BLOCK.findall(text.strip("\n") + "\n\n"):
        yield from _block(block.strip("\n"), width)
        yield ""
    if page.links:
        yield from _wrapped(f"See also, with kpitui help: {', '.join(page.links)}", width)


def _block(block: str, width: int) -> Iterator[str]:
    lines = block.split("\n")
    if block.startswith("#"):
        title = block.lstrip("# ").replace("`", "")
        yield from _wrapped(title, width)
        yield ("=" if block.startswith("# ") else "-") * min(len(title), width)
    elif block.startswith("    "):
        yield from lines
    elif block.startswith("```"):
        yield from (f"    {line}".rstrip() for line in lines[1:-1])
    elif block.startswith("|"):
        yield from _table(
            [_cells(line) for line in lines if not re.fullmatch(r"[|\s:-]+", line)], width
        )
    elif _ITEM.match(block):
        for item in re.split(r"\n(?=- |\d+\. )", block):
            yield from _wrapped(item, width, "  ")
    else:
        yield from _wrapped(block, width)


def _cells(line: str) -> list[str]:
    return [
        _plain(cell.strip().replace("\\|", "|")).replace("`", "")
        for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]
    ]


def _table(rows: list[list[str]], width: int) -> Iterator[str]:
    """Columns side by side, the last one wrapped; where they leave it no room, each row as lines
    under one another, with the names of their columns.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    left = sum(widths[:-1]) + 2 * (len(widths) - 1)
    if width - left < 24:
        for row in rows[1:]:
            yield from _wrapped(row[0], width)
            for name, cell in zip(rows[0][1:], row[1:], strict=True):
                told = f"{name}: {cell}" if name and cell else cell
                yield from (f"    {line}" for line in _wrapped(told, width - 4))
        return
    for row in rows:
        first = "  ".join(cell.ljust(size) for cell, size in zip(row[:-1], widths, strict=False))
        for place, line in enumerate(_wrapped(row[-1], width - left)):
            yield f"{first if place == 0 else ' ' * len(first)}  {line}".rstrip()


def _wrapped(text: str, width: int, hang: str = "") -> list[str]:
    words = " ".join(_plain(text).split())
    found = textwrap.wrap(
        words, width, subsequent_indent=hang, break_on_hyphens=False, break_long_words=False
    )
    return found or [""]


def _plain(text: str) -> str:
    return _EMPHASIS.sub(r"\1", text)
