"""What waits for someone today as a page to mail, and for programs."""

from collections.abc import Iterator, Sequence

from kpitui.exchange.report_markdown import escaped
from kpitui.views.today import Block, Today
from kpitui.words import today as words
from kpitui.words.spans import text_of
from kpitui.words.speech import Speech


def brief_markdown(today: Today, lines: Sequence[str], whose: str, speech: Speech) -> str:
    """The three lines, and below a head for each block all of its lines."""
    title = f"{words.TITLE} {speech.day(today.as_of.day)}" + (f", {whose}" if whose else "")
    told = [f"# {escaped(title)}", "", *(f"- {escaped(one)}" for one in lines), ""]
    for block in today.blocks:
        told += [*_block(block, today, speech), ""]
    return "\n".join(told).rstrip() + "\n"


def _block(block: Block, today: Today, speech: Speech) -> Iterator[str]:
    yield f"## {escaped(text_of(words.head(block, today.seat, speech)))}"
    yield ""
    for one in block.lines:
        cells = words.cells(one, speech)
        when = text_of(cells.when).strip()
        said = f"{text_of(cells.who)}: {text_of(cells.what)}" + (f" ({when})" if when else "")
        yield f"- {escaped(said)}"


def brief_answer(
    today: Today, lines: Sequence[str], whose: str, speech: Speech
) -> dict[str, object]:
    """The same for programs."""
    seat = today.seat
    return {
        "as_of": today.as_of.day, "role": seat.actor.role, "teams": whose or None,
        "since": seat.since, "lines": list(lines),
        "blocks": [_answered(one, speech) for one in today.blocks],
    }  # fmt: skip


def _answered(block: Block, speech: Speech) -> dict[str, object]:
    cells = [words.cells(one, speech) for one in block.lines]
    return {
        "kind": block.kind, "count": len(block.lines), "of": block.of or None,
        "lines": [
            {
                "who": text_of(one.who).strip(), "what": text_of(one.what).strip(),
                "when": text_of(one.when).strip() or None,
            }
            for one in cells
        ],
    }  # fmt: skip
