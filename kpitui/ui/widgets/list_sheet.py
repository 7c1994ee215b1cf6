"""The sheet of a person or a team on Record: a line a metric."""

import contextlib
from collections.abc import Container
from datetime import date

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from kpitui.domain.dates import NotADate
from kpitui.domain.errors import KpituiError
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.metric import Metric
from kpitui.storage.drafts import CELLS, OpenDays, Typed
from kpitui.storage.typed_about import Gone
from kpitui.ui.app_context import AppContext
from kpitui.ui.cell_typing import RECORDED
from kpitui.ui.messages import Recorded
from kpitui.ui.parts import Part, fitted
from kpitui.ui.scoring import ScoresContacts
from kpitui.ui.sheet_saving import SetAside, SheetSaving, typed_value
from kpitui.ui.widgets.entry_line import EntryLine
from kpitui.ui.widgets.entry_sheet import NOT_HERE_YET, EntrySheet
from kpitui.ui.widgets.metric_panel import MetricPanel, PanelContent
from kpitui.ui.widgets.panel import FIRST, Panel
from kpitui.ui.widgets.sheet_columns import columns_in
from kpitui.ui.widgets.subject_lists import key_of
from kpitui.ui.widgets.subject_picker import SubjectPicker
from kpitui.views.entry import EntryRow, EntrySubject, load_entry_rows
from kpitui.words.kpi import why_recorded
from kpitui.words.spans import Line, line, muted, title

NO_METRIC = (
    "Nothing to record here yet. Set a standard or add a KPI on Plan; : on any other screen "
    "records any metric. Esc goes back."
)


TITLE_WIDTH = 22
"""A title stands above the names where there is no frame; the columns right of them have heads."""
SHEET_KEYS = ("enter.readings", "whom.score")


class ListSheet(ScoresContacts, Horizontal):
    """The lines of the subject that was chosen, below them what is known of the one of the cursor,
    and beside them its chart.
    """

    def __init__(
        self, picker: SubjectPicker[EntrySubject], saving: SheetSaving, context: AppContext
    ) -> None:
        super().__init__(classes="halves")
        self._picker = picker
        self._saving = saving
        self._app_context = context
        self.cells: EntrySheet | None = None
        """Where values are typed, None where there are no lines."""
        self.filling = False
        """Whether lines are on their way: they hold nothing yet."""
        self._wanted: Container[int] | None = None
        """The metrics that have lines, None for all."""

    @property
    def scored_person(self) -> int | None:
        """The agent who is chosen."""
        return self._picker.scored_person

    def compose(self) -> ComposeResult:
        """The lines, and what is known of one."""
        yield Panel(
            VerticalScroll(id="cells", can_focus=False),
            Static(id="why"),
            context=self._app_context,
            keys=SHEET_KEYS,
            heads=self._heads,
            id="lines",
            classes=FIRST,
        )
        yield MetricPanel(self._app_context)

    def _heads(self, room: int) -> list[Part]:
        if self.cells is None:
            return []
        rows = [line.row for line in self.cells.lines]
        return [(columns_in(rows, room, self._app_context).heads(room), "dim")]

    async def open(self, subject: EntrySubject, wanted: Container[int] | None) -> bool:
        """Show the lines of a subject, with what was typed in them before; `wanted` metrics alone.
        Whether there are any to type in; if not, that is said.
        """
        work = self._app_context
        try:
            rows = load_entry_rows(work.database, subject, work.as_of, self._day_of(subject))
        except KpituiError as error:
            self._picker.hint.say(error.sentence)
            self._picker.ask_name()
            return False
        if wanted is not None:
            rows = [row for row in rows if row.metric.id in wanted]
        self.filling, self._wanted = True, wanted
        self._saving.forget_answers()
        self._picker.chosen(subject)
        panel, around = self.query_one(Panel), self.query_one("#cells", VerticalScroll)
        panel.say(*_title(subject, rows, work))
        self.cells = None
        await around.remove_children()
        around.scroll_home(animate=False, immediate=True)
        if rows:
            lines = [EntryLine(row, work, subject.name) for row in rows]
            cells = EntrySheet(lines, lambda _: panel.heads_changed(), self.tell, work)
            cells.put(work.unsaved.cells.get(key_of(subject), {}))
            await around.mount(cells)
            self.cells = cells
        self.filling = False
        self._picker.day.bring_back(work.unsaved.days.get(key_of(subject)))
        if not rows:
            self._picker.hint.say(NO_METRIC)
        return bool(rows)

    def _day_of(self, subject: EntrySubject) -> date | None:
        """The day that lines of someone are for; None where no day can be read."""
        opened = subject == self._picker.subject
        kept = None if opened else self._app_context.unsaved.days.get(key_of(subject))
        return self._picker.day.of_sheet(kept)

    @property
    def counted(self) -> str:
        """How many lines are due, and how many have a value of that day already, with their
        signs.
        """
        rows = [line.row for line in self.cells.lines] if self.cells is not None else []
        due, recorded = sum(row.due for row in rows), sum(row.recorded for row in rows)
        said = [f"{due} due (*)" if due else "Nothing due"]
        said += [f"{recorded} recorded ({RECORDED})"] if recorded else []
        return ", ".join(said)

    def show_now(self, *, typed_too: bool) -> None:
        """Show what the file holds now beside what is typed; the cursor stays on its line."""
        work, subject = self._app_context, self._picker.subject
        if self.cells is None or subject is None:
            return
        try:
            rows = load_entry_rows(work.database, subject, work.as_of, self._day_of(subject))
        except KpituiError:
            return  # busy for a moment; the next look comes in two seconds
        self.cells.show({row.metric.id: row for row in rows})

    def tell(self) -> None:
        """Say what is known of the line of the cursor."""
        has_cursor = self.cells is not None and self.cells is self.screen.focused
        line = self.cells.line if self.cells is not None and has_cursor else None
        why = why_recorded(line.row, self._app_context.speech) if line else ""
        said = (line.remark if line else "") or self._app_context.text(why)
        self.query_one("#why", Static).update(Content(said), layout=False)
        if line is not None and (subject := self._picker.subject) is not None:
            self.query_one(MetricPanel).want(PanelContent(line.metric), subject)

    def step(self, step: int) -> None:
        """Go to the cell beside."""
        if self.cells is not None and self.cells is self.screen.focused:
            self.cells.step(step)

    def copied(self, whole: bool) -> str:
        """The line of the cursor, or every line, with what is typed."""
        cells = self.cells
        lines = (
            cells.lines if cells and whole else [cells.line] if cells and cells.has_focus else []
        )
        return "\n".join(line.copied() for line in lines)

    def behind(self) -> tuple[Metric, SubjectFilter, str] | None:
        """Which readings are behind the cell of the cursor, and whose they are."""
        subject = self._picker.subject
        if subject is None or self.cells is None or not self.cells.has_focus:
            return None
        return self.cells.line.metric, subject.whose, subject.name

    # what is typed --------------------------------------------------------------------------------

    @property
    def is_typed(self) -> bool:
        """Whether a value is typed in any line."""
        return self.cells is not None and any(line.text for line in self.cells.lines)

    def keep_typed(self) -> None:
        """Put what stands in the cells, and the day they are for, among what is typed
        and not saved.
        """
        subject, typed = self._picker.subject, self._app_context.unsaved
        if subject is None or self.filling:
            return
        key = key_of(subject)
        texts = self._without_line(typed.cells.pop(key, {})) | self._texts()
        typed.days.pop(key, None)
        if texts:
            typed.cells[key] = texts
            with contextlib.suppress(NotADate):
                typed.days[key] = self._picker.day.day().isoformat()

    @property
    def open_days(self) -> OpenDays:
        """Whose lines these are, and the day that they are for."""
        subject, day = self._picker.subject, self._picker.day
        return [(CELLS, key_of(subject), day.shown)] if subject is not None and self.cells else []

    async def show_typed(self) -> None:
        """Show what came to what is typed from another session."""
        subject, typed = self._picker.subject, self._app_context.unsaved
        if subject is not None and self.cells is not None:
            self.cells.put(typed.cells.get(key_of(subject), {}))

    def drop_typed(self, gone: Gone) -> None:
        """Let the cells be empty where the agent was forgotten."""
        subject = self._picker.subject
        if subject is not None and key_of(subject) in gone.keys and self.cells is not None:
            self.cells.put({})

    def _without_line(self, texts: dict[int, str]) -> dict[int, str]:
        """What was typed before for metrics that have no line now, as only some are wanted."""
        wanted = self._wanted
        return (
            {}
            if wanted is None
            else {one: text for one, text in texts.items() if one not in wanted}
        )

    def _texts(self) -> dict[int, str]:
        lines = self.cells.lines if self.cells is not None else []
        return {line.metric.id: line.text for line in lines if line.text}

    def waits(self) -> bool:
        """Whether something is typed for the one who is chosen, and not saved."""
        subject = self._picker.subject
        return subject is not None and key_of(subject) in self._app_context.unsaved.cells

    def being_saved(self) -> Typed:
        """What stands in the cells."""
        subject = self._picker.subject
        return Typed(cells={key_of(subject) if subject is not None else "": self._texts()})

    async def save_and_leave(self, set_aside: SetAside | None = None) -> None:
        """Save, and take no letter until another sheet is opened: it is meant for that one."""
        if await self.save(set_aside) and self.cells is not None:
            self.cells.take_no_more(NOT_HERE_YET)

    async def save(self, set_aside: SetAside | None = None) -> bool:
        """Save every typed reading in one go; what is to be asked about can be `set_aside`.
        Whether they are on their way.
        """
        subject, cells = self._picker.subject, self.cells
        if subject is None or cells is None:
            return False
        cells.settle()
        day, texts, lost = self._picker.day.day(), self._texts(), cells.lost
        values = [typed_value(line, subject, day) for line in cells.lines if line.text]
        return await self._saving.save_values(
            self, values, lambda changed: Recorded(subject, texts, day, changed, lost), set_aside
        )

    def go_to_refused(self) -> None:
        """Put the cursor on the first line that is refused, where there is one."""
        if self.cells is not None:
            self.cells.go_to_refused()

    def take_out(self, message: Recorded) -> bool:
        """Keep nothing of what was saved; whether nothing else is typed in these lines, so that
        one can go on.
        """
        self._saving.arrived()
        self.keep_typed()
        unsaved, key = self._app_context.unsaved, key_of(message.subject)
        typed = unsaved.cells.get(key, {})
        for metric_id, text in message.texts.items():
            if typed.get(metric_id) == text:  # what was changed since is not what was saved
                del typed[metric_id]
        if not typed:
            unsaved.cells.pop(key, None)
            unsaved.days.pop(key, None)
        if message.subject != self._picker.subject or self.cells is None:
            return False
        self.cells.put(typed)
        # The rest of what was refused behind the last line must not begin something else.
        return not self._texts() and self.cells.lost == message.lost


def _title(subject: EntrySubject, rows: list[EntryRow], context: AppContext) -> tuple[Line, Line]:
    """Who is asked for, and how much is due of them."""
    due, name = sum(1 for row in rows if row.due), f"{subject.name} · {subject.detail}"
    if cell_len(name) > TITLE_WIDTH:
        name = fitted(subject.name, TITLE_WIDTH, context).rstrip()
    return line(title(name)), line(muted(f"{due} due")) if due else line()
