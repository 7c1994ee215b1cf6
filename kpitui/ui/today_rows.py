"""The lines of the Today screen: blocks that share the room there is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from kpitui.views.today import Block, BlockKind

if TYPE_CHECKING:
    from kpitui.views.today import TodayLine


class TodayRow(Struct, frozen=True):
    """A line: the head of a block, one of its lines, or how many more it has; `key` tells it from
    every other.
    """

    block: Block
    key: str
    of: TodayLine | None = None
    more: int = 0

    @property
    def is_head(self) -> bool:
        """Whether it is the head, on which nothing is opened."""
        return self.of is None and not self.more


def today_rows(
    blocks: Sequence[Block], room: int, unfolded: Collection[BlockKind]
) -> Iterator[TodayRow]:
    """The blocks in so many lines: each shows its first lines, those that are unfolded all."""
    folded = [block for block in blocks if block.kind not in unfolded]
    shown = _shared([len(block.lines) for block in folded], room - len(blocks))
    shares = {one.kind: count for one, count in zip(folded, shown, strict=True)}
    for block in blocks:
        yield TodayRow(block, block.kind.value)
        count = shares.get(block.kind, len(block.lines))
        for line in block.lines[:count]:
            yield TodayRow(block, f"{block.kind.value}/{line.key}", line)
        if more := len(block.lines) - count:
            yield TodayRow(block, f"{block.kind.value}/more", more=more)


def _shared(counts: Sequence[int], room: int) -> list[int]:
    """How many lines each of some blocks shows, at least one; the room is dealt out one by one."""
    shown = [min(1, count) for count in counts]

    def taken() -> int:
        return sum(n + (n < count) for n, count in zip(shown, counts, strict=True))

    grew = True
    while grew:
        grew = False
        for at, count in enumerate(counts):
            if shown[at] == count:
                continue
            before = taken()
            shown[at] += 1
            if taken() > max(room, before):  # the last one costs nothing: no more is counted
                shown[at] -= 1
            else:
                grew = True
    return shown
