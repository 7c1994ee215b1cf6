"""A KPI under review in words: how it stands, why it is there, what its chart says, what was decided."""

from collections.abc import Iterator

from textual.content import Content

from kpitui.charts.marks import mark
from kpitui.charts.value_table import value_lines
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.reviews import Review
from kpitui.ui.facts import STATUS_STYLES
from kpitui.ui.workplace import Workplace
from kpitui.views.overview import KpiLine
from kpitui.views.reviews import ReviewItem, ReviewList

EVENTS_SHOWN = 3
REVIEWS_SHOWN = 2


def status_words(line: KpiLine, work: Workplace) -> Content:
    """Mark and word of a status."""
    word = line.standing.judgement.status.value
    return Content.styled(f"{mark(word, work.charset)} {word}", STATUS_STYLES.get(word, "dim"))


def head(item: ReviewItem, place: str, whose: str, work: Workplace) -> list[Content]:
    """Which KPI of how many and how it stands; then its value and what is wanted of it."""
    line, standing = item.line, item.line.standing
    judged = standing.judged
    value = f"last read {work.day(standing.last_reading_on)}" if standing.last_reading_on else "no reading yet"
    if judged is not None:
        value = f"{work.value(judged.value, line.metric)} in {work.words(judged.period.said)}"
    due = f" by {work.day(line.kpi.due_on)}" if line.kpi.due_on else ""
    expected = work.range(standing.expected_range, line.metric, unit=False)
    expected = f", {expected} by now" if standing.expected_range else ""
    wanted = f"target {work.range(standing.target_range, line.metric, unit=judged is None)}{due}{expected}"
    of = f" of {work.text(whose)}" if whose else ""
    owner = f"  owner {work.text(line.kpi.owner)}" if line.kpi.owner else ""
    reviewed = "  reviewed" if item.done else ""
    return [
        Content.assemble(
            (f"{place}  ", "dim"), (work.text(line.metric.name) + of, "bold"), "  ", status_words(line, work),
            (reviewed, "$text-success"), (owner, "dim"),
        ),
        Content(f"{value}, {wanted}"),
    ]  # fmt: skip


def why(line: KpiLine, reviews: ReviewList, work: Workplace) -> Content:
    """The chain above a KPI."""
    mission = reviews.mission.statement if reviews.mission else "no mission"
    chain = work.words(" › ").join(work.text(one) for one in (line.strategy.title, line.priority.title, mission))
    return Content.styled(f"why: {chain}", "dim")


def said(chart: MetricChart, work: Workplace) -> Iterator[Content]:
    """What a chart says, the events in it, and where its limits could start anew."""
    for sentence in chart.words:
        yield Content(work.words(sentence))
    numbered = list(enumerate(chart.marked, 1))
    proposed = chart.proposed_split
    if proposed is not None:
        number = next(number for number, note in numbered if note is proposed)
        yield Content.styled(f"the change begins at ({number}); if it is another process since, l splits there", "dim")
    for number, note in numbered[-EVENTS_SHOWN:]:
        anew = "; limits start anew" if note.splits else ""
        yield Content.styled(f"({number}) {work.day(note.date)} {work.text(note.text)}{anew}", "dim")


def decided(review: Review, work: Workplace) -> Content:
    """One review in a line."""
    sure = f", confidence {review.confidence}" if review.confidence is not None else ""
    comment = f": {work.text(review.comment)}" if review.comment else ""
    return Content.assemble(
        f"{work.day(review.date)} ", (review.decision.value, "bold"),
        f"{sure}, {work.text(review.by)}{' '.join(comment.split(chr(10)))}",
    )  # fmt: skip


def rules(chart: MetricChart, item: ReviewItem, work: Workplace) -> list[Content]:
    """The rule behind each sentence, and behind the status."""
    lines = [Content.styled("What is said, and by which rule", "bold")]
    lines.append(status_words(item.line, work) + Content(work.words(f": {item.line.standing.judgement.rule}")))
    for one in chart.said:
        lines.append(Content(work.words(one.sentence)))
        lines.append(Content.styled(work.words(f"  {one.rule}"), "dim"))
    return [*lines, Content("")]


def table(chart: MetricChart, work: Workplace) -> list[Content]:
    """The periods of a chart as lines of numbers, newest first."""
    head, *lines = map(work.words, value_lines(chart, decimal_comma=work.config.decimal_comma))
    return [Content.styled(head, "bold"), *map(Content, lines)]


def summary(reviews: ReviewList, work: Workplace) -> list[Content]:
    """What came of a review: decisions first, then what nobody looked at, then the standards apart."""
    done = [one for one in reviews.items if one.done]
    count = len(reviews.items)
    kpis = "1 KPI" if count == 1 else f"{count} KPIs"
    lines = [Content.styled(f"Reviewed {len(done)} of {kpis}", "bold")]
    for one in done:
        lines.append(_of_summary(one, work))
        lines.append(Content("    ") + decided(one.reviews[0], work))
    left = [one for one in reviews.items if not one.done]
    if left:
        lines.append(Content.styled("not decided", "bold"))
        lines += [_of_summary(one, work) for one in left]
    lines.append(Content.styled("Standards, expected of everybody, every day", "bold"))
    for standard in reviews.overview.standards:
        value = work.value(standard.value.value if standard.value else None, standard.metric)
        level = work.range(standard.level.level if standard.level else None, standard.metric)
        status = Content.styled(
            f"{mark(standard.status, work.charset)} {standard.status}", STATUS_STYLES.get(standard.status, "dim")
        )
        names = f"  {work.text(standard.metric.name)} of {work.text(standard.scope)}  {value} for {level}"
        lines.append(Content("  ") + status + Content(names))
    return lines


def _of_summary(item: ReviewItem, work: Workplace) -> Content:
    line = item.line
    value = work.value(line.standing.judged.value if line.standing.judged else None, line.metric)
    target = work.range(line.standing.target_range, line.metric)
    return Content("  ") + status_words(line, work) + Content(f"  {work.text(line.metric.name)}  {value} for {target}")
