"""The Grid shape of the Record screen: a team down, metrics across, one day."""

from textual import on
from textual.widgets import Input

from kpitui.actions.drafts import Typed
from kpitui.domain.dates import NotADate
from kpitui.domain.errors import Conflict, KpituiError
from kpitui.ui.grid_entry import GridEntry
from kpitui.ui.messages import GridRecorded
from kpitui.ui.screens.enter_saving import SheetSaving
from kpitui.ui.workplace import Workplace
from kpitui.views.entry import Somebody
from kpitui.views.grid import Key, load_grid

DAY = "date"
"""The key of the day among what is typed in a grid."""

KEYS = "Number, Enter goes down, Tab right; n notes, - does not apply; ctrl+s or F9 saves all of it."


class GridShape(SheetSaving):
    """What the Record screen does with a grid."""

    def __init__(self, workplace: Workplace, *, id: str) -> None:
        super().__init__(workplace, id=id)
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
        self._keys = KEYS
        self.say(KEYS)
        if lost:
            self.say(f"What was typed before has no cell here any more and is left out: {', '.join(lost)}.")

    def show_in_grid(self, view: GridEntry, team: Somebody, *, typed_too: bool) -> None:
        """Show what the file holds now, in place: lines and columns stay where they are."""
        work = self.workplace
        assert team.team_id is not None
        try:
            grid = load_grid(work.database, team.team_id, view.day, work.as_of, work.config)
        except KpituiError:
            return  # the next look comes in two seconds
        if view.show(grid, typed_too=typed_too) and not view.texts():
            self.say("Its people or metrics have changed: esc and Enter show the table as it is now.")

    async def day_of_grid(self) -> None:
        """Show the grid of the day that is typed; what was typed for the day before is saved first."""
        grid, team = self.grid, self._somebody
        if grid is None or team is None or not self.date_is_good():
            return
        if grid.day == self.day():
            grid.grid.focus()
        elif grid.texts():
            # What is typed next was meant for the other day; it must not land in a cell of this one.
            self.show_day(self.workplace.day(grid.day))
            self.query_one("#date", Input).action_end()
            self.say(f"Save what is typed for {grid.day} first (ctrl+s), or clear its cells.")
        else:
            self.workplace.unsaved.grids.pop(str(team.team_id), None)
            await self.open(team)

    async def save_grid(self, grid: GridEntry) -> None:
        """Save everything that is typed in the grid in one go."""
        if not self.date_is_good():
            self.say("Not saved: the date cannot be read; ctrl+t goes there.")
            return
        if grid.day != self.day():
            self.say(f"The grid shows {grid.day}; Enter in the date field shows the other day first.")
            return
        team, values = self._somebody, grid.values()
        assert team is not None
        texts = grid.texts()
        await self.save_values(values, lambda changed: GridRecorded(team, texts, grid.day, changed))

    def being_saved(self) -> Typed:
        """What stands in the grid."""
        team = str(self._somebody.team_id if self._somebody else None)
        return Typed(grids={team: self.workplace.unsaved.grids.get(team, {})})

    async def not_saved(self, error: KpituiError) -> None:
        """What somebody else changed meanwhile is shown; the cursor and what is typed stay."""
        if isinstance(error, Conflict):
            self._tried = None
            if self.grid is not None and self._somebody is not None:
                self.show_in_grid(self.grid, self._somebody, typed_too=True)

    @on(GridRecorded)
    def _grid_saved(self, message: GridRecorded) -> None:
        self._tried = None
        self._agreed.clear()
        grids, key = self.workplace.unsaved.grids, str(message.team.team_id)
        if self.grid is not None and self._somebody == message.team and self.grid.day == message.day:
            self.grid.leave_out(message.texts)  # what was changed since is not what was saved
            self.show_in_grid(self.grid, message.team, typed_too=False)
            self.keep_typed()
        else:
            left = {name: text for name, text in grids.pop(key, {}).items() if message.texts.get(name) != text}
            if left.keys() - {DAY}:
                grids[key] = left
        self.say(self.saved_words(len(message.texts), message.team.name, message.day, message.changed))
