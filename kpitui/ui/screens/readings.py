"""The readings behind a number: each can be corrected or voided from where it is seen."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static

from kpitui.actions.corrections import correct_reading, void_reading
from kpitui.domain.access import Deed as Kind
from kpitui.domain.cells import Cell
from kpitui.domain.errors import KpituiError
from kpitui.domain.metrics import Metric
from kpitui.domain.readings import RecordedReading
from kpitui.paths import sheets
from kpitui.ui.editing import Edit, EditingScreen
from kpitui.ui.forms.form import Form
from kpitui.ui.forms.readings import Correction, correction_form, void_form
from kpitui.ui.marked_list import show_lines
from kpitui.ui.widgets.key_bar import KeyBar
from kpitui.ui.widgets.lines import Lines
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.ui.workplace import Workplace
from kpitui.views import Subject
from kpitui.views.readings import ReadingLine, load_readings


class ReadingsScreen(EditingScreen):
    """The newest readings of one metric, of everybody or of one subject."""

    CSS_PATH = sheets("readings")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "correct", "Correct", id="readings.correct", tooltip="Correct this reading"),
        Binding("x", "void", "Void", id="readings.void", tooltip="Let this reading count no more"),
        Binding("escape", "back", "Back", id="readings.back", tooltip="Back to where you came from"),
        Binding("r", "reload", "Reload", id="readings.reload", show=False, tooltip="Read the file anew"),
    ]

    def __init__(self, workplace: Workplace, metric: Metric, subject: Subject, name: str) -> None:
        super().__init__(workplace, id="readings-screen")
        self._metric = metric
        self._subject = subject
        self._name_of_subject = name
        self._lines: list[ReadingLine] = []

    def compose(self) -> ComposeResult:
        """The bar, what is listed, the readings, the keys."""
        yield TopBar(self.workplace, "plan")
        yield TooSmall()
        yield Static(id="readings-title")
        yield Lines(id="readings", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one("#readings").focus()
        self.reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the role may not do is not offered."""
        if action in ("correct", "void"):
            return self.workplace.actor.may(Kind.READINGS)
        return super().check_action(action, parameters)

    def show_changed(self, key: str) -> None:
        """Show the readings as they are now."""
        self.reload()

    def reload(self) -> None:
        """Read the file anew; the cursor stays on its line."""
        try:
            self._lines = load_readings(self.workplace.database, self._metric.id, self._subject)
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        values, sizes = [self._value(line) for line in self._lines], [_size(one, self.workplace) for one in self._lines]
        widths = [max(map(len, column), default=0) for column in (values, sizes)]
        lines = [
            (str(line.recorded.id), self._words(line, f"{value:>{widths[0]}}{size:<{widths[1]}}"))
            for line, value, size in zip(self._lines, values, sizes, strict=True)
        ]
        show_lines(self.query_one("#readings", OptionList), lines)
        text = self.workplace.text
        title = f"{text(self._metric.name)}, {text(self._name_of_subject)}: "
        title += f"{len(self._lines)} newest readings" if self._lines else "no readings"
        self.query_one("#readings-title", Static).update(Content(title))

    def _value(self, line: ReadingLine) -> str:
        draft = line.recorded.draft
        cell = Cell(draft.value, draft.numerator, draft.denominator, draft.n)
        value = self.workplace.value(cell.shown(self._metric), self._metric)
        return "not applicable" if draft.not_applicable else value

    def _words(self, line: ReadingLine, value: str) -> Content:
        text, draft = self.workplace.text, line.recorded.draft
        return Content.assemble(
            (f"{self.workplace.day(draft.date)}  ", "dim"),
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
        line, work = self._chosen, self.workplace
        if line is None or not line.kept:
            self.tell("That reading was voided; record a new one." if line else "There is no reading yet.")
            return

        def form(old: RecordedReading) -> Form[Correction]:
            return correction_form(old, self._metric, line.subject, work)

        def correct(old: RecordedReading, new: Correction) -> None:
            correct_reading(work.database, work.actor, old, new.draft, today=work.latest_day, why=new.why)

        await self.edit(Edit(line.recorded, form, correct, said="The reading is corrected"))

    async def action_void(self) -> None:
        """Let the chosen reading count no more."""
        line, work = self._chosen, self.workplace
        if line is None or not line.kept:
            self.tell("That reading was voided already." if line else "There is no reading yet.")
            return
        form = void_form(line.recorded, f"{self._metric.name}, {line.subject}", work)
        await self.change(
            form,
            "",
            lambda why: void_reading(work.database, work.actor, line.recorded, today=work.latest_day, why=why),
            "The reading is voided",
        )

    def action_reload(self) -> None:
        """Read the file anew."""
        self.reload()

    def action_back(self) -> None:
        """Back to where you came from."""
        self.dismiss()


def _size(line: ReadingLine, work: Workplace) -> str:
    """Of how many, or which part of which whole."""
    draft = line.recorded.draft
    if draft.n:
        return f" n={draft.n}"
    if draft.numerator is None or draft.denominator is None:
        return ""
    return f" {work.ratio(draft.numerator, draft.denominator)}"
