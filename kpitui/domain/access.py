"""Who may do what: four roles, one table of changes."""

from enum import StrEnum

from msgspec import Struct

from kpitui.domain.errors import Refused


class AccessRole(StrEnum):
    """What an account is for; not the job of a measured person."""

    LEADER = "leader"
    SUPERVISOR = "supervisor"
    MEMBER = "member"
    VIEWER = "viewer"


class Channel(StrEnum):
    """By what way a change came in."""

    TUI = "tui"
    CLI = "cli"
    IMPORT = "import"
    GATE = "gate"


class Permission(StrEnum):
    """The kinds of changes that a role allows or not."""

    PLAN = "change the plan"
    PEOPLE = "change teams and people"
    ABSENCES = "say who is away"
    READINGS = "record readings"
    COACHING = "write down coaching"
    ANNOTATIONS = "note events"
    REVIEWS = "review KPIs"
    ACCOUNTS = "manage access"
    CLOSING = "lock a month"
    RULES = "change the rules of the organisation"


VERBS: dict[str, Permission | None] = {
    "log": Permission.READINGS, "coach": Permission.COACHING, "score": Permission.READINGS,
    "event": Permission.ANNOTATIONS, "status": None, "chart": None,
    "board": None, "differ": None, "person": None, "due": None, "brief": None, "check": None,
    "export": None, "import": Permission.READINGS, "report": None, "history": None,
    "effect": None, "show": None, "team": None, "readings": None, "reviews": None, "help": None,
    "expect": None, "session": None, "seen": None, "done": None, "answer": None,
    "evaluations": None, "dispute": None, "decide": Permission.READINGS, "sheet": None,
    "calibrate": None, "away": None,
    "review": Permission.REVIEWS, "decisions": None,
}  # fmt: skip
"""What can be asked for through the gate without a screen, with the change that it is; None for a
look, and for what people change of their own, which the action checks.
"""

OF_A_MEMBER = frozenset({
    "person", "expect", "session", "seen", "done", "answer", "evaluations", "dispute", "open",
    "undo", "redo", "export", "brief", "help",
})  # fmt: skip
"""Commands that show a member no more than their own page; through the gate those of
them that are verbs. Of `export` it is their calendar, which the command checks.
"""
MEMBERS_ONLY = "Members see only their own page: kpitui person NAME, or the screens with: kpitui"
"""What a member is told who asks for more."""

_SUPERVISOR = frozenset({
    Permission.READINGS, Permission.COACHING, Permission.ANNOTATIONS, Permission.REVIEWS,
    Permission.ABSENCES,
})  # fmt: skip
_ALLOWED: dict[AccessRole, frozenset[Permission]] = {
    AccessRole.LEADER: frozenset(Permission),
    AccessRole.SUPERVISOR: _SUPERVISOR,
    AccessRole.MEMBER: frozenset(),
    AccessRole.VIEWER: frozenset(),
}


class Actor(Struct, frozen=True):
    """Who does something: the account's name, its role, and the way it came in by."""

    name: str
    role: AccessRole = AccessRole.LEADER
    channel: Channel = Channel.CLI

    @property
    def sees_everybody(self) -> bool:
        """Whether the role sees more than its own page."""
        return self.role is not AccessRole.MEMBER

    @property
    def sees_words(self) -> bool:
        """Whether the role sees what was said in coaching; a viewer sees figures only."""
        return self.role is not AccessRole.VIEWER

    def may_ask_for(self, verb: str) -> bool:
        """Whether the role may use a command through the gate."""
        needed = VERBS.get(verb)
        return (
            verb in VERBS and (needed is None or self.may(needed)) and self.may_open_file_for(verb)
        )

    def may_open_file_for(self, command: str) -> bool:
        """Whether the role may open the file by a command; a member only by one that shows their
        own page.
        """
        return self.sees_everybody or command in OF_A_MEMBER

    def is_at_least(self, other: "Actor") -> bool:
        """Whether the role may do and see all that the other's may."""
        more = _ALLOWED[self.role] >= _ALLOWED[other.role]
        return more and (self.sees_everybody or not other.sees_everybody)

    def may(self, permission: Permission) -> bool:
        """Whether the role allows the change."""
        return permission in _ALLOWED[self.role]

    def require(self, permission: Permission) -> None:
        """Nothing where the role allows the change; raises `Refused` otherwise."""
        if not self.may(permission):
            raise Refused(
                f"A {self.role} may not {permission}; ask a leader to do it or to change your role."
            )
