"""The Grid shape of the Enter screen: a team down, metrics across, one day."""

from textual import on
from textual.widgets import Input

from kpitui.actions.corrections import record_and_correct
from kpitui.actions.drafts import Typed
from kpitui.domain.dates import NotADate
from kpitui.domain.errors import Conflict, KpituiError
from kpitui.domain.history import DeedRecord
from kpitui.domain.readings import ReadingDraft
from kpitui.ui.grid_entry import GridEntry, ToSave
from kpitui.ui.messages import GridRecorded
from kpitui.ui.screens.whom import WhomScreen
from kpitui.ui.widgets.entry_grid import GridSaid
from kpitui.ui.workplace import Workplace
from kpitui.views.entry import Somebody
from kpitui.views.grid import Key, load_grid

DAY = "date"
"""The key of the day among what is typed in a grid."""


class GridShape(WhomScreen[Somebody]):
    """What the Enter screen does with a grid."""

    def __init__(self, workplace: Workplace, *, id: str) -> None:
        super().__init__(workplace, id=id)
        self._tried: tuple[DeedRecord, list[ReadingDraft] | list[ToSave]] | None = None
        self._stood: tuple[int | None, Key] | None = None

    async def open(self, item: Somebody) -> None:
        """Show what is typed in for somebody."""
        raise NotImplementedError

    def keep_typed(self) -> None:
        """Put what is typed among what is not saved."""
        if self.grid is None or self._somebody is None or self._filling or not self.grid.stands:
            return
        person, metric = self.grid.here
        self._stood = self._somebody.team_id, (person.id, metric.id)
        grids = self.workplace.unsaved.grids
        grids.pop(str(self._somebody.team_id), None)
        if texts := self.grid.texts():
            grids[str(self._somebody.team_id)] = texts | {DAY: self.grid.day.isoformat()}

    @property
    def grid(self) -> GridEntry | None:
        """The grid that is shown, None where there is none."""
        found = [one for one in self.query_one("#grid-place").children if isinstance(one, GridEntry)]
        return found[0] if found and self._somebody is not None else None

    async def open_grid(self, team: Somebody) -> None:
        """Show the grid of a team, with what was typed in it before and the cursor where it was."""
        work = self.workplace
        kept = dict(work.unsaved.grids.get(str(team.team_id), {}))
        self.bring_back_day(kept.pop(DAY, None))
        assert team.team_id is not None
        try:
            grid = load_grid(work.database, team.team_id, self.day(), work.as_of, work.config)
        except (KpituiError, NotADate) as error:
            self.say(str(error))
            return
        if not grid.metrics:
            self.say("Nobody of them is held to a standard or has readings yet; set a standard on the Plan screen.")
            return
        self._filling = True
        place = self.query_one("#grid-place")
        await place.remove_children()
        self.set_class(True, "-grid")
        self.chosen(team)
        view = GridEntry(grid, self.day(), work)
        await place.mount(view)
        if not view.is_attached:
            return  # the program is being left
        lost = view.fill(kept)
        self._filling = False
        view.grid.focus()
        if self._stood and self._stood[0] == team.team_id:
            view.go_to(self._stood[1])
        view.tell()
        self.say("Number, Enter goes down, Tab right; n notes, - does not apply; ctrl+s or F9 saves all of it.")
        if lost:
            self.say(f"What was typed before has no cell here any more and is left out: {', '.join(lost)}.")

    def look_at_grid_again(self, view: GridEntry, team: Somebody) -> None:
        """Show what others recorded, in place; typed cells are held against what they were typed over."""
        work = self.workplace
        assert team.team_id is not None
        if view.texts():
            return
        try:
            grid = load_grid(work.database, team.team_id, view.day, work.as_of, work.config)
        except KpituiError:
            return  # the next look comes in two seconds
        if not view.show(grid) and view.grid.has_focus and grid.metrics:
            self.keep_typed()
            self.call_later(self.open, team)

    @on(GridSaid)
    def _said_by_grid(self, message: GridSaid) -> None:
        self.say(message.sentence)

    async def day_of_grid(self) -> None:
        """Show the grid of the day that is typed; what was typed for the day before is saved first."""
        grid, team = self.grid, self._somebody
        if grid is None or team is None or not self.date_is_good():
            return
        if grid.day == self.day():
            grid.grid.focus()
        elif grid.texts():
            self.query_one("#date", Input).value = self.workplace.day(grid.day)
            self.say(f"Save what is typed for {grid.day} first (ctrl+s), or empty its cells.")
            grid.grid.focus()
        else:
            self.workplace.unsaved.grids.pop(str(team.team_id), None)
            await self.open(team)

    def save_grid(self, grid: GridEntry) -> None:
        """Save everything that is typed in the grid in one go."""
        place = grid.grid.first_doubt()
        if place is not None:
            grid.grid.move_to(place)
            doubt = grid.grid.doubts[place]
            ask = "mend it" if doubt.wrong else "Enter keeps it"
            self.say(f"Nothing is saved yet. {doubt.sentence}: {ask}.")
            return
        if not self.date_is_good():
            self.query_one("#date", Input).focus()
            return
        if grid.day != self.day():
            self.say(f"The grid shows {grid.day}; Enter in the date field shows the other day first.")
            return
        work, new, team = self.workplace, grid.to_save(), self._somebody
        assert team is not None
        if not new.count:
            self.say("Nothing is typed yet.")
            return
        if self._tried is None or self._tried[1] != [new]:
            self._tried = DeedRecord(work.actor, "record readings"), [new]

        def save(deed: DeedRecord) -> None:
            today = work.today()
            record_and_correct(work.database, work.actor, new.drafts, new.corrections, today=today, deed=deed)

        self.save(save, self._tried[0], GridRecorded(team, grid.texts(), new.count))

    def being_saved(self) -> Typed:
        """What stands in the grid."""
        team = str(self._somebody.team_id if self._somebody else None)
        return Typed(grids={team: self.workplace.unsaved.grids.get(team, {})})

    async def not_saved(self, error: KpituiError) -> None:
        """Go to the cell that was refused; what somebody else changed meanwhile is read anew."""
        if self.grid is None or self._somebody is None:
            return
        self.keep_typed()
        if error.cell:
            self._stood = self._somebody.team_id, error.cell
        if isinstance(error, Conflict):
            self._tried = None
            await self.open(self._somebody)
        elif error.cell:
            self.grid.go_to(error.cell)

    @on(GridRecorded)
    async def _grid_saved(self, message: GridRecorded) -> None:
        self._tried = None
        self.keep_typed()
        key = str(message.team.team_id)
        kept = self.workplace.unsaved.grids.get(key, {})
        left = {name: text for name, text in kept.items() if message.texts.get(name) != text}
        self.workplace.unsaved.grids.pop(key, None)
        if left.keys() - {DAY}:  # what was changed since is not what was saved
            self.workplace.unsaved.grids[key] = left
        if self._somebody == message.team:
            await self.open(message.team)
        count = "1 reading" if message.count == 1 else f"{message.count} readings"
        self.say(f"Saved {count} of {self.workplace.text(message.team.name)}.")
