"""The values of a chart as a table, for whoever reads numbers rather than pictures."""

from kpitui.domain.cells import format_value
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.numbers import plain_number
from kpitui.domain.signals import Rule

_MARKS: dict[Rule, str] = {
    "beyond_limit": "beyond", "run": "run", "near_limit": "near", "two_of_three": "2 of 3", "trend": "trend",
    "moving_range": "step",
}  # fmt: skip
"""What a table calls a signal."""


def value_lines(chart: MetricChart, *, decimal_comma: bool) -> list[str]:
    """A line with the names of the columns, then the periods of the chart, newest first."""

    def shown(value: float | None) -> str:
        return format_value(value, chart.metric, decimal_comma=decimal_comma, unit=False)

    lines = [_row(("period", "value", "n", "target", "mean", "lower", "upper", ""))]
    for index in reversed(range(len(chart.periods))):
        period, segment = chart.periods[index], chart.limits.segment_at(index)
        signals = chart.limits.signals_at(index)
        remark = "running" if period.partial else ", ".join(_MARKS[one.rule] for one in signals)
        count = plain_number(period.n, decimal_comma=decimal_comma, digits=12) if period.n else "-"
        cells = (
            period.label, shown(period.value), count, shown(chart.targets[index]), shown(segment.mean),
            shown(segment.lower), shown(segment.upper),
        )  # fmt: skip
        lines.append(_row((*cells, remark)))
    return lines


def _row(cells: tuple[str, ...]) -> str:
    first, *numbers, remark = cells
    return f"{first:<11}" + "".join(f"{one:>8}" for one in numbers) + f"  {remark}"
