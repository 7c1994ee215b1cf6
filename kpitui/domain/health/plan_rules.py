"""Rules of the chain: mission, priorities, strategies."""

from collections.abc import Iterator
from datetime import date

from kpitui.domain.health.dates import due_after_strategy, outside_priority, span_of
from kpitui.domain.health.rule import Fix, Found, Rules, Severity
from kpitui.domain.health.snapshot import YEAR, Snapshot
from kpitui.domain.records.dated import live_on

PLAN_RULES = Rules()


@PLAN_RULES.rule(
    "P101", Severity.SERIOUS, "No mission",
    reason="A KPI measures whether a mission is being achieved. Without a mission no one can say "
    "which numbers matter, and every number looks as important as the next.",
    example="A contact centre measures 40 things; asked what it is there for, three managers give "
        "three answers.",
    fix="Write one sentence: why you exist.",
    fixes=(Fix.EDIT,),
)  # fmt: skip
def no_mission(plan: Snapshot) -> Iterator[Found]:
    """No one says why the organisation exists."""
    if not any(live_on(mission, plan.today) for mission in plan.missions):
        yield Found("mission", "plan", "there is no sentence that says why the organisation exists")


@PLAN_RULES.rule(
    "P102", Severity.WARNING, "Priority without a strategy",
    reason="A priority says what matters; a strategy says what is done about it. A priority "
    "without a strategy is a wish, and numbers under a wish show only how the wish is doing.",
    example="“Grow brand loyalty” has been in the plan for a year, and nothing was decided that "
    "would grow it.",
    fix="Add what you chose to do about it, or end the priority.",
    fixes=(Fix.ADD, Fix.END),
)  # fmt: skip
def priority_without_strategy(plan: Snapshot) -> Iterator[Found]:
    """A live priority with no live strategy below it."""
    served = {strategy.priority_id for strategy in plan.live_strategies}
    for priority in plan.live_priorities:
        if priority.id not in served:
            yield Found(f"priority-{priority.id}", priority.title, "it has no strategy yet")


@PLAN_RULES.rule(
    "P103", Severity.WARNING, "Strategy without a KPI",
    reason="A strategy is a bet that something will move. Without a KPI no one will know whether "
    "the bet paid off, and it goes on because it has always gone on.",
    example="Role-play training runs every week; no measure was named that it should move, so it "
        "can neither fail nor end.",
    fix="Link one metric that should move to it, with a baseline, a target and a date.",
    fixes=(Fix.ADD,),
)  # fmt: skip
def strategy_without_kpi(plan: Snapshot) -> Iterator[Found]:
    """A live strategy with no live KPI below it."""
    measured = {kpi.strategy_id for kpi in plan.live_kpis}
    for strategy in plan.live_strategies:
        if strategy.id not in measured:
            yield Found(f"strategy-{strategy.id}", strategy.title, "no KPI says whether it works")


@PLAN_RULES.rule(
    "P104", Severity.WARNING, "Past its end and still open",
    reason="An end date that passes without a word turns a plan into a habit. Looking back at "
    "what was learned is most of what a strategy is worth.",
    example="“Staff the lines for the winter” was planned until March; in June its KPIs are still "
        "chased.",
    fix="End it with what was learned, or say until when it goes on.",
    fixes=(Fix.EDIT, Fix.END),
)  # fmt: skip
def past_its_end(plan: Snapshot) -> Iterator[Found]:
    """A strategy or priority that was planned until a day that has passed."""
    for kind, goals in (("priority", plan.live_priorities), ("strategy", plan.live_strategies)):
        for goal in goals:
            if goal.planned_until is not None and goal.planned_until < plan.today:
                yield Found(
                    f"{kind}-{goal.id}", goal.title, f"it was planned until {goal.planned_until}"
                )


@PLAN_RULES.rule(
    "P105", Severity.HINT, "Mission keeps changing",
    reason="A mission stays while plans change. One that changes every quarter cannot hold a plan "
    "together.",
    example="“Delight customers” became “Answer faster” and then “Grow revenue” within one year.",
    fix="Settle on one, and let priorities carry what changes.",
    fixes=(Fix.EDIT,),
)  # fmt: skip
def mission_keeps_changing(plan: Snapshot) -> Iterator[Found]:
    """More missions began within a year than may; the very first one is no change."""
    first = min((mission.starts_on for mission in plan.missions), default=plan.today)
    begun = [
        mission
        for mission in plan.missions
        if plan.year_ago < mission.starts_on <= plan.today and mission.starts_on > first
    ]
    if len(begun) > plan.thresholds.changes_of_the_mission:
        yield Found("mission", "mission", f"it changed {len(begun)} times within a year")


@PLAN_RULES.rule(
    "P106", Severity.HINT, "Too many priorities",
    reason="Priorities come first. When everything comes first, nothing does, and people choose "
    "for themselves.",
    example="Eight priorities are on the wall; each team knows two of them, and not the same two.",
    fix="End those that do not matter most now.",
    fixes=(Fix.END_PRIORITY,),
)  # fmt: skip
def too_many_priorities(plan: Snapshot) -> Iterator[Found]:
    """More live priorities than can be followed."""
    count = len(plan.live_priorities)
    if count > plan.thresholds.live_priorities:
        yield Found(
            "mission",
            "plan",
            f"{count} priorities at once, and {plan.thresholds.live_priorities} are many",
        )


@PLAN_RULES.rule(
    "P107", Severity.WARNING, "KPIs and plan went separate ways",
    reason="KPIs follow from strategies. When priorities change and the KPIs stay, people are "
    "still measured by the old plan; when KPIs change and no strategy did, people chase numbers "
    "that no strategy moves.",
    example="The priority became “Keep our people”, and the KPIs are still handle time and sales "
        "per call.",
    fix="Look at each KPI: does it say whether what you do now works? End those that do not.",
    fixes=(Fix.END_KPI,),
)  # fmt: skip
def separate_ways(plan: Snapshot) -> Iterator[Found]:
    """Priorities changed within a year and no KPI did since, or KPIs changed and no
    strategy did.
    """
    goals, measures = _turns(plan, "priorities"), _turns(plan, "kpis")
    ways = [
        day
        for strategy in plan.strategies
        for day in (strategy.starts_on, strategy.ends_on)
        if day is not None
    ]
    if goals and plan.live_kpis and not [day for day in measures if day >= max(goals)]:
        yield Found("mission", "plan", f"priorities changed on {max(goals)}, and no KPI did since")
    if (
        measures
        and plan.live_kpis
        and not [day for day in ways if abs(max(measures) - day) <= YEAR]
    ):
        yield Found(
            "mission",
            "plan",
            f"KPIs changed on {max(measures)}, and no strategy did in the year before",
        )


@PLAN_RULES.rule(
    "P108", Severity.WARNING, "Strategy outside its priority's dates",
    reason="A strategy is what you do about a priority while that priority lasts. One that runs "
    "longer, or began before it, serves another purpose or a date is wrong.",
    example="“Grow brand loyalty” runs until December; the training chosen for it is planned until "
        "the June after.",
    fix="Fix the dates of the strategy or the priority, or move the strategy.",
    fixes=(Fix.EDIT, Fix.MOVE),
)  # fmt: skip
def strategy_outside_priority(plan: Snapshot) -> Iterator[Found]:
    """A live strategy that begins before its priority, or ends after it."""
    spans = {priority.id: span_of(priority) for priority in plan.priorities}
    for strategy in plan.live_strategies:
        if said := outside_priority(span_of(strategy), spans[strategy.priority_id]):
            yield Found(f"strategy-{strategy.id}", strategy.title, said)


@PLAN_RULES.rule(
    "P109", Severity.WARNING, "KPI due after its strategy",
    reason="A KPI says whether its strategy works. What is due after the strategy has ended comes "
    "too late for it, and no one is left to look.",
    example="The training ends in June; satisfaction is to reach 86 % by December.",
    fix="Fix the target date or the end of the strategy.",
    fixes=(Fix.EDIT,),
)  # fmt: skip
def kpi_due_after_strategy(plan: Snapshot) -> Iterator[Found]:
    """A live KPI due after the day its live strategy ends or is planned until."""
    for kpi in plan.live_kpis:
        strategy = plan.strategy(kpi)
        said = due_after_strategy(kpi.due_on, span_of(strategy))
        if said and live_on(strategy, plan.today):
            yield Found(f"kpi-{kpi.id}", plan.name(kpi), said)


def _turns(plan: Snapshot, what: str) -> list[date]:
    """The days of the last year on which records began or ended, the beginning of the
    plan left out.
    """
    records = {"priorities": plan.priorities, "kpis": plan.kpis}[what]
    begun = min((priority.starts_on for priority in plan.priorities), default=plan.today)
    days = [
        day for record in records for day in (record.starts_on, record.ends_on) if day is not None
    ]
    return [day for day in days if plan.year_ago < day <= plan.today and day > begun]
