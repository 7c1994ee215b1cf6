"""The sheet of a team on Record: people down, metrics across, one day."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size

from kpitui.domain.dates import NotADate
from kpitui.domain.errors import KpituiError, Refused
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.storage.drafts import GRIDS, OpenDays, Typed, stood_in_grid
from kpitui.storage.typed_about import Gone
from kpitui.ui.app_context import AppContext
from kpitui.ui.grid_entry import DAY, GridEntry
from kpitui.ui.messages import GridRecorded
from kpitui.ui.sheet_saving import SheetSaving
from kpitui.ui.widgets.metric_panel import MetricPanel, PanelContent
from kpitui.ui.widgets.panel import FIRST, Panel
from kpitui.ui.widgets.subject_picker import SubjectPicker
from kpitui.views.entry import EntrySubject
from kpitui.views.grid import Key, load_grid
from kpitui.words.spans import line, muted

LEAST_BESIDE = 40
"""Cells that a chart has beside the table at the least."""
SHARE_ABOVE = 0.55
"""How much of the height the table has where the chart stands below it, as the style sheet says."""
ALONE = "-alone"
"""The class of a sheet that leaves no room for a chart."""
AROUND = Size(4, 6)
"""What a panel takes around a table: the frame, and the lines about the cell of the cursor."""

KEYS = "Type a value, Enter down, Tab right · n note · - n/a · Ctrl+S save all"


class GridSheet(Horizontal):
    """The grid of the team that was chosen, and beside it the chart of the cell of the cursor; the
    screen has the class `-grid` as long as it shows one.
    """

    def __init__(
        self, picker: SubjectPicker[EntrySubject], saving: SheetSaving, context: AppContext
    ) -> None:
        super().__init__(classes="halves")
        self._picker = picker
        self._saving = saving
        self._app_context = context
        self._entry: GridEntry | None = None
        self.filling = False
        """Whether cells are on their way: they hold nothing yet."""
        keys = ("enter.readings",)
        self._panel = Panel(context=context, keys=keys, id="table", classes=FIRST)
        self._beside = MetricPanel(context, names=True)

    def compose(self) -> ComposeResult:
        """The table, and what is known of a cell."""
        yield self._panel
        yield self._beside

    def on_resize(self) -> None:
        """The chart has what the table leaves."""
        self._give_room()

    def _give_room(self) -> None:
        entry, screen = self.shown, self.screen
        if entry is None or not entry.stands:
            return
        width, height = self.size
        least, above = entry.grid.least_size + AROUND, screen.has_class("-above")
        if screen.has_class("-beside") or (above and not screen.has_class("-high")):
            room = width - LEAST_BESIDE
            alone = least.width > room
            wide = min(room, entry.grid.best_width + AROUND.width)
            self._panel.styles.width = "1fr" if alone else wide
        else:
            alone = above and least.height > SHARE_ABOVE * height
            self._panel.styles.width = "1fr"
        self.set_class(alone, ALONE)

    def _want(self, metric: Metric, person: Person) -> None:
        self._beside.want(PanelContent(metric), EntrySubject(person.name, "", person.id))

    @property
    def shown(self) -> GridEntry | None:
        """The grid that is typed in, None where there is none."""
        return self._entry if self._picker.subject is not None else None

    async def open(self, team: EntrySubject, at: Key | None = None) -> None:
        """Show the grid of a team, with what was typed in it before; the cursor is in the first
        cell, or `at` one.
        """
        work, picker = self._app_context, self._picker
        picker.day.bring_back(work.unsaved.grids.get(str(team.team_id), {}).get(DAY))
        assert team.team_id is not None
        try:
            day = picker.day.day()
            grid = load_grid(work.database, team.team_id, day, work.as_of)
        except (KpituiError, NotADate) as error:
            picker.hint.say(str(error))
            return
        if not grid.metrics:
            picker.hint.say(
                "No standard or readings for this team yet; set a standard on the Plan screen."
            )
            return
        self.filling = True
        await self._panel.remove_children()
        self.screen.set_class(True, "-grid")
        self._saving.forget_answers()
        picker.chosen(team)
        self._entry = entry = GridEntry(grid, picker.day.day(), self._want, work)
        await self._panel.mount(entry)
        if not entry.is_attached:
            return  # the program is being left
        self._give_room()
        self._say_title(team, entry)
        picker.hint.say_keys(KEYS)
        self._fill(entry, str(team.team_id))
        self.filling = False
        entry.grid.focus()
        if at is not None:
            entry.go_to(at)
        entry.tell()

    async def close(self) -> None:
        """Make room for the lines of someone."""
        self._entry = None
        await self._panel.remove_children()
        self.screen.set_class(False, "-grid")

    def _say_title(self, team: EntrySubject, entry: GridEntry) -> None:
        due = muted(f"{entry.due} due") if entry.due else ""
        self._panel.say(f"{team.name} · {team.detail}", line(due))

    def show_now(self, *, typed_too: bool) -> None:
        """Show what the file holds now, in place: lines and columns stay where they are."""
        work, entry, team = self._app_context, self.shown, self._picker.subject
        if entry is None or team is None:
            return
        assert team.team_id is not None
        try:
            grid = load_grid(work.database, team.team_id, entry.day, work.as_of)
        except KpituiError:
            return  # the next look comes in two seconds
        others = entry.show(grid, typed_too=typed_too)
        self._say_title(team, entry)
        self._beside.look_again()
        if others and not entry.texts():
            self._picker.hint.say(
                "This team's people or metrics have changed: Esc, then Enter shows them."
            )

    def behind(self) -> tuple[Metric, SubjectFilter, str] | None:
        """Which readings are behind the cell of the cursor, and whose they are."""
        if self.shown is None:
            return None
        person, metric = self.shown.here
        return metric, SubjectFilter((person.id,)), person.name

    # the day --------------------------------------------------------------------------------------

    async def show_typed_day(self) -> None:
        """Show the grid of the day that is typed; what was typed for the day before is
        saved first.
        """
        entry, team, day = self.shown, self._picker.subject, self._picker.day
        if entry is None or team is None or not day.is_good():
            return
        if entry.day == day.day():
            entry.grid.focus()
        elif entry.texts():
            # What is typed next was meant for the other day; it must not land in a cell of this
            # one.
            day.show(self._app_context.typed_day(entry.day))
            day.field.action_end()
            self._picker.hint.say(
                f"Save what is typed for {entry.day} first (ctrl+s), or clear its cells."
            )
        else:
            self._app_context.unsaved.grids.pop(str(team.team_id), None)
            person, metric = entry.here
            day.own_again()
            await self.open(team, (person.id, metric.id))

    @property
    def is_of_another_day(self) -> bool:
        """Whether nothing is typed in it, and it shows another day than its field."""
        if self.shown is None or self.shown.texts():
            return False
        try:
            return self.shown.day != self._picker.day.day()
        except NotADate:
            return False

    # what is typed --------------------------------------------------------------------------------

    def keep_typed(self) -> None:
        """Put what is typed among what is not saved."""
        entry, subject = self.shown, self._picker.subject
        if entry is None or subject is None or self.filling or not entry.stands:
            return
        unsaved, team = self._app_context.unsaved, str(subject.team_id)
        unsaved.grids.pop(team, None)
        unsaved.stood.pop(stood_in_grid(team), None)
        if texts := entry.texts():
            unsaved.grids[team] = texts | {DAY: entry.day.isoformat()}
            unsaved.stood[stood_in_grid(team)] = entry.stood()

    @property
    def open_days(self) -> OpenDays:
        """Whose table this is, and the day that it is for."""
        entry, subject = self.shown, self._picker.subject
        if entry is None or subject is None:
            return []
        return [(GRIDS, str(subject.team_id), entry.day.isoformat())]

    async def show_typed(self) -> None:
        """Show what came to what is typed from another session."""
        entry, subject = self.shown, self._picker.subject
        if entry is not None and subject is not None and not entry.texts():
            self._fill(entry, str(subject.team_id))
            entry.tell()

    def drop_typed(self, gone: Gone) -> None:
        """Let the cells of agents who were forgotten be empty."""
        if (entry := self.shown) is not None:
            texts = entry.texts()
            entry.leave_out({cell: texts[cell] for cell in texts.keys() & gone.keys})

    def _fill(self, entry: GridEntry, team: str) -> None:
        """Put in what was typed before; what has no cell any more is said."""
        unsaved = self._app_context.unsaved
        kept = {key: text for key, text in unsaved.grids.get(team, {}).items() if key != DAY}
        if lost := entry.fill(kept, unsaved.stood.get(stood_in_grid(team), {})):
            self._picker.hint.say(
                f"What you typed before has no cell here now and is left out: {', '.join(lost)}."
            )

    def waits(self) -> bool:
        """Whether something is typed for the team that is chosen, and not saved."""
        subject = self._picker.subject
        return subject is not None and str(subject.team_id) in self._app_context.unsaved.grids

    def being_saved(self) -> Typed:
        """What stands in the grid."""
        subject = self._picker.subject
        team = str(subject.team_id if subject else None)
        return Typed(grids={team: self._app_context.unsaved.grids.get(team, {})})

    async def save(self) -> None:
        """Save everything that is typed in the grid in one go."""
        entry, team = self.shown, self._picker.subject
        if entry is None or team is None:
            return
        if entry.day != self._picker.day.day():
            self._picker.hint.say(
                f"The table shows {entry.day}; Enter in the date field shows the other day first."
            )
            return
        values, texts, day = entry.values(), entry.texts(), entry.day
        await self._saving.save_values(
            self, values, lambda changed: GridRecorded(team, texts, day, changed)
        )

    def go_to_refused(self) -> None:
        """Put the cursor on the first cell that is refused, where there is one."""
        if self.shown is not None:
            self.shown.go_to_refused()

    def overtaken(self, error: KpituiError) -> str:
        """What someone else changed meanwhile is shown and told; the cursor and what
        is typed stay.
        """
        if self.shown is None or not isinstance(error, Refused):
            return ""
        self.show_now(typed_too=True)
        said = self.shown.overtaken_words()
        return f"Not saved. {said}" if said else ""

    def take_out(self, message: GridRecorded) -> None:
        """Keep nothing of what was saved, and show it as recorded."""
        self._saving.arrived()
        grids, key, entry = self._app_context.unsaved.grids, str(message.team.team_id), self.shown
        if entry is not None and self._picker.subject == message.team and entry.day == message.day:
            entry.leave_out(message.texts)  # what was changed since is not what was saved
            self.show_now(typed_too=False)
            self.keep_typed()
            return
        kept = grids.pop(key, {})
        left = {name: text for name, text in kept.items() if message.texts.get(name) != text}
        if left.keys() - {DAY}:
            grids[key] = left
