"""The readings behind a number: each can be corrected or voided from where it is seen."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static

from kpitui.actions.corrections import correct_reading, void_reading
from kpitui.domain.access import Permission
from kpitui.domain.errors import KpituiError
from kpitui.domain.readings import RecordedReading, SubjectFilter
from kpitui.domain.records.metric import Metric
from kpitui.domain.value_parsing import Cell, size_text
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.lines import Lines
from kpitui.terminal.marked_list import show_lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.changes import Edit
from kpitui.ui.editing import EditingScreen
from kpitui.ui.forms.form import Form
from kpitui.ui.forms.readings import Correction, correction_form, void_form
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.readings import ReadingLine, load_readings
from kpitui.views.usual import load_usual_of


class ReadingsScreen(EditingScreen):
    """The newest readings of one metric, of everybody or of one subject."""

    CSS_PATH = sheets("readings")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "correct", "Correct", id="readings.correct", tooltip="Correct this reading"),
        Binding("x", "void", "Void", id="readings.void", tooltip="Void this reading"),
        Binding("escape", "back", "Back", id="readings.back",
                tooltip="Back to where you came from"),
        Binding("r", "reload", "Refresh", id="readings.reload", show=False,
                tooltip="Show what the file holds now"),
    ]  # fmt: skip

    def __init__(
        self, context: AppContext, metric: Metric, subject: SubjectFilter, name: str
    ) -> None:
        super().__init__(context, id="readings-screen")
        self._metric = metric
        self._subject = subject
        self._name_of_subject = name
        self._lines: list[ReadingLine] = []

    def compose(self) -> ComposeResult:
        """The bar, what is listed, the readings, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        yield Static(id="readings-title")
        yield Lines(id="readings", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one("#readings").focus()
        self.show_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the role may not do is not offered."""
        if action in ("correct", "void"):
            return self.context.actor.may(Permission.READINGS)
        return super().check_action(action, parameters)

    def show_changed(self, key: str = "") -> None:
        """Refresh; the cursor stays on its line."""
        try:
            self._lines = load_readings(self.context.database, self._metric.id, self._subject)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        values, sizes = (
            [self._value(line) for line in self._lines],
            [_size(one, self._metric, self.context) for one in self._lines],
        )
        widths = [max(map(len, column), default=0) for column in (values, sizes)]
        lines = [
            (str(line.recorded.id), self._words(line, f"{value:>{widths[0]}}{size:<{widths[1]}}"))
            for line, value, size in zip(self._lines, values, sizes, strict=True)
        ]
        show_lines(self.query_one("#readings", OptionList), lines)
        text = self.context.text
        title = f"{text(self._metric.name)}, {text(self._name_of_subject)}: "
        count = len(self._lines)
        title += {0: "no readings", 1: "1 reading"}.get(count, f"latest {count} readings")
        self.query_one("#readings-title", Static).update(Content(title))

    def _value(self, line: ReadingLine) -> str:
        draft = line.recorded.draft
        cell = Cell(draft.value, draft.numerator, draft.denominator, draft.n)
        value = self.context.value(cell.shown(self._metric), self._metric)
        return "not applicable" if draft.not_applicable else value

    def _words(self, line: ReadingLine, value: str) -> Content:
        text, draft = self.context.text, line.recorded.draft
        return Content.assemble(
            (f"{self.context.day(draft.date)}  ", "dim"),
            (value, "" if line.kept else "strike"),
            f"  {text(line.subject)}",
            ("" if line.kept else "  voided", "$text-warning"),
            (f"  {text(draft.note)}" if draft.note else "", "dim"),
            (f"  by {text(line.who)}", "dim"),
        )

    @property
    def _chosen(self) -> ReadingLine | None:
        place = self.query_one("#readings", OptionList).highlighted
        return self._lines[place] if place is not None and place < len(self._lines) else None

    def on_option_list_option_selected(self) -> None:
        """Enter on a line corrects it."""
        self.call_later(self.action_correct)

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


def _size(line: ReadingLine, metric: Metric, work: AppContext) -> str:
    """Of how many, or which part of which whole."""
    draft = line.recorded.draft
    if draft.n:
        return f" n={draft.n}"
    if draft.numerator is None or draft.denominator is None:
        return ""
    comma = work.config.decimal_comma
    return f" {size_text(metric, draft.numerator, draft.denominator, decimal_comma=comma)}"
