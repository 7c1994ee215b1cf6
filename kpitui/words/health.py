"""What is found about the plan, and the page of the rule that found it."""

from collections.abc import Iterator, Sequence

from kpitui.domain.health.rule import Finding, Fix, Rule
from kpitui.views.health import Accepted
from kpitui.words.sections import WHY, Section
from kpitui.words.spans import Line, Span, line, muted, strong, title
from kpitui.words.speech import Speech

FIXES = {
    Fix.EDIT: "edit it", Fix.ADD: "add one", Fix.END: "end it", Fix.END_PRIORITY: "end priorities",
    Fix.END_KPI: "end KPIs", Fix.MOVE: "move it", Fix.STANDARD: "set a standard",
    Fix.PLACE: "sort it", Fix.SORT: "sort the metrics", Fix.RECORD: "record it",
    Fix.COACH: "write a session", Fix.DONE: "mark it done", Fix.REASON: "give the reason",
    Fix.NOTE: "note what happened", Fix.TOLD: "note who was told",
}  # fmt: skip
NOTHING_WRONG = (
    line(title("No issues")),
    line("The plan follows every rule of good practice: each KPI has an owner, a baseline and a "
         "target, results come in on time, and no one below a standard is left without help."),
    line(Span("p", "key"), " lists every rule, ", Span("3", "key"), " opens Coach, ",
         Span("4", "key"), " the review of the KPIs."),
)  # fmt: skip
"""What is said where no rule found anything."""
LETTERS = {Fix.END: "x", Fix.STANDARD: "s", Fix.MOVE: "m", Fix.COACH: "c"}
"""The keys of what is done beside what Enter does."""


def heading(rule: Rule, count: int) -> Line:
    """The rule, and how many findings it has."""
    code = Span(f"{rule.code} ", f"severity:{rule.severity}")
    return line(code, strong(rule.title), f" ({count})")


def finding(one: Finding, speech: Speech, *, accepted: bool = False) -> Line:
    """The record and what is wrong with it, below the heading of its rule."""
    name, detail = one.found.record, speech.words(one.found.detail)
    return line(muted(name) if accepted else name, muted(f"  {detail}"))


def found(one: Finding, speech: Speech) -> str:
    """The record and what was found of it."""
    return f"{one.found.record}: {speech.words(one.found.detail)}"


def accepted_until(one: Accepted, speech: Speech) -> str:
    """Until when a finding is dismissed, and why."""
    return f"dismissed until {speech.day(one.until)}: {one.reason}"


def keys(rule: Rule, *, can_fix: bool = True) -> str:
    """The keys that fix a finding where it is listed, each with what it does."""
    if not rule.fixes or not can_fix:
        return f"Enter: go there, then {rule.keys}" if rule.keys and can_fix else "Enter: go there"
    first, *more = rule.fixes
    said = [f"Enter: {FIXES[first]}", *(f"{LETTERS[fix]}: {FIXES[fix]}" for fix in more)]
    return ", ".join(said)


def facts(
    one: Finding, accepted: Accepted | None, speech: Speech, *, can_fix: bool
) -> Iterator[Line]:
    """A finding with what it means, in a few lines."""
    yield line(title(f"{one.rule.code} {one.rule.title}"))
    yield line(found(one, speech))
    if accepted is not None:
        yield line(accepted_until(accepted, speech))
    yield line(muted(one.rule.reason))
    yield line(f"{one.rule.fix} ({keys(one.rule, can_fix=can_fix)})")


def grouped(told: Sequence[Line]) -> list[Section]:
    """The lines of a finding or of a rule below their title, in groups: what was found, why that
    matters, and what to do.
    """
    if not told:
        return []
    *what, reason, fix = told
    groups = (Section("", tuple(what)), Section(WHY, (reason,)), Section("What to do", (fix,)))
    return [group for group in groups if group.lines]


def together(told: Sequence[Line]) -> list[Section]:
    """Lines without a head."""
    return [Section("", (one,)) for one in told]


def of_rule(rule: Rule, findings: Sequence[Finding], speech: Speech) -> Iterator[Line]:
    """A rule with all of its findings, in a few lines."""
    yield line(title(f"{rule.code} {rule.title}"))
    yield from (line(found(one, speech)) for one in findings)
    yield line(muted(rule.reason))
    yield line(rule.fix)


def page(rule: Rule, one: Finding | None, speech: Speech) -> Iterator[Line]:
    """Everything there is to know of a rule, a paragraph each, and of what it found."""
    head, *paragraphs = rule.page
    yield line(title(head))
    if one is not None:
        yield line(found(one, speech))
    yield from map(line, paragraphs)
    if one is not None:
        yield line(f"Keys: {keys(rule)}")
