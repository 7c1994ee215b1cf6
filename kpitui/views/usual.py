"""What is usual for a subject: the process limits that a value just typed is held against."""

from collections.abc import Sequence

from kpitui.config import Config
from kpitui.domain.entry import Understood
from kpitui.domain.metrics import Metric
from kpitui.domain.periods import AsOf
from kpitui.domain.sanity import UsualRange, usual_limits
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.readings import Subject
from kpitui.views.series import load_days_of_last

PERIODS_LOOKED_AT = 26


def load_usual(
    database: DatabaseFile, entries: Sequence[Understood], as_of: AsOf, config: Config
) -> list[UsualRange | None]:
    """The limits for each entry, None where too little was read of its subject."""
    with reading(database) as db:
        return [_usual(db, one.metric, _subject(one), as_of, config) for one in entries]


def _usual(db: Database, metric: Metric, subject: Subject, as_of: AsOf, config: Config) -> UsualRange | None:
    days = load_days_of_last(db, [metric], as_of, PERIODS_LOOKED_AT, subject, config.calendar)
    return usual_limits(metric, days.get(metric.id, ()))


def _subject(entry: Understood) -> Subject:
    person = entry.subject.person_id
    return Subject((person,) if person else (), entry.subject.team_id)
