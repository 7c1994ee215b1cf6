"""A KPI is reviewed from the command line: review."""

from pathlib import Path

import click
from msgspec.structs import replace

from kpitui.actions.reviews import review as put_on_record
from kpitui.cli.context import (
    Environment,
    answer,
    answer_json,
    charset,
    db_option,
    json_option,
    open_environment,
)
from kpitui.domain.access import Permission
from kpitui.domain.decision_entry import read_decision, read_doer
from kpitui.domain.errors import BadData, WrongUsage, nothing_saved
from kpitui.domain.records.decision import DecisionDraft
from kpitui.domain.records.review import Decision, ReviewDraft
from kpitui.domain.text import NOTE_LIMIT, clean
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.decisions import load_doers, load_limits_to_lock
from kpitui.views.lookup import find_kpi
from kpitui.views.overview import KpiLine
from kpitui.views.reviews import load_review_list


@click.command()
@db_option
@json_option
@click.option(
    "--decide", required=True, type=click.Choice([decision.value for decision in Decision]),
    help="What is decided about the KPI.",
)  # fmt: skip
@click.option(
    "--what", default="", metavar="TEXT",
    help="What is to be done; also as: shorter greeting, Sam by 14 dec.",
)  # fmt: skip
@click.option("--who", default="", metavar="NAME", help="Who does it; default: the KPI's owner.")
@click.option("--by", "by", default="", metavar="DATE", help="By when, such as 14 dec or +14d.")
@click.option("--comment", default="", metavar="TEXT", help="What you see, and why.")
@click.option(
    "--confidence", type=click.IntRange(0, 10), help="0 to 10 that the target will be met."
)
@click.option("--strategy", metavar="TITLE", help="Its strategy, where a metric is a KPI twice.")
@click.argument("kpi", nargs=-1, required=True)
def review(
    db: Path | None, decide: str, what: str, who: str, by: str, comment: str,
    confidence: int | None, strategy: str | None, kpi: tuple[str, ...], as_json: bool
) -> None:  # fmt: skip
    """Review KPI: keep, adjust or stop it. To adjust takes what is to be done, who does it and by
    when; to stop may.

    kpitui review csat --decide adjust --what 'shorter greeting, Sam by 14 dec'
    """
    env = open_environment(db)
    env.actor.require(Permission.REVIEWS)
    items = load_review_list(env.database, env.moment(None)).items
    line = find_kpi([item.line for item in items], " ".join(kpi), strategy)
    decided = _decided(env, line, what, who, by)
    draft = _draft(env, line, Decision(decide), comment, confidence)
    limits = load_limits_to_lock(env.database, line.metric, env.moment(None)) if decided else None
    put_on_record(env.database, env.actor, draft, env.today, decided=decided, limits=limits)
    if as_json:
        answer_json({
            "kpi": line.kpi.id, "metric": line.metric.name, "decision": decide,
            "comment": draft.comment or None, "confidence": confidence,
            "what": decided.text if decided else None, "who": decided.who if decided else None,
            "due_on": decided.due_on if decided else None,
        })  # fmt: skip
        return
    said = f"{line.metric.name}: {decide}"
    if decided is not None and decided.due_on is not None:
        said += f"; {decided.text} ({decided.who} by {env.day(decided.due_on)})"
    answer(said, charset(env.config))


def _draft(
    env: Environment, line: KpiLine, decision: Decision, comment: str, confidence: int | None
) -> ReviewDraft:
    question = ChartQuestion(line.metric.id, kpi_id=line.kpi.id)
    chart = load_chart(env.database, question, env.moment(None), env.config)
    try:
        text = clean(comment, NOTE_LIMIT, multiline=True)
    except ValueError as error:
        raise WrongUsage(f"--comment: {error}.") from None
    if decision is Decision.STOP and not text:
        raise WrongUsage("--comment: type why it is stopped, so that others can learn from it.")
    return ReviewDraft(
        kpi_id=line.kpi.id, decision=decision, comment=text, confidence=confidence,
        seen="; ".join(chart.words),
    )  # fmt: skip


def _decided(env: Environment, line: KpiLine, what: str, who: str, by: str) -> DecisionDraft | None:
    """What is to be done, as it was said; raises `WrongUsage`."""
    if not what:
        if who or by:
            raise WrongUsage("--who and --by need --what: what is to be done.")
        return None
    doers = load_doers(env.database, env.today, line.kpi.owner)
    try:
        due_on = env.writing.read_due(by, env.today) if by else None
        found = read_decision(
            what, doers, lambda text: env.writing.read_due(text, env.today),
            who=read_doer(who, doers) if who else "", due_on=due_on,
        )  # fmt: skip
    except ValueError as error:
        raise nothing_saved(BadData(f"{str(error).rstrip('.')}.")) from None
    return found if found.who else replace(found, who=line.kpi.owner)
