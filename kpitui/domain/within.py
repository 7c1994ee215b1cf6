"""What is told of what lies outside of the teams of an account, without telling what is there."""

WORDS_HELD_BACK = "Coaching is for the person, their line and leaders."
"""What a viewer is told in place of sessions, actions and comments."""

_ASK = "ask a leader to do it, or to give you the team: kpitui access add NAME --team TEAM"
OUTSIDE = f"That is of a person or a team outside your own; nothing was saved; {_ASK}"


def outside(name: str) -> str:
    """That what has a name lies outside, to be raised."""
    return f"{name} is not one of your teams; {_ASK}"


def teams_over(names: str) -> str:
    """What an account is told whose teams have ended, all of them."""
    return (
        f"{names} ended, and your account is for no other team, so no one is shown to you; "
        "ask a leader for a team: kpitui access teams NAME --team TEAM"
    )


def is_small(people: int, fewest: int) -> bool:
    """Whether a group has so few people that what is known by person is not shown of it to who is
    outside, as someone in it could be made out; of no one there is nothing to make out.
    """
    return 0 < people < fewest


def fewer_than(fewest: int) -> str:
    """How many people a group has that is too small to be shown."""
    return f"fewer than {fewest} people"


WHY_FEW = (
    "another team is seen as a team: where it has too few people (rule fewest_in_group), only what "
    "was recorded of the team itself is shown"
)


def not_shown(fewest: int) -> str:
    """Why there is no figure of a group."""
    return f"{fewer_than(fewest)}: not shown"


def nothing_called(kind: str, typed: str, *, of_teams: bool) -> str:
    """That nothing has a name; who sees some teams alone is not told whether someone else has
    it.
    """
    if of_teams and kind == "person":
        return f"No one in your teams is called “{typed}”"
    return f"There is no {kind} “{typed}”"


SEEN = (
    "names of other teams", "words about other teams", "figures of people of other teams",
    "names of the own team", "words about the own team", "figures of people of the own team",
    "words about oneself",
)  # fmt: skip
"""What there is to see of people."""

_FIGURES = frozenset(one for one in SEEN if not one.startswith("words"))
_OWN_TEAM = frozenset(one for one in SEEN if "other teams" not in one)
WHO_SEES = {
    "leader": frozenset(SEEN),
    "supervisor of every team": frozenset(SEEN),
    "supervisor of one team": _OWN_TEAM,
    "viewer of every team": _FIGURES,
    "viewer of one team": _FIGURES & _OWN_TEAM,
    "member": frozenset({"words about oneself"}),
    "no account": _FIGURES,
}
"""What each kind of account sees, in a file that has accounts; a test asks every command and opens
every screen as each.
"""
