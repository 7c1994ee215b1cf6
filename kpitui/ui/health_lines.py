"""The list of the Health screen: findings below the headings of their rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec import Struct
from textual.content import Content

from kpitui.domain.health.rule import Finding, Rule, Severity
from kpitui.ui.app_context import AppContext
from kpitui.ui.parts import fold_signs
from kpitui.ui.theme import painted
from kpitui.views.health import Accepted, FindingGroup, Health
from kpitui.words import health as words

SEVERITIES = {Severity.SERIOUS: "Critical", Severity.WARNING: "Fix", Severity.HINT: "Consider"}
ACCEPTED = "Dismissed"


class FindingLine(Struct, frozen=True):
    """One line of the list: a title, the heading of a rule with its findings below it, or a
    finding, dismissed or not. `key` tells a group, or a finding, from every other.
    """

    key: str = ""
    title: str = ""
    group: FindingGroup | None = None
    is_open: bool = False
    finding: Finding | None = None
    accepted: Accepted | None = None

    @property
    def rule(self) -> Rule | None:
        """The rule that it is about."""
        if self.group is not None:
            return self.group.rule
        return self.finding.rule if self.finding is not None else None

    @property
    def only(self) -> Finding | None:
        """The finding that it is about, also where it is the only one of its heading."""
        if self.group is not None and len(self.group.findings) == 1:
            return self.group.findings[0]
        return self.finding


def health_lines(
    health: Health, unfolded: Collection[str], *, with_accepted: bool
) -> Iterator[FindingLine]:
    """The rules that found something, worst first, each with its findings where it is unfolded;
    what is dismissed comes last.
    """
    severity = None
    for group in health.groups:
        if group.rule.severity is not severity:
            severity = group.rule.severity
            yield FindingLine(title=SEVERITIES[severity])
        is_open = group.rule.code in unfolded
        yield FindingLine(group.rule.code, group=group, is_open=is_open)
        for finding in group.findings if is_open else ():
            yield FindingLine(finding.key, finding=finding)
    if with_accepted and health.accepted:
        yield FindingLine(title=ACCEPTED)
        for accepted in health.accepted:
            yield FindingLine(accepted.finding.key, finding=accepted.finding, accepted=accepted)


def line_words(line: FindingLine, context: AppContext) -> Content:
    """A line of the list as it is drawn."""
    if line.group is not None:
        opened, shut = fold_signs(context)
        said = words.heading(line.group.rule, len(line.group.findings))
        return Content(opened if line.is_open else shut) + painted(said, context)
    if line.finding is None:
        return Content.styled(line.title, "bold")
    code = f"{line.finding.rule.code} " if line.accepted is not None else ""
    said = words.finding(line.finding, context.speech, accepted=line.accepted is not None)
    return Content(f"  {code}") + painted(said, context)
