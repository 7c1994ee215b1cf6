"""Rules of coaching: what was promised, who is left alone, and who is coached for noise."""

from collections.abc import Iterator
from datetime import timedelta

from kpitui.domain.health.rule import Found, Rules, Severity
from kpitui.domain.health.snapshot import Snapshot
from kpitui.domain.periods import PeriodKind

COACHING_RULES = Rules()


@COACHING_RULES.rule(
    "C401", Severity.WARNING, "a follow-up that is overdue",
    reason="Coaching works by looking again. A follow-up that does not happen tells people that it was not meant.",
    example="Helen and Tom agreed to listen to calls together in two weeks; that was in August.",
    mend="Follow it up, or say until when it waits.", keys="3, then space",
)  # fmt: skip
def follow_up_overdue(plan: Snapshot) -> Iterator[Found]:
    """A session whose follow-up was due before today."""
    here = {one.id for one in plan.live_people}
    for one in plan.sessions:
        if one.follow_up_overdue(plan.today) and one.person_id in here:
            detail = f"the session of {one.date} was to be followed up on {one.follow_up_on}"
            yield Found(f"session-{one.id}", plan.person(one.person_id), detail, one.person_id)


@COACHING_RULES.rule(
    "C402", Severity.HINT, "a promise that is overdue",
    reason="What was promised in a session and not kept is worse than nothing promised. The next session starts with it, and with less trust.",
    example="“I will get you the new script by Friday”, says the action; it is the third Friday.",
    mend="Do it and mark it done, or agree on another day.", keys="3, then space",
)  # fmt: skip
def action_overdue(plan: Snapshot) -> Iterator[Found]:
    """An action that was due before today."""
    here = {one.id for one in plan.live_people}
    for session in plan.sessions:
        for one in session.actions:
            if one.overdue(plan.today) and session.person_id in here:
                detail = f"“{one.text}” of {one.who or plan.person(session.person_id)} was due on {one.due_on}"
                yield Found(f"action-{one.id}", plan.person(session.person_id), detail, session.person_id)


@COACHING_RULES.rule(
    "C403", Severity.WARNING, "short of a standard and left alone",
    reason="A standard is a promise of both sides: it is expected, and whoever falls short of it is helped. Period after "
    "period without a word is neither.",
    example="Amir has been under 92 % adherence for five weeks; the last session with him was about his sales.",
    mend="Talk with them and write the session down, or look whether the standard is right for them.", keys="c",
)  # fmt: skip
def left_alone(plan: Snapshot) -> Iterator[Found]:
    """Somebody short of a standard for periods in a row, and not coached on it."""
    since = plan.today - timedelta(days=plan.thresholds.days_of_coaching)
    coached = {(one.person_id, metric_id) for one in plan.sessions if one.date >= since for metric_id in one.focus}
    for one in plan.shortfalls:
        if one.periods >= plan.thresholds.periods_short and (one.person_id, one.metric_id) not in coached:
            name, cadence = plan.metrics[one.metric_id].name, plan.metrics[one.metric_id].cadence
            periods = f"{one.periods} {PeriodKind.of(cadence)}s"
            yield Found(
                f"person-{one.person_id}/{one.metric_id}", plan.person(one.person_id),
                f"short of the standard of “{name}” for {periods}, and not coached on it",
            )  # fmt: skip


@COACHING_RULES.rule(
    "C404", Severity.HINT, "coached for routine variation",
    reason="When a whole team varies as it always does, the lowest of the week is the lowest by chance. Coaching people for "
    "it blames them for the system, and the rise that follows comes by itself.",
    example="Each Monday whoever had the worst score is called in; each Friday the score is better, with or without it.",
    mend="Look at the way of working of the whole team instead.", keys="s",
)  # fmt: skip
def coached_for_noise(plan: Snapshot) -> Iterator[Found]:
    """A session about a metric that shows nothing but routine variation in the person's whole team."""
    short = {(one.person_id, one.metric_id) for one in plan.shortfalls}
    for session in plan.sessions:
        for metric_id in session.focus:
            if (session.id, metric_id) in plan.noise and (session.person_id, metric_id) not in short:
                detail = (
                    f"coached on {session.date} about “{plan.metrics[metric_id].name}”, "
                    "which varies in the whole team as it always does"
                )
                yield Found(
                    f"session-{session.id}/{metric_id}", plan.person(session.person_id), detail, session.person_id
                )
