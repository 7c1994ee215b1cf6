"""The teams whose readings count for a team or for the organisation, and the times they do."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from kpitui.domain.readings import Level, SubjectFilter
from kpitui.domain.team_tree import TeamsAbove, TeamTree
from kpitui.domain.within import few_not_shown
from kpitui.storage.driver import Database
from kpitui.storage.records import listed
from kpitui.storage.rules import fewest_in_group
from kpitui.storage.small_groups import Times, times_not_shown
from kpitui.storage.summaries import EVERYBODY_ID
from kpitui.storage.teams import Spans, spans_under


class Branch(Struct, frozen=True):
    """A team with those below it, or with no team the whole organisation; `under` are its teams
    with the times they belong to it, None where it is one team alone or the organisation.
    """

    team_id: int | None = None
    under: Spans | None = None
    parents: frozenset[int] = frozenset()
    """Those of its teams, itself left out, that ever had others below them."""
    not_shown: Times = ()
    """When what was read by person is not shown, as it has too few people."""
    few_read: Times = ()
    """When only what was read of itself is shown, as a metric was read of too few people."""

    def shows(self, level: Level, day: str) -> bool:
        """Whether what was read at a level on a day may be looked at."""
        if level is Level.PERSON and _inside(self.not_shown, day):
            return False
        return level is self.own or not _inside(self.few_read, day)

    def shown_since(self, first: date, last: date) -> date:
        """From when on nothing is left out between two days; the day after where that is never."""
        over = [stop for begun, stop in self.not_shown if begun <= last.isoformat()]
        stop = over[-1] if over else ""
        if stop > last.isoformat():
            return last + timedelta(days=1)
        return max(first, date.fromisoformat(stop)) if stop else first

    @property
    def has_teams(self) -> bool:
        """Whether it is made of teams."""
        return self.team_id is None or self.under is not None

    @property
    def own(self) -> Level:
        """The level at which what was read of itself stands."""
        return Level.ORGANISATION if self.has_teams else Level.TEAM

    @property
    def summed_as(self) -> int:
        """The `team_id` of the day summaries that hold all of it, where it has no teams below."""
        return EVERYBODY_ID if self.team_id is None else self.team_id

    @property
    def level(self) -> str:
        """The level of a day summary, in SQL: what was read of the team itself is of the whole."""
        if self.under is None:
            return "read_of"
        itself = f"team_id = {int(self.team_id or 0)} AND read_of = 'team'"
        return f"iif({itself}, 'organisation', read_of)"

    @property
    def teams(self) -> str:
        """Its teams as a table of `team`, one line each."""
        if self.under is None:
            return "(SELECT 0 AS team UNION ALL SELECT id FROM teams)"
        return f"(SELECT id AS team FROM teams WHERE id IN {listed(self.under)})"

    def coming_and_going(self, since: date, until: date) -> list[int]:
        """The teams that are not below it on all days between two, both counted in."""
        return [
            team
            for team, spans in (self.under or {}).items()
            if not any(first <= since and until <= last for first, last in spans)
        ]

    def times(self, since: date, until: date) -> str:
        """Its teams as a table of `team`, `first` and `last`: the times between two days, all
        counted in, that each belongs to it.
        """
        rows = ", ".join(
            f"({team}, '{max(first, since)}', '{min(last, until)}')"
            for team, spans in (self.under or {}).items()
            for first, last in spans
        )
        return f"(SELECT column1 AS team, column2 AS first, column3 AS last FROM (VALUES {rows}))"

    @property
    def of_reading(self) -> str:
        """What a query of `readings` asks for behind its other conditions."""
        if self.team_id is None:
            return ""
        if self.under is None:
            return f"AND readings.team_id = {int(self.team_id)} "
        return (
            f"AND EXISTS (SELECT 1 FROM {self.times(date.min, date.max)} "
            "WHERE team = readings.team_id AND readings.date BETWEEN first AND last) "
        )

    def above(self, tree: TeamTree) -> TeamsAbove:
        """Which teams are above one, up to the team of the branch."""
        if self.team_id is None:
            return tree.above

        def within(team_id: int, day: date) -> Sequence[int]:
            chain = tree.with_above(team_id, day)
            last = chain.index(self.team_id) if self.team_id in chain else len(chain)
            return chain[1 : last + 1]

        return within

    def holds(self, team_id: int, day: date) -> bool:
        """Whether a reading of a team, 0 for none, is one of it on a day."""
        if self.under is None:
            return self.team_id in (None, team_id)
        return any(first <= day <= last for first, last in self.under.get(team_id, ()))


def _inside(times: Times, day: str) -> bool:
    return any(first <= day < stop for first, stop in times)


def branch_of(db: Database, subject: SubjectFilter) -> Branch:
    """The branch of a team, or the whole organisation."""
    if subject.team_id is None:
        return Branch(parents=_parents(db))
    under = spans_under(db, subject.team_id, date.min, date.max)
    below = under if len(under) > 1 else None
    return Branch(
        subject.team_id, below,
        parents=(_parents(db) & under.keys()) - {subject.team_id} if below else frozenset(),
        not_shown=times_not_shown(db, subject.team_id, below),
    )  # fmt: skip


def _parents(db: Database) -> frozenset[int]:
    found = db.execute("SELECT DISTINCT parent_id FROM team_parents").fetchall()
    return frozenset(team_id for (team_id,) in found)


def why_not_shown(db: Database, subject: SubjectFilter, since: date, until: date) -> str:
    """Why figures of a team are left out between two days, both counted in; empty where none are,
    and where the team has no one.
    """
    if subject.team_id is None:
        return ""
    under = spans_under(db, subject.team_id, date.min, date.max)
    times = times_not_shown(db, subject.team_id, under, of_no_one=False)
    first, last = since.isoformat(), until.isoformat()
    left_out = any(begun <= last and stop > first for begun, stop in times)
    return few_not_shown(fewest_in_group(db)) if left_out else ""


def days_read_apart(
    db: Database, metric_ids: Iterable[int], branch: Branch, since: date, until: date
) -> dict[int, list[date]]:
    """The days between two, both counted in, by metric, on which a team was read itself that sums
    of all teams together do not tell of: one that ever had others below it, or that was not in the
    branch on that day.
    """
    team_ids = {*branch.parents, *branch.coming_and_going(since, until)}
    if not team_ids:
        return {}
    rows = db.execute(
        "SELECT metric_id, date, team_id FROM day_summaries "
        f"WHERE metric_id IN {listed(metric_ids)} AND team_id IN {listed(team_ids)} "
        "AND date BETWEEN ? AND ? AND read_of = 'team'",
        [since.isoformat(), until.isoformat()],
    ).fetchall()
    found: dict[int, list[date]] = {}
    for metric_id, on, team_id in rows:
        day = date.fromisoformat(on)
        if team_id in branch.parents or not branch.holds(team_id, day):
            found.setdefault(metric_id, []).append(day)
    return found
