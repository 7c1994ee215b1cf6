"""The periods in which a metric was read of too few people of a group to be shown to an account
that does not see all of them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.json import encode

from kpitui.domain.periods import Period
from kpitui.domain.records.metric import Metric
from kpitui.domain.within import is_small
from kpitui.storage.branches import Branch
from kpitui.storage.driver import Database
from kpitui.storage.records import listed
from kpitui.storage.rules import fewest_in_group
from kpitui.storage.small_groups import Times
from kpitui.storage.teams_below import stop_after
from kpitui.storage.within import is_member, own_team, people_within, whole_of

Row = Sequence[Any]


class ReadByPerson(Struct, frozen=True):
    """The first and the last day of a period on which people were read, and how many readings."""

    first: str
    last: str
    count: int


class Readers:
    """How many people the metrics of a branch were read of, as far as an account is to know: what
    it sees and how many it takes are asked once for all of them.
    """

    def __init__(self, db: Database, branch: Branch) -> None:
        self._db, self._branch = db, branch
        self._teams: Sequence[int] = ()
        """Enough teams that the metric before was read of: most are read of the same ones."""

    def counts(self, metric: Metric) -> bool:
        """Whether it matters of how many people a metric was read: not of one's own teams, nor
        where none recorded means none happened, which is of everyone who is here.
        """
        return not metric.zero_filled and self._counts

    @cached_property
    def _seen(self) -> frozenset[int] | None:
        return _seen(self._db)

    @cached_property
    def _counts(self) -> bool:
        team_id = self._branch.team_id
        return self._seen is not None and not (team_id is not None and own_team(self._db, team_id))

    @cached_property
    def _whole(self) -> Database:
        return whole_of(self._db)

    @cached_property
    def _fewest(self) -> int:
        return fewest_in_group(self._db)

    def few_read(
        self, metric: Metric, days: Sequence[str], periods: Iterable[ReadByPerson]
    ) -> Times:
        """Those of some periods in which a metric was read of too few people, not all of them
        seen; `days` are all on which people were read from the first of them to the last.
        """
        if not days or not self.counts(metric):
            return ()
        enough = self._days_of_enough(metric.id, days)
        if enough.issuperset(days):
            return ()
        left = [period for period in periods if period.last not in enough]
        seen = self._seen or frozenset()
        few = _Look(self._whole, metric.id, self._branch, seen, self._fewest).few(left)
        return [(person.first, stop_after(date.fromisoformat(person.last))) for person in few]

    def _days_of_enough(self, metric_id: int, days: Sequence[str]) -> frozenset[str]:
        """Days on which so many teams have readings of people that they are of enough people, as
        one is in one team a day. The sums of a team are few and near.
        """
        if self._branch.team_id is not None:
            return frozenset()
        self._teams = self._teams or self._read_on(metric_id, days[-1])
        (count,) = next(self._of_teams(metric_id, days, "SELECT count(*)"), (0,))
        if count == self._fewest * len(days):  # each of them on every day
            return frozenset(days)
        found = self._days_of_all(metric_id, days)
        if left := [day for day in days if day not in found]:
            self._teams = self._read_on(metric_id, left[-1])
            found |= self._days_of_all(metric_id, left)
        return found

    def _read_on(self, metric_id: int, day: str) -> Sequence[int]:
        """The first teams that a metric was read of by person on a day, no more than it takes."""
        found = self._whole.execute(
            "SELECT id FROM teams WHERE EXISTS (SELECT 1 FROM day_summaries WHERE metric_id = ? "
            "AND team_id = teams.id AND date = ? AND read_of = 'person') LIMIT ?",
            [metric_id, day, self._fewest],
        ).fetchall()
        return [team for (team,) in found]

    def _days_of_all(self, metric_id: int, days: Sequence[str]) -> frozenset[str]:
        """The days of a span on which people of all the teams that are looked for were read."""
        every = f"GROUP BY date HAVING count(*) = {self._fewest}"
        return frozenset(day for (day,) in self._of_teams(metric_id, days, "SELECT date", every))

    def _of_teams(
        self, metric_id: int, days: Sequence[str], what: str, more: str = ""
    ) -> Iterator[Row]:
        if len(self._teams) == self._fewest:
            yield from self._whole.execute(
                f"{what} FROM json_each(?) AS team CROSS JOIN day_summaries ON metric_id = ? AND "
                f"team_id = team.value AND date BETWEEN ? AND ? AND read_of = 'person' {more}",
                [str(list(self._teams)), metric_id, days[0], days[-1]],
            ).fetchall()


def without_few_people(
    db: Database, metric: Metric, rows: list[Row], period: Callable[[str], Period]
) -> list[Row]:
    """The readings of some people, each with its day second and the person last, without those of
    periods that are of too few.
    """
    seen = _seen(db)
    if seen is None or metric.zero_filled:
        return rows
    read: dict[Period, set[int]] = defaultdict(set)
    for row in rows:
        read[period(row[1])].add(row[-1])
    fewest = fewest_in_group(db)
    few = {at for at, of in read.items() if is_small(len(of), fewest) and not of <= seen}
    return [row for row in rows if period(row[1]) not in few] if few else rows


def _seen(db: Database) -> frozenset[int] | None:
    return frozenset() if is_member(db) else people_within(db)


class _Look:
    """One look at the periods of a metric. Most need no more than a few steps into the index, all
    in one query: who was read in one period was read in the others.
    """

    def __init__(
        self, db: Database, metric_id: int, branch: Branch, seen: frozenset[int], fewest: int
    ) -> None:
        self._db, self._metric_id, self._branch = db, metric_id, branch
        self._seen, self._fewest = seen, fewest
        self._asked = fewest
        self._ever: Sequence[int] | None = None

    def few(self, periods: Iterable[ReadByPerson]) -> list[ReadByPerson]:
        """Those of some periods whose figure is of too few people, someone outside among them."""
        every = list(periods)
        few = {
            person for person in every if person.count < self._fewest and self._has_unseen(person)
        }
        left = [person for person in every if person.count >= self._fewest]
        while left:
            found = self._first_read(left[-1])
            if len(found) >= self._fewest:
                left = self._fewer_read(found, left)
                self._asked *= 2  # not everyone is there each time
                continue
            one = left.pop()
            if is_small(len(found), self._fewest) and not self._seen.issuperset(found):
                few.add(one)
        return [person for person in every if person in few]

    def _first_read(self, period: ReadByPerson) -> Sequence[int]:
        """The first who were read in a period: in a large group they are found long before all who
        ever were.
        """
        if self._ever is None:
            found = self._db.execute(
                f"SELECT id FROM people WHERE EXISTS (SELECT 1 FROM readings "
                f"WHERE person_id = people.id AND {self._kept}) {self._in_teams()} LIMIT ?",
                [self._metric_id, period.first, period.last, self._asked],
            ).fetchall()
            if len(found) >= self._fewest:
                return [one for (one,) in found]
        return self._read(self._ever_read(), period)

    def _fewer_read(
        self, people: Sequence[int], periods: Sequence[ReadByPerson]
    ) -> list[ReadByPerson]:
        """Those of some periods in which not enough of some people were read to know."""
        # Materialized, as JSON would be read again for each step.
        sql = (
            "WITH at AS MATERIALIZED (SELECT key, value ->> 0 AS first, value ->> 1 AS last "
            "FROM json_each(?)), one AS MATERIALIZED (SELECT value AS id FROM json_each(?)) "
            "SELECT key FROM at WHERE ? > (SELECT count(*) FROM (SELECT 1 FROM one "
            "WHERE EXISTS (SELECT 1 FROM readings WHERE person_id = one.id AND metric_id = ? "
            "AND date BETWEEN at.first AND at.last AND state = 'kept' "
            f"{self._branch.of_reading}) LIMIT ?))"
        )
        days = encode([(period.first, period.last) for period in periods]).decode()
        values = [days, str(list(people)), self._fewest, self._metric_id, self._fewest]
        return [periods[key] for (key,) in self._db.execute(sql, values).fetchall()]

    def _ever_read(self) -> Sequence[int]:
        if self._ever is None:
            self._ever = [
                one
                for (one,) in self._db.execute(
                    f"SELECT id FROM people WHERE EXISTS (SELECT 1 FROM readings "
                    "WHERE person_id = people.id AND metric_id = ? AND state = 'kept') "
                    f"{self._in_teams()}",
                    [self._metric_id],
                ).fetchall()
            ]
        return self._ever

    def _in_teams(self) -> str:
        if self._branch.team_id is None:
            return ""
        teams = listed(self._branch.under or [self._branch.team_id])
        return f"AND id IN (SELECT person_id FROM memberships WHERE team_id IN {teams})"

    def _read(self, people: Sequence[int], period: ReadByPerson) -> list[int]:
        """Those of some people who were read in a period, no more than it takes."""
        found = self._db.execute(
            "SELECT one.value FROM json_each(?) AS one WHERE EXISTS "
            f"(SELECT 1 FROM readings WHERE person_id = one.value AND {self._kept}) LIMIT ?",
            [str(list(people)), self._metric_id, period.first, period.last, self._fewest],
        ).fetchall()
        return [one for (one,) in found]

    def _has_unseen(self, period: ReadByPerson) -> bool:
        """Whether a period has readings of people outside."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM json_each(?) AS one "
            f"CROSS JOIN readings ON person_id = one.value AND {self._kept}",
            [str(sorted(self._seen)), self._metric_id, period.first, period.last],
        ).fetchone()
        return int(count) < period.count

    @property
    def _kept(self) -> str:
        return (
            "metric_id = ? AND date BETWEEN ? AND ? AND state = 'kept' " + self._branch.of_reading
        )
