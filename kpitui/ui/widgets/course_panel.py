"""The chart of the periods around coaching sessions, and what it shows in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from kpitui.charts.around import AroundSpec
from kpitui.charts.metric_chart import AxisFormat
from kpitui.domain.effect_course import Course, course_of
from kpitui.domain.errors import KpituiError
from kpitui.domain.value_parsing import DURATIONS
from kpitui.ui.widgets.metric_chart import MetricChartView
from kpitui.ui.widgets.panel import Panel
from kpitui.views.effect import load_effects
from kpitui.words import pooled_effect as words

if TYPE_CHECKING:
    from kpitui.domain.records.metric import Metric
    from kpitui.ui.app_context import AppContext
    from kpitui.views.pooled_effect import Pool, Result

TITLE = "Before and after"
NOT_COACHED = "not coached"


class CoursePanel(Panel):
    """Shows one session in the unit of its metric, or several together in sigma."""

    def __init__(self, context: AppContext) -> None:
        self._view = MetricChartView(context.charset, id="effect-chart")
        self._says = Static(id="effect-says")
        super().__init__(self._says, self._view, context=context, says=TITLE, id="effect-charted")

    def show_pool(self, pool: Pool | None, course: Course) -> None:
        """The median of some sessions."""
        work = self._app_context
        self.say(TITLE)
        if course.is_empty:
            self._say("")
            self._view.show(None)
            return
        self._say(words.course_says(pool, course))

        def number(value: float) -> str:
            text = f"{value:+.1f}" if round(value, 1) else "0"
            return text.replace(".", ",") if work.speech.writing.decimal_comma else text

        self._view.show(AroundSpec(course, "coached", NOT_COACHED, number))

    def show_session(self, result: Result, name: str, metric: Metric) -> None:
        """One session of someone, beside the median of those of the team who were not coached."""
        work = self._app_context
        try:
            found = load_effects(work.database, [result.session], work.as_of, work.config)
        except KpituiError as error:
            self._say(error.sentence)
            return
        effect = found[result.session.id, metric.id]
        self.say(f"{name}, {metric.name}")
        day = work.speech.day(result.session.date)
        self._say(f"{name}, {result.session.kind.value} {day}: {effect.in_brief}")
        peers = f"median of {effect.effect.peers} {NOT_COACHED}"
        self._view.show(
            AroundSpec(
                course_of(effect.effect), work.text(name), peers,
                AxisFormat(metric, work.speech.writing.decimal_comma),
                clock=metric.unit in DURATIONS,
            )
        )  # fmt: skip

    def _say(self, said: str) -> None:
        self._says.update(Content(self._app_context.text(said)))
