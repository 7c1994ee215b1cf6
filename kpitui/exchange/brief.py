"""What waits for someone today as a page to mail, and for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kpitui.exchange.report_markdown import escaped
from kpitui.views.today import Block, Today
from kpitui.words import today as words
from kpitui.words.spans import text_of
from kpitui.words.speech import Speech

if TYPE_CHECKING:
    from kpitui.views.today import TodayLine

_GAP = re.compile(r"(?<=\D) {2,}")
"""What sets parts of a line apart on the screen; behind a count it is a column."""


def brief_markdown(today: Today, lines: Sequence[str], whose: str, speech: Speech) -> str:
    """The three lines, and below a head for each block all of its lines."""
    title = f"{words.TITLE} {speech.day(today.as_of.day)}" + (f", {whose}" if whose else "")
    told = [f"# {escaped(title)}", "", *(f"- {escaped(line)}" for line in lines), ""]
    for block in today.blocks:
        told += [*_block(block, today, speech), ""]
    return "\n".join(told).rstrip() + "\n"


def _block(block: Block, today: Today, speech: Speech) -> Iterator[str]:
    yield f"## {escaped(text_of(words.head(block, today.seat, speech)))}"
    yield ""
    for line in block.lines:
        who, what, when = _plain(line, speech)
        yield f"- {escaped(f'{who}: {what}' + (f' ({when})' if when else ''))}"


def _plain(one: TodayLine, speech: Speech) -> tuple[str, str, str]:
    """The cells of a line without marks; what a gap sets apart on the screen, commas do here."""
    cells = words.cells(one, speech)
    who, what, when = map(text_of, (cells.who, cells.what, cells.when))
    said = _GAP.sub(", ", what.strip())
    return who.strip(), " ".join(said.split()), when.strip().removeprefix("! ")


def brief_answer(
    today: Today, lines: Sequence[str], whose: str, speech: Speech
) -> dict[str, object]:
    """The same for programs."""
    seat = today.seat
    return {
        "as_of": today.as_of.day, "role": seat.actor.role, "teams": whose or None,
        "since": seat.since, "lines": list(lines),
        "blocks": [_answered(block, speech) for block in today.blocks],
    }  # fmt: skip


def _answered(block: Block, speech: Speech) -> dict[str, object]:
    return {
        "kind": block.kind, "count": len(block.lines), "of": block.of or None,
        "lines": [
            {"who": who, "what": what, "when": when or None}
            for who, what, when in (_plain(line, speech) for line in block.lines)
        ],
    }  # fmt: skip
