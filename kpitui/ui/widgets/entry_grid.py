"""A grid that is typed into, like a spreadsheet."""

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key, Paste

from kpitui.domain.sanity import Doubt
from kpitui.ui.keys import character_of
from kpitui.ui.messages import CellSaid
from kpitui.ui.pasted import NotACellBlock, cells_of_paste, filled_words
from kpitui.ui.widgets.cell_grid import CellGrid, Place
from kpitui.ui.widgets.entry_line import ASKED, REFUSED
from kpitui.ui.workplace import Workplace

TYPED = "+"
"""What stands behind a cell that is typed, not saved, and as it should be."""

KEYS = "hjklv"
"""What is a key while nothing is typed: it moves, or shows the readings behind the cell. No other letter is one."""

END = "That was the last cell: ctrl+s or F9 saves, an arrow goes back."
NO_CELL = "Here is no cell, so this is typed nowhere: ctrl+s or F9 saves, an arrow goes back."


class EntryGrid(CellGrid):
    """Cells that are typed over.

    `doubts(texts)` says what is to be looked at in them; `shown(place)` what stands in a cell that nothing is typed in;
    `tell()` says what is known of the cell of the cursor. Beyond the last row and column there is no cell to type in:
    what comes there is refused, so that a value too many takes the place of no other.
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
        self.outside = False
        """Whether the cursor went on from the last cell of a row or of the grid."""
        self._run: int | None = None
        self._before: str | None = None

    def moved(self) -> None:
        """Tell at once, so that the cell and the words about it are one picture; a message would come too late."""
        self._tell()

    def drawn(self, place: Place) -> tuple[str, str, str]:
        """What is typed in a cell with its mark, else what it shows; a note is told below the grid."""
        text, doubt = self.texts.get(place), self.doubts.get(place)
        if text is None:
            return self._shown(place), " ", "grid--quiet"
        value, quote, _ = text.partition('"')
        mark = (REFUSED if doubt.refused else ASKED) if doubt else TYPED
        style = ("grid--refused" if doubt.refused else "grid--asked") if doubt else "grid--typed"
        return self._workplace.text(value.strip() + quote), mark, style

    @property
    def shows_cursor(self) -> bool:
        """Not where there is no cell."""
        return self.has_focus and not self.outside

    def on_focus(self) -> None:
        """The cursor is seen."""
        self.refresh_cells(self.cursor)

    def on_blur(self) -> None:
        """What was typed is taken."""
        self.settle()
        self.refresh_cells(self.cursor)

    # typing -----------------------------------------------------------------------------------------------------

    @property
    def typing(self) -> bool:
        """Whether a text is being typed right now."""
        return self._before is not None

    @property
    def _in_note(self) -> bool:
        return self.typing and '"' in self.texts.get(self.cursor, "")

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is typed here, or refused, so that the bars name it for nothing else."""
        character = character or character_of(key)
        return character is not None and character.isprintable() and not self._is_key(character)

    def _is_key(self, character: str) -> bool:
        return character in KEYS and not self.outside and not (self.typing and self.texts.get(self.cursor))

    async def on_key(self, event: Key) -> None:
        """A digit begins a number; behind one an n opens a note, and in a note every letter is text."""
        if event.key == "escape" and self.typing:
            self._restore()
        elif event.character is None or not event.is_printable or self._is_key(event.character):
            return
        elif self.outside:
            self.post_message(CellSaid(NO_CELL, rings=True))
        elif text := self._text_of(event.character):
            self._type(text)
        else:
            said = f"No value begins with “{event.character}”, and in the table it is no key; F1 names those that are."
            self.post_message(CellSaid(said, rings=True))
        event.stop()
        event.prevent_default()

    def _text_of(self, key: str) -> str:
        """What a letter adds to the cell; nothing where it is a key."""
        text = self.texts.get(self.cursor, "")
        if self._in_note:
            return key
        if key == "n" and text and '"' not in text:
            return "n" if text.endswith(" ") else ' "'
        return key if (self.typing and text) or not (key.isalpha() or key.isspace()) else ""

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
        self.post_message(CellSaid(""))

    def _restore(self) -> None:
        if self._before:
            self.texts[self.cursor] = self._before
        else:
            self.texts.pop(self.cursor, None)
        self._before = None
        self._judge([self.cursor])
        self._changed_to_look_at()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where there is no cell there is nothing to rub out."""
        return False if self.outside and action in ("rub", "empty") else super().check_action(action, parameters)

    # going from cell to cell ------------------------------------------------------------------------------------

    def move_to(self, place: Place) -> None:
        """Take what is typed, and put the cursor on a cell."""
        self.outside, self._run = False, None
        super().move_to(place)

    def action_take(self) -> None:
        """Take the cell and go down, whatever is typed in it; after a run of Tabs to where the run began."""
        (row, column), run = self.cursor, self._run
        if row + 1 < len(self.rows):
            self.move_to((row + 1, column if run is None else run))
        elif run is None and not self.outside and column + 1 < len(self.columns):
            self.move_to((0, column + 1))
        else:
            self._go_outside()

    def action_go(self, down: int, right: int) -> None:
        """Go to the cell beside; beyond the last one there is none to type in."""
        row, column = self.cursor
        if self.outside and min(down, right) < 0:
            self.move_to(self.cursor)
        elif row + down < len(self.rows) and column + right < len(self.columns):
            super().action_go(down, right)
        else:
            self._go_outside()

    def action_tab(self, step: int) -> None:
        """Go to the cell on the right, and remember where this began."""
        run = self.cursor[1] if self._run is None else self._run
        super().action_tab(step)
        self._run = run if step > 0 else None

    def _go_outside(self) -> None:
        self.settle()
        self.outside, self._run = True, None
        self._changed_to_look_at()
        self.post_message(CellSaid(END))

    # what is to be looked at ------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Take what is being typed, and say what is to be looked at in it."""
        if not self.typing:
            return
        place = self.cursor
        if not self.texts.get(place, "").strip():
            self.texts.pop(place, None)
        self._before = None
        self._judge([place])
        doubt = self.doubts.get(place)
        said = f"{self.rows[place[0]]}, {self.columns[place[1]][0]}: {doubt.sentence}." if doubt else ""
        self.post_message(CellSaid(said, rings=doubt is not None))

    def _judge(self, places: Iterable[Place]) -> None:
        texts = {place: self.texts[place] for place in places if place in self.texts}
        found = self._find_doubts(texts) if texts else {}
        for place in places:
            doubt, was = found.get(place), self.doubts.pop(place, None)
            if doubt is not None:
                self.doubts[place] = doubt
            if was != doubt:
                self.refresh_cells(place)

    def settle_all(self) -> None:
        """Take what is being typed, and look at everything."""
        self.settle()
        self._judge(sorted(self.texts))

    def fill(self, texts: dict[Place, str]) -> None:
        """Put in what was typed before."""
        self.texts = dict(texts)
        self._judge(list(texts))
        self.refresh()

    def leave_out(self, texts: dict[Place, str]) -> None:
        """Let cells be empty that still hold these texts; what is being typed stays."""
        for place, text in texts.items():
            if self.texts.get(place) == text and not (self.typing and place == self.cursor):
                self.texts.pop(place)
                self.doubts.pop(place, None)
        self.refresh()
        self.moved()

    def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        if self.outside:
            self.post_message(CellSaid(NO_CELL, rings=True))
        elif self._in_note:
            self._type(" ".join(event.text.split()))
        else:
            self._fill_block(event.text)

    def _fill_block(self, text: str) -> None:
        self.settle()
        try:
            block = cells_of_paste(text)
        except NotACellBlock as error:
            self.post_message(CellSaid(str(error), rings=True))
            return
        row, column = self.cursor
        pasted = {(row + down, column + right): text for (down, right), text in block.items()}
        inside = {at: text for at, text in pasted.items() if at[0] < len(self.rows) and at[1] < len(self.columns)}
        self.texts |= inside
        self._judge(list(inside))
        self.refresh()
        self.moved()
        doubtful, outside = sum(1 for at in inside if at in self.doubts), len(pasted) - len(inside)
        said = filled_words(len(inside), doubtful, outside, "outside the grid")
        self.post_message(CellSaid(said, rings=doubtful > 0 or outside > 0))
