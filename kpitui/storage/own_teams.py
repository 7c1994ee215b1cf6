"""The teams that lists begin with: those an account is for, else that of its person."""

from collections.abc import Iterable
from datetime import date

from kpitui.domain.records.person import team_on
from kpitui.storage.accounts import person_of
from kpitui.storage.driver import Database
from kpitui.storage.people import load_person
from kpitui.storage.records import listed
from kpitui.storage.scope_people import IN_NOW, TEAMS_OF_ACCOUNT
from kpitui.storage.teams import team_names, teams_under


def teams_of_account(db: Database, account: str) -> tuple[int, ...]:
    """The teams that an account is for; none where it is for every team."""
    found = db.execute(f"{TEAMS_OF_ACCOUNT} ORDER BY team_id", {"account": account}).fetchall()
    return tuple(team_id for (team_id,) in found)


def team_of_account(db: Database, account: str, day: date) -> int | None:
    """The team that the person of an account is in on a day; None where that is not known."""
    person_id = person_of(db, account)
    person = load_person(db, person_id) if person_id is not None else None
    return team_on(person.memberships, day) if person else None


def with_those_below(db: Database, team_ids: Iterable[int], day: date) -> dict[int, set[int]]:
    """Of each of some teams itself and every team below it on a day."""
    there = team_names(db)
    return {id_: set(teams_under(db, id_, day)) for id_ in team_ids if id_ in there}


def people_of_teams(db: Database, team_ids: Iterable[int], day: date) -> frozenset[int]:
    """Who is in one of some teams on a day; of a person in no team then the last one counts."""
    sql = (
        "SELECT held.person_id FROM memberships AS held "
        f"WHERE held.team_id IN {listed(team_ids)} AND {IN_NOW}"
    )
    found = db.execute(sql, {"day": day.isoformat()}).fetchall()
    return frozenset(person_id for (person_id,) in found)
