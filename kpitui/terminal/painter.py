"""Sends a terminal only the cells that changed: over SSH every byte is felt.

Textual repaints whole lines of a widget, each run of text with its colours and a reset. Here what
stands on the screen is remembered; a picture becomes the shortest moves, colours and letters that
make the new one of it, and lines that moved up or down by one are moved by the terminal itself.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Offset, Size

from kpitui.domain.text import picture
from kpitui.terminal.pen import PLAIN, UNKNOWN, CellLook, CellRun, Pen, is_plain, look_of, on_blanks
from kpitui.terminal.pen_order import shortest
from kpitui.terminal.repeats import NONE, Letters

GAP = 4
"""Unchanged cells of so many bytes are written once more, as a move over them is no shorter."""
FEWEST_MOVED = 4
"""A block of fewer lines is repainted."""

NOTHING = Size(0, 0)


@lru_cache(maxsize=4096)
def cells_of(text: str) -> tuple[str, ...]:
    """The cells of a text; one with wide or combining characters is one piece, as terminals differ
    about these.
    """
    text = picture(
        text
    )  # the last door: no code of a text that slipped through another is ever sent
    if text.isascii() or all(map(is_plain, set(text))):
        return tuple(text)
    return (text, *[""] * (cell_len(text) - 1)) if cell_len(text) else ()


class Painter:
    """What stands on the terminal, cell by cell."""

    def __init__(self) -> None:
        self._size = NOTHING
        self._letters: list[list[str]] = []
        self._looks: list[list[CellLook]] = []
        self._is_whole = False
        """Whether nothing but our pictures has written since all was painted."""

    @staticmethod
    def is_picture(shown: object) -> bool:
        """Whether it is a picture of Textual's, which it calls a compositor update."""
        return isinstance(shown, CompositorUpdate)

    @staticmethod
    def as_picture(codes: str) -> CompositorUpdate:
        """What is to be sent, as a picture of Textual's."""
        return Painted(codes)

    def paint(
        self,
        update: CompositorUpdate,
        size: Size,
        console: Console,
        cursor: Offset | None = None,
        *,
        repeats: Letters = NONE,
    ) -> str:
        """What to send for a picture; `cursor` is where the terminal's own stands since the one
        before.
        """
        if not isinstance(update, (ChopsUpdate, LayoutUpdate)):
            self.forget()
            return update.render_segments(console)
        if size != self._size:
            self.forget(size)
        system = console._color_system or ColorSystem.TRUECOLOR
        # A picture of the window as it was before it was made smaller.
        spans = [
            span for span in _spans(update, system) if span.y < size.height and span.x < size.width
        ]
        at = (cursor.y, cursor.x) if cursor is not None and self._is_whole else UNKNOWN
        self._is_whole = True
        pen = Pen(size.width, at, repeats=repeats)
        self._move_lines(spans, pen)
        pen = shortest([run for span in spans for run in self._changed(span)], pen)
        pen.take(PLAIN)
        return "".join(pen.sent)

    def forget(self, size: Size = NOTHING) -> None:
        """Paint every cell again, as after a change of the window."""
        self._size, self._is_whole = size, False
        self._letters = [["\0"] * size.width for _ in range(size.height)]
        self._looks = [[PLAIN] * size.width for _ in range(size.height)]

    def _changed(self, span: CellRun) -> Iterator[CellRun]:
        """The runs of cells that are not yet as a picture brings them."""
        y, start, end = span.y, span.x, min(span.x + len(span.letters), self._size.width)
        letters, looks = self._letters[y], self._looks[y]
        new_letters, new_looks = span.letters[: end - start], span.looks[: end - start]
        old_letters, old_looks = letters[start:end], looks[start:end]
        if old_letters == new_letters and old_looks == new_looks:
            return
        letters[start:end], looks[start:end] = new_letters, new_looks
        if "" in new_letters or "" in old_letters:
            yield CellRun(y, start, new_letters, new_looks)
            return
        changed = [
            place
            for place, (was, now, old, new) in enumerate(
                zip(old_letters, new_letters, old_looks, new_looks, strict=True)
            )
            if was != now
            or (old is not new and (now != " " or on_blanks(old) is not on_blanks(new)))
        ]
        for first, last in _runs(changed, new_letters, new_looks):
            yield CellRun(y, start + first, new_letters[first:last], new_looks[first:last])

    def _move_lines(self, spans: Sequence[CellRun], pen: Pen) -> None:
        """Let the terminal move a block of lines that go up or down by one; what is new in it is
        painted after that.
        """
        whole = [span for span in spans if span.x == 0 and len(span.letters) == self._size.width]
        for block in _blocks(whole):
            for step in (1, -1):
                moved = [run.y for run in block if self._stands(run, run.y + step, block)]
                if len(moved) < FEWEST_MOVED:
                    continue
                top, bottom = min(moved[0], moved[0] + step), max(moved[-1], moved[-1] + step)
                stay = sum(
                    1 for run in block if top <= run.y <= bottom and self._stands(run, run.y, block)
                )
                if len(moved) - stay >= FEWEST_MOVED:
                    pen.move_lines(top, bottom, step)
                    self._moved(*((top, bottom) if step > 0 else (bottom, top)))
                    break

    def _stands(self, span: CellRun, y: int, block: Sequence[CellRun]) -> bool:
        if not block[0].y <= y <= block[-1].y:
            return False
        return self._letters[y] == span.letters and self._looks[y] == span.looks

    def _moved(self, gone: int, new: int) -> None:
        del self._letters[gone], self._looks[gone]
        self._letters.insert(new, ["\0"] * self._size.width)
        self._looks.insert(new, [PLAIN] * self._size.width)


def _runs(
    changed: Sequence[int], letters: Sequence[str], looks: Sequence[CellLook]
) -> Iterator[tuple[int, int]]:
    """Neighbouring places as runs, small gaps bridged where they look like what is before them."""
    if not changed:
        return
    first = changed[0]
    for one, following in pairwise(changed):
        if following - one > 1 and not _is_bridged(one + 1, following, letters, looks):
            yield first, one + 1
            first = following
    yield first, changed[-1] + 1


def _is_bridged(first: int, end: int, letters: Sequence[str], looks: Sequence[CellLook]) -> bool:
    before = looks[first - 1]
    return (
        end - first <= GAP
        and len("".join(letters[first:end]).encode()) <= GAP
        and all(look is before for look in looks[first:end])
    )


def _blocks(spans: Sequence[CellRun]) -> Iterator[list[CellRun]]:
    """Spans of lines one under the other."""
    block: list[CellRun] = []
    for span in spans:
        if block and span.y != block[-1].y + 1:
            yield block
            block = []
        block.append(span)
    if block:
        yield block


def _spans(update: LayoutUpdate | ChopsUpdate, system: ColorSystem) -> Iterator[CellRun]:
    """The cells of a picture, line by line."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            yield _span(
                y, update.region.x, [segment for strip in strips for segment in strip], system
            )
        return
    for y, left, right in update.spans:
        segments: list[Segment] = []
        began: int | None = None
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x >= right or end <= left:
                if began is not None:
                    yield _span(y, began, segments, system)
                    segments, began = [], None
                continue
            began = x if began is None else began
            segments += strip
        if began is not None:
            yield _span(y, began, segments, system)


def _span(y: int, x: int, segments: Sequence[Segment], system: ColorSystem) -> CellRun:
    span = CellRun(y, x, [], [])
    for text, style, control in segments:
        if not control:
            cells, look = cells_of(text), look_of(style, system)
            span.letters += cells
            span.looks += [on_blanks(look) if text.isspace() else look] * len(cells)
    return span


class Painted(CompositorUpdate):
    """A picture of Textual's as it is sent."""

    def __init__(self, codes: str) -> None:
        self._codes = codes

    def render_segments(self, console: Console) -> str:
        """What to send."""
        return self._codes
