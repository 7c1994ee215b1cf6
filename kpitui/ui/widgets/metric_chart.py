"""The chart of one metric, redrawn only when what it shows or its size changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeAlias

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from kpitui.charts.spec import TrendSpec
from kpitui.charts.text import Charset, Chart, Line, Style

if TYPE_CHECKING:
    from kpitui.charts.around import AroundSpec
    from kpitui.charts.compared_spec import ComparedSpec

    Spec: TypeAlias = TrendSpec | ComparedSpec | AroundSpec

UNSEEN = Size(72, 16)
"""How large a chart is drawn that is copied before it was shown."""


class MetricChartView(Widget):
    """A trend chart, people held against each other, or the periods around a session, that fills
    the widget.
    """

    DEFAULT_CSS = """
    MetricChartView {
        & > .chart--value { color: $text-accent; }
        & > .chart--better { color: $text-success; text-style: bold; }
        & > .chart--worse { color: $text-error; text-style: bold; }
        & > .chart--unusual { color: $text-warning; text-style: bold; }
        & > .chart--unfinished { color: $text-accent; }
        & > .chart--limit { text-style: dim; }
        & > .chart--centre { text-style: dim; }
        & > .chart--baseline { text-style: dim; }
        & > .chart--annotation { text-style: dim; }
        & > .chart--axis { text-style: dim; }
        & > .chart--label { text-style: dim; }
        & > .chart--title { text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"chart--{style.value}" for style in Style}

    class Resized(Message):
        """The chart is drawn in another size from now on."""

    def __init__(self, charset: Charset, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._charset = charset
        self._spec: Spec | None = None
        self._chart: Chart | None = None
        self._ahead: tuple[Spec, Chart] | None = None

    def prepare(self, spec: Spec) -> None:
        """Draw the chart that is likely to be shown next, so that showing it costs nothing."""
        if self._ahead is None or self._ahead[0] != spec:
            self._ahead = (spec, self._drawn(spec))

    def show(self, spec: Spec | None) -> None:
        """Show a chart, or nothing."""
        if spec != self._spec:
            self._spec = spec
            self._chart = self._ahead[1] if self._ahead and self._ahead[0] == spec else None
            self.refresh()

    def _drawn(self, spec: Spec) -> Chart:
        size = self.size or UNSEEN
        if isinstance(spec, TrendSpec):
            from kpitui.charts.trend import trend_chart  # no first frame needs a chart

            return trend_chart(spec, *size, self._charset)
        from kpitui.charts.around import AroundSpec, around_chart

        if isinstance(spec, AroundSpec):
            return around_chart(spec, *size, self._charset)
        from kpitui.charts.compared import compared_chart

        return compared_chart(spec, *size, self._charset)

    def _current(self, spec: Spec) -> Chart:
        chart = self._chart
        if chart is None or (chart.width, chart.height) != self.size:
            chart = self._chart = self._drawn(spec)
        return chart

    def render_line(self, y: int) -> Strip:
        """One line of the chart; the whole is drawn when its first line is asked for."""
        width = self.size.width
        if self._spec is None:
            return Strip.blank(width, self.rich_style)
        chart = self._current(self._spec)
        return (
            self._strip(chart.lines[y], width)
            if y < len(chart.lines)
            else Strip.blank(width, self.rich_style)
        )

    @property
    def event_numbers(self) -> tuple[int, ...]:
        """The events that the chart shows by number, in the size that it has now."""
        if self._spec is None or not self.size:
            return ()
        return self._current(self._spec).event_numbers

    def on_resize(self) -> None:
        """Tell that other events may have their names."""
        self.post_message(self.Resized())

    def copied(self) -> str:
        """The chart as it is drawn, without its colours."""
        lines = self._drawn(self._spec).lines if self._spec else ()
        return "\n".join("".join(run.text for run in line) for line in lines)

    def _strip(self, line: Line, width: int) -> Strip:
        base = self.rich_style
        segments = [Segment(run.text, base + self._colour(run.style)) for run in line]
        return Strip(segments).adjust_cell_length(width, base)

    def _colour(self, style: Style) -> RichStyle:
        return self.get_component_rich_style(f"chart--{style.value}", partial=True)
