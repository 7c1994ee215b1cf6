"""Who an account writes of, and what is told of what lies outside of its teams, without telling
what is there.
"""

from collections.abc import Mapping

from msgspec import Struct

from kpitui.domain.errors import Refused, nothing_saved

WORDS_HELD_BACK = "Coaching is for the person, their line and leaders."
"""What a viewer is told in place of sessions, actions and comments."""

_ASK = "ask a leader to do it, or to give you the team: kpitui access add NAME --team TEAM"
OUTSIDE = f"That is of someone who is not in your teams, or of another team; {_ASK}"
"""What is told of a person whose name is not known, and of what is not one record.
"""


def outside(name: str) -> str:
    """That what has a name lies outside, to be raised."""
    return f"{name} is not one of your teams; {_ASK}"


def gone_or_outside(what: str) -> str:
    """That what was to be changed is not there, without telling whether it is someone else's."""
    return f"{what} was removed from the file, or is outside your teams; {_ASK}"


OF_OTHER_TEAMS = "fix the name, or ask a leader to import what is of other teams"
"""What to do about a name in a file that fits no one the account sees: whether someone else
has it is not told, and no one is made who may be there.
"""


def went_on(name: str) -> str:
    """What is told who would write of someone that went on to another team."""
    return f"{name} is not in your teams; {_ASK}"


class Within(Struct, frozen=True):
    """The people and teams whose figures and words an account writes."""

    people: frozenset[int]
    teams: frozenset[int]
    known: Mapping[int, str] = {}
    """What those are called who were in one of the teams and are not any more, by their ids."""

    def has(self, person_id: int | None, team_id: int | None) -> bool:
        """Whether what is of someone, else of a team, is written by the account; what is of neither
        never is.
        """
        return team_id in self.teams if person_id is None else person_id in self.people

    def require(
        self, person_id: int | None, team_id: int | None, team: str = "That team",
        *, everyone: str = "The whole organisation",
    ) -> None:  # fmt: skip
        """Nothing where the account writes it; raises `Refused` otherwise. `team` is what the team
        is called, `everyone` what is of no one and no team.
        """
        if not self.has(person_id, team_id):
            if person_id is not None:
                name = self.known.get(person_id)
                raise nothing_saved(Refused(went_on(name) if name else OUTSIDE))
            raise Refused(outside(everyone if team_id is None else team))


def not_shown(what: str, name: str) -> str:
    """That what there may be of someone or a team is not shown to who asks, in place of that there
    is nothing.
    """
    return f"{what} of {name} are not shown to you"


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


def few_not_shown(fewest: int) -> str:
    """Why there is no figure of a group."""
    return f"{fewer_than(fewest)}: not shown"


def nothing_called(kind: str, typed: str, *, of_teams: bool) -> str:
    """That nothing has a name; who sees some teams alone is not told whether someone else has
    it.
    """
    if of_teams and kind == "person":
        return f"No one in your teams is called “{typed}”"
    return f"There is no {kind} “{typed}”"


def not_called(kind: str, typed: str, *, of_teams: bool) -> str:
    """The same within a sentence."""
    said = nothing_called(kind, typed, of_teams=of_teams)
    return f"{said[0].lower()}{said[1:]}"


WHO_THERE_IS = "kpitui team NAME shows who is in one"
"""Where to look for a person: everyone may ask for that who may ask for others, also at the gate.
"""

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
