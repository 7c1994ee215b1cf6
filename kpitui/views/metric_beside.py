"""What stands beside the line of a sheet: the chart of its metric, the last readings, and the last
session.
"""

from msgspec import Struct

from kpitui.config import Config
from kpitui.domain.metric_chart import MetricChart
from kpitui.domain.periods import AsOf
from kpitui.storage.database import DatabaseFile
from kpitui.views.chart import ChartQuestion, load_chart
from kpitui.views.coaching import SessionLine, load_sessions_of
from kpitui.views.entry import EntrySubject
from kpitui.views.readings import ReadingLine, load_readings

READINGS_SHOWN = 4


class MetricBeside(Struct, frozen=True):
    """A metric of one subject; `readings` are the newest that count, `session` is the last one of a
    person, None where there is none.
    """

    chart: MetricChart
    readings: list[ReadingLine]
    session: SessionLine | None


def load_metric_beside(
    database: DatabaseFile, metric_id: int, subject: EntrySubject, as_of: AsOf, config: Config
) -> MetricBeside:
    """What is known of a metric of a subject."""
    question = ChartQuestion(metric_id, subject.whose, subject.name)
    newest = load_readings(database, metric_id, subject.whose, most=2 * READINGS_SHOWN)
    return MetricBeside(
        load_chart(database, question, as_of, config),
        [one for one in newest if one.kept][:READINGS_SHOWN],
        next(iter(load_last_sessions(database, subject, 1)), None),
    )


def load_last_sessions(
    database: DatabaseFile, subject: EntrySubject, most: int
) -> list[SessionLine]:
    """The last sessions of a person, newest first; none of a team."""
    if subject.person_id is None:
        return []
    return load_sessions_of(database, subject.person_id)[:most]
