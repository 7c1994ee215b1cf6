"""What stands beside the list of findings: what the chosen one means, what to do about it, and the
chart of its metric.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.widgets import Static

from kpitui.charts import metric_chart as charts
from kpitui.domain.errors import KpituiError
from kpitui.ui.widgets.metric_chart import MetricChartView
from kpitui.ui.widgets.metric_panel import PERIODS_DRAWN
from kpitui.ui.widgets.panel import Panel
from kpitui.ui.widgets.words import AIRY, Sections
from kpitui.views.finding_chart import load_finding_chart
from kpitui.words import health as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpitui.domain.health.rule import Finding, Fix
    from kpitui.domain.metric_chart import MetricChart
    from kpitui.ui.app_context import AppContext
    from kpitui.ui.health_lines import FindingLine

FIX_KEYS = (
    "health.fix", "health.end", "health.standard", "health.move", "health.note", "health.coach",
    "health.go", "health.explain",
)  # fmt: skip
"""What the panel names."""


class FindingPanel(Panel):
    """A finding in words and with its chart; without one that nothing is wrong."""

    def __init__(self, context: AppContext) -> None:
        self._said = Static(id="finding-text")
        self._chart = MetricChartView(context.charset, id="finding-chart")
        super().__init__(
            VerticalScroll(self._said, id="finding", can_focus=False),
            self._chart,
            context=context,
            keys=FIX_KEYS,
            id="health-finding",
        )
        self.add_class("-words")
        self._finding: Finding | None = None

    def show(self, line: FindingLine | None, fixes: Sequence[Fix]) -> None:
        """Show a line of the list, with what of its fixes the role may do."""
        work = self._app_context
        self._finding = line.only if line is not None else None
        if line is not None and line.finding is not None:
            can_fix = bool(fixes) or not line.finding.rule.fixes
            told = words.facts(line.finding, line.accepted, work.speech, can_fix=can_fix)
        elif line is not None and line.group is not None:
            told = words.of_rule(line.group.rule, line.group.findings, work.speech)
        else:
            told = iter(words.NOTHING_WRONG)
        head, *more = told
        self.say(head)
        sections = words.grouped(more) if line is not None else words.together(more)
        self._said.update(Sections(sections, work, airy=self.app.size.height >= AIRY))
        self._show_chart()

    def on_resize(self) -> None:
        """There may be room for a chart now."""
        super().on_resize()
        self.call_after_refresh(self._show_chart)

    def _show_chart(self) -> None:
        """Draw the chart of the finding, where it has one and there is room."""
        if not self.is_attached:
            return
        work, chart = self._app_context, self._load() if self._has_room else None
        self.set_class(chart is None, "-words")
        if chart is None:
            self._chart.show(None)
            return
        title = f"{chart.metric.name}, {chart.subject}"
        self._chart.show(
            charts.spec_of(chart, work.writing, newest=PERIODS_DRAWN, title=work.text(title))
        )

    @property
    def _has_room(self) -> bool:
        return self.screen.has_class("-beside")

    def _load(self) -> MetricChart | None:
        work = self._app_context
        if self._finding is None:
            return None
        try:
            return load_finding_chart(work.database, self._finding, work.as_of, work.config)
        except KpituiError:
            return None  # the words stand all the same; the list tells what cannot be read
