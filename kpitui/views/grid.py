"""The people of a team with the metrics to record for them on one day: what the Grid
shape shows.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from kpitui.domain.expected_share import expected_of
from kpitui.domain.periods import AsOf, PeriodKind, first_day
from kpitui.domain.plan import expectation
from kpitui.domain.readings import SubjectFilter, Sums, combine
from kpitui.domain.records.dated import is_over, live
from kpitui.domain.records.metric import Metric, Range
from kpitui.domain.records.person import Membership, Person, membership_on
from kpitui.domain.sanity import UsualRange
from kpitui.domain.text import name_order
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.last_readings import load_last_day_by_person
from kpitui.storage.people import load_people_ever_in
from kpitui.storage.plan import PlanRecords, load_plan
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
    rules = database.rules.on(as_of.day)
    with reading(database) as db:
        plan = load_plan(db)
        here = live(load_people_ever_in(db, team_id), day)
        held = {one.id: membership_on(one.memberships, day) for one in here}
        people = [one for one in here if (place := held[one.id]) and place.team_id == team_id]
        metrics = [one for one in plan.metrics.values() if not is_over(one, day)]
        ids = [one.id for one in people]
        read = load_last_day_by_person(db, [one.id for one in metrics], ids, as_of.day)
        readings: dict[Key, list[StandingReading]] = defaultdict(list)
        for row in readings_of_people(db, ids, day):
            readings[row["person_id"], row["metric_id"]].append(standing(row))
        people_now = load_standing(db, plan, people, as_of, rules)
        stand = {
            (person.id, one.metric.id): one
            for person in people
            for one in people_now.expectations(person)
        }
        due = {
            (person_id, one.metric.id)
            for person_id, found in due_of_people(db, plan, people, as_of, rules).items()
            for one in found
        }
    cells: dict[Key, GridCell] = {}
    for metric in metrics:
        since = first_day(PeriodKind.of(metric.cadence), as_of, PERIODS_SHOWN, rules.calendar)
        shown = False
        column: dict[Key, GridCell] = {}
        for person in people:
            key = person.id, metric.id
            last = _last(metric, read.get(key, []))
            expected = _expected(plan, metric, person, held[person.id], day)
            if expected is not None:
                expected = expected_of(expected, share_now(person, metric, as_of, rules))
            shown = (
                shown or expected is not None or bool(last and last[0] >= since) or key in readings
            )
            column[key] = GridCell(
                metric, expected, key in due, last, tuple(readings.get(key, ())), stand.get(key)
            )
        cells |= column if shown else {}
    in_cells = {key[1] for key in cells}
    columns = [one for one in metrics if one.id in in_cells]
    return Grid(tuple(people), tuple(sorted(columns, key=lambda one: name_order(one.name))), cells)


def load_usual(
    database: DatabaseFile,
    keys: Iterable[Key],
    metrics: Iterable[Metric],
    as_of: AsOf,
) -> dict[Key, UsualRange | None]:
    """The limits that values just typed are held against; read for the cells that are typed in, as
    they cost most.
    """
    by_id = {one.id: one for one in metrics}
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


def _expected(
    plan: PlanRecords, metric: Metric, person: Person, held: Membership | None, day: date
) -> Range | None:
    found = expectation(
        [standard for standard in plan.standards if standard.metric_id == metric.id],
        day,
        plan.tree,
        person_id=person.id,
        role_id=held.role_id if held else None,
        team_id=held.team_id if held else None,
    )
    return found[1].level if found else None
