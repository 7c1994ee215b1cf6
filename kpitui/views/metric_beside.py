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
from kpitui.views.effect import load_newest_effects
from kpitui.views.entry import EntrySubject
from kpitui.views.readings import ReadingLine, load_readings

READINGS_SHOWN = 4


class MetricBeside(Struct, frozen=True):
    """A metric of one subject; `readings` are the newest that count, `sessions` holds the last one
    of a person, and nothing where there is none.
    """

    chart: MetricChart
    readings: list[ReadingLine]
    sessions: "LastSessions"


class LastSessions(Struct, frozen=True):
    """The last sessions of a person, newest first, and what each did, by its id."""

    lines: list[SessionLine]
    effects: dict[int, tuple[str, ...]]


def load_metric_beside(
    database: DatabaseFile,
    metric_id: int,
    subject: EntrySubject,
    as_of: AsOf,
    config: Config,
    *,
    team: bool = True,
) -> MetricBeside:
    """What is known of a metric of a subject; without the `team` nothing of its others."""
    question = ChartQuestion(metric_id, subject.whose, subject.name)
    newest = load_readings(database, metric_id, subject.whose, most=2 * READINGS_SHOWN)
    return MetricBeside(
        load_chart(database, question, as_of, config),
        [line for line in newest if line.kept][:READINGS_SHOWN],
        load_last_sessions(database, subject, 1, as_of, config, team=team),
    )


def load_last_sessions(
    database: DatabaseFile,
    subject: EntrySubject,
    most: int,
    as_of: AsOf,
    config: Config,
    *,
    team: bool = True,
) -> LastSessions:
    """The last sessions of a person and what they did, newest first; none of a team."""
    if subject.person_id is None:
        return LastSessions([], {})
    lines = load_sessions_of(database, subject.person_id)[:most]
    return LastSessions(lines, load_newest_effects(database, lines, as_of, config, team=team).words)
