"""The day that values are typed for: how it is typed, and what becomes of it when the day turns."""

import contextlib
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label, Static

from kpitui.domain.dates import NotADate
from kpitui.terminal.line_input import LineInput
from kpitui.ui.app_context import AppContext
from kpitui.ui.day_kept import written_out

TODAY = "today"
WRONG = "! wrong date"


class DayField(Horizontal):
    """A day in words, and beside it which day that is, or why it is none.

    A sheet that was kept shows the day that its values were typed for. The day that someone typed
    stands there again once that sheet is closed.
    """

    def __init__(self, context: AppContext, *, brief: bool = False) -> None:
        """Where it is `brief`, another line says why it is none: `why_not`."""
        super().__init__(id="day")
        self._app_context, self._brief = context, brief
        self._opened_on: date | None = None
        self._own: str | None = None
        """What someone typed, while a sheet shows the day that its values were typed for."""

    def compose(self) -> ComposeResult:
        """The field and its remark."""
        yield Label("  Date ")
        yield LineInput(TODAY, id="date", compact=True)
        yield Static(id="date-remark")

    def on_mount(self) -> None:
        """Nothing blinks."""
        self.field.cursor_blink = False

    @property
    def field(self) -> LineInput:
        """Where it is typed."""
        return self.query_one(LineInput)

    @property
    def opened_on(self) -> date:
        """The day that is today for what is typed: that on which someone was chosen."""
        return self._opened_on or self._app_context.entry_day

    def day(self) -> date:
        """The day that is typed; raises `NotADate`."""
        opened = self.opened_on
        latest = max(opened, self._app_context.latest_day)
        return self._app_context.writing.read_day(self.field.value, opened, latest=latest)

    @property
    def shown(self) -> str:
        """The day that is typed, as it is kept; nothing where it is none."""
        return "" if self.why_not else self.day().isoformat()

    def of_sheet(self, kept: str | None = None) -> date | None:
        """The day that a sheet is for: that it was `kept` for, else the one that is typed; None
        where that is none.
        """
        shown = kept or self.shown
        return date.fromisoformat(shown) if shown else None

    @property
    def why_not(self) -> str:
        """Why what is typed is no day; empty where it is one."""
        try:
            self.day()
        except NotADate as error:
            return f"{error}."
        return ""

    @on(Input.Changed)
    def _typed(self) -> None:
        self._own = None
        self.is_good()

    def is_good(self) -> bool:
        """Whether the day can be read; what it is, or why not, stands beside it. Another than today
        is lit.
        """
        work, remark = self._app_context, self.query_one("#date-remark", Static)
        try:
            day = self.day()
        except NotADate as error:
            said = WRONG if self._brief else str(error)
            remark.update(Content.styled(work.words(f" {said}"), "$text-error"))
            return False
        lit = day != work.entry_day
        shown = f" {work.speech.weekday(day)} "
        remark.update(
            Content.styled(shown, "$text-warning bold reverse") if lit else Content(shown)
        )
        return True

    def show(self, text: str) -> None:
        """Put another day into its field."""
        with self.prevent(Input.Changed):
            self.field.value = text
        self.is_good()

    def begin(self) -> None:
        """A sheet is opened: the day that is shown now is its own to the end."""
        self._opened_on = self._app_context.entry_day

    def end(self) -> None:
        """The sheet is closed."""
        self._opened_on = None
        self.own_again()

    def bring_back(self, kept: str | None) -> None:
        """What was typed for a day is saved for that day, whatever day was chosen for
        someone else since.
        """
        if kept is None:
            self.is_good()
            return
        with contextlib.suppress(NotADate):
            if kept == self.day().isoformat():
                return
        work, own = self._app_context, self.field.value
        is_today = kept == work.entry_day.isoformat()
        self.show(TODAY if is_today else work.typed_day(date.fromisoformat(kept)))
        self._own = own

    def own_again(self) -> None:
        """Let the day that someone typed stand again, once a sheet that was kept for another one
        is closed.
        """
        if self._own is not None:
            self.show(self._own)
        self._own = None

    def keep(self) -> None:
        """Midnight has passed: the day of what is open is written out, the list is of the new
        one.
        """
        text, own, work = self.field.value, self._own, self._app_context
        if self._opened_on is not None:
            kept = written_out(text, self._opened_on, work.entry_day, work.writing)
            self.show(kept)
            if kept != text and own is None and kept == work.typed_day(self._opened_on):
                self._own = TODAY  # for the next one; a day that someone chose stays
        self.is_good()

    def left(self, *, waits: bool) -> None:
        """The screen was left: it is today again, not where what is typed waits for another day."""
        self._own = None
        if not waits:
            self.show(TODAY)
