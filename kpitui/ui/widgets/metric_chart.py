"""The chart of one metric, redrawn only when what it shows or its size changes."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.strip import Strip
from textual.widget import Widget

from kpitui.charts.spec import TrendSpec
from kpitui.charts.text import Charset, Chart, Line, Style


class MetricChartView(Widget):
    """A trend chart that fills the widget."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"chart--{style.value}" for style in Style}

    def __init__(self, charset: Charset, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._charset = charset
        self._spec: TrendSpec | None = None
        self._chart: Chart | None = None

    def show(self, spec: TrendSpec | None) -> None:
        """Show a chart, or nothing."""
        if spec != self._spec:
            self._spec = spec
            self._chart = None
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the chart; the whole is drawn when its first line is asked for."""
        width, height = self.size
        if self._spec is None:
            return Strip.blank(width, self.rich_style)
        chart = self._chart
        if chart is None or (chart.width, chart.height) != (width, height):
            from kpitui.charts.trend import trend_chart  # brings plotext, which no first frame needs

            chart = self._chart = trend_chart(self._spec, width, height, self._charset)
        return self._strip(chart.lines[y], width) if y < len(chart.lines) else Strip.blank(width, self.rich_style)

    def _strip(self, line: Line, width: int) -> Strip:
        base = self.rich_style
        segments = [Segment(run.text, base + self._colour(run.style)) for run in line]
        return Strip(segments).adjust_cell_length(width, base)

    def _colour(self, style: Style) -> RichStyle:
        return self.get_component_rich_style(f"chart--{style.value}", partial=True)
