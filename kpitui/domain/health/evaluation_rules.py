"""Rules of evaluations: what is judged on too few of them."""

from collections.abc import Iterator

from kpitui.domain.first_few import and_more
from kpitui.domain.health.rule import Fix, Found, Rules, Severity
from kpitui.domain.health.snapshot import FewEvaluations, Snapshot
from kpitui.domain.numbers import counted
from kpitui.domain.text import name_order

KPI_EVALUATION_RULES, STANDARD_EVALUATION_RULES = Rules(), Rules()

NAMES_SHOWN = 3
"""So many of those with too few are named."""

_FIX = (
    "Score more contacts: kpitui due says whose are missing and draws one. Or ask for fewer, with a "
    "reason: kpitui rules set evaluations_a_month."
)


@KPI_EVALUATION_RULES.rule(
    "K217", Severity.WARNING, "KPI judged on few evaluations",
    reason="A score of one or two contacts says more about which ones were drawn than about the "
    "work. A KPI made of such scores moves with the draw.",
    example="Quality rises by 4 points in the month in which half of the team had a single call "
        "evaluated.",
    fix=_FIX,
    fixes=(Fix.RECORD,), keys="2",
)  # fmt: skip
def kpi_of_few(plan: Snapshot) -> Iterator[Found]:
    """People of a live KPI had fewer evaluations in the last full month than are asked for."""
    keys = {kpi.metric_id: f"kpi-{kpi.id}" for kpi in reversed(plan.live_kpis)}
    yield from _found(
        plan, (evaluation for evaluation in plan.few_evaluations if evaluation.is_kpi), keys
    )


@STANDARD_EVALUATION_RULES.rule(
    "S309", Severity.WARNING, "Standard judged on few evaluations",
    reason="Someone is told that they are below a standard, and it was one call. With few "
    "evaluations chance decides who that is.",
    example="Lukas had one call evaluated in October, with 62 points; with four calls his score may "
        "still be 11 points off.",
    fix=_FIX,
    fixes=(Fix.RECORD,), keys="2",
)  # fmt: skip
def standard_of_few(plan: Snapshot) -> Iterator[Found]:
    """People held to a live standard had fewer evaluations in the last full month than are asked
    for.
    """
    keys = {
        standard.metric_id: f"standard-{standard.id}" for standard in reversed(plan.live_standards)
    }
    yield from _found(
        plan, (evaluation for evaluation in plan.few_evaluations if not evaluation.is_kpi), keys
    )


def _found(plan: Snapshot, few: Iterator[FewEvaluations], keys: dict[int, str]) -> Iterator[Found]:
    for one in few:
        if one.metric_id not in keys:
            continue
        each = sorted(one.few, key=lambda person: (person[1], name_order(person[0])))
        named = and_more([f"{name} {count}" for name, count in each], NAMES_SHOWN)
        asked = counted(one.asked, one.noun)
        whose = " of your teams" if plan.people_are_some else ""
        people = "person" if one.people == 1 else "people"
        detail = (
            f"{len(each)} of {one.people} {people}{whose} had fewer than {asked} evaluated in {one.month}: "
            f"{named}"
        )
        yield Found(keys[one.metric_id], plan.metrics[one.metric_id].name, detail)
