"""The review as a list: reviews."""

from collections.abc import Iterator
from pathlib import Path

import click

from kpitui.charts.marks import mark
from kpitui.cli.context import (
    Desk,
    answer,
    answer_json,
    as_of_option,
    charset,
    db_option,
    json_option,
    open_desk,
)
from kpitui.domain.errors import NothingFound
from kpitui.domain.reviews import Review
from kpitui.views.reviews import ReviewItem, load_review_list


@click.command()
@db_option
@as_of_option
@json_option
def reviews(db: Path | None, as_of: str | None, as_json: bool) -> None:
    """Every KPI in the order of the review, worst first, with what was decided about it, newest first."""
    desk = open_desk(db)
    when = desk.moment(as_of)
    items = load_review_list(desk.database, when, desk.config).items
    if as_json:
        answer_json([_for_programs(one) for one in items])
        return
    if not items:
        raise NothingFound(f"There is no KPI to review on {desk.day(when.day)}.")
    for place, item in enumerate(items, 1):
        answer(f"{place} of {len(items)}  {_head(item, desk)}", charset(desk.config))
        for line in _decided(item, desk):
            answer(f"  {line}", charset(desk.config))


def _head(item: ReviewItem, desk: Desk) -> str:
    line, status = item.line, item.line.standing.judgement.status.value
    value = desk.value(line.standing.judged.value if line.standing.judged else None, line.metric)
    target = desk.range(line.standing.target_range, line.metric)
    owner = f", owner {line.kpi.owner}" if line.kpi.owner else ""
    done = ", reviewed" if item.done else ""
    return f"{mark(status, charset(desk.config))} {status}  {line.metric.name}: {value} for {target}{owner}{done}"


def _decided(item: ReviewItem, desk: Desk) -> Iterator[str]:
    for one in item.reviews:
        sure = f", confidence {one.confidence}" if one.confidence is not None else ""
        comment = f": {one.comment}" if one.comment else ""
        yield f"{desk.day(one.date)} {one.decision.value}{sure}, {one.by}{comment}"


def _for_programs(item: ReviewItem) -> dict[str, object]:
    line = item.line
    return {
        "kpi": line.kpi.id, "metric": line.metric.name, "strategy": line.strategy.title,
        "status": line.standing.judgement.status.value, "owner": line.kpi.owner or None, "reviewed": item.done,
        "reviews": [_review(one) for one in item.reviews],
    }  # fmt: skip


def _review(one: Review) -> dict[str, object]:
    return {
        "date": one.date, "decision": one.decision.value, "confidence": one.confidence, "by": one.by,
        "comment": one.comment or None,
    }  # fmt: skip
