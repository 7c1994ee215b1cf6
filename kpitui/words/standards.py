"""A standard in words: what is expected over time, of how many a value is, and what makes someone
clearly below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpitui.domain.judgement.clearly_below import PERIODS, PersonVerdict
from kpitui.domain.numbers import counted, plain_number
from kpitui.domain.records.metric import Aggregation, Metric, Range
from kpitui.domain.sizes_words import sample_words, together_words
from kpitui.lazy import Lazy
from kpitui.views.kpi_status import NO_LEVEL
from kpitui.words import sheets
from kpitui.words.spans import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpitui.domain import metric_chart
    from kpitui.domain.expected_share import Share
    from kpitui.domain.metric_chart import MetricChart
    from kpitui.domain.standard_times import Held, StandardTimes
    from kpitui.views.clearly_below import Evidence
    from kpitui.views.expectations import Expectation
    from kpitui.views.series import PeriodValue
    from kpitui.views.sheet_margins import ScoredLately
    from kpitui.views.standard_lines import StandardLine
    from kpitui.words.speech import Speech
else:
    metric_chart = Lazy("kpitui.domain.metric_chart")  # only where a chart is told of

NOT_HELD = "recorded team by team: the total is not held against the level of one person"
_TWO_QUESTIONS = (
    f"the verdict compares the last {PERIODS} periods with the standard, the chart compares this "
    "agent with their own earlier periods."
)


def times(one: StandardTimes, metric: Metric, speech: Speech) -> Iterator[str]:
    """What is expected now and what was judged against, where these are two; and what is coming."""
    if one.changed and one.now and one.judged:
        yield f"expected now: {held(one.now, metric, speech)}"
        yield f"judged against: {held(one.judged, metric, speech)}"
    if one.coming is not None:
        yield coming(one.coming, metric, speech)


def held(one: Held, metric: Metric, speech: Speech) -> str:
    """A level, of whom and since when."""
    level = speech.range(one.level, metric)
    return f"{level} for {one.scope} {speech.since(one.since)}"


def coming(one: Held, metric: Metric, speech: Speech) -> str:
    """A level that is coming, and from when on."""
    return f"from {speech.day(one.since)}: {speech.range(one.level, metric)} for {one.scope}"


def sized(judged: PeriodValue | None, metric: Metric, speech: Speech) -> str:
    """The value of a period with its sample size: `91.0%, 38 of 42`; a dash where there is none."""
    value = speech.value(judged.value if judged else None, metric)
    size = sample(judged, metric, speech) if judged else ""
    return f"{value}, {size}" if size else value


def sample(judged: PeriodValue, metric: Metric, speech: Speech) -> str:
    """Of how many a value is, and of evaluations how sure that makes it: `38 of 42`, `n=57`,
    `4 calls: ± 11 points`; empty where that is not known.
    """
    return evaluations(judged, speech) or sample_words(
        metric, judged.sums, decimal_comma=speech.writing.decimal_comma
    )


def evaluations(judged: PeriodValue | None, speech: Speech) -> str:
    """Of how many evaluations a value is, and how sure that makes it; empty of other values."""
    one = judged.evaluated if judged else None
    return sheets.sample(one.count, one.spread, speech, one.noun) if one else ""


def sample_in_brief(judged: PeriodValue, metric: Metric, speech: Speech) -> str:
    """The same with evaluations in few cells: `4 ±11`."""
    if judged.evaluated is not None:
        return sheets.sample_in_brief(judged.evaluated, speech)
    return sample(judged, metric, speech)


def scored_lately(one: ScoredLately, speech: Speech) -> str:
    """The mean score over the newest periods: `81.4 points over 12 weeks, 12 calls: ± 4.4
    points`.
    """
    made_of = one.sample
    size = sheets.sample(made_of.count, made_of.spread, speech, made_of.noun)
    if one.typed:
        size += f" and {counted(one.typed, 'typed reading')}"
    over = f"{one.periods} {speech.noun(one.metric)}s"
    return f"{speech.value(one.value, one.metric)} over {over}, {size}"


def share(one: Expectation, speech: Speech) -> str:
    """What the shown level of a sum is a part of, and why: `of 120 for 40 h, 20 h a week, away 2 of
    7 days`; empty where it is all of it.
    """
    return _share(one.share, one.full, one.metric, speech)


def share_now(one: Expectation, speech: Speech) -> str:
    """The same of the level that is expected now."""
    return _share(one.share_now, one.full_now, one.metric, speech)


def _share(part: Share | None, full: Range | None, metric: Metric, speech: Speech) -> str:
    if part is None or full is None:
        return ""

    def number(value: float) -> str:
        return plain_number(value, decimal_comma=speech.writing.decimal_comma, digits=4)

    said = f"of {speech.ends(full, metric)} for {number(part.full_time)} h"
    if part.hours != part.full_time:
        said += f", {number(part.hours)} h a week"
    if 0 < part.away < part.days:
        said += f", away {part.away} of {part.days} days"
    return said


def of_several(one: StandardLine, speech: Speech) -> str:
    """What the level of a total is made of: `120 a person × 9.5 people at full time`, or that a
    total is held against none; empty of everything else.
    """
    if one.metric.aggregation is not Aggregation.SUM or one.value is None or one.level is None:
        return ""
    if one.heads is not None and one.times.judged is not None:
        many = plain_number(one.heads.count, decimal_comma=speech.writing.decimal_comma, digits=3)
        each = speech.range(one.times.judged.level, one.metric)
        return f"{each} a person × {many} people at full time"
    return NOT_HELD if one.fact == NO_LEVEL else ""


def verdict(one: Expectation, speech: Speech) -> str:
    """How one person stands, by which value of which period and of how many:
    `✓ met: 93.6%, 1713 of 1830 in W46`.
    """
    said, because = f"{mark(one.status)} {one.status}", clearly(one, speech)
    if because:
        return f"{said}: {because}"
    if one.judged is None or one.judged.value is None:
        return said
    value = sized(one.judged, one.metric, speech)
    so_far = " so far" if one.judged.running else ""
    return f"{said}: {value} in {speech.words(one.judged.period.said(speech.today))}{so_far}"


def clearly(one: Expectation | StandardLine, speech: Speech) -> str:
    """What makes one person clearly below; empty where nothing does."""
    if one.verdict is not PersonVerdict.CLEARLY_BELOW or one.clearly is None:
        return ""
    return _evidence(one.clearly, one.metric, speech)


def beside_chart(verdict: PersonVerdict | None, chart: MetricChart) -> str:
    """Why the verdict on one person and the change that their chart shows are both true, where they
    seem to contradict each other; empty where they do not.
    """
    moved = chart.now_marked if chart.changing else None
    if verdict is PersonVerdict.CLEARLY_BELOW and moved is metric_chart.Mark.BETTER:
        return f"Clearly below the standard, yet better than before: {_TWO_QUESTIONS}"
    if verdict in (PersonVerdict.MET, PersonVerdict.BELOW) and moved is metric_chart.Mark.WORSE:
        stands = (
            "Standard met" if verdict is PersonVerdict.MET else "Not clearly below the standard"
        )
        return f"{stands}, yet worse than before: {_TWO_QUESTIONS}"
    return ""


def _evidence(one: Evidence, metric: Metric, speech: Speech) -> str:
    """The value of the newest periods together, and whether most of the team missed it too."""
    said = together_words(
        metric, one.value, one.together.sums, len(one.periods), noun=speech.noun(metric),
        decimal_comma=speech.writing.decimal_comma,
    )  # fmt: skip
    team = one.team
    return f"{said}; {team.short} of {team.measured} in the team are below" if team.most else said
