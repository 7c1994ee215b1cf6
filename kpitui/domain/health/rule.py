"""What a health rule is, and what it finds."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from msgspec import Struct

from kpitui.domain.health.snapshot import Snapshot


class Severity(StrEnum):
    """How much harm a finding does."""

    SERIOUS = "serious"
    WARNING = "warning"
    HINT = "hint"

    @property
    def rank(self) -> int:
        """Worst first."""
        return list(Severity).index(self)


class Fix(StrEnum):
    """What can be done about a finding from the list of findings."""

    EDIT = "edit"
    ADD = "add"
    END = "end"
    END_PRIORITY = "end a priority"
    END_KPI = "end a KPI"
    MOVE = "move"
    STANDARD = "standard"
    PLACE = "place"
    SORT = "sort"
    RECORD = "record"
    COACH = "coach"
    DONE = "done"
    REASON = "reason"
    NOTE = "note"
    TOLD = "told"


class Found(Struct, frozen=True):
    """One record that a rule found: its key, its name, and what is the matter with it.

    The key is that of its line on a screen, with what else tells it from others behind a slash; of
    coaching the line is that of the person.
    """

    key: str
    record: str
    detail: str
    person_id: int | None = None

    @property
    def screen(self) -> str:
        """The screen that has the line."""
        return "people" if self.line.startswith(("person-", "team-")) else "plan"

    @property
    def line(self) -> str:
        """The key of the line."""
        return f"person-{self.person_id}" if self.person_id is not None else self.key.split("/")[0]

    @property
    def of_person(self) -> int | None:
        """Who the record is of; None where that is no one alone."""
        return self._number("person-")

    @property
    def of_team(self) -> int | None:
        """The team that the record is."""
        return self._number("team-")

    def _number(self, kind: str) -> int | None:
        return int(self.line.removeprefix(kind)) if self.line.startswith(kind) else None


class Rule(Struct, frozen=True):
    """One rule with its page: why it matters, an example from a contact centre, and how to fix it.

    `fixes` is what fixes it, first what is done most; `keys` are the keys for what is done on the
    screen where the record is, and `screen` names another one than usual.
    """

    code: str
    severity: Severity
    title: str
    reason: str
    example: str
    fix: str
    find: Callable[[Snapshot], Iterable[Found]]
    fixes: tuple[Fix, ...] = ()
    keys: str = ""
    screen: str = ""

    @property
    def page(self) -> tuple[str, ...]:
        """Everything there is to know of the rule, a paragraph each."""
        return (
            f"{self.code} {self.title} ({self.severity})",
            self.reason,
            f"Example: {self.example}",
            f"Fix: {self.fix}",
        )


class Finding(Struct, frozen=True):
    """A rule and a record that it found."""

    rule: Rule
    found: Found

    @property
    def screen(self) -> str:
        """The screen on which it is fixed."""
        return self.rule.screen or self.found.screen

    @property
    def id(self) -> tuple[str, str]:
        """What tells it from every other: the code and the key of the record."""
        return self.rule.code, self.found.key

    @property
    def key(self) -> str:
        """The same as one text."""
        return " ".join(self.id)


class Rules(list[Rule]):
    """The rules of one group; `rule` adds one."""

    def rule(
        self,
        code: str,
        severity: Severity,
        title: str,
        *,
        reason: str,
        example: str,
        fix: str,
        fixes: tuple[Fix, ...] = (),
        keys: str = "",
        screen: str = "",
    ) -> Callable[[Callable[[Snapshot], Iterable[Found]]], Callable[[Snapshot], Iterable[Found]]]:
        """Register a function over a snapshot under a code, with the page that explains it."""

        def add(
            find: Callable[[Snapshot], Iterable[Found]],
        ) -> Callable[[Snapshot], Iterable[Found]]:
            self.append(
                Rule(code, severity, title, reason, example, fix, find, fixes, keys, screen)
            )
            return find

        return add
