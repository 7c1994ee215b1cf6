"""The review as a list: reviews."""

from pathlib import Path

import click

from kpitui.cli.context import (
    answer_json,
    as_of_option,
    db_option,
    json_option,
    open_environment,
    say,
)
from kpitui.domain.errors import NothingFound
from kpitui.domain.records.review import Review
from kpitui.views.reviews import ReviewItem, load_review_list
from kpitui.words.review import listed


@click.command()
@db_option
@as_of_option
@json_option
def reviews(db: Path | None, as_of: str | None, as_json: bool) -> None:
    """List every KPI in review order, worst first, with its decisions, newest first."""
    env, when = open_environment(db).seen_on(as_of)
    items = load_review_list(env.database, when).items
    if as_json:
        answer_json([_for_programs(item) for item in items])
        return
    if not items:
        raise NothingFound(f"No KPIs to review on {env.day(when.day)}.")
    say(listed(items, env.speech), env)


def _for_programs(item: ReviewItem) -> dict[str, object]:
    line = item.line
    return {
        "kpi": line.kpi.id, "metric": line.metric.name, "strategy": line.strategy.title,
        "status": line.standing.judgement.status.value, "owner": line.kpi.owner or None,
        "reviewed": item.done, "reviews": [_review(review) for review in item.reviews],
        "decisions": [decision.decision.id for decision in item.decisions],
    }  # fmt: skip


def _review(one: Review) -> dict[str, object]:
    return {
        "date": one.date, "decision": one.decision.value, "confidence": one.confidence,
        "by": one.by, "comment": one.comment or None,
    }  # fmt: skip
