"""The events that concern a subject."""

from collections.abc import Iterable
from datetime import date

from kpitui.domain.event_scope import EventSubjects, concerns
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.annotation import Annotation
from kpitui.domain.records.person import membership_on
from kpitui.domain.team_tree import FLAT
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_teams
from kpitui.storage.teams import load_team_tree
from kpitui.storage.within import within


def load_event_subjects(database: DatabaseFile) -> EventSubjects:
    """The teams and the people that the account may save an event of."""
    with reading(database) as db:
        may, teams, people = within(db), load_teams(db), load_people(db)
    if may is None:
        return EventSubjects(teams, people)
    return EventSubjects(
        [team for team in teams if may.has(None, team.id)],
        [person for person in people if may.has(person.id, None)],
        whole=False,
    )


def events_of(
    db: Database,
    events: Iterable[Annotation],
    subject: SubjectFilter,
    known_on: date | None = None,
) -> list[Annotation]:
    """Those of some events that concern a subject, in their order."""
    events = list(events)
    people = {}
    if subject.person_ids and any(event.team_id is not None for event in events):
        people = {
            person.id: person for person in load_people(db, subject.person_ids, known_on=known_on)
        }

    def team_on(person_id: int, day: date) -> int | None:
        person = people.get(person_id)
        held = membership_on(person.memberships, day) if person else None
        return held.team_id if held else None

    of_team = any(event.team_id is not None for event in events)
    tree = load_team_tree(db, known_on=known_on) if of_team else FLAT
    return [event for event in events if concerns(event, subject, team_on, tree)]


def scope_names(
    db: Database, events: Iterable[Annotation], known_on: date | None = None
) -> tuple[dict[int | None, str], dict[int | None, str]]:
    """The names of the teams and of the people that some events concern, by their ids."""
    teams = {event.team_id for event in events if event.team_id is not None}
    people = {event.person_id for event in events if event.person_id is not None}
    return (
        {team.id: team.name for team in (load_teams(db, known_on=known_on) if teams else ())},
        {
            person.id: person.name
            for person in (load_people(db, people, known_on=known_on) if people else ())
        },
    )
