"""Which of some names was meant, or the sentence that says why none was."""

from typing import TypeVar

from kpitui.domain.errors import NothingFound, WrongUsage
from kpitui.domain.naming import Names, Several
from kpitui.domain.within import nothing_called

ThingT = TypeVar("ThingT")


def the_one_meant(
    kind: str, names: Names[ThingT], typed: str, lists: str, *, of_teams: bool = False
) -> ThingT:
    """What was typed of a name; raises `WrongUsage` with the choices, or `NothingFound` with what
    is near, else with the command that `lists` them. `of_teams` are names of some teams alone.
    """
    try:
        found = names.meant(typed)
    except Several as several:
        raise WrongUsage(f"{several}.") from None
    if found is None:
        near = names.near(typed)
        meant = f"did you mean {near}?" if near else f"{lists}."
        raise NothingFound(f"{nothing_called(kind, typed, of_teams=of_teams)}; {meant}")
    return found
