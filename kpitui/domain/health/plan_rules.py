"""Rules of the chain: mission, priorities, strategies."""

from collections.abc import Iterator
from datetime import date

from kpitui.domain.health.rule import Found, Rules, Severity
from kpitui.domain.health.snapshot import YEAR, Snapshot
from kpitui.domain.plan import live_on

PLAN_RULES = Rules()


@PLAN_RULES.rule(
    "P101", Severity.SERIOUS, "no mission",
    reason="A KPI is a measure of whether a mission is being reached. Without one nobody can say which numbers matter, "
    "and every number looks as important as the next.",
    example="A contact centre measures 40 things; asked what it is there for, three managers give three answers.",
    mend="Write in one sentence why you exist.", keys="a",
)  # fmt: skip
def no_mission(plan: Snapshot) -> Iterator[Found]:
    """Nobody says why the organisation exists."""
    if not any(live_on(one, plan.today) for one in plan.missions):
        yield Found("mission", "plan", "nobody says why the organisation exists")


@PLAN_RULES.rule(
    "P102", Severity.WARNING, "a priority without a strategy",
    reason="A priority says what matters; a strategy says what is done about it. A priority nobody chose a way for is a "
    "wish, and numbers below a wish show only how the wish is doing.",
    example="“Grow brand loyalty” stands in the plan for a year, and nothing was decided that would grow it.",
    mend="Add what you chose to do about it, or end the priority.", keys="a, x",
)  # fmt: skip
def priority_without_strategy(plan: Snapshot) -> Iterator[Found]:
    """A live priority with no live strategy below it."""
    served = {one.priority_id for one in plan.live_strategies}
    for one in plan.live_priorities:
        if one.id not in served:
            yield Found(f"priority-{one.id}", one.title, "nothing is chosen to be done about it")


@PLAN_RULES.rule(
    "P103", Severity.WARNING, "a strategy without a KPI",
    reason="A strategy is a bet that something will move. Without a KPI nobody will know whether the bet came off, and it "
    "goes on because it has always gone on.",
    example="Role-play training runs every week; no measure was named that it should move, so it can neither fail nor end.",
    mend="Tie one metric to it that should move, with a baseline, a target and a date.", keys="a, p",
)  # fmt: skip
def strategy_without_kpi(plan: Snapshot) -> Iterator[Found]:
    """A live strategy with no live KPI below it."""
    measured = {one.strategy_id for one in plan.live_kpis}
    for one in plan.live_strategies:
        if one.id not in measured:
            yield Found(f"strategy-{one.id}", one.title, "no KPI says whether it works")


@PLAN_RULES.rule(
    "P104", Severity.WARNING, "past its end and still open",
    reason="An end that passes without a word turns a plan into a habit. Looking back at what was learned is where most of "
    "the worth of a strategy lies.",
    example="“Staff the lines for the winter” was planned until March; in June its KPIs are still chased.",
    mend="End it with what was learned, or say until when it goes on.", keys="x, e",
)  # fmt: skip
def past_its_end(plan: Snapshot) -> Iterator[Found]:
    """A strategy or priority that was planned until a day that has passed."""
    for kind, goals in (("priority", plan.live_priorities), ("strategy", plan.live_strategies)):
        for one in goals:
            if one.planned_until is not None and one.planned_until < plan.today:
                yield Found(f"{kind}-{one.id}", one.title, f"it was planned until {one.planned_until}")


@PLAN_RULES.rule(
    "P105", Severity.HINT, "a mission that keeps changing",
    reason="A mission is what stays while plans change. One that changes with the quarter cannot hold a plan together.",
    example="“Delight customers” became “Answer faster” and then “Grow revenue” within one year.",
    mend="Settle on one, and let priorities carry what changes.", keys="e",
)  # fmt: skip
def mission_keeps_changing(plan: Snapshot) -> Iterator[Found]:
    """More missions began within a year than may; the very first one is no change."""
    first = min((one.starts_on for one in plan.missions), default=plan.today)
    begun = [one for one in plan.missions if plan.year_ago < one.starts_on <= plan.today and one.starts_on > first]
    if len(begun) > plan.thresholds.changes_of_the_mission:
        yield Found("mission", "mission", f"it changed {len(begun)} times within a year")


@PLAN_RULES.rule(
    "P106", Severity.HINT, "too many priorities",
    reason="Priorities are what goes first. When everything goes first nothing does, and people choose for themselves.",
    example="Eight priorities hang on the wall; each team knows two of them, and not the same two.",
    mend="End those that are not what matters now.", keys="x on priorities",
)  # fmt: skip
def too_many_priorities(plan: Snapshot) -> Iterator[Found]:
    """More live priorities than can be followed."""
    count = len(plan.live_priorities)
    if count > plan.thresholds.live_priorities:
        yield Found("mission", "plan", f"{count} priorities at once, and {plan.thresholds.live_priorities} are many")


@PLAN_RULES.rule(
    "P107", Severity.WARNING, "KPIs and plan went separate ways",
    reason="KPIs follow from strategies. When priorities change and the KPIs stay, people are still measured by the old "
    "plan; when KPIs change and no strategy did, numbers are chased that nobody chose a way to move.",
    example="The priority became “Keep our people”, and the KPIs are still handle time and sales per call.",
    mend="Look at each KPI: does it say whether what you do now works? End those that do not.", keys="x on KPIs, p on strategies",
)  # fmt: skip
def separate_ways(plan: Snapshot) -> Iterator[Found]:
    """Priorities changed within a year and no KPI did since, or KPIs changed and no strategy did."""
    goals, measures = _turns(plan, "priorities"), _turns(plan, "kpis")
    ways = [day for one in plan.strategies for day in (one.starts_on, one.ends_on) if day is not None]
    if goals and plan.live_kpis and not [day for day in measures if day >= max(goals)]:
        yield Found("mission", "plan", f"priorities changed on {max(goals)}, and no KPI did since")
    if measures and plan.live_kpis and not [day for day in ways if abs(max(measures) - day) <= YEAR]:
        yield Found("mission", "plan", f"KPIs changed on {max(measures)}, and no strategy did in the year before")


def _turns(plan: Snapshot, what: str) -> list[date]:
    """The days of the last year on which records began or ended, the beginning of the plan left out."""
    records = {"priorities": plan.priorities, "kpis": plan.kpis}[what]
    begun = min((one.starts_on for one in plan.priorities), default=plan.today)
    days = [day for one in records for day in (one.starts_on, one.ends_on) if day is not None]
    return [day for day in days if plan.year_ago < day <= plan.today and day > begun]
