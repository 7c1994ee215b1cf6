"""The days of a subject as the file holds them: summaries of teams, or the readings of people."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from msgspec.structs import astuple

from kpitui.domain.periods import Period
from kpitui.domain.readings import CountedDay, Level, SubjectFilter, Sums, sums_of_numbers
from kpitui.storage.branches import Branch
from kpitui.storage.driver import Database
from kpitui.storage.records import listed
from kpitui.storage.summaries import SUMMED, SUMS
from kpitui.storage.within import whole_of

SUM_COLUMNS = ", ".join(SUMS)
NUMBERS = "value, n, numerator, denominator"
LEVELS = {level.value: level for level in Level}

Row = Sequence[Any]
"""Metric, day, level, the sums; then team and person where they are not those of all rows."""


def rows_of_summaries(
    db: Database, metric_ids: Iterable[int], branch: Branch, since: date, until: date
) -> Iterable[tuple[int, list[Row]]]:
    """Metric by metric its days: metric, day, level, and the sums."""
    if branch.under is None:
        sql = (
            f"SELECT metric_id, date, read_of, {SUM_COLUMNS} FROM day_summaries "
            f"WHERE metric_id IN {listed(metric_ids)} AND team_id = {branch.summed_as} "
            f"AND date BETWEEN '{since}' AND '{until}' ORDER BY metric_id, date, read_of"
        )
    else:
        # Metric by metric and team by team: each is one step into the key of the table.
        sql = (
            f"SELECT metric_id, date, {branch.level}, {SUMMED} "
            f"FROM (SELECT id FROM metrics WHERE id IN {listed(metric_ids)}) AS metric "
            f"CROSS JOIN {branch.times(since, until)} CROSS JOIN day_summaries "
            "ON metric_id = metric.id AND team_id = team AND date BETWEEN first AND last "
            "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )
    rows = db.execute(sql).fetchall()
    if branch.not_shown:
        rows = [row for row in rows if branch.shows(LEVELS[row[2]], row[1])]
    for metric_id, found in groupby(rows, key=itemgetter(0)):
        yield metric_id, list(found)


def rows_of_people(
    db: Database, metric_ids: Iterable[int], subject: SubjectFilter, since: date, until: date
) -> Iterable[tuple[int, list[Row]]]:
    """Metric by metric its readings: metric, day, level, the sums of each, team and person."""
    sql = (
        f"SELECT metric_id, person_id, date, {NUMBERS} FROM readings "
        f"WHERE person_id IN {listed(subject.person_ids)} AND metric_id IN {listed(metric_ids)} "
        "AND date BETWEEN ? AND ? AND state = 'kept' ORDER BY metric_id, date"
    )
    if len(subject.person_ids) > 1:
        db = whole_of(db)
    rows = db.execute(sql, [since.isoformat(), until.isoformat()]).fetchall()
    for metric_id, found in groupby(rows, key=itemgetter(0)):
        yield (
            metric_id,
            [
                (metric_id, day, Level.PERSON.value, *sums_of(*numbers), 0, person_id)
                for _, person_id, day, *numbers in found
            ],
        )


def sums_of(*numbers: Any) -> tuple[Any, ...]:
    """What the numbers of a reading add to its day, in the order of a row."""
    return astuple(sums_of_numbers(*numbers))


def counted_day(row: Row, team_id: int = 0) -> CountedDay:
    """The day of a row."""
    _, day, level = row[:3]
    of_team, person_id = row[10:] or (team_id, None)
    return CountedDay(date.fromisoformat(day), Sums(*row[3:10]), LEVELS[level], of_team, person_id)


def spans_of(periods: Iterable[Period]) -> str:
    """Periods as a table of first and last days, those that touch as one."""
    spans: list[tuple[date, date]] = []
    for period in sorted(periods):
        if spans and (period.first - spans[-1][1]).days == 1:
            spans[-1] = spans[-1][0], period.last
        else:
            spans.append((period.first, period.last))
    rows = ", ".join(f"('{first}', '{last}')" for first, last in spans)
    return f"(SELECT column1 AS first, column2 AS last FROM (VALUES {rows})) AS spans"
