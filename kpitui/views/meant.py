"""Which of some names was meant, or the sentence that says why none was."""

from typing import TypeVar

from kpitui.domain.errors import NothingFound, WrongUsage
from kpitui.domain.naming import Names, Several
from kpitui.domain.near import or_near
from kpitui.domain.within import nothing_called

ThingT = TypeVar("ThingT")


def the_one_meant(
    kind: str, names: Names[ThingT], typed: str, lists: str, *, of_teams: bool = False
) -> ThingT:
    """What was typed of a name, `of_teams` of some teams alone; raises as `one_of` does."""
    return one_of(names, typed, nothing_called(kind, typed, of_teams=of_teams), lists)


def one_of(names: Names[ThingT], typed: str, missing: str, lists: str) -> ThingT:
    """The one of some names that is meant; raises `WrongUsage` with the choices, or `NothingFound`
    with the sentence that it is `missing` and what is near, else the command that `lists` them.
    """
    try:
        found = names.meant(typed)
    except Several as several:
        raise WrongUsage(f"{several}.") from None
    if found is None:
        raise NothingFound(or_near(missing, names.near(typed), f"{lists}."))
    return found
