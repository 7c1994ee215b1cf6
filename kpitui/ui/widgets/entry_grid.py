"""A grid that is typed into, like a spreadsheet."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from msgspec import Struct
from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.message import Message

from kpitui.ui.pasted import NotACellBlock, cells_of_paste
from kpitui.ui.widgets.cell_grid import CellGrid, Place
from kpitui.ui.workplace import Workplace

TYPED, WRONG, ASKED = "+", "!", "?"
"""What stands behind a cell that is not saved: it can be, it cannot be read, or it is asked about."""

BEGINS = "0123456789.,-"
"""What begins a number; every other letter is a key while nothing is typed."""
MOVES = "hjkl"


class Doubt(Struct, frozen=True):
    """Why a typed cell cannot be saved yet: wrong text, or a question that Enter answers."""

    sentence: str
    wrong: bool


@dataclass
class GridSaid(Message):
    """Something to say about a cell or about what was pasted."""

    sentence: str


class EntryGrid(CellGrid):
    """Cells that are typed over.

    `doubts(texts)` says which texts cannot be kept, and why; `shown(place)` what stands in a cell that nothing is typed
    in; `tell()` says what is known of the cell of the cursor.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Take", id="grid.take", show=False, tooltip="Take the cell and go down"),
        Binding("backspace", "rub", "Rub out", id="grid.rub", show=False, tooltip="Rub out the last letter"),
        Binding("delete", "empty", "Empty", id="grid.empty", show=False, tooltip="Leave out what is typed in the cell"),
    ]

    def __init__(
        self,
        rows: list[str],
        columns: list[tuple[str, str]],
        shown: Callable[[Place], str],
        doubts: Callable[[Mapping[Place, str]], dict[Place, Doubt]],
        tell: Callable[[], None],
        workplace: Workplace,
    ) -> None:
        super().__init__(rows, columns, workplace)
        self._shown = shown
        self._find_doubts = doubts
        self._tell = tell
        self.texts: dict[Place, str] = {}
        self.doubts: dict[Place, Doubt] = {}
        self._kept: dict[Place, str] = {}
        self._before: str | None = None

    def moved(self) -> None:
        """Tell at once, so that the cell and the words about it are one picture; a message would come too late."""
        self._tell()

    def drawn(self, place: Place) -> tuple[str, str, str]:
        """What is typed in a cell with its mark, else what it shows."""
        text, doubt = self.texts.get(place), self.doubts.get(place)
        if text is None:
            return self._shown(place), " ", "grid--quiet"
        mark = (WRONG if doubt.wrong else ASKED) if doubt else TYPED
        return self._workplace.text(text), mark, "grid--doubt" if doubt else "grid--typed"

    def on_focus(self) -> None:
        """The cursor is seen."""
        self.refresh_cells(self.cursor)

    def on_blur(self) -> None:
        """What was typed is taken."""
        self.settle()
        self.refresh_cells(self.cursor)

    @property
    def typing(self) -> bool:
        """Whether a text is being typed right now."""
        return self._before is not None

    @property
    def _in_note(self) -> bool:
        return self.typing and '"' in self.texts.get(self.cursor, "")

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a letter is typed here whatever the keyboard: in a note each one is."""
        return self._in_note and character is not None

    async def on_key(self, event: Key) -> None:
        """A digit begins a number; behind one an n opens a note, and in a note every letter is text."""
        if event.key == "escape" and self.typing:
            self._restore()
        elif event.character is None or not event.is_printable or not (text := self._text_of(event.character)):
            return
        else:
            self._type(text)
        event.stop()
        event.prevent_default()

    def _text_of(self, key: str) -> str:
        """What a letter adds to the cell; nothing where it is a key."""
        text = self.texts.get(self.cursor, "")
        if self._in_note:
            return key
        if key == "n" and text and '"' not in text:
            return "n" if text.endswith(" ") else ' "'
        if not (self.typing and text):
            return key if key in BEGINS else ""
        return "" if key in MOVES else key

    def _type(self, typed: str) -> None:
        before = self.texts.get(self.cursor, "")
        if not self.typing:
            self._before = before
            before = before if typed == ' "' else ""  # a note goes behind what stands there, a number in its place
        self.texts[self.cursor] = before + typed
        self._changed()

    def _changed(self) -> None:
        self.doubts.pop(self.cursor, None)
        self._changed_to_look_at()

    def _changed_to_look_at(self) -> None:
        self.refresh_cells(self.cursor)
        self.moved()

    def action_rub(self) -> None:
        """Rub out the last letter."""
        text = self.texts.get(self.cursor, "")
        if not text:
            return
        if not self.typing:
            self._before = text
        self.texts[self.cursor] = text[:-1]
        if not text[:-1]:
            self.texts.pop(self.cursor)
        self._changed()

    def action_empty(self) -> None:
        """Leave out what is typed in the cell."""
        self.texts.pop(self.cursor, None)
        self._before = None
        self._changed()

    def _restore(self) -> None:
        if self._before:
            self.texts[self.cursor] = self._before
        else:
            self.texts.pop(self.cursor, None)
        self._before = None
        self._judge([self.cursor])
        self._changed_to_look_at()

    def action_take(self) -> None:
        """Take the cell and go down; what is wrong or asked about holds the cursor."""
        place, doubt = self.cursor, self.doubts.get(self.cursor)
        if doubt is not None and not doubt.wrong and not self.typing:
            self._kept[place] = self.texts[place]
        self.settle()
        doubt = self.doubts.get(place)
        if doubt is not None:
            self.post_message(GridSaid(doubt.sentence if doubt.wrong else f"{doubt.sentence}: again Enter to keep"))
            self.moved()
            return
        row, column = place
        below = (row + 1, column) if row + 1 < len(self.rows) else (0, column + 1)
        if below[1] < len(self.columns):
            self.move_to(below)
        else:
            self.post_message(GridSaid("That was the last cell: ctrl+s or F9 saves."))

    def settle(self) -> None:
        """Take what is being typed."""
        if self.typing and not self.texts.get(self.cursor, "").strip():
            self.texts.pop(self.cursor, None)
        self._before = None
        self._judge([self.cursor])

    def _judge(self, places: Iterable[Place]) -> None:
        texts = {place: self.texts[place] for place in places if place in self.texts}
        found = self._find_doubts(texts) if texts else {}
        for place in places:
            doubt = found.get(place)
            if doubt is not None and not doubt.wrong and self._kept.get(place) == texts[place]:
                doubt = None
            was = self.doubts.pop(place, None)
            if doubt is not None:
                self.doubts[place] = doubt
            if was != doubt:
                self.refresh_cells(place)

    def fill(self, texts: dict[Place, str]) -> None:
        """Put in what was typed before."""
        self.texts = dict(texts)
        self._judge(list(texts))
        self.refresh()

    def first_doubt(self) -> Place | None:
        """The first cell that cannot be saved yet."""
        self.settle()
        self._judge(sorted(self.texts))
        return min(self.doubts, default=None)

    def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        if self._in_note:
            self._type(" ".join(event.text.split()))
            return
        self.settle()
        try:
            block = cells_of_paste(event.text)
        except NotACellBlock as error:
            self.post_message(GridSaid(str(error)))
            return
        row, column = self.cursor
        pasted = {(row + down, column + right): text for (down, right), text in block.items()}
        inside = {at: text for at, text in pasted.items() if at[0] < len(self.rows) and at[1] < len(self.columns)}
        self.texts |= inside
        self._judge(list(inside))
        self.refresh()
        self.moved()
        doubtful, outside = sum(1 for at in inside if at in self.doubts), len(pasted) - len(inside)
        wrong = f", {doubtful} of them to mend or confirm" if doubtful else ""
        lost = f"; {outside} outside the grid {'was' if outside == 1 else 'were'} left out" if outside else ""
        cells = "1 cell" if len(inside) == 1 else f"{len(inside)} cells"
        self.post_message(GridSaid(f"Filled {cells}{wrong}{lost}. Nothing is saved yet."))
