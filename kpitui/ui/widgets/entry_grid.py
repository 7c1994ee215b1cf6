"""A grid that is typed into, like a spreadsheet."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key, Paste, Resize
from textual.geometry import Offset, Size
from textual.strip import Strip
from textual.widget import Widget

from kpitui.domain.sanity import Doubt
from kpitui.domain.text import in_one_line
from kpitui.terminal.keys import character_of, move
from kpitui.ui.app_context import AppContext
from kpitui.ui.cell_typing import READINGS_KEY, look_of, mark_of, said_of, said_of_paste
from kpitui.ui.messages import CellSaid
from kpitui.ui.pasted import NotACellBlock, cells_of_paste
from kpitui.ui.widgets.grid_picture import Drawn, GridPicture, Head
from kpitui.ui.widgets.typed_cells import Place, TypedCells

TYPED = "+"
"""What stands behind a cell that is typed, not saved, and as it should be."""

END = "That was the last cell: ctrl+s or F9 saves, an arrow goes back."
NO_NOTE = "A note goes after a value: type the value first, then n."
NO_CELL = "Here is no cell, so this is typed nowhere: ctrl+s or F9 saves, an arrow goes back."


class EntryGrid(Widget, can_focus=True):
    """People down, metrics across, and one cursor; its cells are typed over.

    `doubts(texts)` says what is to be looked at in them; `shown(place)` what stands in a cell that
    nothing is typed in, with the sign behind it and the style of that; `tell()` says what is known
    of the cell of the cursor. Beyond the last row and column there is no cell to type in: what
    comes there is refused, so that a value too many takes the place of no other.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--header", "grid--name", "grid--quiet", "grid--typed", "grid--asked", "grid--refused",
        "grid--cursor", "grid--good", "grid--bad",
    }  # fmt: skip
    steps_at_once = True
    BINDINGS: ClassVar[list[BindingType]] = [
        move("up", "go(-1, 0)", "Up", "grid.up", "Go to the person above"),
        move("down", "go(1, 0)", "Down", "grid.down", "Go to the person below"),
        move("left", "go(0, -1)", "Left", "grid.left", "Go to the metric on the left"),
        move("right", "go(0, 1)", "Right", "grid.right", "Go to the metric on the right"),
        move("tab", "tab(1)", "Right", "grid.tab", "Take the cell and go right"),
        move("shift+tab", "tab(-1)", "Left", "grid.back-tab", "Take the cell and go left"),
        move("pageup", "page(-1)", "Page up", "grid.page-up", "Go a screenful up"),
        move("pagedown", "page(1)", "Page down", "grid.page-down", "Go a screenful down"),
        move("home", "edge(0, -1)", "First", "grid.home", "Go to the first metric"),
        move("end", "edge(0, 1)", "Last", "grid.end", "Go to the last metric"),
        move("ctrl+home,alt+home", "edge(-1, -1)", "Top", "grid.top", "Go to the first cell"),
        move("ctrl+end,alt+end", "edge(1, 1)", "Bottom", "grid.bottom", "Go to the last cell"),
        Binding("enter", "take", "Take", id="grid.take", show=False,
            tooltip="Take the cell and go down"),
        Binding("backspace", "rub", "Rub out", id="grid.rub", show=False,
            tooltip="Rub out the last letter"),
        Binding("delete", "empty", "Empty", id="grid.empty", show=False,
            tooltip="Leave out what is typed in the cell"),
    ]  # fmt: skip

    def __init__(
        self,
        rows: list[str],
        columns: list[Head],
        shown: Callable[[Place], tuple[str, str, str]],
        doubts: Callable[[Mapping[Place, str]], dict[Place, Doubt]],
        tell: Callable[[], None],
        context: AppContext,
    ) -> None:
        self._picture = GridPicture(
            rows, columns, lambda: self.size, self.get_component_rich_style, context
        )
        super().__init__()
        self.cursor: Place = (0, 0)
        self._typed = TypedCells(doubts)
        self._shown = shown
        self._tell = tell
        self._app_context = context
        self.outside = False
        """Whether the cursor went on from the last cell of a row or of the grid."""
        self._run: int | None = None
        """The column where a run of Tabs began."""
        self._refused = False
        """Whether a letter was refused, so that the rest of its word is none of the next cell's."""

    @property
    def texts(self) -> Mapping[Place, str]:
        """What is typed, by place."""
        return self._typed.texts

    @property
    def doubts(self) -> Mapping[Place, Doubt]:
        """What is to be looked at, by place."""
        return self._typed.doubts

    @property
    def least_size(self) -> Size:
        """The room that every row and column has."""
        return self._picture.least_size

    @property
    def best_width(self) -> int:
        """The width in which nothing is gained by more."""
        return self._picture.best_width

    def copied(self, whole: bool) -> str:
        """The row of the cursor, or the table with its head."""
        return self._picture.copied(self._drawn, None if whole else self.cursor[0])

    # drawing --------------------------------------------------------------------------------------

    def show_columns(self, columns: list[Head]) -> None:
        """Draw all of it, with what stands above the columns now."""
        self._picture.columns = columns
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The metrics, what is expected of them, or a person with their cells."""
        shows_cursor = self.has_focus and not self.outside
        return self._picture.line(y, self._drawn, self.cursor, shows_cursor=shows_cursor)

    def _drawn(self, place: Place) -> Drawn:
        """What is typed in a cell with its mark, else what it shows; a note is told
        below the grid.
        """
        text, doubt = self.texts.get(place), self.doubts.get(place)
        if text is None:
            known, sign, look = self._shown(place)
            return known, sign, "grid--quiet", look
        value, quote, _ = text.partition('"')
        shown = self._app_context.text(value.strip() + quote)
        look = f"grid--{look_of(doubt)}"
        return shown, mark_of(doubt, TYPED), look, look

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the last letter of the marked cell is on the screen."""
        return self.content_region.offset + self._picture.end_of(self.cursor)

    def on_resize(self, event: Resize) -> None:
        """The cursor stays in sight."""
        if self._picture.bring_into_sight(self.cursor):
            self.refresh()

    def notify_style_update(self) -> None:
        """Take the new colours."""
        self._picture.forget_styles()
        super().notify_style_update()

    def _draw(self, *places: Place) -> None:
        regions = [region for place in places if (region := self._picture.region_of(place))]
        if regions:  # without any, all of it would be drawn
            self.refresh(*regions)

    def on_focus(self) -> None:
        """The cursor is seen."""
        self._draw(self.cursor)

    def on_blur(self) -> None:
        """What was typed is taken."""
        self.settle()
        self._draw(self.cursor)

    # typing ---------------------------------------------------------------------------------------

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is typed here, or refused, so that the bars name it for nothing else."""
        character = character or character_of(key)
        return character is not None and character.isprintable() and not self._is_key(character)

    def _is_key(self, character: str) -> bool:
        """The one letter that is a key, while nothing is typed."""
        return (
            character == READINGS_KEY
            and not self.outside
            and not self._refused
            and not (self._typed.typing and self.texts.get(self.cursor))
        )

    async def on_key(self, event: Key) -> None:
        """A digit begins a number; behind one an n opens a note, and in a note every
        letter is text.
        """
        if event.key == "escape" and self._typed.typing:
            self._typed.restore(self.cursor)
            self._changed()
        elif event.character is None or not event.is_printable:
            self._refused = False
            return
        elif self._is_key(event.character):
            return
        elif self.outside:
            self.post_message(CellSaid(NO_CELL, rings=True))
        elif not self._refused and (text := self._typed.added_by(event.character, self.cursor)):
            self._type(text)
        else:
            self._refuse(event.character)
        event.stop()
        event.prevent_default()

    def _type(self, text: str) -> None:
        was_refused = self.cursor in self.doubts
        self._typed.type(text, self.cursor)
        doubt = self._typed.refused_for_letters(self.cursor)
        if doubt is not None and not was_refused:
            self.post_message(said_of(doubt, self._where()))
        self._changed()

    def _where(self) -> str:
        """Whose cell the cursor is in, before what is said of it."""
        row, column = self.cursor
        return f"{self._picture.rows[row]}, {self._picture.columns[column].code}: "

    def _refuse(self, character: str) -> None:
        """Take no letter of a word that begins as no value, until a key goes on from here."""
        if not self._refused:
            said = (
                f"No value begins with “{character}”, and in the table it is no key; F1 names "
                "those that are."
            )
            self.post_message(CellSaid(NO_NOTE if character == "n" else said, rings=True))
        self._refused = True

    def _changed(self) -> None:
        """The cell and the words about it are one picture; a message would come too late."""
        self._draw(self.cursor)
        self._tell()

    def action_rub(self) -> None:
        """Rub out the last letter."""
        if self._typed.rub(self.cursor):
            self._changed()

    def action_empty(self) -> None:
        """Leave out what is typed in the cell."""
        self._typed.empty(self.cursor)
        self._changed()
        self.post_message(CellSaid(""))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where there is no cell there is nothing to rub out."""
        if self.outside and action in ("rub", "empty"):
            return False
        return super().check_action(action, parameters)

    def settle(self) -> None:
        """Take what is being typed, and say what is to be looked at in it."""
        if not self._typed.typing:
            return
        self._draw(*self._typed.take(self.cursor))
        self.post_message(said_of(self.doubts.get(self.cursor), self._where()))

    def settle_all(self) -> None:
        """Take what is being typed, and look at everything."""
        self.settle()
        self._draw(*self._typed.judge(sorted(self.texts)))

    def fill(self, texts: Mapping[Place, str]) -> None:
        """Put in what was typed before."""
        self._typed.fill(texts)
        self.refresh()

    def leave_out(self, texts: Mapping[Place, str]) -> None:
        """Let cells be empty that still hold these texts; what is being typed stays."""
        self._typed.leave_out(texts, self.cursor)
        self.refresh()
        self._tell()

    def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        if self.outside:
            self.post_message(CellSaid(NO_CELL, rings=True))
        elif self._typed.in_note(self.cursor):
            self._typed.type(in_one_line(event.text), self.cursor)
            self._changed()
        else:
            self._fill_block(event.text)

    def _fill_block(self, text: str) -> None:
        self.settle()
        try:
            block = cells_of_paste(text)
        except NotACellBlock as error:
            self.post_message(CellSaid(str(error), rings=True))
            return
        (row, column), rows, columns = self.cursor, self._picture.rows, self._picture.columns
        pasted = {(row + down, column + right): text for (down, right), text in block.items()}
        inside = {
            at: text for at, text in pasted.items() if at[0] < len(rows) and at[1] < len(columns)
        }
        self.fill(inside)
        self._tell()
        doubtful, outside = sum(1 for at in inside if at in self.doubts), len(pasted) - len(inside)
        self.post_message(said_of_paste(inside, doubtful, outside, "outside the grid"))

    # going from cell to cell ----------------------------------------------------------------------

    def move_to(self, place: Place) -> None:
        """Take what is typed, and put the cursor on a cell."""
        self.outside, self._run, self._refused = False, None, False
        self.settle()
        before, picture = self.cursor, self._picture
        row = max(0, min(place[0], len(picture.rows) - 1))
        self.cursor = row, max(0, min(place[1], len(picture.columns) - 1))
        if picture.bring_into_sight(self.cursor):
            self.refresh()
        else:
            self._draw(before, self.cursor)
            if before[0] != row:
                self.refresh(picture.name_region(before[0]), picture.name_region(row))
        self._tell()

    def action_take(self) -> None:
        """Take the cell and go down, whatever is typed in it; after a run of Tabs to
        where the run began.
        """
        (row, column), run = self.cursor, self._run
        if row + 1 < len(self._picture.rows):
            self.move_to((row + 1, column if run is None else run))
        elif run is None and not self.outside and column + 1 < len(self._picture.columns):
            self.move_to((0, column + 1))
        else:
            self._go_outside()

    def action_go(self, down: int, right: int) -> None:
        """Go to the cell beside; beyond the last one there is none to type in."""
        row, column = self.cursor[0] + down, self.cursor[1] + right
        if self.outside and min(down, right) < 0:
            self.move_to(self.cursor)
        elif row < len(self._picture.rows) and column < len(self._picture.columns):
            self.move_to((row, column))
        else:
            self._go_outside()

    def action_tab(self, step: int) -> None:
        """Go to the cell on the right or on the left, and remember where this began."""
        run = self.cursor[1] if self._run is None else self._run
        self.action_go(0, step)
        self._run = run if step > 0 else None

    def action_page(self, pages: int) -> None:
        """Go a screenful up or down."""
        self.move_to((self.cursor[0] + pages * self._picture.lines, self.cursor[1]))

    def action_edge(self, down: int, right: int) -> None:
        """Go to the first or the last cell."""
        rows, columns = len(self._picture.rows), len(self._picture.columns)
        row = self.cursor[0] if down == 0 else rows - 1 if down > 0 else 0
        self.move_to((row, columns - 1 if right > 0 else 0))

    def _go_outside(self) -> None:
        self.settle()
        self.outside, self._run, self._refused = True, None, False
        self._changed()
        self.post_message(CellSaid(END))
