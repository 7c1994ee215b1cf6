"""Rules of standards: what is expected of everyone, every day."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from kpitui.domain.health.rule import Fix, Found, Rules, Severity
from kpitui.domain.health.snapshot import Snapshot
from kpitui.domain.level_changes import changed_for
from kpitui.domain.people import scopes_on
from kpitui.domain.plan import Expectations, scopes_held, standards_by_metric
from kpitui.domain.records.metric import Place
from kpitui.domain.records.person import Person, membership_on
from kpitui.domain.records.seen_level import LevelKey
from kpitui.domain.records.session import CoachingSession
from kpitui.domain.records.standard import Standard
from kpitui.domain.typography import folded

STANDARD_RULES = Rules()


def _found(plan: Snapshot, standard: Standard, detail: str) -> Found:
    name = plan.metrics[standard.metric_id].name
    return Found(f"standard-{standard.id}", f"{name} of {plan.scope(standard)}", detail)


@STANDARD_RULES.rule(
    "S301", Severity.WARNING, "Person without a standard",
    reason="People want to know what is expected of them, and can only be coached towards "
    "something. No one should have to guess it from a list of KPIs.",
    example="The new team leader has no standard at all; what she hears of is the KPI of the "
        "month.",
    fix="Set a standard for everyone, for the team, or for the role.",
    fixes=(Fix.STANDARD,),
)  # fmt: skip
def nothing_expected(plan: Snapshot) -> Iterator[Found]:
    """Someone that no live standard holds for, and who is not away."""
    if not plan.standards and not plan.kpis:
        return
    held = scopes_held(plan.standards, plan.today)
    for person in plan.present_people:
        if held.isdisjoint(scopes_on(person, plan.today, plan.tree)):
            yield Found(f"person-{person.id}", person.name, "no standard applies to them")


@STANDARD_RULES.rule(
    "S302", Severity.WARNING, "Standard that keeps changing",
    reason="Standards stay while plans change. One that moves every quarter, or on the very day a "
    "strategy does, is a KPI under another name.",
    example="Adherence went from 90 to 92 to 95 % within one year; people stopped asking what it "
        "is today.",
    fix="Settle on a level and keep it; what should move belongs in the plan.",
    fixes=(Fix.EDIT,),
)  # fmt: skip
def keeps_changing(plan: Snapshot) -> Iterator[Found]:
    """More changes within a year than may, or one on the day a strategy began or ended."""
    turns = {
        day for strategy in plan.strategies for day in (strategy.starts_on, strategy.ends_on) if day
    }
    for standard in plan.live_standards:
        changes = [
            level.starts_on
            for level in standard.levels[1:]
            if plan.year_ago < level.starts_on <= plan.today
        ]
        together = [day for day in changes if day in turns]
        if len(changes) > plan.thresholds.changes_of_a_standard:
            yield _found(plan, standard, f"it changed {len(changes)} times within a year")
        elif together:
            yield _found(plan, standard, f"it changed on {together[-1]}, the day a strategy did")


@STANDARD_RULES.rule(
    "S303", Severity.WARNING, "Standard not measured lately",
    reason="What is expected every day and never looked at is not expected. Chasing KPIs is the "
    "usual reason why no one looks any more.",
    example="Adherence to procedure was last checked in September; since then every review was "
        "about satisfaction.",
    fix="Record it again, or end it.",
    fixes=(Fix.RECORD, Fix.END), keys="2",
)  # fmt: skip
def neglected(plan: Snapshot) -> Iterator[Found]:
    """No reading within two cadences, and not because all it is for are away."""
    for standard in plan.live_standards:
        metric = plan.metrics[standard.metric_id]
        last = plan.last_read.get(standard.metric_id)
        since = last or min(level.starts_on for level in standard.levels)
        most = plan.thresholds.cadences_without_reading * metric.cadence.days
        if (plan.today - since).days > most and not _all_away(plan, standard):
            yield _found(plan, standard, f"last recorded on {last}" if last else "no readings yet")


def _all_away(plan: Snapshot, standard: Standard) -> bool:
    held = [
        person
        for person in plan.live_people
        if standard.scope in scopes_on(person, plan.today, plan.tree)
    ]
    return bool(held) and all(person.away_on(plan.today) for person in held)


@STANDARD_RULES.rule(
    "S304", Severity.HINT, "Metric without a place",
    reason="Every metric is a KPI of a strategy, a standard, or context. One that is none of them "
    "is collected because it always was.",
    example="“Number of open tabs” comes with every export of the phone system, and no one knows "
    "who asked for it.",
    fix="Sort it: KPI, standard, or context.",
    fixes=(Fix.PLACE,),
)  # fmt: skip
def without_place(plan: Snapshot) -> Iterator[Found]:
    """A metric that is neither KPI nor standard nor context."""
    tied = {kpi.metric_id for kpi in plan.live_kpis} | {
        standard.metric_id for standard in plan.live_standards
    }
    for metric in plan.live_metrics:
        if metric.id not in tied and metric.place is Place.UNSORTED:
            yield Found(
                f"metric-{metric.id}", metric.name, "it is neither KPI nor standard nor context"
            )


@STANDARD_RULES.rule(
    "S305", Severity.WARNING, "Person held to a group's result",
    reason="Service level, abandonment, promoter score and occupancy result from staffing and "
    "from everyone together. One person can only be held to their own work.",
    example="Each agent is held to a service level of 80 % in 20 seconds, which depends on the "
    "number of callers.",
    fix="Hold the person to their own work: adherence, quality, procedure.",
    fixes=(Fix.END,),
)  # fmt: skip
def group_result(plan: Snapshot) -> Iterator[Found]:
    """A standard for a person or a role on what the catalogue calls a group's result."""
    for standard in plan.live_standards:
        if standard.metric_id in plan.group_results and (standard.person_id or standard.role_id):
            yield _found(
                plan, standard, "it is the result of a group, and one person cannot move it"
            )


@STANDARD_RULES.rule(
    "S306", Severity.WARNING, "KPI and standard at once",
    reason="A metric cannot both move and stay put for the same people. Those who meet the "
    "standard miss the target, and those who chase the target leave the standard.",
    example="Satisfaction of 80 % is expected of everyone, and 86 % is the target of the "
    "strategy; agents ask which counts.",
    fix="End the standard while the KPI runs, or end the KPI.",
    fixes=(Fix.END,),
)  # fmt: skip
def both(plan: Snapshot) -> Iterator[Found]:
    """A live standard on the metric of a live KPI."""
    moved = Counter(kpi.metric_id for kpi in plan.live_kpis)
    for standard in plan.live_standards:
        if moved[standard.metric_id]:
            yield _found(plan, standard, "the same metric is a KPI")


@STANDARD_RULES.rule(
    "S307", Severity.WARNING, "Standard getting worse, no response",
    reason="Chasing a KPI costs something elsewhere, and standards are where it shows first. "
    "A real change for the worse does not go away on its own.",
    example="Satisfaction rises since the role-plays began; adherence has been below its mean for "
        "seven weeks, and no session, event or review says so.",
    fix="Find out what happened and add it to the chart as an event, or coach towards the "
    "standard.",
    fixes=(Fix.NOTE, Fix.COACH), keys="n",
)  # fmt: skip
def worsens(plan: Snapshot) -> Iterator[Found]:
    """A real change for the worse that goes on, and since it began no session, event, review or
    action about it.
    """
    standards = {standard.id: standard for standard in plan.live_standards}
    for worsening in plan.worsening:
        standard = standards.get(worsening.standard_id)
        if standard is not None and not _answered(plan, standard, worsening.since):
            detail = f"worse since {worsening.said}; no session, event or review about it since"
            yield _found(plan, standard, detail)


@STANDARD_RULES.rule(
    "S308", Severity.WARNING, "Level changed without notice",
    reason="No one can meet a level that they have not heard of. Someone who learns of it from a "
    "bad result was not told what is expected of them.",
    example="Adherence went from 90 to 92 % on the first; three weeks later half of the team still "
        "works towards 90, and each of them is called below standard.",
    fix="Tell them, and note that they were told; or have each of them press a on their own page.",
    fixes=(Fix.TOLD,),
)  # fmt: skip
def changed_without_notice(plan: Snapshot) -> Iterator[Found]:
    """A level that has begun, and that some of those it is for, and not away, were not told of."""
    standards, present = (
        {standard.id: standard for standard in plan.live_standards},
        plan.present_people,
    )
    for of_metric in standards_by_metric(plan.standards).values():
        held: dict[int, list[tuple[Person, LevelKey]]] = {}
        for person, change in changed_for(present, Expectations(of_metric, plan.tree), plan.today):
            held.setdefault(change.standard_id, []).append((person, change.level))
        for standard_id, people in held.items():
            untold = [
                person for person in people if (person[0].id, person[1]) not in plan.seen_levels
            ]
            if untold and standard_id in standards:
                since = max(level.starts_on for _, level in untold)
                names = [person for person, _ in untold]
                whose = "of your teams" if plan.people_are_some else "it is for"
                detail = f"it changed on {since}; {_not_told(names, len(people), whose)}"
                yield _found(plan, standards[standard_id], detail)


def _not_told(untold: Sequence[Person], count: int, whose: str) -> str:
    if len(untold) == 1:
        return f"{untold[0].name} was not told yet"
    if len(untold) == count:
        return f"none of the {count} {whose} were told yet"
    return f"{len(untold)} of the {count} {whose} were not told yet"


def _answered(plan: Snapshot, standard: Standard, since: date) -> bool:
    metric = plan.metrics[standard.metric_id]

    def names(text: str) -> bool:
        return folded(metric.name) in folded(text)

    for (metric_id, team_id), day in plan.events.items():
        whose = {None, *plan.tree.with_above(standard.team_id, day)}
        if metric_id == metric.id and day >= since and team_id in whose:
            return True
    if any(day >= since and names(text) for day, text in plan.decisions):
        return True
    return any(
        session.date >= since
        and _concerns(plan, standard, session)
        and (metric.id in session.focus or any(names(action.text) for action in session.actions))
        for session in plan.sessions_about
    )


def _concerns(plan: Snapshot, standard: Standard, session: CoachingSession) -> bool:
    """Whether the person of a session is one of those that a standard is for."""
    if standard.team_id is None:
        return True
    person = plan.coached.get(session.person_id)
    place = membership_on(person.memberships, session.date) if person else None
    teams = plan.tree.with_above(place.team_id if place else None, session.date)
    return standard.team_id in teams
