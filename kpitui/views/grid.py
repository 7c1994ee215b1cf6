"""The people of a team with the metrics to record for them on one day: what the Grid
shape shows.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from kpitui.domain.expected_share import expected_of
from kpitui.domain.file_rules import FileRules
from kpitui.domain.periods import AsOf, PeriodKind, first_day
from kpitui.domain.plan import expectation, standards_by_metric
from kpitui.domain.readings import SubjectFilter, Sums, combine
from kpitui.domain.records.dated import is_over, live
from kpitui.domain.records.metric import Metric, Range
from kpitui.domain.records.person import Person, membership_on
from kpitui.domain.sanity import UsualRange
from kpitui.domain.text import name_order
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.last_readings import load_last_day_by_person
from kpitui.storage.people import load_people_ever_in
from kpitui.storage.plan import load_plan
from kpitui.storage.readings import readings_of_people
from kpitui.views.due import due_of_people
from kpitui.views.entry import PERIODS_SHOWN
from kpitui.views.expectations import Expectation, load_standing, share_now
from kpitui.views.same_day import StandingReading, standing
from kpitui.views.usual import UsualRanges

Key = tuple[int, int]
"""Person and metric."""


class GridCell(Struct, frozen=True):
    """What is known of one metric of one person: expectation, the last day read, the readings of
    the day shown, and how they stand to the standard of now.
    """

    metric: Metric
    expected: Range | None
    due: bool
    last: tuple[date, float] | None
    readings: tuple[StandingReading, ...]
    standing: Expectation | None = None


class Grid(Struct, frozen=True):
    """People down, metrics across, a cell for each of both."""

    people: tuple[Person, ...]
    metrics: tuple[Metric, ...]
    cells: dict[Key, GridCell]


def load_grid(database: DatabaseFile, team_id: int, day: date, as_of: AsOf) -> Grid:
    """The people of a team on a day, by name, with the metrics that any of them is held to or was
    read of lately.
    """
    with reading(database) as db:
        return _GridLoader(db, team_id, day, as_of, database.rules.on(as_of.day)).grid()


class _GridLoader:
    """Gathers what is known of the people of a team on a day, and of each metric."""

    def __init__(
        self, db: Database, team_id: int, day: date, as_of: AsOf, rules: FileRules
    ) -> None:
        self._day, self._as_of, self._rules = day, as_of, rules
        self._plan = plan = load_plan(db)
        self._standards = standards_by_metric(plan.standards)
        here = live(load_people_ever_in(db, team_id), day)
        self._held = {person.id: membership_on(person.memberships, day) for person in here}
        self._people = people = [
            person
            for person in here
            if (place := self._held[person.id]) and place.team_id == team_id
        ]
        self._metrics = [metric for metric in plan.metrics.values() if not is_over(metric, day)]
        ids = [person.id for person in people]
        metric_ids = [metric.id for metric in self._metrics]
        self._read = load_last_day_by_person(db, metric_ids, ids, as_of.day)
        self._readings: dict[Key, list[StandingReading]] = defaultdict(list)
        for row in readings_of_people(db, ids, day):
            self._readings[row["person_id"], row["metric_id"]].append(standing(row))
        people_now = load_standing(db, plan, people, as_of, rules)
        self._standing = {
            (person.id, one.metric.id): one
            for person in people
            for one in people_now.expectations(person)
        }
        self._due = {
            (person_id, due_reading.metric.id)
            for person_id, found in due_of_people(db, plan, people, as_of, rules).items()
            for due_reading in found
        }

    def grid(self) -> Grid:
        """The people, and the metrics that any of them has a cell of."""
        columns = {metric.id: found for metric in self._metrics if (found := self._column(metric))}
        wanted = (metric for metric in self._metrics if metric.id in columns)
        metrics = sorted(wanted, key=lambda one: name_order(one.name))
        cells = {key: cell for found in columns.values() for key, cell in found.items()}
        return Grid(tuple(self._people), tuple(metrics), cells)

    def _column(self, metric: Metric) -> dict[Key, GridCell]:
        """The cells of a metric; none where no one is held to it or was read of lately."""
        kind = PeriodKind.of(metric.cadence)
        since = first_day(kind, self._as_of, PERIODS_SHOWN, self._rules.calendar)
        found = {(person.id, metric.id): self._cell(person, metric) for person in self._people}
        shown = any(
            cell.expected is not None or cell.readings or (cell.last and cell.last[0] >= since)
            for cell in found.values()
        )
        return found if shown else {}

    def _cell(self, person: Person, metric: Metric) -> GridCell:
        key = person.id, metric.id
        expected, due = self._expected(person, metric), key in self._due
        last, readings = _last(metric, self._read.get(key, [])), self._readings.get(key, ())
        return GridCell(metric, expected, due, last, tuple(readings), self._standing.get(key))

    def _expected(self, person: Person, metric: Metric) -> Range | None:
        held = self._held[person.id]
        found = expectation(
            self._standards.get(metric.id, ()),
            self._day,
            self._plan.tree,
            person_id=person.id,
            role_id=held.role_id if held else None,
            team_id=held.team_id if held else None,
        )
        if found is None:
            return None
        return expected_of(found[1].level, share_now(person, metric, self._as_of, self._rules))


def load_usual(
    database: DatabaseFile,
    keys: Iterable[Key],
    metrics: Iterable[Metric],
    as_of: AsOf,
) -> dict[Key, UsualRange | None]:
    """The limits that values just typed are held against; read for the cells that are typed in, as
    they cost most.
    """
    by_id = {metric.id: metric for metric in metrics}
    of_person: dict[int, list[Metric]] = defaultdict(list)
    for person_id, metric_id in keys:
        of_person[person_id].append(by_id[metric_id])
    found: dict[Key, UsualRange | None] = {}
    with reading(database) as db:
        usual = UsualRanges(db, as_of, database.rules.on(as_of.day))
        for person_id, theirs in of_person.items():
            ranges = usual.of(theirs, SubjectFilter((person_id,)))
            found |= {(person_id, metric_id): one for metric_id, one in ranges.items()}
    return found


def _last(metric: Metric, days: list[tuple[date, Sums]]) -> tuple[date, float] | None:
    value, _ = combine(metric, days)
    return (days[0][0], value) if value is not None else None
