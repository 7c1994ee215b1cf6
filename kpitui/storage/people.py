"""Teams, job roles and people as they are kept."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from kpitui.domain.records.absence import Absence
from kpitui.domain.records.dated import live_on
from kpitui.domain.records.person import Membership, Person
from kpitui.domain.records.role import JobRole
from kpitui.domain.records.team import Team
from kpitui.domain.within import is_small
from kpitui.storage.driver import Database
from kpitui.storage.past import known_rows
from kpitui.storage.records import Row, Values, among, by_name, listed, record_of, row_of, rows
from kpitui.storage.rules import fewest_in_group
from kpitui.storage.within import people_within, whole_of


def load_teams(db: Database, *, known_on: date | None = None) -> list[Team]:
    """Every team, ended ones too, by name; as they were known at the end of a day, or are now."""
    return [record_of(Team, row) for row in by_name(known_rows(db, "teams", known_on))]


def load_roles(db: Database, *, known_on: date | None = None) -> list[JobRole]:
    """Every job role, by name; as they were known at the end of a day, or are now."""
    return [record_of(JobRole, row) for row in by_name(known_rows(db, "roles", known_on))]


def load_people(
    db: Database,
    only: Iterable[int] | None = None,
    *,
    known_on: date | None = None,
    absences: bool = True,
) -> list[Person]:
    """Everyone, those who left too, or those of some ids, by name, with their memberships and
    absences oldest first; as they were known at the end of a day, or are now. Those of now can be
    had without their `absences`, which a save does not ask for.
    """
    if known_on is not None:
        return _people_known(db, known_on, only)
    if only is None:
        return _people(db, "", {}, absences=absences)
    some, values = among(only)
    return _people(db, f"WHERE {{}} {some}", values, absences=absences)


def count_people(db: Database) -> int:
    """How many people there are, be they gone."""
    return int(db.execute("SELECT count(*) FROM people").fetchone()[0])


def load_people_ever_in(db: Database, *team_ids: int, known_on: date | None = None) -> list[Person]:
    """Everyone who is or was in one of some teams, by name, with all their memberships; as they
    were known at the end of a day, or are now.
    """
    if known_on is not None:
        return [
            person
            for person in _people_known(db, known_on)
            if any(held.team_id in team_ids for held in person.memberships)
        ]
    return _people(
        db,
        f"WHERE {{}} IN (SELECT person_id FROM memberships WHERE team_id IN {listed(team_ids)})",
        {},
    )


def people_with_role(
    db: Database, role_id: int, day: date, *, known_on: date | None = None
) -> tuple[tuple[int, ...], int]:
    """The ids of everyone who has a role on a day, as a group, and how many are left out of it:
    those that the account does not see, where they are too few to be shown together.
    """
    found = _with_role(whole_of(db), role_id, day, known_on)
    inside = people_within(db)
    seen = (
        found if inside is None else tuple(person_id for person_id in found if person_id in inside)
    )
    others = len(found) - len(seen)
    return (seen, others) if others and is_small(others, fewest_in_group(db)) else (found, 0)


def _with_role(db: Database, role_id: int, day: date, known_on: date | None) -> tuple[int, ...]:
    if known_on is not None:
        found = known_rows(db, "memberships", known_on, "person_id")
        held = [row for row in found if row["role_id"] == role_id]
        return tuple(row["person_id"] for row in held if live_on(record_of(Membership, row), day))
    sql = (
        "SELECT person_id FROM memberships WHERE role_id = ? AND starts_on <= ? "
        "AND (ends_on IS NULL OR ends_on > ?) ORDER BY person_id"
    )
    return tuple(
        row[0] for row in db.execute(sql, [role_id, day.isoformat(), day.isoformat()]).fetchall()
    )


def people_not_seen(db: Database, day: date) -> Counter[int]:
    """How many people of each team of a day the account does not see."""
    whole = whole_of(db)
    if whole is db:
        return Counter()
    sql = (
        "SELECT team_id, person_id FROM memberships JOIN people ON people.id = person_id "
        "WHERE team_id IS NOT NULL AND memberships.starts_on <= :day AND people.starts_on <= :day "
        "AND (memberships.ends_on IS NULL OR memberships.ends_on > :day) "
        "AND (people.ends_on IS NULL OR people.ends_on > :day)"
    )
    values = {"day": day.isoformat()}
    everyone = {*map(tuple, whole.execute(sql, values).fetchall())}
    seen = {*map(tuple, db.execute(sql, values).fetchall())}
    return Counter(team_id for team_id, _ in everyone - seen)


def load_person(db: Database, person_id: int, *, known_on: date | None = None) -> Person | None:
    """One person with their memberships; as they were known at the end of a day, or are now."""
    if known_on is not None:
        return next((person for person in load_people(db, [person_id], known_on=known_on)), None)
    found = _people(db, "WHERE {} = :person_id", {"person_id": person_id})
    return found[0] if found else None


def _people_known(db: Database, known_on: date, only: Iterable[int] | None = None) -> list[Person]:
    return _with_dated(
        known_rows(db, "people", known_on, only=only),
        known_rows(db, "memberships", known_on, "starts_on"),
        known_rows(db, "absences", known_on, "starts_on"),
    )


def _people(db: Database, where: str, values: Values, *, absences: bool = True) -> list[Person]:
    dated = f"SELECT * FROM {{}} {where.format('person_id')} ORDER BY starts_on"
    people = rows(db, f"SELECT * FROM people {where.format('id')}", values)
    memberships = rows(db, dated.format("memberships"), values)
    away = rows(db, dated.format("absences"), values) if absences else []
    return _with_dated(people, memberships, away)


def _with_dated(people: list[Row], memberships: list[Row], absences: list[Row]) -> list[Person]:
    held: dict[int, list[Membership]] = defaultdict(list)
    for row in memberships:
        held[row["person_id"]].append(record_of(Membership, row))
    away: dict[int, list[Absence]] = defaultdict(list)
    for row in absences:
        away[row["person_id"]].append(record_of(Absence, row))
    return [
        record_of(Person, row, memberships=tuple(held[row["id"]]), absences=tuple(away[row["id"]]))
        for row in by_name(people)
    ]


def first_day_of(db: Database, person_id: int) -> date | None:
    """The day of the first membership or reading of a person."""
    day = rows(
        db,
        "SELECT min(day) AS day FROM (SELECT min(starts_on) AS day FROM memberships "
        "WHERE person_id = :id UNION ALL SELECT min(date) FROM readings "
        "WHERE person_id = :id AND state <> 'void')",
        {"id": person_id},
    )[0]["day"]
    return date.fromisoformat(day) if day else None


def load_team(db: Database, team_id: int) -> Team:
    """One team; raises `BadData` where it is gone."""
    return record_of(Team, row_of(db, "teams", team_id))
