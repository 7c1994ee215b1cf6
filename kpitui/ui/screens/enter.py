"""The Record screen, Person shape: whom, then a number and Enter for each metric, then one key that saves all."""

import contextlib
from collections import deque
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus, ScreenResume
from textual.widgets import Input, Static

from kpitui.actions.drafts import Typed
from kpitui.domain.access import Deed
from kpitui.domain.dates import NotADate
from kpitui.domain.errors import KpituiError
from kpitui.domain.find import best_first
from kpitui.domain.readings import reading_of
from kpitui.paths import sheets
from kpitui.ui.messages import Recorded
from kpitui.ui.screens.enter_grid import DAY, GridShape
from kpitui.ui.screens.readings import ReadingsScreen
from kpitui.ui.screens.whom import WhoInput, key_of
from kpitui.ui.to_save import TypedValue
from kpitui.ui.widgets.entry_line import EntryLine
from kpitui.ui.widgets.entry_list import EntryList
from kpitui.ui.widgets.entry_row import CellAccepted
from kpitui.ui.widgets.key_bar import KeyBar
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.workplace import Workplace
from kpitui.views import Subject
from kpitui.views.due import DueSubject, load_due
from kpitui.views.entry import EntryRow, Shape, Somebody, load_entry_rows, load_subjects


class EnterScreen(GridShape):
    """Readings of one person or team, recorded by keys alone."""

    CSS_PATH = sheets("whom", "enter")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "v",
            "readings",
            "Readings",
            id="enter.readings",
            show=False,
            tooltip="The readings behind this cell, to correct or void them",
        ),
        Binding("ctrl+n,ctrl+g", "pass_over", "Pass over", id="enter.pass", tooltip="Go on to whoever is due next"),
    ]

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, id="enter-screen")
        self._subjects: list[Somebody] = []
        self._walk: deque[DueSubject] = deque()
        self._walked = 0

    def compose(self) -> ComposeResult:
        """The bar, whom and when, the list of names or the cells, the keys."""
        yield TopBar(self.workplace, "enter")
        yield TooSmall()
        yield from self.compose_head()
        yield VerticalScroll(id="cells", can_focus=False)
        yield Vertical(id="grid-place")
        yield Static(id="why")
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who may not record readings is not offered to save any; nobody is passed over outside the walk."""
        if action == "save":
            return self.workplace.actor.may(Deed.READINGS)
        if action == "pass_over":
            return bool(self._walk)
        return super().check_action(action, parameters)

    def show_changed(self, key: str) -> None:
        """Show what the file holds now beside what is typed; the cursor stays on its line."""
        if self._somebody is None:
            self.list_anew()
        else:
            self._show_now(self._somebody, typed_too=True)

    def copied(self, whole: bool) -> str:
        """The line of the cell, or every line, with what is typed."""
        cells = self.cells
        lines = cells.lines if cells and whole else [cells.line] if cells and cells.has_focus else []
        return "\n".join(line.copied() for line in lines) or super().copied(whole)

    def look_again(self) -> None:
        """Last values and expectations as they are now, beside what is typed."""
        super().look_again()
        if self._somebody is not None:
            self._show_now(self._somebody, typed_too=False)

    def _show_now(self, somebody: Somebody, *, typed_too: bool) -> None:
        work = self.workplace
        if self.grid is not None:
            self.show_in_grid(self.grid, somebody, typed_too=typed_too)
        elif self.cells is not None:
            try:
                rows = load_entry_rows(work.database, somebody, work.as_of, work.config)
            except KpituiError:
                return  # busy for a moment; the next look comes in two seconds
            self.cells.show({row.metric.id: row for row in rows})

    # whom -------------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Everybody there is."""
        self._subjects = load_subjects(self.workplace.database, self.workplace.today())

    def offered(self, typed: str) -> list[Somebody]:
        """Those whose names fit."""
        return best_first(self._subjects, typed, lambda one: one.name)

    def hint(self) -> str:
        """What to do while there is a list."""
        nobody = all(one.person_id is None for one in self._subjects)
        return (
            "Nobody is in the file yet; add people on the People screen (F6)."
            if nobody
            else "Type part of a name, Enter takes the marked one."
        )

    def identity(self, item: Somebody) -> str:
        """Who it is, and how they are asked for."""
        return f"{key_of(item)}-{item.shape}"

    def line_of(self, item: Somebody) -> Content:
        """The name, what tells namesakes apart, and what is not saved."""
        typed = self.workplace.unsaved
        waiting = 0
        if item.shape is Shape.LIST:
            waiting = sum(1 for text in typed.cells.get(key_of(item), {}).values() if text)
        elif item.shape is Shape.GRID:
            waiting = len([key for key in typed.grids.get(str(item.team_id), {}) if key != DAY])
        return Content.assemble(
            self.workplace.text(item.name),
            (f"  {self.workplace.text(item.detail)}", "dim"),
            (f"  {waiting} not saved" if waiting else "", "$text-warning"),
        )

    async def take(self, item: Somebody) -> None:
        """Show the cells of whoever was chosen."""
        if item.shape is Shape.DUE:
            await self._walk_through(item)
        else:
            await self.open(item)

    async def open(self, item: Somebody) -> None:
        """Show what is typed in for somebody."""
        self.own_day_again()
        if item.shape is Shape.GRID:
            await self.open_grid(item)
        else:
            await self.query_one("#grid-place").remove_children()
            self.set_class(False, "-grid")
            await self._open_cells(item)

    async def action_readings(self) -> None:
        """The readings behind the cell of the cursor, to correct or void them."""
        somebody, work = self._somebody, self.workplace
        if self.grid is not None:
            person, metric = self.grid.here
            subject, name = Subject((person.id,)), person.name
        elif somebody is not None and self.cells is not None and self.cells.has_focus:
            metric, subject, name = self.cells.line.metric, somebody.subject, somebody.name
        else:
            return
        self.keep_typed()
        await self.app.push_screen(ReadingsScreen(work, metric, subject, name), lambda _: self.show_changed(""))

    # what is due ------------------------------------------------------------------------------------------------

    async def _walk_through(self, of: Somebody) -> None:
        work = self.workplace
        try:
            due = load_due(work.database, work.as_of, work.config, of.team_id)
        except KpituiError as error:
            self.say(error.sentence)
            return
        self._walk, self._walked = deque(sorted(due, key=lambda one: one.team.casefold())), 0
        await self._next_due("Nothing is due.")

    async def _next_due(self, at_the_end: str) -> None:
        self.refresh_bindings()
        if not self._walk:
            self.choose_whom()
            self.say(at_the_end)
            self._answered = True
            return
        one = self._walk[0]
        self._walked += 1
        await self.open(Somebody(one.name, one.team, person_id=one.person_id, team_id=one.team_id))

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
            self.say(error.sentence)
            self.query_one(WhoInput).focus()
            return
        rows = self._only_due(rows)
        self._filling = True
        self.chosen(somebody)
        around = self.query_one("#cells", VerticalScroll)
        await around.remove_children()
        around.scroll_home(animate=False, immediate=True)
        if rows:
            lines = [EntryLine(row, self.workplace, somebody.name) for row in rows]
            cells = EntryList(lines, self._tell_why)
            cells.put(self.workplace.unsaved.cells.get(key_of(somebody), {}))
            await around.mount(cells)
        self._filling = False
        self.bring_back_day(self.workplace.unsaved.days.get(key_of(somebody)))
        due = sum(1 for row in rows if row.due)
        if not rows:
            self.say(
                "No metric is recorded for them yet. A standard or a KPI puts one here; : on any other screen "
                "records every metric. esc goes back."
            )
            return
        keys = "Number, Enter, next; n notes, - does not apply"
        if self._walk:
            place = f"{self._walked} of {self._walked + len(self._walk) - 1}"
            self._keys = f"Due: {place}. {keys}. The last Enter saves and goes on, esc ends."
        else:
            self._keys = f"{due} due (*). {keys}; ctrl+s or F9 saves them."
        self.say(self._keys)
        self.set_focus(self.cells)

    @property
    def cells(self) -> EntryList | None:
        """The lines of whoever was chosen, None where there are none."""
        children = self.query_one("#cells", VerticalScroll).children
        return next((one for one in children if isinstance(one, EntryList)), None)

    @on(DescendantFocus)
    def _tell_why(self) -> None:
        line = self.cells.line if self.cells is not None and self.cells is self.focused else None
        said = (line.remark or self.workplace.words(line.row.why)) if line else ""
        self.query_one("#why", Static).update(Content(said), layout=False)

    @on(CellAccepted)
    async def _after_the_last(self) -> None:
        if self._walk and self.cells is not None and any(line.text for line in self.cells.lines):
            await self.action_save()
        elif self._walk:
            await self.action_pass_over()
        else:
            self.say("That was the last line: ctrl+s or F9 saves, up goes back.")

    def action_next_cell(self) -> None:
        """Go to the cell below."""
        self._move(1)

    def action_previous_cell(self) -> None:
        """Go to the cell above."""
        self._move(-1)

    def _move(self, step: int) -> None:
        cells = self.cells
        if cells is not None and cells is self.focused:
            cells.step(step)

    def action_back(self) -> None:
        """Choose somebody else; what was typed is kept."""
        self.keep_typed()
        self._walk.clear()
        self.choose_whom()

    @on(Input.Submitted, "#date")
    async def _date_entered(self) -> None:
        if self.grid is not None:
            await self.day_of_grid()
        elif self.date_is_good():
            if self._somebody is not None and self.cells is not None:
                self.cells.focus()
            else:
                self.query_one(WhoInput).focus()

    def keep_typed(self) -> None:
        """Put what stands in the cells, and the day they are for, among what is typed and not saved."""
        typed = self.workplace.unsaved
        if self.grid is not None:
            super().keep_typed()
        elif self._somebody is not None and not self._filling:  # cells on their way hold nothing yet
            key = key_of(self._somebody)
            typed.cells.pop(key, None)
            typed.days.pop(key, None)
            lines = self.cells.lines if self.cells is not None else []
            texts = {line.metric.id: line.text for line in lines if line.text}
            if texts:
                typed.cells[key] = texts
                with contextlib.suppress(NotADate):
                    typed.days[key] = self.day().isoformat()

    def waits(self, somebody: Somebody) -> bool:
        """Whether something is typed for somebody, and not saved."""
        typed = self.workplace.unsaved
        return str(somebody.team_id) in typed.grids if self.grid is not None else key_of(somebody) in typed.cells

    @on(ScreenResume)
    async def _day_of_today(self) -> None:
        """A grid of another day, with nothing typed in it, is that of today once the screen was left."""
        if self.grid is not None and self._somebody is not None and not self.grid.texts():
            with contextlib.suppress(NotADate):
                if self.grid.day != self.day():
                    await self.open(self._somebody)

    # saving -----------------------------------------------------------------------------------------------------

    def being_saved(self) -> Typed:
        """What stands in the cells, or in the grid."""
        typed, somebody = self.workplace.unsaved, self._somebody
        if somebody is None or self.grid is not None:
            return super().being_saved()
        key = key_of(somebody)
        return Typed(cells={key: typed.cells.get(key, {})})

    async def action_save(self) -> None:
        """Save every typed reading of this person in one go."""
        somebody, cells = self._somebody, self.cells
        if somebody is None:
            self.say("Choose whom first.")
        elif self.grid is not None:
            await self.save_grid(self.grid)
        elif not self.date_is_good():
            self.say("Not saved: the date cannot be read; ctrl+t goes there.")
        elif cells is not None:
            cells.settle()
            day, filled = self.day(), [line for line in cells.lines if line.text]
            texts, lost = {line.metric.id: line.text for line in filled}, cells.lost
            values = [self._value(line, somebody) for line in filled]
            await self.save_values(values, lambda changed: Recorded(somebody, texts, day, changed, lost))

    def _value(self, line: EntryLine, somebody: Somebody) -> TypedValue:
        draft = None
        if line.doubt is None or not line.doubt.refused:
            cell = line.parsed()
            assert cell is not None
            draft = reading_of(cell, line.metric.id, self.day(), person_id=somebody.person_id, team_id=somebody.team_id)
        return TypedValue(somebody.name, line.metric, line.text, line.doubt, draft)

    @on(Recorded)
    async def _saved(self, message: Recorded) -> None:
        self._tried = None
        self._agreed.clear()
        self.keep_typed()
        cells, key = self.workplace.unsaved.cells, key_of(message.somebody)
        typed = cells.get(key, {})
        for metric_id, text in message.texts.items():
            if typed.get(metric_id) == text:  # what was changed since is not what was saved
                del typed[metric_id]
        if not typed:
            cells.pop(key, None)
            self.workplace.unsaved.days.pop(key, None)
        said = self.saved_words(len(message.texts), message.somebody.name, message.day, message.changed)
        if message.somebody == self._somebody and self.cells is not None:
            self.cells.put(typed)
            # The rest of what was refused behind the last line must not begin something else.
            if not typed and self.cells.lost == message.lost:
                await self._after_saving(said)
                return
        self.say(said)
        self._answered = self._somebody is None

    async def _after_saving(self, said: str) -> None:
        """Go on to whoever is due next, else to the list."""
        if not self._walk:
            self.choose_whom()
            self.say(said)
        else:
            self._walk.popleft()
            await self._next_due(f"{said} That was the last of what is due.")
            if self._walk:
                self.tell(said)
        self._answered = self._somebody is None
