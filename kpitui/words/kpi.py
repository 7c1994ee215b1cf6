"""How a KPI or a standard stands, what is wanted of it, and why it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.domain.progress import Status, shortfall
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.mission import Mission
from kpitui.domain.sizes_words import sizes_words
from kpitui.views.overview import KpiLine, PriorityLine, StrategyLine
from kpitui.views.series import PeriodValue
from kpitui.views.standard_lines import StandardLine
from kpitui.words.spans import Line, line, status
from kpitui.words.speech import Speech
from kpitui.words.standards import clearly, coming, scored_lately, sized, times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpitui.views.entry import EntryRow


def why_chain(strategy: str, priority: str, mission: str) -> str:
    """The chain above a KPI."""
    return _chain((strategy, priority, mission or "no mission"))


def _chain(parts: Sequence[str]) -> str:
    return " › ".join(parts)


def why(one: KpiLine, mission: Mission | None) -> str:
    """The chain above a KPI of the plan."""
    statement = mission.statement if mission else ""
    return why_chain(one.strategy.title, one.priority.title, statement)


def whys(one: KpiLine, mission: Mission | None) -> list[str]:
    """The same, and ever shorter."""
    parts = (one.strategy.title, one.priority.title)
    return [why(one, mission), _chain(parts), parts[0]]


def why_recorded(row: EntryRow, speech: Speech) -> str:
    """How an agent stands to the standard and of whom it is expected, or the chain above the KPI
    that a metric is recorded for.
    """
    lately = scored_lately(row.scored, speech) if row.scored else ""
    there = "= recorded for that day already" if row.recorded else ""
    if row.why or row.above is None:
        later = f"; {coming(row.coming, row.metric, speech)}" if row.coming else ""
        said = (_stands(row, speech), lately, speech.words(row.why) + later)
    else:
        said = (lately, f"KPI › {why_chain(*row.above)}", "")
    return "; ".join(filter(None, (there, *said)))


def _stands(row: EntryRow, speech: Speech) -> str:
    one = row.standing
    if one is None or one.verdict is None:
        return ""
    because = clearly(one, speech) or sized(one.judged, one.metric, speech)
    return f"{one.status} ({because})"


def in_period(judged: PeriodValue, metric: Metric, speech: Speech) -> str:
    """The value that was judged and the period it is of."""
    running = ", so far" if judged.running else ""
    value = speech.value(judged.value, metric)
    return f"{value} in {speech.words(judged.period.said(speech.today))}{running}"


def target(one: KpiLine, speech: Speech, *, unit: bool = True) -> str:
    """What is wanted, and by when."""
    due = f" by {speech.day(one.kpi.due_on)}" if one.kpi.due_on else ""
    said = f"target {speech.range(one.standing.target_range, one.metric, unit=unit)}{due}"
    later = one.standing.coming
    if later is None:
        return said
    level = speech.range(later.level, one.metric, unit=unit)
    return f"{said}; from {speech.day(later.starts_on)}: {level}"


def kpi_value(one: KpiLine, speech: Speech, *, unit: bool = True) -> str:
    """The value that was judged, a dash where there is none."""
    judged = one.standing.judged
    return speech.value(judged.value if judged else None, one.metric, unit=unit)


def kpi_target(one: KpiLine, speech: Speech, *, unit: bool = True) -> str:
    """The target that holds now."""
    return speech.range(one.standing.target_range, one.metric, unit=unit)


def by_now(one: KpiLine, speech: Speech) -> str:
    """What is wanted by now, of a KPI on its way to a target; nothing where that is the target."""
    expected = one.standing.expected_range
    if expected is None or expected == one.standing.target_range:
        return ""
    return f"by now {speech.range(expected, one.metric, unit=False)}"


def standard_value(one: StandardLine, speech: Speech, *, unit: bool = True) -> str:
    """The value that was judged, of one person with its sample size; a dash where there is none."""
    if unit and one.standard.person_id is not None:
        return sized(one.value, one.metric, speech)
    return speech.value(one.value.value if one.value else None, one.metric, unit=unit)


def standard_level(one: StandardLine, speech: Speech, *, unit: bool = True) -> str:
    """The level that is expected."""
    return speech.range(one.level.level if one.level else None, one.metric, unit=unit)


def sizes_of(metric: Metric, judged: PeriodValue | None) -> str:
    """What is to be known of the sizes behind the judged value; empty where nothing."""
    if judged is None:
        return ""
    return sizes_words(metric, left_out=judged.left_out, unweighted=judged.unweighted)


def status_of(one: KpiLine) -> str:
    """The word of a KPI's status."""
    return one.standing.judgement.status.value


def kpi_in_brief(one: KpiLine, speech: Speech) -> Line:
    """Status, name, and the value for its target."""
    on_its_way = by_now(one, speech)
    return line(
        status(status_of(one)),
        f"  {one.metric.name}  {kpi_value(one, speech)}, target {kpi_target(one, speech)}"
        f"{on_its_way and f', {on_its_way}'}",
    )


def standard_name(one: StandardLine) -> str:
    """Which standard it is, and whose."""
    return f"{one.metric.name} of {one.scope}"


def standard_scope(one: StandardLine) -> str:
    """Who a standard is for, in few cells; empty where that is everyone."""
    return one.scope.removeprefix("every ") if one.standard.rank else ""


def standard_in_brief(one: StandardLine, speech: Speech) -> Line:
    """Status, name, of whom, and the value for its level."""
    value, level = standard_value(one, speech), standard_level(one, speech)
    said = "".join(f"; {said}" for said in times(one.times, one.metric, speech))
    because = clearly(one, speech)
    brief = f"  {standard_name(one)}  {value}, standard {level}{because and f'; {because}'}"
    return line(status(one.status), f"{brief}{said}")


def kpi_ended(one: KpiLine, speech: Speech) -> str:
    """When a KPI ended, and how it stood then."""
    value, wanted = kpi_value(one, speech), kpi_target(one, speech)
    return f"ended {speech.day(one.kpi.ends_on)}, {status_of(one)} with {value}, target {wanted}"


def tally(lines: Sequence[KpiLine]) -> str:
    """What a parent in the tree says of its live KPIs: never an average, but how many
    are on track.
    """
    lines = [kpi_line for kpi_line in lines if not kpi_line.ended]
    if not lines:
        return "no KPI"
    on_track = sum(1 for kpi_line in lines if kpi_line.standing.judgement.status is Status.ON_TRACK)
    return f"{on_track} of {len(lines)} on track"


def how_it_goes(one: PriorityLine | StrategyLine, speech: Speech) -> str:
    """How many of its KPIs are on track, or when it ended."""
    record = one.priority if isinstance(one, PriorityLine) else one.strategy
    return f"ended {speech.day(record.ends_on)}" if one.ended else tally(one.kpis)


def distance(size: float, metric: Metric, speech: Speech) -> str:
    """How far two values lie apart, in the metric's unit; between two percentages that is
    points.
    """
    said = speech.value(size, metric)
    return f"{said.removesuffix('%').rstrip()} points" if said.endswith("%") else said


def status_rule(one: KpiLine, speech: Speech) -> str:
    """The rule that gave the status, with its numbers."""
    standing, metric = one.standing, one.metric
    if standing.judged is None or standing.judged.value is None or standing.expected_range is None:
        return speech.words(standing.judgement.rule)
    expected = f"{speech.range(standing.expected_range, metric)} expected by now"
    short_of = (
        f"short of {speech.range(standing.expected_range, metric, unit=False)} expected by now"
    )
    gap = distance(shortfall(standing.judged.value, standing.expected_range), metric, speech)
    margin = speech.value(one.kpi.warn, metric, unit=False).removesuffix("%")  # points, as the gap
    warn = f"the at-risk margin of {margin}"
    match standing.judgement.status:
        case Status.ON_TRACK:
            return f"meets the {expected}"
        case Status.AT_RISK if standing.judgement.chance:
            return f"{gap} {short_of}, but {standing.judgement.chance}"
        case Status.AT_RISK:
            return f"{gap} {short_of}, within {warn}"
        case Status.OFF_TRACK:
            return f"{gap} {short_of}, over {warn}" if one.kpi.warn else f"{gap} {short_of}"
    return speech.words(standing.judgement.rule)


def corrected(count: int) -> str:
    """That readings of the days told of were corrected afterwards; nothing where none was."""
    if not count:
        return ""
    were = "1 reading of these days was" if count == 1 else f"{count} readings of these days were"
    return f"{were} corrected since."
