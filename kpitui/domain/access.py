"""Who may do what: four roles, one table of deeds."""

from dataclasses import dataclass
from enum import StrEnum

from kpitui.domain.errors import Refused


class AccessRole(StrEnum):
    """What an account is for; not the job of a measured person."""

    LEADER = "leader"
    SUPERVISOR = "supervisor"
    MEMBER = "member"
    VIEWER = "viewer"


class Way(StrEnum):
    """By what way a change came in."""

    TUI = "tui"
    CLI = "cli"
    IMPORT = "import"
    GATE = "gate"


class Deed(StrEnum):
    """The kinds of deeds that a role allows or not."""

    PLAN = "change the plan"
    PEOPLE = "change teams and people"
    READINGS = "record readings"
    COACHING = "write down coaching"
    ANNOTATIONS = "note events"
    REVIEWS = "review KPIs"
    ACCOUNTS = "say who may do what"
    CLOSING = "close a month"


_SUPERVISOR = frozenset({Deed.READINGS, Deed.COACHING, Deed.ANNOTATIONS, Deed.REVIEWS})
_ALLOWED: dict[AccessRole, frozenset[Deed]] = {
    AccessRole.LEADER: frozenset(Deed),
    AccessRole.SUPERVISOR: _SUPERVISOR,
    AccessRole.MEMBER: frozenset(),
    AccessRole.VIEWER: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: the account's name, its role, and the way it came in by."""

    name: str
    role: AccessRole = AccessRole.LEADER
    way: Way = Way.CLI

    def may(self, deed: Deed) -> bool:
        """Whether the role allows the deed."""
        return deed in _ALLOWED[self.role]

    def require(self, deed: Deed) -> None:
        """Nothing where the role allows the deed; raises `Refused` otherwise."""
        if not self.may(deed):
            raise Refused(f"A {self.role} may not {deed}; ask a leader to do it or to change your role.")
