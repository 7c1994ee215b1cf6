"""Which of some names was meant, or the sentence that says why none was."""

from typing import TypeVar

from kpitui.domain.errors import NothingFound, WrongUsage
from kpitui.domain.naming import Names, Several

ThingT = TypeVar("ThingT")


def the_one_meant(kind: str, names: Names[ThingT], typed: str, lists: str) -> ThingT:
    """What was typed of a name; raises `WrongUsage` with the choices, or `NothingFound` with what
    is near, else with the command that `lists` them.
    """
    try:
        found = names.meant(typed)
    except Several as several:
        raise WrongUsage(f"{several}.") from None
    if found is None:
        near = names.near(typed)
        meant = f"did you mean {near}?" if near else f"{lists}."
        raise NothingFound(f"There is no {kind} “{typed}”; {meant}")
    return found
