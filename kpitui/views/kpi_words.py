"""How a KPI stands, in words for screens and commands alike."""

from kpitui.domain.cells import format_range, format_value
from kpitui.domain.progress import Status, shortfall
from kpitui.views.overview import KpiLine


def status_rule(line: KpiLine, *, decimal_comma: bool) -> str:
    """The rule that gave the status, with its numbers."""
    standing, metric = line.standing, line.metric
    if standing.judged is None or standing.judged.value is None or standing.expected_range is None:
        return standing.judgement.rule
    expected = format_range(standing.expected_range, metric, decimal_comma=decimal_comma)
    gap = format_value(
        shortfall(standing.judged.value, standing.expected_range), metric, decimal_comma=decimal_comma, unit=False
    )
    warn = format_value(line.kpi.warn, metric, decimal_comma=decimal_comma, unit=False)
    match standing.judgement.status:
        case Status.ON_TRACK:
            return f"meets the {expected} expected by now"
        case Status.AT_RISK:
            return f"{gap} short of {expected} expected by now, within the warn level {warn}"
        case Status.OFF_TRACK:
            return f"{gap} short of {expected} expected by now, more than the warn level {warn}"
    return standing.judgement.rule
