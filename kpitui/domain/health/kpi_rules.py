"""Rules of KPIs: what is called one, and what is made of it."""

from collections import Counter
from collections.abc import Iterator

from kpitui.domain.health.rule import Fix, Found, Rules, Severity
from kpitui.domain.health.snapshot import Snapshot
from kpitui.domain.judgement.reach import Reach, target_against_process
from kpitui.domain.progress import is_stale, single_target
from kpitui.domain.records.dated import live_on
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Direction
from kpitui.domain.reviews import days_between_reviews

KPI_RULES = Rules()


def _found(plan: Snapshot, kpi: Kpi, detail: str) -> Found:
    return Found(f"kpi-{kpi.id}", plan.name(kpi), detail)


@KPI_RULES.rule(
    "K201", Severity.SERIOUS, "KPI without a target or a baseline",
    reason="A KPI says how far a strategy has come. Without where it started and where it should "
    "go there is no way to say so.",
    example="“Improve satisfaction” with no number: 84 % is a success for one manager and a "
        "failure for the other.",
    fix="Give it a baseline, a target and a date.",
    fixes=(Fix.EDIT,),
)  # fmt: skip
def no_target(plan: Snapshot) -> Iterator[Found]:
    """No target, or no baseline."""
    for kpi in plan.live_kpis:
        missing = [
            what
            for what, there in (("target", kpi.targets), ("baseline", kpi.baseline is not None))
            if not there
        ]
        if missing:
            yield _found(plan, kpi, f"it has no {' and no '.join(missing)}")


@KPI_RULES.rule(
    "K202", Severity.WARNING, "Stale KPI",
    reason="A KPI that is not recorded steers nothing. What is not worth recording on time is not "
    "key.",
    example="Net promoter score is the first KPI of the plan; the last survey is five months old.",
    fix="Record it, give it a cadence that can be kept, or end it.",
    fixes=(Fix.RECORD, Fix.END), keys="2",
)  # fmt: skip
def stale_kpi(plan: Snapshot) -> Iterator[Found]:
    """No reading within a cadence and a half after the period last read."""
    for kpi in plan.live_kpis:
        last, metric = plan.last_read.get(kpi.metric_id), plan.metrics[kpi.metric_id]
        if last is None and is_stale(metric, kpi.starts_on, plan.today, plan.calendar):
            yield _found(plan, kpi, f"no readings since it began on {kpi.starts_on}")
        elif last is not None and is_stale(metric, last, plan.today, plan.calendar):
            yield _found(plan, kpi, f"last recorded on {last}, though it is due {metric.cadence}")


@KPI_RULES.rule(
    "K203", Severity.WARNING, "KPI that outlived its strategy",
    reason="A metric is a KPI only in the service of a strategy. When the strategy is over, its "
    "KPI goes back to being a metric.",
    example="The strategy to cut transfers ended in spring; transfers are still reported to the "
        "board every month.",
    fix="End the KPI; the metric and its readings stay.",
    fixes=(Fix.END,),
)  # fmt: skip
def outlived(plan: Snapshot) -> Iterator[Found]:
    """A live KPI of a strategy that is not live any more."""
    for kpi in plan.live_kpis:
        strategy = plan.strategy(kpi)
        if not live_on(strategy, plan.today):
            yield _found(plan, kpi, f"“{strategy.title}” ended on {strategy.ends_on}")


@KPI_RULES.rule(
    "K204", Severity.HINT, "Many KPIs on one strategy",
    reason="A strategy that is watched through many numbers is steered by none. One of them "
    "always looks good, and people learn to talk about that one.",
    example="“Improve the customer experience” has seven KPIs; every month a different one is "
        "praised.",
    fix="Keep the one or two that would show first that it works; mark the others as context.",
    fixes=(Fix.END_KPI,),
)  # fmt: skip
def many_on_one_strategy(plan: Snapshot) -> Iterator[Found]:
    """More KPIs on a strategy than can be followed."""
    counts = Counter(kpi.strategy_id for kpi in plan.live_kpis)
    for strategy in plan.live_strategies:
        if counts[strategy.id] > plan.thresholds.kpis_of_a_strategy:
            yield Found(
                f"strategy-{strategy.id}", strategy.title, f"it has {counts[strategy.id]} KPIs"
            )


@KPI_RULES.rule(
    "K205", Severity.WARNING, "Too many KPIs",
    reason="Key means few. When most of what is measured is a KPI, the word says no more than "
    "“measured”, and the plain standards people work by are lost among them.",
    example="A team leader is sent a sheet headed “Our 23 KPIs”: adherence and wrap-up time beside "
        "customer satisfaction.",
    fix="Sort the metrics: which serve a strategy, which are expected of everyone, which are "
    "context.",
    fixes=(Fix.SORT,),
)  # fmt: skip
def everything_is_a_kpi(plan: Snapshot) -> Iterator[Found]:
    """More than a share of all metrics in use are KPIs."""
    total, kpis = len(plan.used_metrics), len({kpi.metric_id for kpi in plan.live_kpis})
    if (
        total >= plan.thresholds.metrics_for_a_share
        and kpis > plan.thresholds.share_of_kpis * total
    ):
        yield Found("mission", "plan", f"{kpis} of {total} metrics in use are KPIs")


def _reach(plan: Snapshot, kpi: Kpi) -> Reach | None:
    """How the target stands to the process as it is; None where nothing can be said."""
    process = plan.processes.get(kpi.id)
    target = single_target(kpi.targets, plan.today)
    if process is None or process.limits is None or process.changing or target is None:
        return None
    return target_against_process(process.limits, target.level.low, target.level.high)


@KPI_RULES.rule(
    "K206", Severity.WARNING, "Target out of reach for the current process",
    reason="The limits show what the current process delivers. A target beyond them is reached "
    "only by changing the process; asking people to try harder brings luck, blame, or bent "
    "numbers.",
    example="Satisfaction varies between 74 and 81 %; the target is 90 %, and nothing about the "
        "work is being changed.",
    fix="Change the process first, or set a target that the change can be expected to reach.",
    fixes=(Fix.EDIT,),
)  # fmt: skip
def beyond_the_process(plan: Snapshot) -> Iterator[Found]:
    """The target lies beyond the process limits on the good side."""
    for kpi in plan.live_kpis:
        if _reach(plan, kpi) is Reach.NEVER:
            yield _found(plan, kpi, "its target is beyond the limits of the current process")


@KPI_RULES.rule(
    "K207", Severity.HINT, "Target met consistently",
    reason="A KPI should show whether something moves. One whose target the process meets every "
    "time asks for nothing; it is a standard by now.",
    example="Abandoned calls stay under 3 % week after week; the target is under 5 %.",
    fix="Say it was reached and end it, or make it a standard.",
    fixes=(Fix.END, Fix.STANDARD),
)  # fmt: skip
def met_as_a_rule(plan: Snapshot) -> Iterator[Found]:
    """The limits lie wholly past the target."""
    for kpi in plan.live_kpis:
        if _reach(plan, kpi) is Reach.AS_A_RULE:
            yield _found(plan, kpi, "the process consistently meets its target")


@KPI_RULES.rule(
    "K208", Severity.WARNING, "One metric for two strategies",
    reason="When one number serves two strategies no one can tell which of them moved it, and both "
    "will be called a success or a failure together. A KPI serves one strategy.",
    example="Customer satisfaction is the KPI of the training and of the new phone menu, begun in "
        "the same month.",
    fix="Find a measure for one of them that is closer to its work.",
    fixes=(Fix.END,),
)  # fmt: skip
def two_strategies(plan: Snapshot) -> Iterator[Found]:
    """A metric that is a live KPI of more than one live strategy."""
    live = {strategy.id for strategy in plan.live_strategies}
    counts = Counter(kpi.metric_id for kpi in plan.live_kpis if kpi.strategy_id in live)
    told: set[int] = set()
    for kpi in plan.live_kpis:
        if counts[kpi.metric_id] > 1 and kpi.metric_id not in told:
            told.add(kpi.metric_id)
            yield _found(plan, kpi, f"it is a KPI of {counts[kpi.metric_id]} strategies")


@KPI_RULES.rule(
    "K209", Severity.HINT, "KPI without an owner",
    reason="Someone has to look at it, say what they see, and ask for what is missing. What "
    "everyone owns, no one owns.",
    example="First contact resolution is off track for four months; each of three managers thought "
        "another looked at it.",
    fix="Name an owner.",
    fixes=(Fix.EDIT,),
)  # fmt: skip
def no_owner(plan: Snapshot) -> Iterator[Found]:
    """No one answers for it, nor for its strategy."""
    for kpi in plan.live_kpis:
        if not kpi.owner and not plan.strategy(kpi).owner:
            yield _found(plan, kpi, "no owner")


@KPI_RULES.rule(
    "K210", Severity.HINT, "KPI without a review",
    reason="A KPI that is recorded and not looked at costs work and decides nothing. What was key "
        "enough to measure is key enough to look at.",
    example="The weekly figures are entered every Monday; the last time anyone made a decision "
    "with them was two years ago.",
    fix="Review it, or end it.", keys="k, a or s", screen="review",
)  # fmt: skip
def not_reviewed(plan: Snapshot) -> Iterator[Found]:
    """No review within two cadences, of short cadences within a month."""
    for kpi in plan.live_kpis:
        cadence = plan.metrics[kpi.metric_id].cadence
        allowed = days_between_reviews(cadence, plan.thresholds)
        last = plan.reviewed.get(kpi.id)
        if (plan.today - (last or kpi.starts_on)).days > allowed:
            yield _found(plan, kpi, f"last reviewed on {last}" if last else "never reviewed")


@KPI_RULES.rule(
    "K211", Severity.WARNING, "Standard used as a KPI",
    reason="Handle time, wrap-up, adherence and productivity are how people are expected to work, "
    "every day, under any plan. Chased as KPIs they are pushed past the point where they help.",
    example="Handle time became a KPI with a target of 4:30; agents hung up on difficult callers "
    "to reach it.",
    fix="End the KPI and give the metric a standard with a band.",
    fixes=(Fix.END, Fix.STANDARD),
)  # fmt: skip
def standard_as_kpi(plan: Snapshot) -> Iterator[Found]:
    """A metric that the catalogue calls a standard is a KPI."""
    for kpi in plan.live_kpis:
        if plan.usual_place.get(kpi.metric_id) == "standard":
            yield _found(plan, kpi, "it is how people are expected to work, under any plan")


@KPI_RULES.rule(
    "K212", Severity.WARNING, "KPI that counts activity",
    reason="Sessions held and trainings given are what you do, not what changes. Chased, they are "
    "held and given, and nothing else moves.",
    example="“Coaching sessions held: 40 a week” was reached by ten-minute sessions; satisfaction "
        "stayed where it was.",
    fix="Ask what should be different afterwards, and measure that.",
    fixes=(Fix.END,),
)  # fmt: skip
def counts_activity(plan: Snapshot) -> Iterator[Found]:
    """Its name says that it counts activity."""
    for kpi in plan.live_kpis:
        name = plan.name(kpi).casefold()
        if any(word in name for word in plan.thresholds.activity_words):
            yield _found(plan, kpi, "it counts what people do, not the result")


@KPI_RULES.rule(
    "K213", Severity.WARNING, "KPI of one person",
    reason="A KPI is about what the organisation is trying to move. Aimed at one person it is a "
    "judgement of that person, and one they can seldom move alone.",
    example="“Quality of communication” is recorded for Tom only; it became the way to build a "
    "case against him.",
    fix="Record it for everyone, or give the person a standard and coach them.",
    fixes=(Fix.END, Fix.STANDARD),
)  # fmt: skip
def of_one_person(plan: Snapshot) -> Iterator[Found]:
    """Everything read lately is of one person, though others are here."""
    if len(plan.live_people) < 2:
        return
    for kpi in plan.live_kpis:
        person_id = plan.read_of.get(kpi.metric_id)
        if person_id is not None:
            yield _found(plan, kpi, f"all recent readings are of {plan.person(person_id)}")


@KPI_RULES.rule(
    "K214", Severity.WARNING, "One-sided target for a band",
    reason="For some measures too little is as bad as too much. A target with one end pushes them "
    "past the other.",
    example="Handle time “under 5:00”: calls got shorter, and callers rang again.",
    fix="Give the target both ends.",
    fixes=(Fix.EDIT,),
)  # fmt: skip
def one_sided(plan: Snapshot) -> Iterator[Found]:
    """A metric that is best within a band has a target with one end."""
    for kpi in plan.live_kpis:
        target = single_target(kpi.targets, plan.today)
        within = plan.metrics[kpi.metric_id].direction is Direction.WITHIN
        if (
            within
            and target is not None
            and (target.level.low is None or target.level.high is None)
        ):
            yield _found(plan, kpi, "it is best within a band, but its target has only one end")
