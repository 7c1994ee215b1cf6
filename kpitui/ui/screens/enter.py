"""The Enter screen, Person shape: whom, then a number and Enter for each metric, then one key that saves all."""

import contextlib
from collections import deque
from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus, Key
from textual.widgets import Footer, Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from kpitui.actions.readings import record
from kpitui.domain.access import Deed
from kpitui.domain.dates import NotADate, parse_date
from kpitui.domain.errors import KpituiError, ReasonNeeded
from kpitui.domain.find import best_first
from kpitui.domain.history import DeedRecord
from kpitui.domain.readings import ReadingDraft, reading_of
from kpitui.ui.dialogs.form import FormDialog
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.form import Filled
from kpitui.ui.forms.upkeep import reason_form
from kpitui.ui.messages import NotRecorded, ReasonAsked, Recorded
from kpitui.ui.typed_ahead import SAVING
from kpitui.ui.widgets.entry_row import CellAccepted, CellInput, EntryRowView
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.workplace import Workplace
from kpitui.views.due import DuePerson, load_due
from kpitui.views.entry import EntryRow, Shape, Somebody, load_entry_rows, load_subjects


class WhoInput(Input):
    """Where part of a name is typed; the arrows move in the list below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "screen.who_up", "Up", id="who.up", show=False, tooltip="Go up in the list of names"),
        Binding("down", "screen.who_down", "Down", id="who.down", show=False, tooltip="Go down in the list of names"),
    ]

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """No name begins with a digit or such a mark: in the empty field these are the keys of every screen."""
        if not self.value and character is not None and character in "0123456789?:/":
            return False
        return super().check_consume_key(key, character)

    def on_key(self, event: Key) -> None:
        """Pass on what is not text here."""
        if event.is_printable and not self.check_consume_key(event.key, event.character):
            event.prevent_default()


class EnterScreen(EditingScreen):
    """Readings of one person or team, recorded by keys alone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s,f9", "save", "Save", id="enter.save", tooltip="Save every typed reading of this person in one go"
        ),
        Binding(
            "escape", "back", "Choose whom", id="enter.back", tooltip="Choose somebody else; typed values are kept"
        ),
        Binding("ctrl+t", "date", "Date", id="enter.date", tooltip="Change the date of the readings"),
        Binding("ctrl+n", "pass_over", "Pass over", id="enter.pass", tooltip="Go on to whoever is due next"),
    ]

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, id="enter-screen")
        self._subjects: list[Somebody] = []
        self._shown: list[Somebody] = []
        self._walk: deque[DuePerson] = deque()
        self._walked = 0
        self._somebody: Somebody | None = None
        self._tried: tuple[DeedRecord, list[ReadingDraft]] | None = None
        self._answered = False
        self._filling = False

    def compose(self) -> ComposeResult:
        """The bar, whom and when, the list of names or the cells, the keys."""
        yield TopBar(self.workplace, "enter")
        yield TooSmall()
        with Horizontal(id="head"):
            yield Label("Whom ")
            yield WhoInput(id="who", compact=True, placeholder="part of a name")
            yield Label("  Date ")
            yield Input("today", id="date", compact=True)
            yield Static(id="date-remark")
        yield Static(id="hint")
        yield OptionList(id="names", markup=False)
        yield VerticalScroll(id="cells", can_focus=False)
        yield Static(id="why")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Start with whom."""
        for field in self.query(Input):
            field.cursor_blink = False
        self.query_one("#names", OptionList).can_focus = False
        self._choose()

    def on_screen_resume(self) -> None:
        """Names may have changed while another screen was shown."""
        if self._somebody is None:
            self._load_subjects()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who may not record readings is not offered to save any; nobody is passed over outside the walk."""
        if action == "save":
            return self.workplace.actor.may(Deed.READINGS)
        if action == "pass_over":
            return bool(self._walk)
        return super().check_action(action, parameters)

    def show_changed(self, key: str) -> None:
        """Show what the file holds now beside what is typed."""
        if self._somebody is None:
            self._load_subjects()
        else:
            self.keep_typed()
            self.call_later(self._open_cells, self._somebody)

    @property
    def unsaved(self) -> int:
        """How many typed values are not saved yet."""
        self.keep_typed()
        return sum(1 for cells in self.workplace.unsaved.cells.values() for text in cells.values() if text)

    # whom -------------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        self._somebody = None
        self.query_one("#cells").display = False
        self.query_one("#names").display = True
        who = self.query_one(WhoInput)
        who.value = ""
        who.focus()
        self._load_subjects()

    def _load_subjects(self) -> None:
        try:
            self._subjects = load_subjects(self.workplace.database, self.workplace.today())
        except KpituiError as error:
            self._say(error.sentence)
        self._list_names()

    @on(Input.Changed, "#who")
    def _list_names(self) -> None:
        if self._somebody is not None:
            return
        self._shown = best_first(self._subjects, self.query_one(WhoInput).value, lambda one: one.name)
        names = self.query_one("#names", OptionList)
        names.clear_options()
        names.add_options([Option(self._name_line(one)) for one in self._shown])
        names.highlighted = 0 if self._shown else None
        if not self._subjects:
            self._say("Nobody is in the file yet; add people with: kpitui plan load FILE")
        elif not self._shown:
            self._say("No name fits; delete a letter.")
        elif self._answered:
            self._answered = False  # what was saved is told until the next letter
        else:
            self._say("Type part of a name, Enter takes the marked one.")

    def _name_line(self, one: Somebody) -> Content:
        waiting = sum(1 for text in self.workplace.unsaved.cells.get(_key(one), {}).values() if text)
        return Content.assemble(
            self.workplace.text(one.name),
            (f"  {self.workplace.text(one.detail)}", "dim"),
            (f"  {waiting} not saved" if waiting else "", "$text-warning"),
        )

    def action_who_up(self) -> None:
        """Go up in the list of names."""
        self.query_one("#names", OptionList).action_cursor_up()

    def action_who_down(self) -> None:
        """Go down in the list of names."""
        self.query_one("#names", OptionList).action_cursor_down()

    @on(Input.Submitted, "#who")
    async def _take_name(self) -> None:
        names = self.query_one("#names", OptionList)
        if names.highlighted is None or not self._shown:
            return
        chosen = self._shown[names.highlighted]
        if chosen.shape is Shape.DUE:
            await self._walk_through(chosen)
        else:
            await self._open_cells(chosen)

    # what is due ------------------------------------------------------------------------------------------------

    async def _walk_through(self, of: Somebody) -> None:
        work = self.workplace
        try:
            due = load_due(work.database, work.as_of, work.config, of.team_id)
        except KpituiError as error:
            self._say(error.sentence)
            return
        self._walk, self._walked = deque(sorted(due, key=lambda one: one.team.casefold())), 0
        await self._next_due("Nothing is due.")

    async def _next_due(self, at_the_end: str) -> None:
        self.refresh_bindings()
        if not self._walk:
            self._choose()
            self._say(at_the_end)
            self._answered = True
            return
        one = self._walk[0]
        self._walked += 1
        await self._open_cells(Somebody(one.person.name, one.team, person_id=one.person.id))

    async def action_pass_over(self) -> None:
        """Go on to whoever is due next; what was typed is kept."""
        self.keep_typed()
        self._walk.popleft()
        await self._next_due("That was the last of what is due.")

    def _only_due(self, rows: list[EntryRow]) -> list[EntryRow]:
        """Of the metrics of whoever is walked to, those that are due."""
        wanted = {due.metric.id for due in self._walk[0].readings} if self._walk else set()
        return [row for row in rows if row.metric.id in wanted] if self._walk else rows

    # cells ------------------------------------------------------------------------------------------------------

    async def _open_cells(self, somebody: Somebody) -> None:
        try:
            rows = load_entry_rows(self.workplace.database, somebody, self.workplace.as_of, self.workplace.config)
        except KpituiError as error:
            self._say(error.sentence)
            self.query_one(WhoInput).focus()
            return
        rows = self._only_due(rows)
        self._somebody = somebody
        self._filling = True
        self.query_one(WhoInput).value = self.workplace.text(somebody.name)
        self.query_one("#names").display = False
        cells = self.query_one("#cells", VerticalScroll)
        cells.display = True
        await cells.remove_children()
        await cells.mount_all([EntryRowView(row, self.workplace) for row in rows])
        kept = self.workplace.unsaved.cells.get(_key(somebody), {})
        for view in self._views():
            view.text = kept.get(view.metric.id, "")
        self._filling = False
        self._bring_back_day(self.workplace.unsaved.days.get(_key(somebody)))
        due = sum(1 for row in rows if row.due)
        if not rows:
            self._say(
                "No metric is recorded for them yet; give them a standard, or make a metric a KPI. esc goes back."
            )
            return
        keys = "Number, Enter, next; n notes, - does not apply"
        if self._walk:
            place = f"{self._walked} of {self._walked + len(self._walk) - 1}"
            self._say(f"Due: {place}. {keys}. The last Enter saves and goes on, esc ends.")
        else:
            self._say(f"{due} due (*). {keys}; ctrl+s or F9 saves them.")
        if views := self._views():
            self.set_focus(views[0].query_one(CellInput))

    def _bring_back_day(self, kept: str | None) -> None:
        """What was typed for a day is saved for that day, whatever day was chosen for somebody else since."""
        with contextlib.suppress(NotADate):
            if kept is not None and kept != self._day().isoformat():
                today = self.workplace.today().isoformat()
                self.query_one("#date", Input).value = "today" if kept == today else kept

    def _views(self) -> list[EntryRowView]:
        return list(self.query(EntryRowView))

    @on(DescendantFocus)
    def _tell_why(self) -> None:
        row = next((view.row for view in self._views() if view.query_one(CellInput).has_focus), None)
        self.query_one("#why", Static).update(Content(self.workplace.text(row.why) if row else ""))

    @on(CellAccepted)
    async def _next_after(self, message: CellAccepted) -> None:
        views = self._views()
        place = views.index(message.row)
        if place + 1 < len(views):
            views[place + 1].focus_cell()
        elif self._walk and any(view.text for view in views):
            self.action_save()
        elif self._walk:
            await self.action_pass_over()
        else:
            self._say("That was the last one: ctrl+s or F9 saves them.")

    def action_next_cell(self) -> None:
        """Go to the cell below."""
        self._move(1)

    def action_previous_cell(self) -> None:
        """Go to the cell above."""
        self._move(-1)

    def _move(self, step: int) -> None:
        views = self._views()
        places = [place for place, view in enumerate(views) if view.query_one(CellInput).has_focus]
        if places and 0 <= places[0] + step < len(views):
            views[places[0] + step].focus_cell()

    def action_back(self) -> None:
        """Choose somebody else; what was typed is kept."""
        self.keep_typed()
        self._walk.clear()
        self._choose()

    def action_date(self) -> None:
        """Change the date of the readings."""
        self.query_one("#date", Input).focus()

    @on(Input.Submitted, "#date")
    def _date_entered(self) -> None:
        if self._date_is_good():
            views = self._views()
            if self._somebody is not None and views:
                views[0].focus_cell()
            else:
                self.query_one(WhoInput).focus()

    @on(Input.Changed, "#date")
    def _date_typed(self) -> None:
        self._date_is_good()

    def _date_is_good(self) -> bool:
        remark = self.query_one("#date-remark", Static)
        try:
            day = parse_date(self.query_one("#date", Input).value, self.workplace.today())
        except NotADate as error:
            remark.update(Content.styled(f" {error}", "$text-error"))
            return False
        remark.update(Content(f" {day:%a} {day.isoformat()}"))
        return True

    def keep_typed(self) -> None:
        """Put what stands in the cells, and the day they are for, among what is typed and not saved."""
        typed = self.workplace.unsaved
        if self._somebody is not None and not self._filling:  # cells on their way hold nothing yet
            key = _key(self._somebody)
            typed.cells.pop(key, None)
            typed.days.pop(key, None)
            cells = {view.metric.id: view.text for view in self._views() if view.text}
            if cells:
                typed.cells[key] = cells
                with contextlib.suppress(NotADate):
                    typed.days[key] = self._day().isoformat()

    def _day(self) -> date:
        return parse_date(self.query_one("#date", Input).value, self.workplace.today())

    # saving -----------------------------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Save every typed reading of this person in one go."""
        if self._somebody is None:
            self._say("Choose whom first.")
            return
        if not self._date_is_good():
            self.query_one("#date", Input).focus()
            return
        filled = [view for view in self._views() if view.text]
        for view in filled:
            if not view.check(entered=False):
                view.focus_cell()
                self._say("Nothing is saved yet: mend or confirm the marked line first.")
                return
        if not filled:
            self._say("Nothing is typed yet.")
            return
        drafts = [self._draft(view) for view in filled]
        # The same deed again where an earlier try of it ended without an answer: nothing is saved twice.
        if self._tried is None or self._tried[1] != drafts:
            self._tried = DeedRecord(self.workplace.actor, "record readings"), drafts
        texts = {view.metric.id: view.text for view in filled}
        self._save(drafts, self._tried[0], Recorded(self._somebody, texts))

    def _draft(self, view: EntryRowView) -> ReadingDraft:
        somebody, cell = self._somebody, view.parsed()
        assert somebody is not None
        assert cell is not None
        return reading_of(cell, view.metric.id, self._day(), person_id=somebody.person_id, team_id=somebody.team_id)

    @work(thread=True, group=SAVING, exclusive=True)
    def _save(self, drafts: list[ReadingDraft], deed: DeedRecord, when_done: Recorded) -> None:
        work = self.workplace
        try:
            record(work.database, work.actor, drafts, today=work.today(), deed=deed)
        except ReasonNeeded as error:
            self.post_message(
                ReasonAsked(error.sentence, lambda why: self._save(drafts, replace(deed, why=why), when_done))
            )
            return
        except KpituiError as error:
            self.post_message(NotRecorded(f"Not saved; what you typed is still here. {error.sentence}"))
            return
        self.post_message(when_done)

    @on(ReasonAsked)
    async def _ask_for_reason(self, message: ReasonAsked) -> None:
        def answered(filled: Filled[str] | None) -> None:
            if filled is None or filled.draft is None:
                self._say("Not saved; what you typed is still here.")
            else:
                message.save(filled.draft)

        form = reason_form("closed", message.sentence, self.workplace.today())
        await self.app.push_screen(FormDialog(form, self.workplace), answered)

    @on(NotRecorded)
    def _not_saved(self, message: NotRecorded) -> None:
        self._say(message.sentence)

    @on(Recorded)
    async def _saved(self, message: Recorded) -> None:
        self._tried = None
        self.keep_typed()
        cells, key = self.workplace.unsaved.cells, _key(message.somebody)
        typed = cells.get(key, {})
        for metric_id, text in message.texts.items():
            if typed.get(metric_id) == text:  # what was changed since is not what was saved
                del typed[metric_id]
        if not typed:
            cells.pop(key, None)
            self.workplace.unsaved.days.pop(key, None)
        if message.somebody == self._somebody:
            for view in self._views():
                view.text = typed.get(view.metric.id, "")
            if not typed and self._walk:
                self._walk.popleft()
                await self._next_due("")
            elif not typed:
                self._choose()
        count = "1 reading" if len(message.texts) == 1 else f"{len(message.texts)} readings"
        said = f"Saved {count} of {self.workplace.text(message.somebody.name)}."
        if self._walk:
            self.tell(said)
            return
        self._say(f"{said} That was the last of what is due." if self._walked and not typed else said)
        self._walked = 0
        self._answered = True

    def _say(self, sentence: str) -> None:
        self.query_one("#hint", Static).update(Content(self.workplace.words(sentence)))


def _key(somebody: Somebody) -> str:
    if somebody.person_id is not None:
        return f"person-{somebody.person_id}"
    return f"team-{somebody.team_id}" if somebody.team_id is not None else "organisation"
