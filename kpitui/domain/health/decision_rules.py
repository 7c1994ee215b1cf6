"""Rules of decisions: what was decided in a review and not done."""

from collections.abc import Iterator

from kpitui.domain.health.rule import Fix, Found, Rules, Severity
from kpitui.domain.health.snapshot import Snapshot

DECISION_RULES = Rules()


@DECISION_RULES.rule(
    "D601", Severity.WARNING, "Overdue decision",
    reason="A review that decides something and never asks again teaches everyone that decisions "
    "are words. What is not done in time is done, moved to another day or dropped, but said.",
    example="In March the review decided on a shorter greeting, by Easter; in November no one "
    "remembers who was to write it.",
    fix="Mark it as done, with a word of what came of it; or dismiss this until a later day.",
    fixes=(Fix.DONE,), screen="review",
)  # fmt: skip
def late_decision(plan: Snapshot) -> Iterator[Found]:
    """A decision of a review whose day has passed, and that is not done."""
    for one, kpi_id, name in plan.open_decisions:
        if one.late(plan.today):
            said = f"“{one.text}” of {one.who}" if one.who else f"“{one.text}”"
            yield Found(f"kpi-{kpi_id}/{one.id}", name, f"{said} was due on {one.due_on}")
