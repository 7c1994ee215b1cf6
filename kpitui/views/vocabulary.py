"""The names that quick entry knows on a day."""

from datetime import date

from kpitui.domain.entry import Subject, Vocabulary
from kpitui.domain.metrics import Metric
from kpitui.domain.plan import live
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people, load_teams
from kpitui.storage.plan import load_metrics


def load_metrics_by_id(database: DatabaseFile, day: date) -> dict[int, Metric]:
    """The metrics that have not ended by the day."""
    with reading(database) as db:
        return {one.id: one for one in load_metrics(db) if one.ends_on is None or one.ends_on > day}


def load_vocabulary(database: DatabaseFile, day: date) -> Vocabulary:
    """Every metric, and who is here on the day.

    Ended metrics and people who left stay known, because readings of earlier days can still be recorded.
    """
    with reading(database) as db:
        people = [Subject(one.name, person_id=one.id, code=one.code) for one in load_people(db)]
        teams = [Subject(one.name, team_id=one.id) for one in live(load_teams(db), day)]
        return Vocabulary(load_metrics(db), [*people, *teams])
