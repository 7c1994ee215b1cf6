"""The people of a team with the metrics to record for them on one day: what the Grid shape shows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from kpitui.config import Config
from kpitui.domain.metrics import Metric, Range
from kpitui.domain.natural_limits import Limits
from kpitui.domain.people import Membership, Person, membership_on
from kpitui.domain.periods import AsOf, PeriodKind, period_of
from kpitui.domain.plan import expectation, live
from kpitui.domain.readings import RecordedReading, Sums, combine
from kpitui.domain.sanity import usual_limits
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.readings import PersonDays, load_days_by_person
from kpitui.storage.records import rows
from kpitui.views.entry import PERIODS_ASKED, PERIODS_SHOWN
from kpitui.views.readings import recorded_reading
from kpitui.views.series import first_day

Key = tuple[int, int]
"""Person and metric."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """What is known of one metric of one person: expectation, last day read, and the readings of the day shown."""

    metric: Metric
    expected: Range | None
    due: bool
    days: tuple[tuple[date, Sums], ...]
    readings: tuple[RecordedReading, ...]

    @property
    def last(self) -> tuple[date, float] | None:
        """The last day that was read, with its value."""
        if not self.days:
            return None
        day, _ = self.days[-1]
        value, _ = combine(self.metric, [one for one in self.days if one[0] == day])
        return (day, value) if value is not None else None

    @property
    def usual(self) -> Limits | None:
        """The limits that a value just typed is held against."""
        return usual_limits(self.metric, self.days)


@dataclass(frozen=True, slots=True)
class Grid:
    """People down, metrics across, a cell for each of both."""

    people: tuple[Person, ...]
    metrics: tuple[Metric, ...]
    cells: dict[Key, GridCell]


def load_grid(database: DatabaseFile, team_id: int, day: date, as_of: AsOf, config: Config) -> Grid:
    """The people of a team on a day, by name, with the metrics that any of them is held to or was read of lately."""
    with reading(database) as db:
        plan = load_plan(db)
        here = live(load_people(db), day)
        held = {one.id: membership_on(one.memberships, day) for one in here}
        people = [one for one in here if (place := held[one.id]) and place.team_id == team_id]
        metrics = [one for one in plan.metrics.values() if one.ends_on is None or day < one.ends_on]
        read = _read(db, people, metrics, as_of, config)
        readings = _readings_of_day(db, people, day)
        excused = _excused(db, people, metrics, as_of, config)
    cells: dict[Key, GridCell] = {}
    for metric in metrics:
        since = first_day(PeriodKind.of(metric.cadence), as_of, PERIODS_SHOWN, config.first_month)
        running = _running(metric, as_of, config)
        shown = False
        column: dict[Key, GridCell] = {}
        for person in people:
            key = person.id, metric.id
            days = tuple(read.get(key, ()))
            expected = _expected(plan, metric, person, held[person.id], day)
            shown = shown or expected is not None or bool(days and days[-1][0] >= since) or key in readings
            due = expected is not None and (not days or days[-1][0] < running) and key not in excused
            column[key] = GridCell(metric, expected, due, days, tuple(readings.get(key, ())))
        cells |= column if shown else {}
    columns = [one for one in metrics if any(key[1] == one.id for key in cells)]
    return Grid(tuple(people), tuple(sorted(columns, key=lambda one: one.name.casefold())), cells)


def _expected(plan: PlanRecords, metric: Metric, person: Person, held: Membership | None, day: date) -> Range | None:
    found = expectation(
        [one for one in plan.standards if one.metric_id == metric.id],
        day,
        person_id=person.id,
        role_id=held.role_id if held else None,
        team_id=held.team_id if held else None,
    )
    return found[1].level if found else None


def _running(metric: Metric, as_of: AsOf, config: Config) -> date:
    return period_of(as_of.day, PeriodKind.of(metric.cadence), config.first_month).first


def _read(db: Database, people: list[Person], metrics: list[Metric], as_of: AsOf, config: Config) -> PersonDays:
    found: PersonDays = {}
    by_kind: dict[PeriodKind, list[int]] = defaultdict(list)
    for metric in metrics:
        by_kind[PeriodKind.of(metric.cadence)].append(metric.id)
    for kind, metric_ids in by_kind.items():
        since = first_day(kind, as_of, PERIODS_ASKED, config.first_month)
        found |= load_days_by_person(db, metric_ids, [one.id for one in people], since=since, until=as_of.day)
    return found


def _in(people: list[Person]) -> str:
    return ", ".join(str(one.id) for one in people)


def _readings_of_day(db: Database, people: list[Person], day: date) -> dict[Key, list[RecordedReading]]:
    found: dict[Key, list[RecordedReading]] = defaultdict(list)
    for row in rows(
        db,
        f"SELECT * FROM readings WHERE person_id IN ({_in(people)}) AND metric_id IN (SELECT id FROM metrics) "
        "AND date = :day AND state <> 'void' ORDER BY id",
        {"day": day.isoformat()},
    ):
        found[row["person_id"], row["metric_id"]].append(recorded_reading(row))
    return found


def _excused(db: Database, people: list[Person], metrics: list[Metric], as_of: AsOf, config: Config) -> set[Key]:
    """Of whom somebody said in the running period that a metric does not apply."""
    first = {metric.id: _running(metric, as_of, config).isoformat() for metric in metrics}
    found = rows(
        db,
        "SELECT person_id, metric_id, max(date) AS day FROM readings "
        f"WHERE person_id IN ({_in(people)}) AND metric_id IN (SELECT id FROM metrics) AND date >= :since "
        "AND state = 'not applicable' GROUP BY person_id, metric_id",
        {"since": min(first.values(), default="9999")},
    )
    return {(row["person_id"], row["metric_id"]) for row in found if row["day"] >= first.get(row["metric_id"], "9999")}
