"""Rules of numbers: what they can bear."""

from collections.abc import Iterator

from kpitui.domain.health.rule import Found, Rules, Severity
from kpitui.domain.health.snapshot import Snapshot
from kpitui.domain.metrics import Aggregation

DATA_RULES = Rules()


@DATA_RULES.rule(
    "D501", Severity.WARNING, "percentages averaged without sizes",
    reason="The mean of 50 % of two calls and 90 % of two hundred is not 70 %. Without how many each is of, an average of "
    "percentages says little and misleads most where it matters.",
    example="The Saturday shift with three surveys counts as much as the Monday with ninety.",
    mend="Record how many each value is of (88 n=31), or part and whole (45/50).", keys="2 to record",
)  # fmt: skip
def without_sizes(plan: Snapshot) -> Iterator[Found]:
    """A percentage that is averaged, with readings that do not say of how many they are."""
    for metric_id in plan.unweighted:
        metric = plan.metrics[metric_id]
        if metric.unit == "%" and metric.aggregation is Aggregation.MEAN:
            yield Found(f"metric-{metric.id}", metric.name, "lately readings did not say of how many they are")


@DATA_RULES.rule(
    "D502", Severity.HINT, "a metric that nobody defined",
    reason="Two people who count differently are compared by how they count. What is measured, in what unit, and which way "
    "is better has to stand somewhere.",
    example="One team counts a transferred call as solved, the other does not; the first wins the prize.",
    mend="Write down what counts and what does not, and the unit.", keys="e",
)  # fmt: skip
def undefined(plan: Snapshot) -> Iterator[Found]:
    """A metric of the plan without definition or unit."""
    tied = {one.metric_id for one in plan.live_kpis} | {one.metric_id for one in plan.live_standards}
    for metric_id in tied:
        metric = plan.metrics[metric_id]
        # A count has no unit of its own; a ratio that is no percentage is so many of something.
        plain = metric.aggregation is Aggregation.SUM
        missing = [
            what for what, there in (("definition", metric.definition), ("unit", metric.unit or plain)) if not there
        ]
        if missing:
            yield Found(f"metric-{metric.id}", metric.name, f"it has no {' and no '.join(missing)}")


@DATA_RULES.rule(
    "D503", Severity.WARNING, "limits that start anew without a reason",
    reason="New limits make a signal disappear. That is right where the process is another since, and hides the truth where "
    "it is not; only the reason tells which.",
    example="Limits start anew in the week satisfaction fell, and the chart calls the fall routine.",
    mend="Say what is another process since, or join the limits again.", keys="l", screen="review",
)  # fmt: skip
def split_without_reason(plan: Snapshot) -> Iterator[Found]:
    """An event at which limits start anew, without a reason."""
    for one in plan.splits:
        if not one.reason.strip():
            yield Found(one.key, one.of, f"they start anew on {one.date} (“{one.text}”), and nothing says why")
