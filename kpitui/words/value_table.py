"""The values of a chart as a table, for whoever reads numbers rather than pictures."""

from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.numbers import plain_number
from kpitui.domain.part_periods import Partial
from kpitui.domain.signals import Rule
from kpitui.words.spans import Line, line, title
from kpitui.words.speech import Speech

_MARKS: dict[Rule, str] = {
    "beyond_limit": "beyond", "run": "run", "near_limit": "near", "two_of_three": "2 of 3",
    "trend": "trend", "crossings": "crossings", "moving_range": "step",
}  # fmt: skip
"""What a table calls a signal."""

PARTIAL = {
    Partial.RUNNING: "running", Partial.FIRST: "begins late", Partial.LAST: "ends early",
    Partial.FEW_DAYS: "few days",
}  # fmt: skip
"""What a table calls a period that is not a whole one."""


def value_lines(chart: MetricChart, speech: Speech) -> list[Line]:
    """A line with the names of the columns, then the periods of the chart, newest first."""

    def shown(value: float | None) -> str:
        return speech.value(value, chart.metric, unit=False)

    comma = speech.writing.decimal_comma
    heads = ("period", "value", "n", "target", "mean", "lower", "upper", "")
    lines = [line(title(_row(heads)))]
    for index in reversed(range(len(chart.periods))):
        period, limits = chart.periods[index], chart.limits.limits_at(index)
        signals = chart.limits.signals_at(index)
        remark = ", ".join(_MARKS[signal.rule] for signal in signals)
        if period.partial_because is not None:
            remark = PARTIAL[period.partial_because]
        count = plain_number(period.n, decimal_comma=comma, digits=12) if period.n else "-"
        cells = (
            speech.words(period.label), shown(period.value), count,
            speech.ends(chart.targets[index], chart.metric),
            shown(limits.mean if limits else None), shown(limits.shown_lower if limits else None),
            shown(limits.shown_upper if limits else None),
        )  # fmt: skip
        lines.append(line(_row((*cells, remark))))
    return lines


def _row(cells: tuple[str, ...]) -> str:
    first, *numbers, remark = cells
    # The two ends of a band are wider than a column.
    return f"{first:<11}" + "".join(f"{f' {number}':>8}" for number in numbers) + f"  {remark}"
