"""Rules of standards: what is expected of everybody, every day."""

from collections import Counter
from collections.abc import Iterator

from kpitui.domain.health.rule import Found, Rules, Severity
from kpitui.domain.health.snapshot import Snapshot
from kpitui.domain.metrics import Place
from kpitui.domain.people import scopes_on
from kpitui.domain.plan import Standard, scopes_held

STANDARD_RULES = Rules()


def _found(plan: Snapshot, standard: Standard, detail: str) -> Found:
    name = plan.metrics[standard.metric_id].name
    return Found(f"standard-{standard.id}", f"{name} of {plan.scope(standard)}", detail)


@STANDARD_RULES.rule(
    "S301", Severity.WARNING, "somebody without any expectation",
    reason="People want to know what is expected of them, and can only be coached towards something. Nobody should have to "
    "guess it from a list of KPIs.",
    example="The new team leader has no standard at all; what she hears of is the KPI of the month.",
    mend="Set a standard for everybody, for the team, or for the role.", keys="1, then a on Standards",
)  # fmt: skip
def nothing_expected(plan: Snapshot) -> Iterator[Found]:
    """Somebody that no live standard holds for."""
    if not plan.standards and not plan.kpis:
        return
    held = scopes_held(plan.standards, plan.today)
    for person in plan.live_people:
        if held.isdisjoint(scopes_on(person, plan.today)):
            yield Found(f"person-{person.id}", person.name, "no standard says what is expected of them")


@STANDARD_RULES.rule(
    "S302", Severity.WARNING, "a standard that keeps changing",
    reason="Standards are what stays while plans change. One that moves with the quarter, or on the very day a strategy "
    "does, is a KPI under another name.",
    example="Adherence went from 90 to 92 to 95 % within one year; people stopped asking what it is today.",
    mend="Settle on a level and keep it; what shall move belongs into the plan.", keys="e",
)  # fmt: skip
def keeps_changing(plan: Snapshot) -> Iterator[Found]:
    """More changes within a year than may, or one on the day a strategy began or ended."""
    turns = {day for one in plan.strategies for day in (one.starts_on, one.ends_on) if day}
    for one in plan.live_standards:
        changes = [level.starts_on for level in one.levels[1:] if plan.year_ago < level.starts_on <= plan.today]
        together = [day for day in changes if day in turns]
        if len(changes) > plan.thresholds.changes_of_a_standard:
            yield _found(plan, one, f"it changed {len(changes)} times within a year")
        elif together:
            yield _found(plan, one, f"it changed on {together[-1]}, the day a strategy did")


@STANDARD_RULES.rule(
    "S303", Severity.WARNING, "a neglected standard",
    reason="What is expected every day and never looked at is not expected. Chasing KPIs is the usual reason why nobody "
    "looks any more.",
    example="Adherence to procedure was last checked in September; since then every review was about satisfaction.",
    mend="Record it again, or end it.", keys="2 to record, x",
)  # fmt: skip
def neglected(plan: Snapshot) -> Iterator[Found]:
    """No reading within two cadences."""
    for one in plan.live_standards:
        metric = plan.metrics[one.metric_id]
        last = plan.last_read.get(one.metric_id)
        since = last or min(level.starts_on for level in one.levels)
        if (plan.today - since).days > plan.thresholds.cadences_without_reading * metric.cadence.days:
            yield _found(plan, one, f"last read on {last}" if last else "never read")


@STANDARD_RULES.rule(
    "S304", Severity.HINT, "a metric without a place",
    reason="Every metric is a KPI of a strategy, a standard, or context. One that is none of them is collected because it "
    "always was.",
    example="“Number of open tabs” comes with every export of the phone system, and nobody knows who asked for it.",
    mend="Sort it: KPI, standard, or context.", keys="o",
)  # fmt: skip
def without_place(plan: Snapshot) -> Iterator[Found]:
    """A metric that is neither KPI nor standard nor context."""
    tied = {one.metric_id for one in plan.live_kpis} | {one.metric_id for one in plan.live_standards}
    for one in plan.live_metrics:
        if one.id not in tied and one.place is Place.UNSORTED:
            yield Found(f"metric-{one.id}", one.name, "it is neither KPI nor standard nor context")


@STANDARD_RULES.rule(
    "S305", Severity.WARNING, "a person held to the result of a group",
    reason="Service level, abandonment, promoter score and occupancy come of staffing and of everybody together. One person "
    "can be held to their own work only.",
    example="Each advisor is held to a service level of 80 % in 20 seconds, which the number of callers decides.",
    mend="Hold the person to what is theirs: adherence, quality, procedure.", keys="x",
)  # fmt: skip
def group_result(plan: Snapshot) -> Iterator[Found]:
    """A standard for a person or a role on what the catalogue calls a group's result."""
    for one in plan.live_standards:
        if one.metric_id in plan.group_results and (one.person_id or one.role_id):
            yield _found(plan, one, "it is the result of a group, and one person cannot move it")


@STANDARD_RULES.rule(
    "S306", Severity.WARNING, "KPI and standard at once",
    reason="A metric that shall move and shall stay cannot be both for the same people. Whoever meets the standard is short "
    "of the target, and whoever chases the target leaves the standard.",
    example="Satisfaction of 80 % is expected of everybody, and 86 % is the target of the strategy; advisors ask which counts.",
    mend="End the standard while the KPI lives, or the KPI.", keys="x",
)  # fmt: skip
def both(plan: Snapshot) -> Iterator[Found]:
    """A live standard on the metric of a live KPI."""
    moved = Counter(one.metric_id for one in plan.live_kpis)
    for one in plan.live_standards:
        if moved[one.metric_id]:
            yield _found(plan, one, "the same metric is a KPI")
