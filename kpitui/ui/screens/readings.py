"""The readings behind a number: each can be corrected or voided from where it is seen."""

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import OptionList

from kpitui.actions.corrections import correct_reading, void_reading
from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError
from kpitui.domain.readings import EVERYBODY, RecordedReading, SubjectFilter
from kpitui.domain.records.metric import Metric
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.lines import Lines
from kpitui.terminal.marked_list import show_lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import BROAD_ONLY, AppScreen, while_open
from kpitui.ui.changes import Edit
from kpitui.ui.forms.form import Form
from kpitui.ui.forms.readings import Correction, correction_form, void_form
from kpitui.ui.parts import Part
from kpitui.ui.reading_lines import reading_table
from kpitui.ui.teams_shown import TeamsScreen
from kpitui.ui.widgets.metric_panel import SETTLE_SECONDS
from kpitui.ui.widgets.panel import FIRST, Panel
from kpitui.ui.widgets.reading_panel import ReadingPanel
from kpitui.ui.widgets.table import Table, nothing
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.own_teams import EVERY_TEAM
from kpitui.views.people import PersonLine
from kpitui.views.readings import ReadingLine, load_readings
from kpitui.views.usual import load_usual_of
from kpitui.words.readings import NO_READINGS
from kpitui.words.spans import line as words_line
from kpitui.words.spans import muted


class ReadingsScreen(TeamsScreen):
    """The newest readings of one metric, of everyone or of one subject."""

    CSS_PATH = sheets("readings")
    HORIZONTAL_BREAKPOINTS = BROAD_ONLY
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "correct", "Correct", id="readings.correct", tooltip="Correct this reading"),
        Binding("x", "void", "Void", id="readings.void", tooltip="Void this reading"),
        Binding("escape", "back", "Back", id="readings.back",
                tooltip="Back to where you came from"),
        Binding("r", "reload", "Refresh", id="readings.reload", show=False,
                tooltip="Refresh"),
    ]  # fmt: skip

    def __init__(
        self, context: AppContext, metric: Metric, subject: SubjectFilter, name: str
    ) -> None:
        super().__init__(context, id="readings-screen")
        self._metric = metric
        self._subject = subject
        self._name_of_subject = name
        self._lines: list[ReadingLine] = []
        self._table = Table((), context)

    def compose(self) -> ComposeResult:
        """The bar, the readings, the chosen one, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        with Container(id="readings-body", classes="halves"):
            yield Panel(
                Lines(id="readings", markup=False), context=self.context, heads=self._heads,
                heads_below=True, id="readings-list", classes=FIRST,
            )  # fmt: skip
            yield ReadingPanel(self._metric, self.context)
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one("#readings").focus()
        self.show_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the role may not do is not offered."""
        if action == "teams" and self._subject != EVERYBODY:
            return False
        if action in ("correct", "void"):
            return bool(self._lines) and self.context.actor.may(Permission.READINGS)
        return super().check_action(action, parameters)

    def show_changed(self, key: str = "") -> None:
        """Refresh; the cursor stays on its line."""
        try:
            shown = self.shown_teams() if self._subject == EVERYBODY else EVERY_TEAM
            self._lines = load_readings(
                self.context.database, self._metric.id, self._subject, shown=shown
            )
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        self._table, cells = reading_table(self._lines, self._metric, self.context)
        lines = [
            (str(line.recorded.id), self._table.line(partial(cells, line))) for line in self._lines
        ]
        listed = self.query_one("#readings", OptionList)
        show_lines(listed, lines)
        if not lines:
            why = self.context.teams.nothing("No readings") if shown else ""
            said = [words_line(muted(why))] if why else NO_READINGS
            listed.add_option(nothing(said, self.context))
        self.set_class(not lines, "-empty")
        self._title()
        self.refresh_bindings()
        self.query_one(ReadingPanel).forget()
        self._show_chosen()

    def _title(self) -> None:
        count = len(self._lines)
        said = {0: "no readings", 1: "1 reading"}.get(count, f"latest {count} readings")
        panel = self.query_one("#readings-list", Panel)
        name = self.context.teams.said if self._subject == EVERYBODY else ""
        panel.say(f"{self._metric.name}, {name or self._name_of_subject}", words_line(muted(said)))
        panel.heads_changed()

    def _heads(self, width: int) -> list[Part]:
        return self._table.heads(width) if self._lines else []

    @property
    def _chosen(self) -> ReadingLine | None:
        place = self.query_one("#readings", OptionList).highlighted
        return self._lines[place] if place is not None and place < len(self._lines) else None

    @on(OptionList.OptionHighlighted)
    def _chosen_changed(self) -> None:
        self.at_rest(SETTLE_SECONDS, self._show_chosen)

    def _show_chosen(self) -> None:
        self.query_one(ReadingPanel).show(self._chosen)

    def on_option_list_option_selected(self) -> None:
        """Enter on a line corrects it."""
        self.call_later(while_open, self, self.action_correct)

    async def action_correct(self) -> None:
        """Correct the chosen reading."""
        line, work = self._chosen, self.context
        if line is None or not line.kept:
            self.tell("That reading is void; record a new one." if line else "No readings yet.")
            return
        try:
            usual = load_usual_of(work.database, self._metric, line.recorded.draft, work.as_of)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return

        def form(old: RecordedReading) -> Form[Correction]:
            return correction_form(old, self._metric, line.subject, work, usual)

        def correct(old: RecordedReading, new: Correction) -> None:
            correct_reading(
                work.database, work.actor, old, new.draft, today=work.latest_day, why=new.why
            )

        await self.changes.edit(Edit(line.recorded, form, correct, said="Reading corrected"))

    async def action_void(self) -> None:
        """Let the chosen reading count no more."""
        line, work = self._chosen, self.context
        if line is None or not line.kept:
            self.tell("That reading is void already." if line else "No readings yet.")
            return
        form = void_form(line.recorded, f"{self._metric.name}, {line.subject}", work)
        await self.changes.change(
            form,
            "",
            lambda why: void_reading(
                work.database, work.actor, line.recorded, today=work.latest_day, why=why
            ),
            "Reading voided",
        )

    def action_back(self) -> None:
        """Back to where you came from."""
        self.dismiss()


async def show_readings(screen: AppScreen, metric: Metric | None, line: PersonLine | None) -> None:
    """List the readings of a metric of someone above a screen, where there are both."""
    if metric is not None and line is not None:
        whose, name = SubjectFilter((line.person.id,)), line.person.name
        await screen.app.push_screen(ReadingsScreen(screen.context, metric, whose, name))
