"""One KPI under review: how it stands, its chart or the table of its values, what the chart says,
what was decided.
"""

from collections.abc import Callable, Container
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.visual import Visual
from textual.widgets import Static

from kpitui.charts.metric_chart import spec_of
from kpitui.charts.spec import TrendSpec
from kpitui.domain.metric_chart import MetricChart
from kpitui.terminal.copying import page_text
from kpitui.ui.app_context import AppContext
from kpitui.ui.dialogs.text import TextDialog
from kpitui.ui.theme import painted, painted_lines
from kpitui.ui.widgets.metric_chart import MetricChartView
from kpitui.ui.widgets.panel import Panel
from kpitui.ui.widgets.words import Fitting, KeyFigures, Sections
from kpitui.views.meanwhile import Meanwhile
from kpitui.views.reviews import ReviewList, ReviewStop
from kpitui.words import review as words
from kpitui.words.figures import figures
from kpitui.words.sections import ReviewSections, of_review
from kpitui.words.value_table import value_lines

COLUMNS = ("says", "meanwhile", "decisions")
"""The words of a review in columns."""
KEYS = (
    "review.comment",
    "review.words",
    "review.split",
    "review.lock",
    "review.note",
    "review.filter",
)
"""What the panel names; the bar at the bottom names the others."""
ZOOMS: tuple[int | None, ...] = (24, 12, None)
"""How many of the newest periods are drawn; None draws all."""
FEW_LINES = 3
"""A chart that says no more than this gets the rows that it leaves."""


class ReviewPage(Panel):
    """The parts of a review, below one another; where there is room the words stand in columns."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context=context, keys=KEYS)
        self._zoom = ZOOMS[0]
        self._metric_name = ""
        self._sections: Callable[[Container[int]], ReviewSections] | None = None

    def compose(self) -> ComposeResult:
        """The KPI with its chart, what it says, what was decided."""
        yield Static(id="review-figures")
        yield Static(id="review-why")
        yield Static(
            Content("Too small for the whole Review: make it 80x24 or larger."), id="review-small"
        )
        yield MetricChartView(self._app_context.charset, id="review-chart")
        with VerticalScroll(id="review-table", can_focus=False):
            yield Static(id="review-values")
        yield Static(id="review-said")
        yield Static(id="review-decided")
        with Horizontal(id="review-words"):
            for column in COLUMNS:
                yield Static(id=f"review-{column}", classes="review-column")

    def show(
        self,
        item: ReviewStop,
        of: str,
        whose: str,
        reviews: ReviewList,
        chart: MetricChart | None,
        beside: Meanwhile | None = None,
    ) -> None:
        """Show a stop of a review; `of` is its place, `whose` the team whose readings are shown."""
        context, speech = self._app_context, self._app_context.speech
        self.set_class(False, "-empty")
        self.say(*words.titled(item, of, whose))
        self._show("figures", KeyFigures(figures(item.line, speech), context))
        reasons = words.reason(item, reviews, speech)
        self._show("why", Fitting((painted(reason, context) for reason in reasons), context))
        if self.has_class("-table"):
            values = value_lines(chart, speech) if chart else ()
            self.query_one("#review-values", Static).update(painted_lines(values, context))
        else:
            self._chart.show(self._spec(chart) if chart else None)
        self._metric_name = item.line.metric.name
        self._sections = partial(of_review, item, speech, chart, beside)
        self._show_sections()

    def on_metric_chart_view_resized(self) -> None:
        """Name events by number that the chart now has by number."""
        self._show_sections()

    def _show_sections(self) -> None:
        if self._sections is None:
            return
        context = self._app_context
        told = self._sections(() if self.has_class("-table") else self._chart.event_numbers)
        said = Sections(told.below_the_chart, context, run_in=True)
        few = sum(1 for _ in said.lines(max(1, self.size.width - 2))) <= FEW_LINES
        self.set_class(few, "-few")
        self._show("said", said)
        self._show("decided", Sections(told.decisions, context, run_in=True))
        for column, sections in zip(COLUMNS, told.columns, strict=True):
            self._show(column, Sections(sections, context))

    def read_in_a_box(self) -> None:
        """Show all that is said as a text to read, however little the window has room for."""
        if self._sections is None:
            return
        told = self._sections(self._chart.event_numbers)
        every = [section for column in told.columns for section in column]
        said = Sections(every, self._app_context, airy=True)
        self.app.push_screen(TextDialog(self._metric_name, said, self._app_context))

    def show_nothing(self, sentence: str) -> None:
        """Say why there is no KPI to show."""
        self.set_class(True, "-empty")
        self._sections = None
        self.say("Review")
        self._say("figures", Content(sentence))
        for part in ("why", "said", "decided", *COLUMNS):
            self._say(part)
        self._chart.show(None)

    def prepare(self, chart: MetricChart) -> None:
        """Draw the chart that is likely to be shown next, so that showing it costs nothing."""
        self._chart.prepare(self._spec(chart))

    def zoom(self) -> None:
        """Draw more or fewer of the newest periods from now on."""
        self._zoom = ZOOMS[(ZOOMS.index(self._zoom) + 1) % len(ZOOMS)]

    def turn(self) -> None:
        """The values instead of the chart from now on, or the chart again."""
        self.toggle_class("-table")
        table = self.query_one("#review-table")
        # While the chart is there, the arrows are keys of the screen.
        table.can_focus = self.has_class("-table")
        self.screen.set_focus(table if self.has_class("-table") else None)

    @property
    def _chart(self) -> MetricChartView:
        return self.query_one(MetricChartView)

    def _spec(self, chart: MetricChart) -> TrendSpec:
        return spec_of(chart, self._app_context.writing, newest=self._zoom)

    def _say(self, part: str, *lines: Content) -> None:
        self._show(part, Content("\n").join(lines))

    def _show(self, part: str, shown: Visual) -> None:
        # Every part has its own height, so that nothing is laid out again and the next chart can be
        # drawn ahead.
        self.query_one(f"#review-{part}", Static).update(shown, layout=False)

    def copied(self, whole: bool) -> str:
        """The KPI with what its chart says; or all of it, with the chart or the table
        of its values.
        """
        said = {
            part: page_text(self.query_one(f"#review-{part}"))
            for part in ("figures", "why", "values", "said", "decided")
        }
        head = f"{self.title_text}\n{said['figures']}"
        if not whole:
            return f"{head}\n{said['said']}"
        middle = said["values"] if self.has_class("-table") else self._chart.copied()
        return "\n".join((head, said["why"], middle, said["said"], said["decided"]))
