"""The people of a team with the metrics to record for them on one day: what the Grid shape shows."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from kpitui.config import Config
from kpitui.domain.metrics import Metric, Range
from kpitui.domain.people import Membership, Person, membership_on
from kpitui.domain.periods import AsOf, PeriodKind
from kpitui.domain.plan import expectation, live
from kpitui.domain.readings import Sums, combine
from kpitui.domain.sanity import UsualRange, usual_limits
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people_ever_in
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.readings import BY, load_days_by_person, load_last_day_by_person
from kpitui.storage.records import rows
from kpitui.views.due import due_of_people
from kpitui.views.entry import PERIODS_ASKED, PERIODS_SHOWN
from kpitui.views.same_day import Standing, standing
from kpitui.views.series import first_day

Key = tuple[int, int]
"""Person and metric."""


class GridCell(Struct, frozen=True):
    """What is known of one metric of one person: expectation, the last day read, and the readings of the day shown."""

    metric: Metric
    expected: Range | None
    due: bool
    last: tuple[date, float] | None
    readings: tuple[Standing, ...]


class Grid(Struct, frozen=True):
    """People down, metrics across, a cell for each of both."""

    people: tuple[Person, ...]
    metrics: tuple[Metric, ...]
    cells: dict[Key, GridCell]


def load_grid(database: DatabaseFile, team_id: int, day: date, as_of: AsOf, config: Config) -> Grid:
    """The people of a team on a day, by name, with the metrics that any of them is held to or was read of lately."""
    with reading(database) as db:
        plan = load_plan(db)
        here = live(load_people_ever_in(db, team_id), day)
        held = {one.id: membership_on(one.memberships, day) for one in here}
        people = [one for one in here if (place := held[one.id]) and place.team_id == team_id]
        metrics = [one for one in plan.metrics.values() if one.ends_on is None or day < one.ends_on]
        ids = [one.id for one in people]
        read = load_last_day_by_person(db, [one.id for one in metrics], ids, as_of.day)
        readings = _readings_of_day(db, people, day)
        due = {
            (person_id, one.metric.id)
            for person_id, found in due_of_people(db, plan, people, as_of, config).items()
            for one in found
        }
    cells: dict[Key, GridCell] = {}
    for metric in metrics:
        since = first_day(PeriodKind.of(metric.cadence), as_of, PERIODS_SHOWN, config.calendar)
        shown = False
        column: dict[Key, GridCell] = {}
        for person in people:
            key = person.id, metric.id
            last = _last(metric, read.get(key, []))
            expected = _expected(plan, metric, person, held[person.id], day)
            shown = shown or expected is not None or bool(last and last[0] >= since) or key in readings
            column[key] = GridCell(metric, expected, key in due, last, tuple(readings.get(key, ())))
        cells |= column if shown else {}
    columns = [one for one in metrics if any(key[1] == one.id for key in cells)]
    return Grid(tuple(people), tuple(sorted(columns, key=lambda one: one.name.casefold())), cells)


def load_usual(
    database: DatabaseFile, keys: Iterable[Key], metrics: Iterable[Metric], as_of: AsOf, config: Config
) -> dict[Key, UsualRange | None]:
    """The limits that values just typed are held against; read for the cells that are typed in, as they cost most."""
    by_id, found = {one.id: one for one in metrics}, dict[Key, UsualRange | None]()
    with reading(database) as db:
        for person_id, metric_id in keys:
            metric = by_id[metric_id]
            since = first_day(PeriodKind.of(metric.cadence), as_of, PERIODS_ASKED, config.calendar)
            days = load_days_by_person(db, [metric_id], [person_id], since=since, until=as_of.day)
            found[person_id, metric_id] = usual_limits(metric, days.get((person_id, metric_id), []))
    return found


def _last(metric: Metric, days: list[tuple[date, Sums]]) -> tuple[date, float] | None:
    value, _ = combine(metric, days)
    return (days[0][0], value) if value is not None else None


def _expected(plan: PlanRecords, metric: Metric, person: Person, held: Membership | None, day: date) -> Range | None:
    found = expectation(
        [one for one in plan.standards if one.metric_id == metric.id],
        day,
        person_id=person.id,
        role_id=held.role_id if held else None,
        team_id=held.team_id if held else None,
    )
    return found[1].level if found else None


def _in(people: list[Person]) -> str:
    return ", ".join(str(one.id) for one in people)


def _readings_of_day(db: Database, people: list[Person], day: date) -> dict[Key, list[Standing]]:
    found: dict[Key, list[Standing]] = defaultdict(list)
    for row in rows(
        db,
        f"SELECT readings.*, {BY} FROM readings "
        f"LEFT JOIN deeds ON deeds.id = deed_id WHERE person_id IN ({_in(people)}) "
        "AND metric_id IN (SELECT id FROM metrics) AND date = :day AND state <> 'void' ORDER BY readings.id",
        {"day": day.isoformat()},
    ):
        found[row["person_id"], row["metric_id"]].append(standing(row))
    return found
