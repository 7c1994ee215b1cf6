"""Who is away when, as it is looked at."""

from datetime import date

from msgspec import Struct

from kpitui.domain.records.absence import Absence, not_over
from kpitui.domain.records.dated import live_on
from kpitui.domain.records.person import team_on
from kpitui.domain.text import name_order
from kpitui.storage.absences import load_absences_of
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people, load_teams
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown


class AbsenceLine(Struct, frozen=True):
    """An absence with the name of the person and of their team on its first day."""

    absence: Absence
    person: str
    team: str


def load_absence_lines(
    database: DatabaseFile, day: date, shown: TeamsShown = EVERY_TEAM, *, past: bool = False
) -> list[AbsenceLine]:
    """The absences of everyone who is here, or of some teams, not over on a day, oldest first;
    with `past` those before too.
    """
    with reading(database) as db:
        people, teams = load_people(db), {team.id: team.name for team in load_teams(db)}
    found = []
    for person in people:
        if not live_on(person, max(day, person.starts_on)) or not shown.has_person(person.id):
            continue
        for absence in person.absences:
            team = team_on(person.memberships, max(absence.starts_on, person.starts_on))
            if absence.ends_on and absence.ends_on <= day and not past:
                continue
            found.append(AbsenceLine(absence, person.name, teams.get(team or 0, "")))
    return sorted(found, key=lambda line: (line.absence.starts_on, name_order(line.person)))


def load_absences_not_over(database: DatabaseFile, person_id: int, day: date) -> list[Absence]:
    """The absences of a person that run on a day or come later, oldest first."""
    with reading(database) as db:
        return not_over(load_absences_of(db, person_id), day)
