"""Rules of coaching: what was promised, who is left alone, and who is coached for noise."""

from collections.abc import Iterator
from datetime import timedelta

from kpitui.domain.health.rule import Fix, Found, Rules, Severity
from kpitui.domain.health.snapshot import Snapshot
from kpitui.domain.periods import PeriodKind

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
    """A session whose follow-up was due before today."""
    here = {person.id for person in plan.live_people}
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
    """An action that was due before today."""
    here = {person.id for person in plan.live_people}
    for session in plan.sessions:
        for action in session.actions:
            if action.overdue(plan.today) and session.person_id in here:
                detail = (
                    f"“{action.text}” of {action.who or plan.person(session.person_id)} was due on "
                    f"{action.due_on}"
                )
                yield Found(
                    f"action-{action.id}", plan.person(session.person_id), detail, session.person_id
                )


@COACHING_RULES.rule(
    "C403", Severity.WARNING, "Below standard, not coached",
    reason="A standard binds both sides: it is expected, and anyone below it gets help. Period "
    "after period without a word is neither.",
    example="Amir has been under 92 % adherence for five weeks; the last session with him was "
        "about his sales.",
    fix="Talk with them and record the session, or check whether the standard is right for them.",
    fixes=(Fix.COACH,),
)  # fmt: skip
def left_alone(plan: Snapshot) -> Iterator[Found]:
    """Somebody short of a standard for periods in a row, and not coached on it."""
    since = plan.today - timedelta(days=plan.thresholds.days_of_coaching)
    coached = {
        (session.person_id, metric_id)
        for session in plan.sessions
        if session.date >= since
        for metric_id in session.focus
    }
    for shortfall in plan.shortfalls:
        if (
            shortfall.periods >= plan.thresholds.periods_short
            and (shortfall.person_id, shortfall.metric_id) not in coached
        ):
            name, cadence = (
                plan.metrics[shortfall.metric_id].name,
                plan.metrics[shortfall.metric_id].cadence,
            )
            periods = f"{shortfall.periods} {PeriodKind.of(cadence)}s"
            yield Found(
                f"person-{shortfall.person_id}/{shortfall.metric_id}",
                plan.person(shortfall.person_id),
                f"below the standard of “{name}” for {periods}, not coached on it",
            )  # fmt: skip


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
    """A session about a metric that shows nothing but routine variation in the person's
    whole team.
    """
    short = {(shortfall.person_id, shortfall.metric_id) for shortfall in plan.shortfalls}
    for session in plan.sessions:
        for metric_id in session.focus:
            if (session.id, metric_id) in plan.noise and (
                session.person_id,
                metric_id,
            ) not in short:
                detail = (
                    f"coached on {session.date} about “{plan.metrics[metric_id].name}”, which "
                    "varies across the whole team as usual"
                )
                yield Found(
                    f"session-{session.id}/{metric_id}",
                    plan.person(session.person_id),
                    detail,
                    session.person_id,
                )
