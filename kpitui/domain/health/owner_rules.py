"""Rules of owners: what is still in the name of someone who left."""

from collections.abc import Iterator

from kpitui.domain.health.dates import owner_left
from kpitui.domain.health.rule import Fix, Found, Rules, Severity
from kpitui.domain.health.snapshot import Snapshot
from kpitui.domain.owned import Duty, owned
from kpitui.domain.people import left_by_name
from kpitui.domain.text import name_key

OWNER_RULES = Rules()

_WHOSE = {
    Duty.ACTION: "“{name}” was to be done by {who}, who left on {on}",
    Duty.DECISION: "a review gave it to {who}, who left on {on}",
    Duty.COACHING: "coached by {who}, who left on {on}",
}


@OWNER_RULES.rule(
    "K216", Severity.WARNING, "Owner who left",
    reason="An owner asks what is going on and gets it moving. When that person has left, the "
    "plan still names them, so no one notices that no one asks. The same goes for an action that "
    "was theirs, and for the agents they coached.",
    example="Helen owned first contact resolution and left in May; in November the KPI still "
        "carries her name, and no one has coached her five agents.",
    fix="Name an owner who is here. x on People, or kpitui people leave, hands over all that "
        "someone had.",
    fixes=(Fix.EDIT,),
)  # fmt: skip
def owner_who_left(plan: Snapshot) -> Iterator[Found]:
    """The owner of a live priority, strategy or KPI, of an open action of another person or an open
    decision, or the coach of someone is a person who has ended.
    """
    left = left_by_name(plan.people.values(), plan.today, plan.account_names)
    days = plan.thresholds.days_of_coaching
    decisions = [one for one, _, _ in plan.open_decisions]
    for one in owned(plan, plan.sessions, plan.people, plan.today, days, decisions):
        gone = left.get(name_key(one.owner))
        if gone is None:
            continue
        told = {"name": one.name, "who": gone.name, "on": gone.ends_on}
        said = _WHOSE[one.duty].format(**told) if one.duty in _WHOSE else ""
        yield Found(
            one.key, plan.person(one.person_id) if one.person_id else one.name,
            said or owner_left(one.owner, left), one.person_id,
        )  # fmt: skip
