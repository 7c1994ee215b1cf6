"""Teams in teams: which team is under which, from when."""

from datetime import date

from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.first_few import and_more
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.dated import is_over
from kpitui.domain.records.team import Team
from kpitui.domain.team_tree import TeamTree, circle_words
from kpitui.storage.closed_months import load_closed_months
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.people import load_team
from kpitui.storage.records import update
from kpitui.storage.teams import (
    TEAM_PLACES,
    counts_for_others,
    load_team_tree,
    places_of,
    put_under,
    team_names,
    teams_placed_under,
)

TEAMS_NAMED = 3


def put_team_under(
    database: DatabaseFile, actor: Actor, team: Team, parent: Team | None, on: date
) -> bool:
    """Put a team under another from a day on, or without one at the top; whether it was another
    way. Refused where that makes
    a circle, where one of the two is not there, or where it has another place later.
    """
    actor.require(Permission.PEOPLE)
    what = "put team under" if parent else "take team out"
    with writing(database, ChangeRecord(actor, what)) as db:
        tree = load_team_tree(db)
        if tree.parent(team.id, on) == (parent.id if parent else None):
            return False
        # The place is no column of the team, yet two changes at once must not both pass.
        update(db, "teams", team.id, team.version, {"name": team.name})
        _require_there(team, on)
        later = [place.starts_on for place in places_of(db, team.id) if place.starts_on > on]
        if later:
            raise Refused(
                f"{team.name} has another place from {later[0]} on; choose that day or a later one."
            )
        if parent is None:
            _require_not_closed(db, team, on)
            put_under(db, team.id, None, on)
        else:
            put_new_under(db, team, parent, on, tree)
        return True


def put_new_under(
    db: Database, team: Team, parent: Team, on: date, tree: TeamTree | None = None
) -> None:
    """Put a team that has no later place under another, in the change that is open."""
    _require_not_closed(db, team, on)
    _require_there(load_team(db, parent.id), on)
    _require_no_circle(db, tree or load_team_tree(db), team, parent, on)
    put_under(db, team.id, parent.id, on)


def start_place(db: Database, team: Team, on: date) -> None:
    """Let the first place of a team, where it began with the team, begin on a day."""
    for place in places_of(db, team.id)[:1]:
        if place.starts_on == team.starts_on and not is_over(place, on):
            _require_not_closed(db, team, min(on, team.starts_on))
            update(db, TEAM_PLACES, place.id, place.version, {"starts_on": on.isoformat()})


def _require_not_closed(db: Database, team: Team, on: date) -> None:
    """In or before a closed month the figures of the teams above would be others."""
    closed = next(iter(load_closed_months(db)), "")
    if f"{on:%Y-%m}" <= closed and counts_for_others(db, team.id):
        raise BadData(f"{closed} is locked; a team can only change its place on a day after it.")


def require_none_under(db: Database, team: Team, on: date) -> None:
    """Nothing where no team is under a team on a day or later; raises `Refused` otherwise."""
    under = (load_team(db, team_id) for team_id in teams_placed_under(db, team.id, on))
    there = [team for team in under if not is_over(team, on)]
    if there:
        names = and_more(sorted(team.name for team in there), TEAMS_NAMED)
        raise Refused(f"{team.name} has {names} under it on {on} or later; move them first.")


def _require_there(team: Team, on: date) -> None:
    if on < team.starts_on:
        raise BadData(f"{team.name} started on {team.starts_on}; choose that day or a later one.")
    if team.ends_on is not None and on >= team.ends_on:
        raise BadData(f"{team.name} ended on {team.ends_on}; choose a team that is still there.")


def _require_no_circle(db: Database, tree: TeamTree, team: Team, parent: Team, on: date) -> None:
    """Teams that are moved later count too, on the day that they are."""
    if team.id == parent.id:
        raise BadData(f"{team.name} cannot be under itself; choose another team.")
    for day in (on, *(day for day in tree.days_of_change() if day and day > on)):
        chain = tree.with_above(parent.id, day)
        if team.id in chain:
            names = team_names(db)
            circle = [names[team_id] for team_id in (team.id, *chain[: chain.index(team.id)])]
            raise BadData(
                f"{team.name} cannot be under {parent.name}, as they would go round in a circle: "
                f"{circle_words(circle)}."
            )
