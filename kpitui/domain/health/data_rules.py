"""Rules of numbers: what they can bear."""

from collections.abc import Iterator

from kpitui.domain.health.rule import Fix, Found, Rules, Severity
from kpitui.domain.health.snapshot import Snapshot
from kpitui.domain.records.metric import Aggregation
from kpitui.domain.retention import due_to_be_forgotten
from kpitui.domain.value_parsing import format_value

DATA_RULES = Rules()


@DATA_RULES.rule(
    "D501", Severity.WARNING, "Averaged without sample sizes",
    reason="The average of 50 % of two calls and 90 % of two hundred is not 70 %. Without sample "
    "sizes, an average of percentages says little and misleads most where it matters.",
    example="The Saturday shift with three surveys counts as much as the Monday with ninety.",
    fix="Record the sample size with each value (88 n=31), or both numbers (45/50).",
    fixes=(Fix.RECORD,), keys="2",
)  # fmt: skip
def without_sizes(plan: Snapshot) -> Iterator[Found]:
    """A percentage that is averaged, another mean in which some readings say of how many they are
    and some do not, or a ratio of which some readings have no parts.
    """
    for metric_id in plan.unweighted:
        metric = plan.metrics[metric_id]
        said = "recent readings have no sample size"
        if metric.aggregation is Aggregation.RATIO:
            said = f"{said}; where others have both numbers they are left out"
        yield Found(f"metric-{metric.id}", metric.name, said)


@DATA_RULES.rule(
    "D502", Severity.HINT, "Metric without a definition",
    reason="Two people who count differently are compared by how they count. What is measured, in "
    "what unit, and which way is better has to be written down.",
    example="One team counts a transferred call as solved, the other does not; the first wins the "
        "prize.",
    fix="Write down what counts, what does not, and the unit.",
    fixes=(Fix.EDIT,),
)  # fmt: skip
def undefined(plan: Snapshot) -> Iterator[Found]:
    """A metric of the plan without definition or unit."""
    tied = {kpi.metric_id for kpi in plan.live_kpis} | {
        standard.metric_id for standard in plan.live_standards
    }
    for metric_id in tied:
        metric = plan.metrics[metric_id]
        # A count has no unit of its own; a ratio that is no percentage is so many of something.
        plain = metric.aggregation is Aggregation.SUM
        missing = [
            what
            for what, there in (("definition", metric.definition), ("unit", metric.unit or plain))
            if not there
        ]
        if missing:
            yield Found(f"metric-{metric.id}", metric.name, f"it has no {' and no '.join(missing)}")


@DATA_RULES.rule(
    "D503", Severity.WARNING, "Limits that start again without a reason",
    reason="New limits make a signal disappear. That is right if the process changed, and hides "
    "the truth if it did not; only the reason tells which.",
    example="Limits are reset in the week satisfaction fell, and the chart calls the fall routine.",
    fix="Say what changed in the process, or join the limits again.",
    fixes=(Fix.REASON,), screen="review",
)  # fmt: skip
def split_without_reason(plan: Snapshot) -> Iterator[Found]:
    """An event at which limits start again, without a reason."""
    for split in plan.splits:
        if not split.reason.strip():
            yield Found(
                split.key,
                split.of,
                f"they start again on {split.date} (“{split.text}”), and no reason is given",
            )


@DATA_RULES.rule(
    "D504", Severity.WARNING, "Two figures for the same period",
    reason="Recorded for a team and for its people too, a metric has two figures. Only that of the "
    "team counts, so that nothing is counted twice; where they differ one of them is wrong.",
    example="A team has 180 calls this week, and the calls of its people add up to 172.",
    fix="Correct the wrong figure, and record the metric at one level from now on.",
    keys="v",
)  # fmt: skip
def two_figures(plan: Snapshot) -> Iterator[Found]:
    """A metric read lately at two levels in one period, whose figures differ."""
    for metric_id, found in plan.two_figures.items():
        metric = plan.metrics[metric_id]
        own, below = (format_value(value, metric) for value in (found.own, found.below))
        yield Found(
            f"metric-{metric.id}",
            metric.name,
            f"{found.period} is {own} for {found.of}, and {below} by what was recorded below it",
        )


@DATA_RULES.rule(
    "D701", Severity.WARNING, "Due to be forgotten",
    reason="Notes about people are kept as long as someone needs them. Someone who left longer ago "
    "than the rule keep_notes allows has a right to be forgotten; their figures stay in the sums.",
    example="An agent left three years ago, and what was said in her coaching is still there to "
        "read.",
    fix="As a leader, type: kpitui people forget NAME; all at once: --left-before 2y.",
    keys="5",
)  # fmt: skip
def not_forgotten(plan: Snapshot) -> Iterator[Found]:
    """Someone who left longer ago than notes are kept."""
    months = plan.thresholds.keep_notes
    for person in due_to_be_forgotten(plan.people.values(), plan.today, months):
        yield Found(
            f"person-{person.id}",
            person.name,
            f"they left on {person.ends_on}, and notes are kept for {months} months",
        )
