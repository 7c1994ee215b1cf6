"""The names that quick entry knows on a day."""

from collections.abc import Iterable
from datetime import date

from kpitui.domain.entry_names import Subject, Vocabulary
from kpitui.domain.entry_phrase import Understood
from kpitui.domain.errors import BadData
from kpitui.domain.readings import Level
from kpitui.domain.records.dated import is_over, live
from kpitui.domain.records.metric import Metric
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.last_readings import levels_read
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


def require_whose(
    database: DatabaseFile, vocabulary: Vocabulary, entries: Iterable[Understood]
) -> None:
    """Nothing where each entry can be written of whom it names; raises `Refused` or `BadData`
    otherwise.

    A figure of the organisation counts in place of those of its people. What was only ever recorded
    for people or teams is therefore not taken for it where a name was merely left out.
    """
    with reading(database) as db:
        for entry in entries:
            if not entry.is_named:
                levels = levels_read(db, entry.metric.id)
                if levels and Level.ORGANISATION not in levels:
                    raise BadData(_whose(entry.metric, levels))
            vocabulary.require(entry.subject)


def _whose(metric: Metric, levels: frozenset[Level]) -> str:
    of = " and ".join(words for level, words in _RECORDED_FOR if level in levels)
    return (
        f"Whose {metric.name} is it? It is recorded for {of}: add a name, or the word organisation "
        "for a figure of everyone together."
    )


_RECORDED_FOR = (Level.PERSON, "people"), (Level.TEAM, "teams")
