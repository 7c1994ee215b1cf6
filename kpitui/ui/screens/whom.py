"""Screens that begin with whom: letters of a name, a day, and what is typed for them."""

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from copy import deepcopy
from datetime import date
from typing import ClassVar, Generic, TypeVar

from msgspec.structs import replace
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label, OptionList, Static

from kpitui.actions.drafts import Typed
from kpitui.domain.dates import NotADate
from kpitui.domain.errors import KpituiError, ReasonNeeded
from kpitui.domain.history import DeedRecord
from kpitui.ui.copying import list_text
from kpitui.ui.day_kept import written_out
from kpitui.ui.dialogs.form import FormDialog
from kpitui.ui.dialogs.saving import Answer, SavingQuestion
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.form import Filled
from kpitui.ui.forms.upkeep import reason_form
from kpitui.ui.keys import character_of, move
from kpitui.ui.marked_list import show_lines
from kpitui.ui.messages import CellSaid, NotRecorded, ReasonAsked, SaveArrived
from kpitui.ui.to_save import Asked, Reason
from kpitui.ui.typed_ahead import SAVING
from kpitui.ui.widgets.line_input import LineInput
from kpitui.ui.widgets.lines import OneLine
from kpitui.ui.workplace import Workplace
from kpitui.views.entry import Somebody

ItemT = TypeVar("ItemT")


class WhoInput(LineInput):
    """Where part of a name is typed; the arrows move in the list below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        move("up", "screen.who_up", "Up", "who.up", "Go up in the list of names"),
        move("down", "screen.who_down", "Down", "who.down", "Go down in the list of names"),
    ]

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """No name begins with a digit or such a mark: in the empty field these are the keys of every screen."""
        character = character or character_of(key)
        if not self.value and character is not None and character in "0123456789?:/ ":
            return False
        return super().check_consume_key(key, character)

    def watch_value(self, before: str, value: str) -> None:
        """The bar names the keys that work now: with the first letter these marks are text."""
        if bool(before) is not bool(value):
            self.screen.refresh_bindings()


class WhomScreen(EditingScreen, Generic[ItemT]):
    """Asks for whom and for the day; what is typed is saved by one key, in a worker."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f9", "save", "Save", id="whom.save", tooltip="Save everything that is typed here in one go"),
        Binding("escape", "back", "Choose whom", id="whom.back", tooltip="Choose somebody else; what is typed is kept"),
        Binding("ctrl+t,ctrl+o", "date", "Date", id="whom.date", tooltip="Change the date"),
    ]

    # Where letters are typed the key is none.
    undo_key = "ctrl+p undo"
    undo_words = "ctrl+p undo takes it back"

    def __init__(self, workplace: Workplace, *, id: str) -> None:
        super().__init__(workplace, id=id)
        self._shown: Sequence[ItemT] = ()
        self._somebody: Somebody | None = None
        self._opened_on: date | None = None
        self._answered = False
        self._filling = False
        self._own_day: str | None = None
        """What somebody typed there, while a sheet shows the day that its values were typed for."""
        self._complained = False
        self._keys = ""
        """What is said of the keys of a sheet."""
        self._agreed: set[Asked] = set()
        self._replaces = False

    # what a screen says of its list -----------------------------------------------------------------------------

    def load(self) -> None:
        """Read what can be chosen; raises `KpituiError`."""
        raise NotImplementedError

    def offered(self, typed: str) -> Sequence[ItemT]:
        """What fits the letters typed, best first."""
        raise NotImplementedError

    def line_of(self, item: ItemT) -> Content:
        """How it is shown in the list."""
        raise NotImplementedError

    def identity(self, item: ItemT) -> str:
        """What tells it from every other, whatever changes about it."""
        raise NotImplementedError

    async def take(self, item: ItemT) -> None:
        """Go on with what was chosen."""
        raise NotImplementedError

    def hint(self) -> str:
        """What to do while there is a list."""
        raise NotImplementedError

    def copied(self, whole: bool) -> str:
        """The marked line of the list, or every one, while there is a list."""
        return (
            list_text(self.query_one("#names", OptionList), whole) if self._somebody is None else super().copied(whole)
        )

    def compose_head(self) -> ComposeResult:
        """Whom, the day, and what is said about it."""
        with Horizontal(id="head"):
            yield Label("Whom ")
            yield WhoInput(id="who", compact=True, placeholder="part of a name")
            yield Label("  Date ")
            yield LineInput("today", id="date", compact=True)
            yield Static(id="date-remark")
        yield Static(id="hint")
        yield OptionList(id="names", markup=False)

    def on_mount(self) -> None:
        """Start with whom; the list comes when the screen is shown."""
        for field in self.query(Input):
            field.cursor_blink = False
        self.query_one("#names", OptionList).can_focus = False
        self._ask_whom()

    def on_screen_resume(self) -> None:
        """Names may have changed while another screen was shown."""
        if self._somebody is None:
            self.list_anew()

    # whom -------------------------------------------------------------------------------------------------------

    def choose_whom(self) -> None:
        """Show the list, with the cursor in the empty field of the name."""
        self._ask_whom()
        self.query_one("#names", OptionList).clear_options()  # it begins at its top
        self.list_anew()

    def _ask_whom(self) -> None:
        self._somebody = self._opened_on = None
        self.own_day_again()
        self.set_class(True, "-choosing")
        who = self.query_one(WhoInput)
        who.value = ""
        who.focus()

    def chosen(self, somebody: Somebody) -> None:
        """Put what is typed for somebody in place of the list; the day that is shown now is theirs to the end."""
        self._somebody, self._opened_on = somebody, self.workplace.entry_day
        self._agreed.clear()
        self.query_one(WhoInput).value = self.workplace.text(somebody.name)
        self.set_class(False, "-choosing")

    def list_anew(self) -> None:
        """Read and show what can be chosen; the mark stays where it is."""
        try:
            self.load()
        except KpituiError as error:
            self.say(error.sentence)
        else:
            self._list()
            self._hint()

    @property
    def is_put_together(self) -> bool:
        """Not while the fields of somebody are on their way."""
        return super().is_put_together and not self._filling

    def look_again(self) -> None:
        """What can be chosen now; what was said last stays."""
        if self._somebody is None:
            with contextlib.suppress(KpituiError):  # the next look comes in two seconds
                self.load()
                self._list()

    @on(Input.Changed, "#who")
    def _fitting(self) -> None:
        if self._somebody is None:
            self.query_one("#names", OptionList).clear_options()  # the best is marked
            self._list()
            self._hint()

    def _list(self) -> None:
        """Show what fits the letters."""
        self._shown = self.offered(self.query_one(WhoInput).value)
        lines = [(self.identity(one), OneLine(self.line_of, one)) for one in self._shown]
        show_lines(self.query_one("#names", OptionList), lines)

    def _hint(self) -> None:
        if self._answered:
            self._answered = False  # what was saved is told until the next letter
        else:
            nothing_fits = not self._shown and self.query_one(WhoInput).value
            self.say("No name fits; delete a letter." if nothing_fits else self.hint())

    @property
    def marked(self) -> ItemT | None:
        """The line of the list that Enter takes."""
        place = self.query_one("#names", OptionList).highlighted
        return self._shown[place] if place is not None and place < len(self._shown) else None

    def action_who_up(self) -> None:
        """Go up in the list of names."""
        self.query_one("#names", OptionList).action_cursor_up()

    def action_who_down(self) -> None:
        """Go down in the list of names."""
        self.query_one("#names", OptionList).action_cursor_down()

    @on(Input.Submitted, "#who")
    async def _take_marked(self) -> None:
        if self.marked is not None:
            await self.take(self.marked)

    # the day ----------------------------------------------------------------------------------------------------

    def action_date(self) -> None:
        """Change the date."""
        self.query_one("#date", Input).focus()

    @on(Input.Changed, "#date")
    def _date_typed(self) -> None:
        self._own_day = None
        self.date_is_good()

    def date_is_good(self) -> bool:
        """Whether the day can be read; what it is, or why not, stands beside it. Another than today is lit."""
        remark = self.query_one("#date-remark", Static)
        try:
            day = self.day()
        except NotADate as error:
            remark.update(Content.styled(self.workplace.words(f" {error}"), "$text-error"))
            return False
        lit = day != self.workplace.entry_day
        shown = f" {day:%a} {self.workplace.day(day)} "
        remark.update(Content.styled(shown, "$text-warning bold reverse") if lit else Content(shown))
        return True

    def day(self) -> date:
        """The day that is typed; raises `NotADate`."""
        writing = self.workplace.config.writing
        return writing.read_day(self.query_one("#date", Input).value, self.opened_on)

    def show_day(self, text: str) -> None:
        """Put another day into its field."""
        field = self.query_one("#date", Input)
        with self.prevent(Input.Changed):
            field.value = text
        self.date_is_good()

    @property
    def opened_on(self) -> date:
        """The day that is today for what is typed: that on which somebody was chosen."""
        return self._opened_on or self.workplace.entry_day

    def keep_day(self, before: date) -> None:
        """Midnight has passed: the day of whoever is chosen is written out, the list is of the new one."""
        text, own, work = self.query_one("#date", Input).value, self._own_day, self.workplace
        if self._opened_on is not None:
            kept = written_out(text, self._opened_on, work.entry_day, work.config.writing)
            self.show_day(kept)
            if kept != text and own is None and kept == work.day(self._opened_on):
                self._own_day = "today"  # for whoever comes next; a day that somebody chose stays
        self.date_is_good()

    def bring_back_day(self, kept: str | None) -> None:
        """What was typed for a day is saved for that day, whatever day was chosen for somebody else since."""
        if kept is None:
            self.date_is_good()
            return
        with contextlib.suppress(NotADate):
            if kept == self.day().isoformat():
                return
        own, today = self.query_one("#date", Input).value, self.workplace.entry_day.isoformat()
        self.show_day("today" if kept == today else self.workplace.day(date.fromisoformat(kept)))
        self._own_day = own

    def own_day_again(self) -> None:
        """Let the day that somebody typed stand again, once a sheet that was kept for another one is closed."""
        if self._own_day is not None:
            self.show_day(self._own_day)
        self._own_day = None

    def on_screen_suspend(self) -> None:
        """Once the screen is left it is today again; not where what is typed on it waits for another day."""
        stack = self.app.screen_stack  # empty where the program is being left
        if stack and self not in stack:
            self.keep_typed()
            self.left()

    def left(self) -> None:
        """The screen was left for another one."""
        self._own_day = None
        if self._somebody is None or not self.waits(self._somebody):
            self.show_day("today")
            self.day_turned()

    def waits(self, somebody: Somebody) -> bool:
        """Whether something is typed for somebody, and not saved."""
        raise NotImplementedError

    def day_turned(self) -> None:
        """The day of the sheet is another one."""

    # what is typed ----------------------------------------------------------------------------------------------

    @on(CellSaid)
    def _said_of_cell(self, message: CellSaid) -> None:
        """Say what is to be said of a cell; the cursor stays where it is."""
        if message.rings and self.workplace.config.bell:
            self.app.bell()
        if message.sentence:
            self.say(message.sentence)
        elif self._complained:
            self.say(self._keys)
        self._complained = bool(message.sentence) and message.rings

    async def ask_first(self, asked: Sequence[Asked], go_on: Callable[[], Awaitable[None]]) -> bool:
        """Ask about everything that is to be looked at, once; whether there is nothing to ask, or any more."""
        refused = [one for one in asked if one.kind is Reason.REFUSED]
        if not refused and self._agreed.issuperset(asked):
            return True

        async def answered(answer: Answer | None) -> None:
            if answer is None:
                self.say(f"Not saved: {len(asked)} to check.")
                return
            self._replaces = bool(answer.replaces)
            self._agreed.update(one for one in asked if one.kind is not Reason.REFUSED)
            if refused:
                what = "the one marked !" if len(refused) == 1 else f"the {len(refused)} marked !"
                self.say(f"Not saved: fix or clear {what}; then ctrl+s saves.")
            else:
                await go_on()

        await self.app.push_screen(SavingQuestion(asked, self.workplace), answered)
        return False

    # saving -----------------------------------------------------------------------------------------------------

    def being_saved(self) -> Typed:
        """The part of what is typed that a save takes along."""
        raise NotImplementedError

    def save(self, do: Callable[[DeedRecord], object], deed: DeedRecord, when_done: Message) -> None:
        """Do a deed without holding up a key; a closed month asks for its reason first."""
        self.keep_typed()
        self.set_out(deed.uuid, deepcopy(self.being_saved()))
        self._save(do, deed, when_done)

    @work(thread=True, group=SAVING, exclusive=True)
    def _save(self, do: Callable[[DeedRecord], object], deed: DeedRecord, when_done: Message) -> None:
        try:
            do(deed)
        except ReasonNeeded as error:
            again = ReasonAsked(error.sentence, lambda why: self.save(do, replace(deed, why=why), when_done))
            self.post_message(again)
        except KpituiError as error:
            self.post_message(NotRecorded(f"Not saved; what you typed is still here. {error.sentence}", error))
        else:
            self.know_undo()
            self.post_message(when_done)
            self.post_message(SaveArrived(deed.uuid))

    @on(ReasonAsked)
    async def _ask_for_reason(self, message: ReasonAsked) -> None:
        def answered(filled: Filled[str] | None) -> None:
            if filled is None or filled.draft is None:
                self.say("Not saved; what you typed is still here.")
            else:
                message.save(filled.draft)

        form = reason_form("closed", message.sentence, self.workplace.today())
        await self.app.push_screen(FormDialog(form, self.workplace), answered)

    @on(NotRecorded)
    async def _not_saved(self, message: NotRecorded) -> None:
        await self.not_saved(message.error)
        self.say(message.sentence)

    async def not_saved(self, error: KpituiError) -> None:
        """Show what an error is about."""

    def say(self, sentence: str) -> None:
        """Say it above the list."""
        self.query_one("#hint", Static).update(Content(self.workplace.words(sentence)))


def key_of(somebody: Somebody) -> str:
    """What somebody's typed values are kept by."""
    if somebody.person_id is not None:
        return f"person-{somebody.person_id}"
    return f"team-{somebody.team_id}" if somebody.team_id is not None else "organisation"
