"""Finding a metric, a team or a person by what somebody typed of its name."""

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Protocol, TypeVar

from kpitui.domain.errors import NothingFound, Refused, WrongUsage
from kpitui.domain.metrics import Metric
from kpitui.domain.people import Person, Team
from kpitui.domain.text import name_key
from kpitui.domain.typography import folded
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people, load_teams
from kpitui.storage.plan import load_metrics


class _Named(Protocol):
    @property
    def name(self) -> str: ...


NamedT = TypeVar("NamedT", bound=_Named)


def find_metric(database: DatabaseFile, typed: str) -> Metric:
    """The metric of a name, a code, or an unambiguous part; raises `NothingFound` or `WrongUsage` with the choices."""
    with reading(database) as db:
        return _one("metric", load_metrics(db), typed)


def find_person(database: DatabaseFile, typed: str, *, only: int | None = None) -> Person:
    """The person of a name, a code, or an unambiguous part.

    Whoever may look at the `only` one is told of nobody else, not even by a name that is there or is not.
    """
    with reading(database) as db:
        people = load_people(db)
    if only is None:
        return _one("person", people, typed)
    try:
        return _one("person", [one for one in people if one.id == only], typed)
    except NothingFound:
        raise Refused("A member sees only their own page; ask a supervisor or a leader about other people.") from None


def find_team(database: DatabaseFile, typed: str) -> Team:
    """The team of a name or an unambiguous part."""
    with reading(database) as db:
        return _one("team", load_teams(db), typed)


def nearest(typed: str, things: Sequence[_Named]) -> str | None:
    """The name or code that looks most like what was typed, None where nothing does."""
    by_key = {folded(text): text for one in things for text in (one.name, getattr(one, "code", None)) if text}
    found = get_close_matches(folded(typed), by_key, 1, cutoff=0.7)
    return by_key[found[0]] if found else None


def _one(kind: str, things: Sequence[NamedT], typed: str) -> NamedT:
    # A name as it is written stands before one that is only spelt the same on a plain keyboard.
    found = _called(things, typed, name_key) or _called(things, typed, folded)
    wanted = " ".join(folded(typed).split())
    found = found or [one for one in things if f" {wanted}" in f" {folded(one.name)}"]
    if not found:
        near = nearest(typed, things)
        meant = f"did you mean {near}?" if near else "kpitui plan show lists them."
        raise NothingFound(f"There is no {kind} “{typed}”; {meant}")
    if len(found) > 1:
        names = ", ".join(one.name for one in found[:5]) + (", …" if len(found) > 5 else "")
        raise WrongUsage(f"“{typed}” fits {len(found)}: {names}; type more of the name.")
    return found[0]


def _called(things: Sequence[NamedT], typed: str, form: Callable[[str], str]) -> list[NamedT]:
    wanted = form(typed)
    return [one for one in things if wanted in (form(one.name), form(getattr(one, "code", None) or ""))]
