"""The teams that an account is for; one that has none is for every team."""

from collections.abc import Collection
from datetime import date

from kpitui.domain.access import AccessRole
from kpitui.domain.health.snapshot import AccountFacts
from kpitui.domain.text import name_key
from kpitui.storage.driver import Database
from kpitui.storage.records import delete, find_rows, insert, listed, row_named, rows
from kpitui.storage.teams import teams_under


def team_names(db: Database, account_id: int) -> tuple[str, ...]:
    """The names of the teams that an account is for, in their order; none where it is for all."""
    found = rows(
        db,
        "SELECT name FROM account_teams JOIN teams ON teams.id = team_id "
        "WHERE account_id = :account ORDER BY name_key",
        {"account": account_id},
    )
    return tuple(row["name"] for row in found)


def set_teams(db: Database, account_id: int, team_ids: Collection[int]) -> None:
    """Have an account be for exactly these teams; for every team where there are none."""
    there = find_rows(db, "account_teams", {"account_id": account_id})
    for row in there:
        if row["team_id"] not in team_ids:
            delete(db, "account_teams", row["id"])
    for team_id in team_ids:
        if all(row["team_id"] != team_id for row in there):
            insert(db, "account_teams", {"account_id": account_id, "team_id": team_id})


def add_teams(db: Database, account_id: int, team_ids: Collection[int]) -> None:
    """Have an account be for these teams too."""
    there = {row["team_id"] for row in find_rows(db, "account_teams", {"account_id": account_id})}
    set_teams(db, account_id, there | set(team_ids))


def put_teams(db: Database, account_id: int, names: Collection[str], on: date) -> None:
    """Have an account be for the teams of these names.

    One that the file does not know is there from now on, and ended: without it the account would
    see everyone.
    """
    found = [row_named(db, "teams", name) for name in names]
    ended = {"starts_on": on.isoformat(), "ends_on": on.isoformat()}
    ids = [
        int(team["id"])
        if team
        else insert(db, "teams", {"name": name, "name_key": name_key(name)} | ended)
        for name, team in zip(names, found, strict=True)
    ]
    set_teams(db, account_id, ids)


def teams_over(db: Database, account: str, day: date) -> tuple[str, ...]:
    """The names of the teams of an account, where all of them have ended by a day with every team
    below them; none where one is left.
    """
    names, under = [], set[int]()
    for row in rows(
        db,
        "SELECT teams.id, teams.name FROM account_teams JOIN teams ON teams.id = team_id "
        "JOIN accounts ON accounts.id = account_id AND accounts.ends_on IS NULL "
        "WHERE accounts.name = :account ORDER BY name_key",
        {"account": account},
    ):
        names.append(row["name"])
        under.update(teams_under(db, row["id"], day))
    left = f"SELECT 1 FROM teams WHERE id IN {listed(under)} AND (ends_on IS NULL OR ends_on > ?)"
    return () if db.execute(left, [day.isoformat()]).fetchone() else tuple(names)


def load_account_facts(db: Database, day: date) -> list[AccountFacts]:
    """Every account that may do something on a day, by name."""
    found = rows(
        db,
        "SELECT name, role, person_id IS NOT NULL AS has_person, EXISTS (SELECT 1 "
        "FROM account_teams WHERE account_id = accounts.id) AS teams FROM main.accounts "
        "WHERE ends_on IS NULL ORDER BY name",
    )
    return [
        AccountFacts(row["name"], AccessRole(row["role"]), bool(row["teams"]),
                     bool(row["has_person"]), teams_over(db, row["name"], day))
        for row in found
    ]  # fmt: skip
