"""The names that quick entry knows on a day."""

from datetime import date

from kpitui.domain.entry_names import Subject, Vocabulary
from kpitui.domain.records.dated import is_over, live
from kpitui.domain.records.metric import Metric
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people, load_teams
from kpitui.storage.plan import load_metrics
from kpitui.storage.within import within


def load_metrics_by_id(database: DatabaseFile, day: date) -> dict[int, Metric]:
    """The metrics that have not ended by the day."""
    with reading(database) as db:
        return {metric.id: metric for metric in load_metrics(db) if not is_over(metric, day)}


def load_vocabulary(database: DatabaseFile, day: date) -> Vocabulary:
    """Every metric, and who is here on the day.

    Ended metrics and people who left stay known, because readings of earlier days can still be
    recorded.
    """
    with reading(database) as db:
        people = [
            Subject(person.name, person_id=person.id, code=person.code)
            for person in load_people(db)
        ]
        teams = [Subject(team.name, team_id=team.id) for team in live(load_teams(db), day)]
        return Vocabulary(load_metrics(db), [*people, *teams], within(db))
