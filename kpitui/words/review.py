"""A KPI under review: how it stands, what its chart says, what was decided, and what came of it."""

from collections.abc import Iterator

from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.records.review import Review
from kpitui.views.reviews import MovedStandard, ReviewItem, ReviewList, ReviewStop
from kpitui.words import chart as chart_words
from kpitui.words import decisions as decision_words
from kpitui.words.kpi import (
    kpi_in_brief,
    standard_in_brief,
    status_of,
    status_rule,
    whys,
)
from kpitui.words.spans import Line, Span, line, muted, status, title
from kpitui.words.speech import Speech

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


def summary(reviews: ReviewList, speech: Speech, teams: str = "") -> Iterator[Line]:
    """What came of a review: decisions first, then what no one looked at, then the standards, with
    the `teams` that they are of.
    """
    done = [item for item in reviews.items if item.done]
    count = len(reviews.items)
    kpis = "1 KPI" if count == 1 else f"{count} KPIs"
    yield line(title(f"Reviewed {len(done)} of {kpis}"))
    for item in done:
        yield line("  ", kpi_in_brief(item.line, speech))
        yield from (line("    ", said) for said in with_decisions(item, item.reviews[0], speech))
    left = [item for item in reviews.items if not item.done]
    if left:
        yield line(title("Not decided"))
        yield from (line("  ", kpi_in_brief(item.line, speech)) for item in left)
    yield line(title(STANDARDS_TITLE), muted(f"  {teams}" if teams else ""))
    for standard in reviews.overview.standards:
        yield line("  ", standard_in_brief(standard, speech))


def listed(items: tuple[ReviewItem, ...], speech: Speech) -> Iterator[Line]:
    """Every KPI of a review with its place, and below it what was decided, newest first."""
    for place, item in enumerate(items, 1):
        owner = f", owner {item.line.kpi.owner}" if item.line.kpi.owner else ""
        done = ", reviewed" if item.done else ""
        brief = kpi_in_brief(item.line, speech)
        yield line(f"{place} of {len(items)}  ", brief, f"{owner}{done}")
        for review in item.reviews:
            yield from (line("  ", said) for said in with_decisions(item, review, speech))
