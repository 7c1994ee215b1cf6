"""Teams, job roles and people as they are kept."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from kpitui.domain.people import JobRole, Membership, Person, Team
from kpitui.storage.driver import Database
from kpitui.storage.records import Values, record_of, rows


def load_teams(db: Database) -> list[Team]:
    """Every team, ended ones too, by name."""
    return [record_of(Team, row) for row in rows(db, "SELECT * FROM teams ORDER BY name_key")]


def load_roles(db: Database) -> list[JobRole]:
    """Every job role, by name."""
    return [record_of(JobRole, row) for row in rows(db, "SELECT * FROM roles ORDER BY name_key")]


def load_people(db: Database, only: Iterable[int] | None = None) -> list[Person]:
    """Everybody, those who left too, or those of some ids, by name, with their memberships oldest first."""
    if only is None:
        return _people(db, "", {})
    return _people(db, f"WHERE {{}} IN ({', '.join(str(int(one)) for one in only)})", {})


def load_people_ever_in(db: Database, team_id: int) -> list[Person]:
    """Everybody who is or was in a team, by name, with all their memberships."""
    return _people(db, "WHERE {} IN (SELECT person_id FROM memberships WHERE team_id = :team)", {"team": team_id})


def people_with_role(db: Database, role_id: int, day: date) -> tuple[int, ...]:
    """The ids of everybody who has a role on a day."""
    sql = (
        "SELECT person_id FROM memberships WHERE role_id = ? AND starts_on <= ? AND (ends_on IS NULL OR ends_on > ?) "
        "ORDER BY person_id"
    )
    return tuple(row[0] for row in db.execute(sql, [role_id, day.isoformat(), day.isoformat()]).fetchall())


def load_person(db: Database, person_id: int) -> Person | None:
    """One person with their memberships."""
    found = _people(db, "WHERE {} = :person_id", {"person_id": person_id})
    return found[0] if found else None


def _people(db: Database, where: str, values: Values) -> list[Person]:
    memberships: dict[int, list[Membership]] = defaultdict(list)
    for row in rows(db, f"SELECT * FROM memberships {where.format('person_id')} ORDER BY starts_on", values):
        memberships[row["person_id"]].append(record_of(Membership, row))
    return [
        record_of(Person, row, memberships=tuple(memberships[row["id"]]))
        for row in rows(db, f"SELECT * FROM people {where.format('id')} ORDER BY name_key", values)
    ]
