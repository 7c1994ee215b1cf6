"""Health: what is wrong with how KPIs are used; one function a rule."""

from kpitui.domain.health.access_rules import ACCESS_RULES
from kpitui.domain.health.coaching_rules import COACHING_RULES
from kpitui.domain.health.data_rules import DATA_RULES
from kpitui.domain.health.decision_rules import DECISION_RULES
from kpitui.domain.health.evaluation_rules import (
    KPI_EVALUATION_RULES,
    STANDARD_EVALUATION_RULES,
)
from kpitui.domain.health.kpi_rules import KPI_RULES
from kpitui.domain.health.owner_rules import OWNER_RULES
from kpitui.domain.health.plan_rules import PLAN_RULES
from kpitui.domain.health.rule import Finding, Rule
from kpitui.domain.health.snapshot import Snapshot
from kpitui.domain.health.standard_rules import STANDARD_RULES
from kpitui.domain.health.team_rules import TEAM_RULES

RULES: dict[str, Rule] = {
    rule.code: rule
    for group in (
        PLAN_RULES, KPI_RULES, OWNER_RULES, KPI_EVALUATION_RULES, STANDARD_RULES,
        STANDARD_EVALUATION_RULES, DATA_RULES, TEAM_RULES, DECISION_RULES, COACHING_RULES,
        ACCESS_RULES,
    )
    for rule in group
}  # fmt: skip
"""Every rule by its code, in the order of the codes."""


def findings_of(snapshot: Snapshot) -> list[Finding]:
    """What every rule finds, worst first, each rule's findings by the record's name."""
    worst_first = sorted(RULES.values(), key=lambda rule: rule.severity.rank)
    return [
        Finding(rule, found)
        for rule in worst_first
        for found in sorted(rule.find(snapshot), key=lambda found: found.record)
    ]
