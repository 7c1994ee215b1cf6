"""Calibrations: which are open and who has scored them, never what; closed ones side by side."""

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import OptionList, Static

from kpitui.actions.calibrations import (
    close_calibration,
    may_close,
    open_calibration,
    require_two,
)
from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError
from kpitui.domain.records.calibration import CalibrationDraft
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.lines import Lines, Page
from kpitui.terminal.marked_list import show_lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.calibration_lines import COLUMNS, list_line
from kpitui.ui.changes import Task
from kpitui.ui.choice import Choice
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.calibrations import opening_form
from kpitui.ui.parts import Part
from kpitui.ui.scoring import begin_calibrating
from kpitui.ui.screens.calibration import CalibrationScreen
from kpitui.ui.screens.drift import DriftScreen
from kpitui.ui.widgets.panel import Panel
from kpitui.ui.widgets.table import Table, nothing
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.widgets.words import Sections
from kpitui.views.calibrations import (
    CalibrationLine,
    CalibrationPage,
    load_calibration_list,
    load_calibration_page,
)
from kpitui.views.lookup import load_people_names
from kpitui.views.own_teams import sees_some_teams
from kpitui.views.sheets import load_sheet_book
from kpitui.words import calibrations as words
from kpitui.words.sections import Section
from kpitui.words.spans import line, muted

LIST_KEYS = ("calibrations.choose", "calibrations.add", "calibrations.close", "calibrations.drift")


class CalibrationList(Lines):
    """The list; Enter scores an open one, and shows a closed one side by side."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.choose", "Score or compare", id="calibrations.choose",
                key_display="enter",
                tooltip="Score this contact blind; compare the scores once it is closed"),
    ]  # fmt: skip


class CalibrationsScreen(EditingScreen):
    """Open ones first; beside the list how the chosen one stands."""

    CSS_PATH = sheets("calibrations")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "New", id="calibrations.add",
            tooltip="Open a calibration: several score the same contact"),
        Binding("x", "close", "Close", id="calibrations.close",
            tooltip="Close this calibration, so that everyone sees all scores"),
        Binding("d", "drift", "Drift", id="calibrations.drift",
            tooltip="Whether those who score become stricter or milder over the months"),
        Binding("escape", "back", "Back", id="calibrations.back", key_display="esc",
            tooltip="Back to where you came from"),
        Binding("r", "reload", "Refresh", id="calibrations.reload", show=False,
            tooltip="Refresh"),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, id="calibrations-screen")
        self._lines: list[CalibrationLine] = []
        self._of_teams = False
        self._table = Table(COLUMNS, context)

    def compose(self) -> ComposeResult:
        """The bar, the list, the chosen one, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        with Container(id="calibrations-body"):
            yield Panel(
                CalibrationList(id="calibrations", markup=False), context=self.context,
                says="Calibrations", heads=self._heads, heads_below=True, keys=LIST_KEYS,
                id="calibrations-list",
            )  # fmt: skip
            page = Page(Static(id="calibration-text"), can_focus=False)
            yield Panel(page, context=self.context, id="calibration-page")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(CalibrationList).focus()

    def on_screen_resume(self) -> None:
        """Something may have been saved on another screen."""
        self.show_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the role may not do is not offered; the chosen one is closed while it is open."""
        one, actor = self._chosen, self.context.actor
        if action in ("add", "drift"):
            return actor.may(Permission.READINGS)
        if action == "choose":
            scores = actor.may(Permission.READINGS)
            return one is not None and (scores or not one.calibration.is_open)
        if action == "close":
            return one is not None and one.calibration.is_open and may_close(actor, one.calibration)
        return super().check_action(action, parameters)

    # what is shown --------------------------------------------------------------------------------

    def show_changed(self, key: str = "") -> None:
        """Show how they stand now; the cursor stays on its line, or goes to that of a key."""
        work = self.context
        try:
            self._lines = load_calibration_list(work.database, work.actor)
            self._of_teams = sees_some_teams(work.database)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        listed = self.query_one(CalibrationList)
        with listed.prevent(OptionList.OptionHighlighted):
            show_lines(
                listed,
                [
                    (calibration_line.key, list_line(self._table, calibration_line, work))
                    for calibration_line in self._lines
                ],
            )
            keys = [calibration_line.key for calibration_line in self._lines]
            if key in keys:
                listed.highlighted = keys.index(key)
            if not self._lines:
                may_open, of_teams = work.actor.may(Permission.READINGS), self._of_teams
                listed.add_option(nothing(words.empty(may_open, of_teams=of_teams), work))
        count = sum(calibration_line.calibration.is_open for calibration_line in self._lines)
        panel = self.query_one("#calibrations-list", Panel)
        panel.say("Calibrations", line(muted(f"{count} open")))
        panel.heads_changed()
        self.set_class(not self._lines, "-empty")
        self._show_chosen()

    def _heads(self, width: int) -> list[Part]:
        return self._table.heads(width) if self._lines else []

    @property
    def _chosen(self) -> CalibrationLine | None:
        place = self.query_one(CalibrationList).highlighted if self.is_mounted else None
        return self._lines[place] if place is not None and place < len(self._lines) else None

    @on(OptionList.OptionHighlighted)
    def _show_chosen(self) -> None:
        self.refresh_bindings()
        page = self._page() if self._chosen is not None else None
        shown = self.query_one("#calibration-text", Static)
        if page is None:
            shown.update("")
            return
        speech = self.context.speech
        self.query_one("#calibration-page", Panel).say(
            f"Calibration {page.line.calibration.id}", line(words.state(page.line, speech))
        )
        lines = [*words.heading(page, speech), *words.own_answers(page, speech)]
        sections = [Section("", tuple(lines))]
        if page.apart:
            sections.append(Section("Seen differently", tuple(words.apart_lines(page))))
        shown.update(Sections(sections, self.context))

    def _page(self) -> CalibrationPage | None:
        """The chosen one as it is now; None where there is none, which is said."""
        one, work = self._chosen, self.context
        if one is None:
            return None
        try:
            return load_calibration_page(work.database, work.actor, one.calibration.id)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return None

    # keys -----------------------------------------------------------------------------------------

    async def action_choose(self) -> None:
        """Score an open one; compare the scores of a closed one."""
        page = self._page()
        if page is None:
            return
        if page.line.calibration.is_open:
            await begin_calibrating(self, page)
        else:
            await self.app.push_screen(CalibrationScreen(self.context, page.line.calibration.id))

    async def action_add(self) -> None:
        """Open a calibration of a contact."""
        work = self.context
        try:
            book, people = load_sheet_book(work.database), load_people_names(work.database)
            book.scored_with(work.entry_day, None if len(book.sheets) < 2 else book.sheets[0].name)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return

        def opened(draft: CalibrationDraft) -> str:
            number = open_calibration(work.database, work.actor, draft, today=work.latest_day)
            return f"calibration-{number}"

        await self.changes.ask(opening_form(people, book, work), opened, "Calibration opened")

    async def action_close(self) -> None:
        """Close the chosen one, once that is confirmed."""
        one, work = self._chosen, self.context
        if one is None:
            return
        try:
            require_two(one.calibration, one.count, one.scorers)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return

        def close() -> str:
            close_calibration(work.database, work.actor, one.calibration.id, today=work.today())
            return one.key

        title = f"Close calibration {one.calibration.id}? {words.scored_by(one)[:1].upper()}"
        await self.changes.choose(
            f"{title}{words.scored_by(one)[1:]}",
            [
                Choice("Close it: everyone sees all scores, and none is changed",
                    partial(self.changes.do, Task(close, "Closed; Enter compares")), "x"),
                Choice("Keep it open", lambda: None, "k"),
            ],
        )  # fmt: skip

    async def action_drift(self) -> None:
        """Whether those who score drift."""
        await self.app.push_screen(DriftScreen(self.context))

    async def action_back(self) -> None:
        """Back to where you came from."""
        await self.run_action(f"app.open_screen('{self.came_from}')")
