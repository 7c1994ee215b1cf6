"""The Record screen: a subject, then a number and Enter for each metric, then one key that
saves all.
"""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import DescendantFocus
from textual.widgets import Input

from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError
from kpitui.lazy import Lazy
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import ABOVE
from kpitui.ui.cell_typing import RECORDED
from kpitui.ui.due_walk import DueWalk
from kpitui.ui.editing import EditingScreen, may_begin
from kpitui.ui.evaluations_due import choose_evaluation
from kpitui.ui.messages import CellSaid, GridRecorded, NotRecorded, ReasonAsked, Recorded
from kpitui.ui.own_teams import NAMES_TURN_KEY
from kpitui.ui.record_subjects import RecordSubjects
from kpitui.ui.screens.sheet_keys import DATE_FIRST, SHEET_KEYS, UNDO_KEY, UNDO_WORDS
from kpitui.ui.sheet_saving import SheetSaving, saved_words
from kpitui.ui.widgets.entry_sheet import CellAccepted
from kpitui.ui.widgets.grid_sheet import GridSheet
from kpitui.ui.widgets.list_sheet import ListSheet
from kpitui.ui.widgets.subject_picker import CHOOSING, SubjectPicker, SubjectTaken
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.entry import EntrySubject, Shape

if TYPE_CHECKING:
    from kpitui.ui.screens import readings
else:
    readings = Lazy("kpitui.ui.screens.readings")

KEYS = "Type a value, Enter for next · n note · - n/a"


class EnterScreen(EditingScreen):
    """Readings of one person or team, or of all the people of a team, recorded by keys alone."""

    CSS_PATH = sheets("subject_picker", "entry_sheet", "enter")
    HORIZONTAL_BREAKPOINTS = ABOVE
    BINDINGS: ClassVar[list[BindingType]] = [
        *SHEET_KEYS,
        Binding("v", "readings", "Readings", id="enter.readings", show=False,
            tooltip="The readings behind this cell, to correct or void them"),
        Binding("ctrl+n,ctrl+g", "pass_over", "Skip agent", id="enter.pass",
            tooltip="Go on to the next agent who is due"),
    ]  # fmt: skip

    undo_key = UNDO_KEY
    undo_words = UNDO_WORDS

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, id="enter-screen")
        self.add_class(CHOOSING, update=False)
        self._picker = SubjectPicker(RecordSubjects(context), context)
        self._say = self._picker.hint.say
        self._saving = SheetSaving(self, self._say, self.action_save, context)
        self._list = ListSheet(self._picker, self._saving, context)
        self._grid = GridSheet(self._picker, self._saving, context)
        self._walk = DueWalk(context)
        self._wanted: EntrySubject | None = None

    def compose(self) -> ComposeResult:
        """The bar, the subject and the day, the list of names or a sheet, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        yield self._picker
        yield self._list
        yield self._grid
        yield KeyBar()

    @property
    def sheet(self) -> ListSheet | GridSheet:
        """What is typed in."""
        return self._list if self._grid.shown is None else self._grid

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What cannot be done now is not offered: nothing to save, no one to change, no walk."""
        if action == "save":
            chosen = self._picker.subject is not None
            return chosen and self.context.actor.may(Permission.READINGS)
        if action == "back":
            return self._picker.can_go_back and not self.back_to
        if action == "pass_over":
            return self._walk.goes_on
        return super().check_action(action, parameters)

    # what others, the day and other screens change ------------------------------------------------

    @property
    def is_put_together(self) -> bool:
        """Not while the cells of someone are on their way."""
        return super().is_put_together and not (self._list.filling or self._grid.filling)

    def show_changed(self, key: str = "") -> None:
        """Show what the file holds now beside what is typed; the cursor stays on its line."""
        if self._picker.subject is None:
            self._picker.show_list()
        else:
            self.sheet.show_now(typed_too=True)

    def look_again(self) -> None:
        """Names, last values and expectations as they are now, beside what is typed."""
        self._picker.look_again()
        if (renamed := self._picker.renamed()) is not None:
            self.keep_typed()
            self.call_later(self.open, renamed)
        elif self._picker.subject is not None:
            self.sheet.show_now(typed_too=False)

    def go_to(self, subject: EntrySubject) -> None:
        """Show what is typed in for someone, now or when the screen is shown; what was typed for
        another is kept.
        """
        self._wanted = subject
        if self.is_current:
            self.call_later(self.on_screen_resume)

    async def on_screen_resume(self) -> None:
        """Names may have changed while another screen was shown; a grid of another day, with
        nothing typed in it, is that of today once the screen was left.
        """
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.keep_typed()
            self._walk.end()
            await self.open(wanted)
        elif self._picker.subject is None:
            self._picker.show_again()
        elif self._grid.is_of_another_day:
            await self.open(self._picker.subject)

    def on_screen_suspend(self) -> None:
        """Once the screen is left it is today again."""
        self._picker.screen_left(self.sheet)

    def keep_day(self, before: date) -> None:
        """Midnight has passed."""
        self._picker.day.keep()

    def keep_typed(self) -> None:
        """Put what is typed among what is typed and not saved."""
        self.sheet.keep_typed()

    def copied(self, whole: bool) -> str:
        """The line of the list or of the cell, or every line, with what is typed."""
        return self._picker.copied(whole) or self._list.copied(whole) or super().copied(whole)

    # the subject ----------------------------------------------------------------------------------

    @on(SubjectTaken)
    async def _take(self, message: SubjectTaken[EntrySubject]) -> None:
        if message.item.shape is Shape.DUE:
            await self._walk_through(message.item.team_id)
        elif message.item.shape is Shape.SCORE:
            await choose_evaluation(self, self._tell_saved)
        else:
            await self.open(message.item)

    async def open(self, item: EntrySubject) -> None:
        """Show what is typed in for someone, to those who may record."""
        if not may_begin(self, Permission.READINGS):
            return
        self._picker.day.own_again()
        if item.shape is Shape.GRID:
            await self._grid.open(item)
        else:
            await self._grid.close()
            await self._open_list(item)

    async def _open_list(self, subject: EntrySubject) -> None:
        if await self._list.open(subject, self._walk.metrics):
            self._say_keys()
            self.set_focus(self._list.cells)

    def _say_keys(self) -> None:
        if self._walk.goes_on:
            place = self._walk.place
            keys = f"Due: {place}. {KEYS}. The last Enter saves and goes on · Esc ends"
        else:
            counted = self._list.counted
            keys = f"{counted}. {KEYS}"
            keys += "" if RECORDED in counted else " · Ctrl+S save"  # in one line of 80
        self._picker.hint.say_keys(keys)

    def action_back(self) -> None:
        """Choose someone else; what was typed is kept."""
        self.keep_typed()
        self._walk.end()
        self._picker.choose()

    def action_date(self) -> None:
        """Change the date."""
        self._picker.day.field.focus()

    @on(Input.Submitted, "#date")
    async def _date_entered(self) -> None:
        if self._grid.shown is not None:
            await self._grid.show_typed_day()
        elif self._picker.day.is_good():
            if self._picker.subject is not None and self._list.cells is not None:
                self._list.show_now(typed_too=False)
                self._say_keys()
                self._list.cells.focus()
            else:
                self._picker.ask_name()

    # what is due ----------------------------------------------------------------------------------

    async def _walk_through(self, team_id: int | None) -> None:
        if not may_begin(self, Permission.READINGS):
            return
        try:
            self._walk.begin(team_id)
        except KpituiError as error:
            self._say(error.sentence)
        else:
            nothing = self.context.teams.nothing("Nothing is due", NAMES_TURN_KEY)
            await self._next_due(nothing if team_id is None and nothing else "Nothing is due.")

    async def _next_due(self, at_the_end: str) -> None:
        self.refresh_bindings()
        if self._walk.goes_on:
            await self.open(self._walk.come_to())
        else:
            self._picker.choose()
            self._tell_saved(at_the_end + self._walk.checks)

    async def action_pass_over(self) -> None:
        """Go on to the one who is due next; what was typed is kept."""
        self.keep_typed()
        self._walk.pass_over()
        await self._next_due("That was the last of what is due.")

    async def _set_aside(self, count: int) -> None:
        """What is to be asked about waits for the end of the walk, so that who types without
        looking goes on to the next.
        """
        subject = self._picker.subject
        assert subject is not None
        self._walk.set_aside(subject.name)
        await self.action_pass_over()
        if self._walk.goes_on:
            self.tell(f"Not saved yet: {subject.name} ({count} to check).")

    # cells ----------------------------------------------------------------------------------------

    @on(DescendantFocus)
    def _tell_why(self) -> None:
        self._list.tell()

    @on(CellSaid)
    def _said_of_cell(self, message: CellSaid) -> None:
        self._picker.hint.say_of_cell(message)

    def action_next_cell(self) -> None:
        """Go to the cell below."""
        self._list.step(1)

    def action_previous_cell(self) -> None:
        """Go to the cell above."""
        self._list.step(-1)

    @on(CellAccepted)
    async def _after_the_last(self) -> None:
        if not self._walk.goes_on:
            self._say("That was the last line. Ctrl+S or F9 save · ↑ back")
        elif not self._list.is_typed:
            await self.action_pass_over()
        elif self._may_save():
            await self._list.save_and_leave(self._set_aside)

    async def action_readings(self) -> None:
        """The readings behind the cell of the cursor, to correct or void them."""
        if (behind := self.sheet.behind()) is None:
            return
        self.keep_typed()
        await self.app.push_screen(
            readings.ReadingsScreen(self.context, *behind), lambda _: self.show_changed()
        )

    # saving ---------------------------------------------------------------------------------------

    def _may_save(self) -> bool:
        """Whether there is a sheet and a day; what is missing is said."""
        if self._picker.subject is None:
            return False
        if good := self._picker.day.is_good():
            return good
        self._say(DATE_FIRST)
        return False

    async def action_save(self) -> None:
        """Save everything that is typed in one go."""
        if not self._may_save():
            return
        if self._walk.goes_on:
            await self._list.save_and_leave()
        else:
            await self.sheet.save()

    @on(Recorded)
    async def _saved(self, message: Recorded) -> None:
        name, count = message.subject.name, len(message.texts)
        said = saved_words(count, name, message.day, message.changed, self.context)
        if not self._list.take_out(message):
            self._tell_saved(said)
        elif self._walk.goes_on:
            self._walk.pass_over()
            await self._next_due(f"{said} That was the last of what is due.")
            if self._walk.goes_on:
                self.tell(said)
        else:
            self._picker.choose()
            self._tell_saved(said)

    @on(GridRecorded)
    def _grid_saved(self, message: GridRecorded) -> None:
        self._grid.take_out(message)
        name, count = message.team.name, len(message.texts)
        self._say(saved_words(count, name, message.day, message.changed, self.context))

    def _tell_saved(self, said: str) -> None:
        """Say it; above the list it stays until the next letter."""
        self._say(said)
        self._picker.answered = self._picker.subject is None

    @on(ReasonAsked)
    async def _ask_for_reason(self, message: ReasonAsked) -> None:
        await self._saving.ask_for_reason(message)

    @on(NotRecorded)
    def _not_saved(self, message: NotRecorded) -> None:
        self._saving.failed(message.error)
        self._say(self._grid.overtaken(message.error) or message.sentence)
