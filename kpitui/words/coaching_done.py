"""How much was coached in some days, and what became of what was agreed, in sentences."""

from collections.abc import Iterator

from kpitui.domain.numbers import counted
from kpitui.domain.records.session import FollowUpOutcome
from kpitui.views.coaching_done import CoachingDone


def coaching_done(one: CoachingDone) -> list[str]:
    """Sessions with their length, then the follow-ups."""
    length = f", {_length(one.minutes)}" if one.minutes else ""
    sessions = counted(one.sessions, "session")
    agents = counted(one.agents, "agent") if one.agents else "agents" if one.own_teams else ""
    whose = " of your teams" if one.own_teams else ""
    with_agents = f" with {agents}{whose}" if agents else ""
    told = [f"{sessions}{with_agents}{length}."]
    outcomes = ", ".join(_outcomes(one))
    return [*told, f"Follow-ups: {outcomes}."] if outcomes else told


def _outcomes(one: CoachingDone) -> Iterator[str]:
    for outcome in (FollowUpOutcome.KEPT, FollowUpOutcome.PARTLY):
        if count := one.followed_up.get(outcome):
            yield f"{count} {outcome.value}"
    if count := one.followed_up.get(None):
        yield f"{count} done, without a word on the outcome"
    if one.not_yet:
        yield f"{one.not_yet} {FollowUpOutcome.NOT_YET.value}"


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{rest} min" if rest else "")))
