"""What stands beside the list of readings: the chart around the chosen one, and what was done to
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from kpitui.charts import metric_chart as charts
from kpitui.domain.errors import KpituiError
from kpitui.domain.readings import SubjectFilter
from kpitui.terminal.lines import Page
from kpitui.ui.widgets.metric_chart import MetricChartView
from kpitui.ui.widgets.panel import Panel
from kpitui.ui.widgets.words import AIRY, KeyFigures, Sections
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.history import load_reading_past
from kpitui.words import readings as words
from kpitui.words.spans import line, muted, title

if TYPE_CHECKING:
    from kpitui.domain.metric_chart import MetricChart
    from kpitui.domain.records.metric import Metric
    from kpitui.ui.app_context import AppContext
    from kpitui.views.readings import ReadingLine

PERIODS_DRAWN = 26


class ReadingPanel(Panel):
    """One reading of a metric, in the chart of whom it is of."""

    def __init__(self, metric: Metric, context: AppContext) -> None:
        self._said = Static(id="reading-words")
        self._chart = MetricChartView(context.charset, id="reading-chart")
        self._figures = Static(id="reading-figures")
        super().__init__(
            self._figures,
            self._chart,
            Page(self._said, id="reading-page"),
            context=context,
            keys=("readings.correct", "readings.void"),
            id="reading",
        )
        self._metric = metric
        self._charts: dict[SubjectFilter, MetricChart] = {}

    def forget(self) -> None:
        """Read the charts again: the file changed."""
        self._charts.clear()

    def show(self, one: ReadingLine | None) -> None:
        """Show a reading, or nothing."""
        work = self._app_context
        if one is None:
            self.say("")
            self._chart.show(None)
            self._figures.update("")
            self._said.update("")
            return
        draft = one.recorded.draft
        self.say(line(title(one.subject), muted(f"  {work.day(draft.date)}")))
        self._figures.update(KeyFigures(words.figures(one, self._metric, work.speech), work))
        try:
            past = load_reading_past(work.database, one.recorded.id, work.speech.writing)
            chart = self._chart_of(one) if self._chart.display else None
        except KpituiError as error:
            self._said.update(Content(work.text(error.sentence)))
            return
        if chart is not None:
            self._chart.show(
                charts.spec_of(chart, work.writing, newest=PERIODS_DRAWN, around=draft.date)
            )
        told = [*words.sections(one, past, self._metric, work.speech)]
        self._said.update(Sections(told, work, airy=self.app.size.height >= AIRY))

    def _chart_of(self, one: ReadingLine) -> MetricChart:
        """The chart of whom a reading is of."""
        work, draft = self._app_context, one.recorded.draft
        people = (draft.person_id,) if draft.person_id is not None else ()
        subject = SubjectFilter(people, None if people else draft.team_id)
        if subject not in self._charts:
            question = ChartQuestion(self._metric.id, subject, one.subject)
            self._charts[subject] = load_chart(work.database, question, work.as_of, work.config)
        return self._charts[subject]
