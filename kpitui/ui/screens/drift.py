"""Drift of those who score: the chart of one, and everyone by name; no ranks."""

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import OptionList, Static

from kpitui.charts.evaluator_drift import drift_spec
from kpitui.domain.errors import KpituiError
from kpitui.domain.evaluator_drift import Drift
from kpitui.paths import sheets
from kpitui.terminal.key_bar import KeyBar
from kpitui.terminal.lines import Lines
from kpitui.terminal.marked_list import show_lines
from kpitui.ui.app_context import AppContext
from kpitui.ui.app_screen import while_open
from kpitui.ui.choice import Choice
from kpitui.ui.editing import EditingScreen
from kpitui.ui.parts import Part
from kpitui.ui.theme import painted_lines
from kpitui.ui.widgets.metric_chart import MetricChartView
from kpitui.ui.widgets.panel import Panel
from kpitui.ui.widgets.table import Table, TableColumn, nothing
from kpitui.ui.widgets.too_small import TooSmall
from kpitui.ui.widgets.top_bar import TopBar
from kpitui.views.evaluator_drift import BY, SheetDrift, load_drift_book, load_sheet_drift
from kpitui.views.sheets import SheetBook
from kpitui.words import evaluator_drift as words
from kpitui.words.spans import Line, line, muted, title

HIGH = 30
"""So many lines have room for what the chart is of."""
SETTLE_SECONDS = 0.06
"""How long the cursor rests before a chart is drawn."""


def columns(noun: str) -> tuple[TableColumn, ...]:
    """Those of the list; `noun` is what is compared, each month or period."""
    compared = f"{noun}s"
    return (
        TableColumn("evaluator", 14, most=32),
        TableColumn(compared, len(compared), right=True, spare=2),
        TableColumn("latest", 6, right=True, spare=1),
        TableColumn("mean", 6, right=True, spare=3),
        TableColumn("", 22, most=24),
    )


class DriftScreen(EditingScreen):
    """The months of the evaluator of the cursor, and below them everyone who scored."""

    CSS_PATH = sheets("calibrations")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "choose", "Call sheet", id="drift.sheet", tooltip="Choose the call sheet"),
        Binding("escape", "back", "Back", id="drift.back", key_display="esc",
            tooltip="Back to the calibrations"),
    ]  # fmt: skip

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, id="drift-screen")
        self._book: SheetBook | None = None
        self._place = 0
        self._found: SheetDrift | None = None
        self._table = Table(columns(BY.value), context)
        self._lines = Lines(id="drifts", markup=False)
        self._chart = MetricChartView(context.charset, id="drift-chart")

    def compose(self) -> ComposeResult:
        """The bar, the chart with what it says, the list, the keys."""
        yield TopBar(self.context)
        yield TooSmall()
        with Container(id="drift-body"):
            yield Panel(
                self._chart, Static(id="drift-words"), context=self.context, id="drift-charted"
            )
            yield Panel(
                self._lines, context=self.context, heads=self._heads, heads_below=True,
                keys=("drift.sheet",), id="drift-listed",
            )  # fmt: skip
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the list."""
        self._lines.focus()
        self.call_later(while_open, self, self.show_changed)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A sheet is chosen where there are several."""
        if action == "choose":
            return self._book is not None and len(self._book.sheets) > 1
        return super().check_action(action, parameters)

    def show_changed(self, key: str = "") -> None:
        """Show how they score now; the cursor stays on its line."""
        work = self.context
        try:
            self._book = load_drift_book(work.database, work.actor)
            listed = self._book.sheets
            sheet = listed[min(self._place, len(listed) - 1)] if listed else None
            self._found = (
                load_sheet_drift(work.database, work.actor, self._book, sheet, work.as_of)
                if sheet
                else None
            )
        except KpituiError as error:
            self.tell(error.sentence, error=True)
            return
        shown = self._found
        if shown is not None:
            self._table = Table(columns(shown.noun), work)
        found = shown.drifts if shown else ()
        with self._lines.prevent(OptionList.OptionHighlighted):
            show_lines(self._lines, [
                (drift.name, self._table.line(partial(self._cells, drift, shown)))
                for drift in found if shown
            ])  # fmt: skip
            if not found:
                self._lines.add_option(
                    nothing([line(words.nothing(self._found)), line(muted(words.HOW))], work)
                )
        self.set_class(not found, "-empty")
        name = words.sheet_listed(self._found)
        listed_panel = self.query_one("#drift-listed", Panel)
        listed_panel.say(line(title("Evaluators")), line(muted(name)))
        listed_panel.heads_changed()
        self.refresh_bindings()
        self._show_chosen()

    def _heads(self, width: int) -> list[Part]:
        return self._table.heads(width) if self._found and self._found.drifts else []

    def _cells(self, one: Drift, found: SheetDrift) -> list[Line]:
        row = words.row(one, found, self.context.speech)
        return [line(row.name), *map(line, (row.months, row.now, row.usual)), line(row.verdict)]

    @on(OptionList.OptionHighlighted)
    def _another_line(self) -> None:
        self.at_rest(SETTLE_SECONDS, self._show_chosen)

    def _show_chosen(self) -> None:
        place, found, work = self._lines.highlighted, self._found, self.context
        if found is None or place is None or place >= len(found.drifts):
            self._chart.show(None)
            return
        one = found.drifts[place]
        self.query_one("#drift-charted", Panel).say(
            line(title(one.name), "  ", words.verdict(one, found)),
            line(muted("points beside the others")),
        )
        lines = [*words.said(one, found, work.speech)]
        if self.app.size.height >= HIGH:
            lines.append(line(muted(words.explained(found))))
        self.query_one("#drift-words", Static).update(painted_lines(lines, work))
        self._chart.show(
            drift_spec(one, found.periods, work.writing, level=words.AS_OTHERS, noun=found.noun)
        )

    def copied(self, whole: bool) -> str:
        """The line of the cursor; or the chart, what it says, and the list."""
        if not whole:
            return self._lines.copied(whole)
        self._show_chosen()  # the cursor may have come here just now
        said = self.query_one("#drift-words", Static).content
        charted = self.query_one("#drift-charted", Panel).title_text
        return "\n".join((charted, self._chart.copied(), str(said), "", self._lines.copied(True)))

    # keys -----------------------------------------------------------------------------------------

    async def action_choose(self) -> None:
        """Choose the call sheet from a list."""
        listed = self._book.sheets if self._book else ()
        choices = [Choice(one.name, partial(self._take, place)) for place, one in enumerate(listed)]
        await self.changes.choose("Which call sheet", choices)

    def _take(self, place: int) -> None:
        self._place = place
        self.show_changed()

    def action_back(self) -> None:
        """Back to the calibrations."""
        self.dismiss()
