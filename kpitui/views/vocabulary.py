"""The names that quick entry knows on a day."""

from datetime import date

from kpitui.domain.entry import Answer, NotUnderstood
from kpitui.domain.entry_names import Subject, Vocabulary
from kpitui.domain.entry_phrase import Understood
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


class RecordedFor:
    """What metrics were recorded for so far, people, teams or everyone; each is looked up once."""

    def __init__(self, database: DatabaseFile) -> None:
        self._database = database
        self._found: dict[int, frozenset[Level]] = {}

    def named(self, answer: Answer) -> Answer:
        """The same answer, or that a name is missing.

        A figure of the organisation counts in place of those of its people. What was only ever
        recorded for people or teams is therefore not taken for it where a name was left out.
        """
        if not isinstance(answer, Understood) or answer.is_named:
            return answer
        levels = self._levels(answer.metric.id)
        if not levels or Level.ORGANISATION in levels:
            return answer
        others = " and ".join(words for level, words in _OTHERS if level in levels)
        return NotUnderstood(
            f"whose {answer.metric.name} is it? It is recorded for {others}: add a name, or the "
            "word organisation for a figure of everyone together"
        )

    def _levels(self, metric_id: int) -> frozenset[Level]:
        if metric_id not in self._found:
            with reading(self._database) as db:
                self._found[metric_id] = levels_read(db, metric_id)
        return self._found[metric_id]


_OTHERS = (Level.PERSON, "people"), (Level.TEAM, "teams")
