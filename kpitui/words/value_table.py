"""The values of a chart as a table, for people who read numbers rather than pictures."""

from collections.abc import Iterator, Sequence

from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.numbers import plain_number
from kpitui.domain.part_periods import Partial
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.domain.signals import Signal
from kpitui.words.spans import Line, line, title
from kpitui.words.speech import Speech

_PARTIAL = {
    Partial.FIRST: "begins late", Partial.LAST: "ends early", Partial.FEW_DAYS: "few days",
    Partial.CUT: "calendar changed",
}  # fmt: skip

_LIMIT = {"high": "above limit", "low": "below limit", None: "outside limits"}
_NEAR = {"high": "near upper limit", "low": "near lower limit", None: "near a limit"}
_TREND = {"high": "rising", "low": "falling", None: "trend"}
GAP = "  "


def remark(chart: MetricChart, index: int) -> str:
    """What a table says of a period: `week so far`, `run of 8; above limit`; mostly nothing."""
    because = chart.periods[index].partial_because
    if because is Partial.RUNNING:
        return f"{chart.noun or chart.by} so far"
    if because is not None:
        return _PARTIAL[because]
    return "; ".join(_marks(chart.limits.signals_at(index)))


def value_lines(chart: MetricChart, speech: Speech) -> list[Line]:
    """A line with the names of the columns, then the periods of the chart, newest first."""
    heads = (
        "period", "value", _sample_head(chart.metric), "target", "mean", "lower", "upper",
        "remark",
    )  # fmt: skip
    rows = [_cells(chart, index, speech) for index in reversed(range(len(chart.periods)))]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    head, *told = (_row(cells, widths) for cells in (heads, *rows))
    return [line(title(head)), *(line(one) for one in told)]


def _cells(chart: MetricChart, index: int, speech: Speech) -> tuple[str, ...]:
    def shown(value: float | None) -> str:
        return speech.value(value, chart.metric, unit=False)

    period, limits = chart.periods[index], chart.limits.limits_at(index)
    comma = speech.writing.decimal_comma
    count = plain_number(period.n, decimal_comma=comma, digits=12) if period.n else "-"
    return (
        speech.words(period.label), shown(period.value), count,
        speech.ends(chart.targets[index], chart.metric),
        shown(limits.mean if limits else None), shown(limits.shown_lower if limits else None),
        shown(limits.shown_upper if limits else None), remark(chart, index),
    )  # fmt: skip


def _sample_head(metric: Metric) -> str:
    """What the sizes of the samples are: of calls/h they are the hours in total."""
    whole = metric.unit.partition("/")[2]
    return f"total {whole}" if whole and metric.aggregation is Aggregation.RATIO else "sample"


def _marks(signals: Sequence[Signal]) -> Iterator[str]:
    """What a table calls the signals of a period: `run of 8`, `above limit`."""
    outside = any(signal.rule == "beyond_limit" for signal in signals)
    for signal in sorted(signals, key=lambda signal: signal.rule != "run"):
        match signal.rule:
            case "run":
                yield f"run of {signal.length}"
            case "beyond_limit":
                yield _LIMIT[signal.side]
            case "near_limit" | "two_of_three" if not outside:  # what is outside is no less
                yield _NEAR[signal.side]
            case "trend":
                yield f"{_TREND[signal.side]}, {signal.length} in a row"
            case "crossings":
                yield "few crossings"
            case "moving_range":
                yield "large step"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *numbers, last = cells
    wide = (number.rjust(width) for number, width in zip(numbers, widths[1:], strict=False))
    return GAP.join((first.ljust(widths[0]), *wide, last)).rstrip()
