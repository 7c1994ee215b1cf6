"""The key figures of a KPI or a standard: latest value, what is wanted, and the gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from kpitui.domain.numbers import percent
from kpitui.domain.progress import one_end, shortfall
from kpitui.views.kpi_status import NO_LEVEL
from kpitui.views.overview import KpiLine
from kpitui.views.standard_lines import StandardLine
from kpitui.words.kpi import distance, kpi_target, standard_level, status_of
from kpitui.words.spans import Span, status, strong
from kpitui.words.speech import short_period

if TYPE_CHECKING:
    from datetime import date

    from kpitui.domain.records.metric import Metric, Range
    from kpitui.views.series import PeriodValue
    from kpitui.words.speech import Speech


class Figure(Struct, frozen=True):
    """A figure, and below it in small letters what it is."""

    value: Span
    label: str


def figures(one: KpiLine | StandardLine, speech: Speech) -> list[Figure]:
    """The key figures, the first ones first to be seen."""
    return _of_kpi(one, speech) if isinstance(one, KpiLine) else _of_standard(one, speech)


def _of_kpi(one: KpiLine, speech: Speech) -> list[Figure]:
    standing, due = one.standing, one.kpi.due_on
    wanted = Figure(Span(kpi_target(one, speech)), f"by {speech.day(due)}" if due else "target")
    found = [*_latest(standing.judged, one.metric, speech, standing.last_reading_on), wanted]
    found += _gap(standing.judged, standing.expected_range, one.metric, speech, " of plan")
    if standing.progress is not None:
        found.append(Figure(Span(percent(standing.progress)), "of the way"))
    return [*found, Figure(status(status_of(one)), "so far" if _running(standing.judged) else "")]


def _of_standard(one: StandardLine, speech: Speech) -> list[Figure]:
    found = [*_latest(one.value, one.metric, speech)]
    if one.level is not None:
        found.append(Figure(Span(standard_level(one, speech)), "standard"))
        if one.status != NO_LEVEL:
            found += _gap(one.value, one.level.level, one.metric, speech)
    return [*found, Figure(status(one.status), "so far" if _running(one.value) else "")]


def _latest(
    judged: PeriodValue | None, metric: Metric, speech: Speech, last: date | None = None
) -> list[Figure]:
    if judged is None:
        said = f"last reading {speech.day(last)}" if last else "no readings yet"
        return [Figure(strong("–"), said)]
    value = speech.value(judged.value, metric)
    return [Figure(strong(value), short_period(judged.period, speech))]


def _gap(
    judged: PeriodValue | None, wanted: Range | None, metric: Metric, speech: Speech, of: str = ""
) -> list[Figure]:
    """How far the value is from what is wanted by now, and on which side."""
    if judged is None or judged.value is None or wanted is None:
        return []
    short = shortfall(judged.value, wanted)
    if short:
        return [Figure(Span(distance(short, metric, speech)), f"short{of}")]
    end = one_end(wanted)
    if end is None:
        return [Figure(Span("inside"), "the band")]
    said = distance(abs(judged.value - end), metric, speech)
    return [Figure(Span(said), f"ahead{of}" if of else "to spare")]


def _running(judged: PeriodValue | None) -> bool:
    return judged is not None and judged.running
