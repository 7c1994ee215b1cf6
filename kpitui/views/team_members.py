"""Who is in which team on a day."""

from collections.abc import Sequence
from datetime import date

from kpitui.domain.periods import AsOf
from kpitui.domain.records.dated import live
from kpitui.domain.records.person import Person, membership_on
from kpitui.domain.team_tree import TeamTree
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_people_ever_in


def load_team_of(db: Database, team_id: int | None, as_of: AsOf) -> list[Person]:
    """Everyone who is in a team on a day, by name; with None those who are in none."""
    known_on = as_of.known_on
    people = (
        load_people(db, known_on=known_on)
        if team_id is None
        else load_people_ever_in(db, team_id, known_on=known_on)
    )
    return [person for person in live(people, as_of.day) if team_of(person, as_of.day) == team_id]


def load_all_under(db: Database, team_id: int, tree: TeamTree, as_of: AsOf) -> list[Person]:
    """Everyone who is in a team or in one below it on a day, by name."""
    teams = tree.under(team_id, as_of.day)
    people = load_people_ever_in(db, *teams, known_on=as_of.known_on)
    return [person for person in live(people, as_of.day) if team_of(person, as_of.day) in teams]


def load_whole_teams(db: Database, people: Sequence[Person], as_of: AsOf) -> list[Person]:
    """Everyone of the teams that some people are in on a day."""
    teams = dict.fromkeys(team_of(person, as_of.day) for person in people)
    return [person for team_id in teams for person in load_team_of(db, team_id, as_of)]


def team_of(person: Person, day: date) -> int | None:
    """The team someone is in on a day."""
    held = membership_on(person.memberships, day)
    return held.team_id if held else None
