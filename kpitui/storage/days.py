"""The days of a subject, with every reading counted once, at the level it was read.

What costs by the day is read from the day summaries, of a team with those below it from theirs
together. Only a period that was read both by team and by person, or both of a team and of one below
it, is read team by team, and only one whose sums do not tell enough is read by its readings.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.periods import CALENDAR, Calendar, Period, PeriodKind, period_of
from kpitui.domain.readings import (
    NOTHING,
    CountedDay,
    Level,
    SubjectFilter,
    Sums,
    counted,
    latest_of_each,
)
from kpitui.domain.records.metric import Aggregation, Metric
from kpitui.domain.within import few_not_shown
from kpitui.storage.branches import Branch, branch_of, days_read_apart
from kpitui.storage.day_rows import (
    LEVELS,
    NUMBERS,
    SUM_COLUMNS,
    Row,
    counted_day,
    rows_of_people,
    rows_of_summaries,
    spans_of,
    sums_of,
)
from kpitui.storage.driver import Database
from kpitui.storage.enough_told import mixed, tell_enough
from kpitui.storage.few_read import ReadByPerson, Readers, without_few_people
from kpitui.storage.recording_began import recording_began
from kpitui.storage.records import listed
from kpitui.storage.rules import fewest_in_group
from kpitui.storage.summaries import EVERY_SUBJECT, EVERYBODY_ID, READ_OF
from kpitui.storage.teams import load_team_tree
from kpitui.storage.within import whole_of

Days = dict[int, list[tuple[date, Sums]]]
"""Days with readings by metric id, oldest first; a day may come more than once. Where none recorded
means none happened, the first is that on which recording began, without a reading.
"""

Inside = dict[Period, list[CountedDay]]


class Cut(Struct, frozen=True):
    """How days are cut into periods."""

    kind: PeriodKind
    calendar: Calendar = CALENDAR

    @property
    def longest(self) -> int:
        """Days that are so many days from each other are never of one period."""
        days = {"day": 1, "week": 7, "month": 31, "quarter": 92}
        if not self.calendar.always_plain:  # a fifth or sixth week, and four periods and a week
            days |= {"month": 42, "quarter": 119}
        # Where another calendar begins a period gets less than half of one more on either side.
        return days[self.kind.value] * (1 if self.calendar.before is None else 2)

    def period(self, day: date) -> Period:
        """The period that a day falls in."""
        return period_of(day, self.kind, self.calendar)

    def by_text(self, day: str) -> Period:
        """The period of a day as the file keeps it."""
        return _period_by_text(self, day)


@lru_cache(maxsize=1024)
def _period_by_text(cut: Cut, day: str) -> Period:
    """The days of a hundred metrics are the same ones."""
    return cut.period(date.fromisoformat(day))


def load_days(
    db: Database,
    metrics: Iterable[Metric],
    subject: SubjectFilter,
    cut: Cut,
    *,
    since: date | None = None,
    until: date,
    branch: Branch | None = None,
) -> Days:
    """The sums of every day from `since` to `until`, both counted in, that has readings which count
    for the subject in the period of the day. `branch` is that of the subject, where it is known.
    """
    by_id = {metric.id: metric for metric in metrics}
    first = since or date.min
    branch = branch or (Branch() if subject.person_ids else branch_of(db, subject))
    found: Days = defaultdict(list)
    for metric_id, days in _counted_of(db, by_id, subject, branch, cut, first, until):
        found[metric_id] = days
    shown = branch.shown_since(first, until)
    for metric_id, begun in recording_began(db, by_id.values(), subject.person_ids).items():
        if shown > first:  # where a day is not shown it is not none that happened
            found[metric_id] = [one for one in found[metric_id] if one[0] >= shown]
        if max(shown, begun) <= until:
            found[metric_id].insert(0, (max(shown, begun), NOTHING))
    return found


Counted = Iterable[tuple[int, list[tuple[date, Sums]]]]


def _counted_of(
    db: Database, metrics: Mapping[int, Metric], subject: SubjectFilter, branch: Branch, cut: Cut,
    since: date, until: date,
) -> Counted:  # fmt: skip
    if subject.person_ids:
        for metric_id, rows in rows_of_people(db, metrics, subject, since, until):
            if len(subject.person_ids) > 1:
                rows = without_few_people(db, metrics[metric_id], rows, cut.by_text)
            yield metric_id, _counted_days(db, metrics[metric_id], subject, cut, rows, branch)
        return
    apart = days_read_apart(db, metrics, branch, since, until) if branch.has_teams else {}
    readers = Readers(db, branch)
    for metric_id, rows in rows_of_summaries(db, metrics, branch, since, until):
        read, metric = apart.get(metric_id, ()), metrics[metric_id]
        shown, rows = _without_few(readers, metric, branch, cut, rows)
        yield metric_id, _counted_days(db, metric, subject, cut, rows, shown, read)


def _without_few(
    readers: Readers, metric: Metric, branch: Branch, cut: Cut, rows: list[Row]
) -> tuple[Branch, list[Row]]:
    """The branch and its days without the periods in which a metric was read of too few people."""
    few = readers.few_read(metric, _days_read_by_person(rows), _read_by_person(cut, rows))
    if not few:
        return branch, rows
    branch = replace(branch, few_read=few)
    return branch, [row for row in rows if branch.shows(LEVELS[row[2]], row[1])]


def _days_read_by_person(rows: Iterable[Row]) -> list[str]:
    return [row[1] for row in rows if row[2] == Level.PERSON.value]


def _read_by_person(cut: Cut, rows: Iterable[Row]) -> Iterator[ReadByPerson]:
    """The periods of days on which people were read."""
    first = last = until = ""
    count = 0
    for row in rows:
        if LEVELS[row[2]] is not Level.PERSON:
            continue
        if row[1] > until:  # the days are in order, and a period is worked out once
            if count:
                yield ReadByPerson(first, last, count)
            first, count, until = row[1], 0, cut.by_text(row[1]).last.isoformat()
        last, count = row[1], count + row[3]
    if count:
        yield ReadByPerson(first, last, count)


def why_few_read(
    db: Database, metric: Metric, subject: SubjectFilter, cut: Cut, since: date, until: date
) -> str:
    """Why a period of a metric between two days is left out, as it was read of too few people;
    empty where none is.
    """
    branch = Branch() if subject.person_ids else branch_of(db, subject)
    readers = Readers(db, branch)
    if len(subject.person_ids) == 1 or not readers.counts(metric):
        return ""
    if subject.person_ids:
        left_out = any(
            len(without_few_people(db, metric, rows, cut.by_text)) < len(rows)
            for _, rows in rows_of_people(db, [metric.id], subject, since, until)
        )
    else:
        left_out = any(
            readers.few_read(metric, _days_read_by_person(rows), _read_by_person(cut, rows))
            for _, rows in rows_of_summaries(db, [metric.id], branch, since, until)
        )
    return few_not_shown(fewest_in_group(db)) if left_out else ""


def read_at_two_levels(
    db: Database, metrics: Iterable[Metric], cut: Cut, since: date, until: date
) -> Iterable[tuple[Metric, Inside]]:
    """The days of each metric that was read at more than one level between two days, both counted
    in, team by team and period by period.
    """
    by_id = {metric.id: metric for metric in metrics}
    several = db.execute(
        f"SELECT metric_id FROM day_summaries WHERE metric_id IN {listed(by_id)} AND team_id = ? "
        "AND date BETWEEN ? AND ? GROUP BY metric_id HAVING count(DISTINCT read_of) > 1",
        [EVERYBODY_ID, since.isoformat(), until.isoformat()],
    ).fetchall()
    parents = days_read_apart(db, by_id, branch_of(db, SubjectFilter()), since, until)
    for metric_id in sorted({one for (one,) in several} | parents.keys()):
        count = _Count(db, by_id[metric_id], SubjectFilter(), cut, Branch())
        yield by_id[metric_id], count.by_team([Period(since, until, "")])


def levels_read(
    db: Database, metric_id: int, branch: Branch, cut: Cut, until: date
) -> dict[Period, frozenset[Level]]:
    """At which levels a metric was recorded that counts for a team or the organisation, by the
    periods up to a day.
    """
    found: dict[Period, set[Level]] = defaultdict(set)
    for _, rows in rows_of_summaries(db, [metric_id], branch, date.min, until):
        for row in rows:
            found[cut.period(date.fromisoformat(row[1]))].add(LEVELS[row[2]])
    return {period: frozenset(levels) for period, levels in found.items()}


def _counted_days(
    db: Database, metric: Metric, subject: SubjectFilter, cut: Cut, rows: Sequence[Row],
    branch: Branch, apart: Sequence[date] = (),
) -> list[tuple[date, Sums]]:  # fmt: skip
    days = [date.fromisoformat(row[1]) for row in rows]
    if not apart and tell_enough(metric, subject, cut.longest, rows, days, branch.own):
        return [(day, Sums(*row[3:10])) for day, row in zip(days, rows, strict=True)]
    everybody = EVERYBODY_ID if branch.has_teams else branch.summed_as
    found = (counted_day(row, everybody) for row in rows)
    return _Count(db, metric, subject, cut, branch, apart).of(found)


class _Count:
    """Counts the readings of one metric once, period by period."""

    def __init__(
        self, db: Database, metric: Metric, subject: SubjectFilter, cut: Cut, branch: Branch,
        apart: Sequence[date] = (),
    ) -> None:  # fmt: skip
        self._db, self._metric, self._subject, self._cut = db, metric, subject, cut
        self._branch = branch
        self._last = metric.aggregation is Aggregation.LAST
        self._read_apart = {cut.period(day) for day in apart}

    def of(self, days: Iterable[CountedDay]) -> list[tuple[date, Sums]]:
        """The days that count, of those of all levels."""
        inside = self._in_periods(days)
        if not self._subject.person_ids:
            if self._branch.has_teams:
                self._look(inside, self._spread_over_teams, self.by_team)
            inside = {period: counted(found) for period, found in inside.items()}
            self._look(inside, self._asks_for_readings, self._readings)
        found = []
        for period in inside:
            that_count = counted(inside[period])
            if self._last and that_count and that_count[0].read_of is not self._branch.own:
                that_count = [latest_of_each(that_count)]
            found += [(day.day, day.sums) for day in that_count]
        return found

    def _in_periods(self, days: Iterable[CountedDay]) -> Inside:
        inside: Inside = defaultdict(list)
        for day in days:
            if self._branch.shows(day.read_of, day.day.isoformat()):
                inside[self._cut.period(day.day)].append(day)
        return inside

    def _look(
        self,
        inside: Inside,
        closer: Callable[[Period, Sequence[CountedDay]], bool],
        load: Callable[[Iterable[Period]], Inside],
    ) -> None:
        """Put what counts of what is loaded in the place of the periods that want a closer look. A
        team that came or went within a period was read itself for all of it.
        """
        if not (wanted := [period for period, found in inside.items() if closer(period, found)]):
            return
        above, holds = self._branch.above(load_team_tree(self._db)), self._branch.holds
        for period, found in load(wanted).items():
            that_count = counted(found, above)
            inside[period] = [day for day in that_count if holds(day.team_id, day.day)]

    def _spread_over_teams(self, period: Period, found: Sequence[CountedDay]) -> bool:
        """Whether days of all teams together do not tell what counts of each."""
        levels = {day.read_of for day in found}
        if Level.ORGANISATION in levels:
            return False
        if len(levels) > 1 or period in self._read_apart:
            return True
        return self._last and len({day.day for day in found}) > 1

    def _asks_for_readings(self, _: Period, found: Sequence[CountedDay]) -> bool:
        if not self._last:
            return self._metric.aggregation is Aggregation.MEAN and mixed(found)
        # Of a team that was read on one day it makes no difference whose reading each is.
        of_teams = {(day.team_id, day.day) for day in found if day.read_of is Level.PERSON}
        return len(of_teams) > len({team_id for team_id, _ in of_teams})

    def by_team(self, periods: Iterable[Period]) -> Inside:
        """The days of some periods, team by team."""
        return self._in_periods(
            counted_day(row)
            for row in self._db.execute(
                f"SELECT metric_id, day_summaries.date, {self._branch.level}, {SUM_COLUMNS}, "
                f"team_id, NULL FROM {spans_of(periods)} CROSS JOIN {self._branch.teams} "
                "CROSS JOIN day_summaries ON metric_id = ? AND team_id = team "
                "AND date BETWEEN spans.first AND spans.last ORDER BY date",
                [self._metric.id],
            ).fetchall()
        )

    def _readings(self, periods: Iterable[Period]) -> Inside:
        branch = self._branch
        teams = (
            ""
            if branch.team_id is None
            else f"AND team_id IN {listed(branch.under or [branch.team_id])} "
        )
        found = (
            counted_day((metric_id, day, level, *sums_of(*numbers), team_id, person_id))
            for metric_id, day, level, team_id, person_id, *numbers in whole_of(self._db)
            .execute(
                f"SELECT metric_id, date, {branch.level.replace('read_of', READ_OF)}, "
                f"coalesce(team_id, 0), person_id, {NUMBERS} "
                f"FROM {spans_of(periods)} CROSS JOIN {EVERY_SUBJECT} CROSS JOIN readings "
                f"ON person_id IS subject AND metric_id = ? {teams}"
                "AND date BETWEEN spans.first AND spans.last WHERE state = 'kept' ORDER BY date",
                [self._metric.id],
            )
            .fetchall()
        )
        return self._in_periods(found)
