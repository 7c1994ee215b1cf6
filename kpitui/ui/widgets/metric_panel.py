"""What stands beside a sheet: the metric of its line as a chart, with its last readings, or the
last sessions with a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content
from textual.widgets import Static

from kpitui.domain.errors import KpituiError
from kpitui.lazy import Lazy
from kpitui.terminal.lines import Page
from kpitui.ui.app_screen import AppScreen
from kpitui.ui.dialogs.text import TextDialog
from kpitui.ui.widgets.metric_chart import MetricChartView
from kpitui.ui.widgets.panel import Panel
from kpitui.ui.widgets.words import AIRY, Sections, paragraphs
from kpitui.words.spans import line, muted, title

if TYPE_CHECKING:
    from kpitui.charts import metric_chart as charts
    from kpitui.charts import trend
    from kpitui.domain.judgement.clearly_below import PersonVerdict
    from kpitui.domain.records.metric import Metric
    from kpitui.ui.app_context import AppContext
    from kpitui.views import metric_beside as views
    from kpitui.views.entry import EntrySubject
    from kpitui.words import metric_beside as words
    from kpitui.words.sections import Section
else:
    charts, views = Lazy("kpitui.charts.metric_chart"), Lazy("kpitui.views.metric_beside")
    trend, words = Lazy("kpitui.charts.trend"), Lazy("kpitui.words.metric_beside")

SETTLE_SECONDS = 0.3
"""How long the keys rest before anything is read, so that typing costs no charts."""
PERIODS_DRAWN, SESSIONS_SHOWN = 26, 3
TEXT_SIZE = 72, 12
"""The chart where it is read in a box."""


class PanelContent(NamedTuple):
    """What is known beside a field: a metric as a chart, and what else is to be said above the
    rest.
    """

    metric: Metric | None = None
    above: tuple[Section, ...] = ()


class MetricPanel(Panel):
    """Shows the last metric that was wanted, once the keys rest; without one the last sessions with
    the person.
    """

    def __init__(self, context: AppContext, *, names: bool = False) -> None:
        """Where it `names` the person, they stand beside the metric in the title."""
        self._names = names
        self._said = Static(id="beside-words")
        super().__init__(
            MetricChartView(context.charset, id="beside-chart"),
            Page(self._said, id="beside-page", can_focus=False),
            context=context,
            id="beside",
        )
        self._wanted: tuple[PanelContent, EntrySubject] | None = None
        self._shown: tuple[PanelContent, EntrySubject] | None = None

    def want(self, beside: PanelContent, subject: EntrySubject) -> None:
        """Show a metric of someone when the keys rest, and once there is room."""
        self._wanted = beside, subject
        self._show_at_rest()

    def look_again(self) -> None:
        """Show what was wanted as it is in the file now."""
        self._shown = None
        self._show_at_rest()

    def on_show(self) -> None:
        """Show what was wanted while there was no room."""
        self._show_at_rest()

    def _show_at_rest(self) -> None:
        if self.display and self._wanted != self._shown and isinstance(self.screen, AppScreen):
            self.screen.at_rest(SETTLE_SECONDS, self._show)

    def show(
        self, metric: Metric, subject: EntrySubject, verdict: PersonVerdict | None = None
    ) -> None:
        """Show a metric of someone at once, by name; `verdict` is how they stand to it."""
        self._wanted = PanelContent(metric), subject
        self._show(named=True, verdict=verdict)

    def _show(self, *, named: bool = False, verdict: PersonVerdict | None = None) -> None:
        if self._wanted is None or not self.is_attached:
            return
        self._shown = (metric, above), subject = self._wanted
        work = self._app_context
        try:
            if metric is None:
                self._show_sessions(subject, above)
                return
            found = self._load(metric, subject)
        except KpituiError as error:
            self._said.update(Content(work.text(error.sentence)))
            return
        whose = f"  {subject.name}" if named or self._names else ""
        self.say(line(title(metric.name), muted(whose)))
        self._chart(shown=True).show(
            charts.spec_of(found.chart, work.writing, newest=PERIODS_DRAWN)
        )
        self._tell([*above, *words.sections(found, work.speech, verdict)])

    def _show_sessions(self, subject: EntrySubject, above: Sequence[Section]) -> None:
        said = self._last_sessions(subject)
        self._chart(shown=False)
        self.say(subject.name)
        self._tell([*above, said])

    def _last_sessions(self, subject: EntrySubject) -> Section:
        work = self._app_context
        found = views.load_last_sessions(
            work.database,
            subject,
            SESSIONS_SHOWN,
            work.as_of,
            work.config,
            team=work.actor.sees_everybody,
        )
        return words.last_sessions(found, work.speech)

    def read_in_a_box(self) -> None:
        """Show what is wanted as a text to read, also where there is no room for the panel."""
        if self._wanted is None or not isinstance(self.screen, AppScreen):
            return
        try:
            said, lines = self._as_text(*self._wanted)
        except KpituiError as error:
            self.screen.tell(error.sentence, error=True)
        else:
            self.app.push_screen(TextDialog(said, lines, self._app_context))

    def _as_text(self, beside: PanelContent, subject: EntrySubject) -> tuple[str, list[Content]]:
        (metric, above), work = beside, self._app_context
        if metric is None:
            return subject.name, paragraphs([*above, self._last_sessions(subject)], work)
        found = self._load(metric, subject)
        spec = charts.spec_of(found.chart, work.writing, newest=PERIODS_DRAWN)
        drawn = trend.trend_chart(spec, *TEXT_SIZE, work.charset).text_lines
        sections = [*above, *words.sections(found, work.speech)]
        name = f"{metric.name}, {subject.name}"
        return name, [*map(Content, drawn), *paragraphs(sections, work)]

    def _load(self, metric: Metric, subject: EntrySubject) -> views.MetricBeside:
        work = self._app_context
        everyone = work.actor.sees_everybody
        return views.load_metric_beside(
            work.database, metric.id, subject, work.as_of, work.config, team=everyone
        )

    def _chart(self, *, shown: bool) -> MetricChartView:
        chart = self.query_one(MetricChartView)
        chart.display = shown
        self.set_class(not shown, "-words")
        return chart

    def _tell(self, sections: Iterable[Section]) -> None:
        airy = self.app.size.height >= AIRY
        self._said.update(Sections([*sections], self._app_context, airy=airy))
