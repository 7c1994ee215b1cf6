"""Finding a metric, a team or a person by what someone typed of its name."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import NothingFound, Refused, WrongUsage
from kpitui.domain.naming import Fit, Names
from kpitui.domain.records.action import Action
from kpitui.domain.records.dated import live
from kpitui.domain.records.goal import Strategy
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.domain.records.role import JobRole
from kpitui.domain.records.team import Team
from kpitui.domain.team_tree import TeamByPath, by_path
from kpitui.domain.within import WHO_THERE_IS
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.of_person import people_gone
from kpitui.storage.people import load_people, load_roles, load_teams
from kpitui.storage.plan import load_metrics, load_plan
from kpitui.storage.teams import load_team_tree
from kpitui.storage.within import of_some_teams
from kpitui.views.expectations import Expectation
from kpitui.views.meant import one_of, the_one_meant
from kpitui.views.person import PersonPage

if TYPE_CHECKING:
    from kpitui.views.overview import KpiLine

ThingT = TypeVar("ThingT")
NamedT = TypeVar("NamedT", Metric, Person, Team, JobRole, Strategy, TeamByPath)

_LISTS = "kpitui export plan lists them"
"""A command that there is at the gate, too."""


def find_metric(database: DatabaseFile, typed: str) -> Metric:
    """The metric of a name, a code, or an unambiguous part; raises `NothingFound` or `WrongUsage`
    with the choices.
    """
    with reading(database) as db:
        return _one("metric", load_metrics(db), typed)


def find_person(database: DatabaseFile, typed: str, *, only: int | None = None) -> Person:
    """The person of a name, a code, or an unambiguous part.

    Someone who may look at the `only` one is told of no one else, not even by a name that is there
    or is not.
    """
    with reading(database) as db:
        people, of_teams = load_people(db), of_some_teams(db)
    if only is None:
        return the_one_meant("person", Names(people), typed, WHO_THERE_IS, of_teams=of_teams)
    try:
        return _one("person", [person for person in people if person.id == only], typed)
    except NothingFound:
        raise Refused(
            "Members see only their own page; ask a supervisor or a leader about other people."
        ) from None


def find_person_ever(database: DatabaseFile, actor: Actor, typed: str) -> Person:
    """The person of a name or code, also one who was taken out of the file as a mistake and whose
    name stands in its history; for who may change people.
    """
    actor.require(Permission.PEOPLE)
    with reading(database) as db:
        names = Names([*load_people(db), *people_gone(db)])
    return the_one_meant("person", names, typed, WHO_THERE_IS)


def load_people_names(database: DatabaseFile) -> Names[Person]:
    """Everyone who is or was here, to be found by name or code."""
    with reading(database) as db:
        return Names(load_people(db), of_teams=of_some_teams(db))


def find_team(database: DatabaseFile, typed: str) -> Team:
    """The team of a name, of the path to it, or of an unambiguous part."""
    with reading(database) as db:
        teams = load_teams(db)
        paths = Names(by_path(teams, load_team_tree(db), database.clock.today()))
    names = Names(teams)
    if names.fits(typed)[0] is Fit.NOT and paths.fits(typed)[0] is not Fit.NOT:
        return _meant("team", paths, typed).team
    return _meant("team", names, typed)


def find_role(database: DatabaseFile, typed: str) -> JobRole:
    """The role of a name, or of an unambiguous part."""
    with reading(database) as db:
        return _one("role", load_roles(db), typed)


def find_strategy(database: DatabaseFile, typed: str, day: date | None = None) -> Strategy:
    """The strategy that lives on a day, or any without one, by its title or an unambiguous part."""
    with reading(database) as db:
        strategies = load_plan(db).strategies
    strategies = live(strategies, day) if day else strategies
    return _meant("strategy", Names(strategies, attrgetter("title")), typed)


def find_kpi(lines: Sequence["KpiLine"], typed: str, strategy: str | None = None) -> "KpiLine":
    """The KPI that was typed: the name or code of its metric, or an unambiguous part; with a
    `strategy` that of it.
    """
    if strategy is not None:
        titles = {line.strategy.id: line.strategy for line in lines}
        names = Names([*titles.values()], attrgetter("title"))
        within = the_one_meant("strategy", names, strategy, _LISTS)
        lines = [line for line in lines if line.strategy.id == within.id]
    found = Names(lines, attrgetter("metric.name"), attrgetter("metric.code"))
    lists = "kpitui reviews lists them"
    if len({line.metric.id for line in found.fits(typed)[1]}) == 1 and strategy is None:
        several = [line.strategy.title for line in found.fits(typed)[1]]
        if len(several) > 1:
            said = " or ".join(f"“{name}”" for name in several)
            raise WrongUsage(f"“{typed}” is a KPI of two strategies; add --strategy: {said}.")
    return the_one_meant("KPI", found, typed, lists)


def _one(kind: str, things: Sequence[NamedT], typed: str) -> NamedT:
    return _meant(kind, Names(things), typed)


def _meant(kind: str, names: Names[NamedT], typed: str) -> NamedT:
    return the_one_meant(kind, names, typed, _LISTS)


def find_standard(page: PersonPage, typed: str) -> Expectation:
    """The standard on a page of which a metric's name, code, or an unambiguous part was typed; no
    other metric is told of.
    """
    names = Names(page.expectations, attrgetter("metric.name"), attrgetter("metric.code"))
    return _among(names, "standard", typed, page)


def find_open_action(page: PersonPage, typed: str) -> Action:
    """The open action on a page that was typed: its number, or an unambiguous part of its text."""
    actions = [line.action for line in page.open if line.action is not None]
    numbered = next((action for action in actions if str(action.id) == typed.strip()), None)
    names = Names(actions, attrgetter("text"), lambda _: None)
    return numbered or _among(names, "open action", typed, page)


def _among(names: Names[ThingT], kind: str, typed: str, page: PersonPage) -> ThingT:
    name = page.person.name
    missing, lists = f"{name} has no {kind} “{typed}”", f"kpitui person “{name}” lists them"
    return one_of(names, typed, missing, lists)
