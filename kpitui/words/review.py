"""A KPI under review: how it stands, what its chart says, what was decided, and what came of it."""

from collections.abc import Iterator

from msgspec import Struct

from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.records.review import Review
from kpitui.views.reviews import MovedStandard, ReviewItem, ReviewList, ReviewStop
from kpitui.views.standard_lines import StandardLine
from kpitui.words import chart as chart_words
from kpitui.words import decisions as decision_words
from kpitui.words.kpi import (
    by_now,
    kpi_in_brief,
    kpi_target,
    kpi_value,
    standard_level,
    standard_scope,
    standard_value,
    status_of,
    status_rule,
    whys,
)
from kpitui.words.spans import Line, Row, Span, line, muted, status, title
from kpitui.words.speech import Speech
from kpitui.words.standards import clearly, times

SUMMARY_HEADS = ("latest", "wanted", "by now")
STANDARDS_TITLE = "Standards, expected of everyone, every day"


def titled(item: ReviewStop, place: str, whose: str) -> tuple[Line, Line]:
    """What stands under review and which of how many; and how it stands."""
    one = item.line
    if isinstance(item, MovedStandard):
        of, done, owner = f" of {item.line.scope}", False, ""
        state = item.line.status
    else:
        of, done, owner = (f" of {whose}" if whose else ""), item.done, item.line.kpi.owner
        state = status_of(item.line)
    return (
        line(muted(f"{place}  "), title(one.metric.name + of)),
        line(
            muted(f"owner {owner}  " if owner else ""), Span("reviewed  " if done else "", "good"),
            status(state),
        ),
    )  # fmt: skip


def reason(item: ReviewStop, reviews: ReviewList, speech: Speech) -> list[Line]:
    """By which rule it stands so, and why a review stops here: in full, and ever shorter."""
    if isinstance(item, MovedStandard):
        return [line(muted("A standard that changed; n adds an event"))]
    rule = status_rule(item.line, speech)
    said = f"{rule[:1].upper()}{rule[1:]}"
    shorter = whys(item.line, reviews.mission)
    return [*(line(said, muted(f"  why: {one}")) for one in shorter), line(said)]


def decided(item: ReviewStop, speech: Speech, newest: int) -> list[Line]:
    """The newest decisions about a KPI; none are made about a standard."""
    if isinstance(item, MovedStandard):
        return []
    past = [decision(review, speech) for review in item.reviews[:newest]]
    return past or [line(muted("Never reviewed"))]


def decision(review: Review, speech: Speech) -> Line:
    """One decision: when, what, how sure, who, and why."""
    sure = f", confidence {review.confidence} of 10" if review.confidence is not None else ""
    comment = f": {' '.join(review.comment.split())}" if review.comment else ""
    return line(
        f"{speech.day(review.date)} ",
        Span(review.decision.value, "strong"),
        f"{sure}, {review.by}{comment}",
    )


def with_decisions(item: ReviewItem, review: Review, speech: Speech) -> Iterator[Line]:
    """A review, and below it what was decided in it."""
    yield decision(review, speech)
    for decision_line in item.decisions:
        if decision_line.review.id == review.id:
            yield line("  ", decision_words.decision(decision_line, speech))


def rules(chart: MetricChart, item: ReviewStop, speech: Speech) -> Iterator[Line]:
    """The rule behind the status, and behind each sentence."""
    yield line(title("Which rule applied"))
    if isinstance(item, ReviewItem):
        yield line(status(status_of(item.line)), f": {status_rule(item.line, speech)}")
    yield from chart_words.said_by_rules(chart, speech)
    yield line()


class SummaryRow(Struct, frozen=True):
    """A KPI or a standard at the end of a review, and what is said below it."""

    row: Row
    below: tuple[Line, ...] = ()


class SummaryPart(Struct, frozen=True):
    """Some of them below one head."""

    head: Line
    rows: tuple[SummaryRow, ...]


def reviewed(reviews: ReviewList) -> str:
    """How many KPIs a review decided about."""
    count = len(reviews.items)
    kpis = "1 KPI" if count == 1 else f"{count} KPIs"
    return f"Reviewed {sum(item.done for item in reviews.items)} of {kpis}"


def summary(reviews: ReviewList, speech: Speech, teams: str = "") -> Iterator[SummaryPart]:
    """What came of a review: decisions first, then what no one looked at, then the standards, with
    the `teams` that they are of.
    """
    done = [item for item in reviews.items if item.done]
    if done:
        decided = (tuple(with_decisions(item, item.reviews[0], speech)) for item in done)
        rows = (_kpi_row(item, speech) for item in done)
        yield SummaryPart(line(), tuple(map(SummaryRow, rows, decided)))
    if left := [item for item in reviews.items if not item.done]:
        rows = (_kpi_row(item, speech) for item in left)
        yield SummaryPart(line(title("Not decided")), tuple(map(SummaryRow, rows)))
    if standards := reviews.overview.standards:
        head = line(title(STANDARDS_TITLE), muted(f"  {teams}" if teams else ""))
        yield SummaryPart(head, tuple(_standard_row(one, speech) for one in standards))


def _kpi_row(item: ReviewItem, speech: Speech) -> Row:
    one = item.line
    expected = one.standing.expected_range
    now = speech.range(expected, one.metric, unit=False) if by_now(one, speech) else ""
    cells = (kpi_value(one, speech, unit=False), kpi_target(one, speech), now)
    return Row(status_of(one), one.metric.name, cells)


def _standard_row(one: StandardLine, speech: Speech) -> SummaryRow:
    cells = (standard_value(one, speech, unit=False), standard_level(one, speech), "")
    because = [clearly(one, speech), *times(one.times, one.metric, speech)]
    below = tuple(line(muted(said)) for said in because if said)
    name = ", ".join(filter(None, (one.metric.name, standard_scope(one))))
    return SummaryRow(Row(one.status, name, cells), below)


def listed(items: tuple[ReviewItem, ...], speech: Speech) -> Iterator[Line]:
    """Every KPI of a review with its place, and below it what was decided, newest first."""
    for place, item in enumerate(items, 1):
        owner = f", owner {item.line.kpi.owner}" if item.line.kpi.owner else ""
        done = ", reviewed" if item.done else ""
        brief = kpi_in_brief(item.line, speech)
        yield line(f"{place} of {len(items)}  ", brief, f"{owner}{done}")
        for review in item.reviews:
            yield from (line("  ", said) for said in with_decisions(item, review, speech))
