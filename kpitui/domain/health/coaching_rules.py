"""Rules of coaching: what was promised, who is left alone, who is coached for noise, and what a
whole team shares.
"""

from collections.abc import Iterator

from kpitui.domain.coaching_rhythm import every, is_lately
from kpitui.domain.health.rule import Fix, Found, Rules, Severity
from kpitui.domain.health.snapshot import Snapshot
from kpitui.domain.numbers import counted

COACHING_RULES = Rules()


@COACHING_RULES.rule(
    "C401", Severity.WARNING, "Overdue follow-up",
    reason="Coaching works by looking again. A follow-up that does not happen tells people that "
    "it was not serious.",
    example="Helen and Tom agreed to listen to calls together in two weeks; that was in August.",
    fix="Hold the follow-up, or dismiss this until a later day.",
    fixes=(Fix.DONE,),
)  # fmt: skip
def follow_up_overdue(plan: Snapshot) -> Iterator[Found]:
    """A session whose follow-up was due before today, with someone who is not away."""
    here = {person.id for person in plan.present_people}
    for session in plan.sessions:
        if session.follow_up_overdue(plan.today) and session.person_id in here:
            detail = (
                f"the session of {session.date} was due for follow-up on {session.follow_up_on}"
            )
            yield Found(
                f"session-{session.id}", plan.person(session.person_id), detail, session.person_id
            )


@COACHING_RULES.rule(
    "C402", Severity.HINT, "Overdue action",
    reason="An action that was agreed and not done is worse than none. The next session starts "
    "with it, and with less trust.",
    example="“I will get you the new script by Friday”, says the action; it is the third Friday.",
    fix="Do it and mark it done, or agree a new date.",
    fixes=(Fix.DONE,),
)  # fmt: skip
def action_overdue(plan: Snapshot) -> Iterator[Found]:
    """An action that was due before today, and not of someone who is away."""
    here, present = (
        {person.id for person in people} for people in (plan.live_people, plan.present_people)
    )
    for session in plan.sessions:
        for action in session.actions:
            doers = present if action.is_of(plan.person(session.person_id)) else here
            if action.overdue(plan.today) and session.person_id in doers:
                name = plan.person(session.person_id)
                whose = f" of {action.who}" if action.who and not action.is_of(name) else ""
                detail = f"“{action.text}”{whose} was due on {action.due_on}"
                yield Found(f"action-{action.id}", name, detail, session.person_id)


@COACHING_RULES.rule(
    "C403", Severity.WARNING, "Clearly below standard, not coached",
    reason="A standard binds both sides: it is expected, and anyone below it gets help. Only agents "
    "whose last twelve periods together are further below than chance explains are named: if "
    "everyone in a team just meets every standard, it names someone wrongly in 1 of 20 teams.",
    example="Amir is at 84 % adherence over twelve weeks, 1,210 of 1,440 checks, where 92 % is "
    "expected; the last session with him was about his sales.",
    fix="Talk with them and record the session, or check whether the standard is right for them.",
    fixes=(Fix.COACH,),
)  # fmt: skip
def left_alone(plan: Snapshot) -> Iterator[Found]:
    """Someone clearly below a standard and not coached on it, where it is not most of the team, nor
    are they away.
    """
    present, days = (
        {person.id: person for person in plan.present_people},
        plan.thresholds.days_of_coaching,
    )
    for one in plan.clearly_below:
        person = present.get(one.person_id)
        if person is None or one.with_team:
            continue
        last_on = plan.coached_on.get((one.person_id, one.metric_id))
        if not is_lately(last_on, person.absences, plan.today, days):
            name = plan.metrics[one.metric_id].name
            yield Found(
                f"person-{one.person_id}/{one.metric_id}",
                plan.person(one.person_id),
                f"clearly below the standard of “{name}”: {one.said}; not coached on it",
            )


@COACHING_RULES.rule(
    "C404", Severity.HINT, "Coached on normal ups and downs",
    reason="When a whole team varies as it always does, the lowest of the week is the lowest by "
    "chance. Coaching people for it blames them for the system, and the rise that follows would "
    "have come anyway.",
    example="Each Monday the agent with the worst score is called in; each Friday the score is "
    "better, with or without it.",
    fix="Look at how the whole team works instead.", keys="s",
)  # fmt: skip
def coached_for_noise(plan: Snapshot) -> Iterator[Found]:
    """A session about a metric that then showed nothing but routine variation in the person's whole
    team, where they were not clearly below its standard.
    """
    for session in plan.sessions:
        for metric_id in session.focus:
            if (session.id, metric_id) in plan.noise:
                detail = (
                    f"coached on {session.date} about “{plan.metrics[metric_id].name}”, which "
                    "varied across the whole team as usual"
                )
                yield Found(
                    f"session-{session.id}/{metric_id}",
                    plan.person(session.person_id),
                    detail,
                    session.person_id,
                )


@COACHING_RULES.rule(
    "C405", Severity.WARNING, "Most of a team below standard together",
    reason="What most of a team miss at once has a cause that they share: a new system, a rota, a "
    "standard that is out of reach. Coaching them one by one asks each agent to fix what none of "
    "them broke.",
    example="Seven of eight agents of the evening line miss adherence since the breaks were moved; "
    "each of them has an appointment with the coach.",
    fix="Look for what changed for all of them, add it to the chart as an event, and fix that; or "
    "set a standard that the work allows.",
    fixes=(Fix.NOTE,),
)  # fmt: skip
def fell_together(plan: Snapshot) -> Iterator[Found]:
    """A team of which someone is clearly below a standard, and most miss it."""
    teams = {team.id: team.name for team in plan.teams}
    for below in plan.teams_below:
        name, since = (
            plan.metrics[below.metric_id].name,
            f" since {below.since}" if below.since else "",
        )
        event = f"; nearest event: {below.event}" if below.event else "; no event near it"
        yield Found(
            f"team-{below.team_id}/{below.metric_id}",
            teams[below.team_id],
            f"{below.short} of {below.measured} are below the standard of “{name}”{since}{event}",
        )


@COACHING_RULES.rule(
    "C406", Severity.WARNING, "No one in a team coached for two rhythms",
    reason="How often agents are coached was agreed for all of them. Where no one of a team was "
    "coached for twice as long, it is no matter of one agent: their coach has no time, is away, or "
    "does not write sessions down. A session counts with something observed, "
    "strengths, something agreed, or an action.",
    example="Agents are coached every 14 days; of the eight of the evening line no one has been "
    "since their team leader went on leave five weeks ago.",
    fix="Ask their coach what is in the way, let someone else coach meanwhile, or agree on a rhythm "
    "that can be kept: kpitui rhythm ROLE DAYS --why TEXT.",
    fixes=(Fix.COACH,),
)  # fmt: skip
def not_coached(plan: Snapshot) -> Iterator[Found]:
    """A team of which no one who is here was coached for two rhythms."""
    teams = {team.id: team.name for team in plan.teams}
    for coached in plan.not_coached:
        last = f"the last session was on {coached.since}" if coached.since else "no session yet"
        agents = counted(sum(count for _, count in coached.rhythms), "agent")
        said = f"of {agents} coached {every(coached.rhythms[0][0])} none was for two rhythms"
        if len(coached.rhythms) > 1:
            each = ", ".join(f"{count} {every(days)}" for days, count in coached.rhythms)
            said = f"of {agents} none was coached for two rhythms ({each})"
        yield Found(f"team-{coached.team_id}", teams[coached.team_id], f"{said}; {last}")
