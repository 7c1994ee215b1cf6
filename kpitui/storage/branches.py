"""The teams whose readings count for a team or for the organisation, and the times they do."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from kpitui.domain.readings import Level, SubjectFilter
from kpitui.storage.driver import Database
from kpitui.storage.records import listed
from kpitui.storage.summaries import EVERYBODY_ID
from kpitui.storage.teams import Spans, spans_under

ALL_TEAMS = (
    "(SELECT 0 AS team, '' AS since, '9999' AS until UNION ALL SELECT id, '', '9999' FROM teams)"
)


class Branch(Struct, frozen=True):
    """A team with those below it, or with no team the whole organisation; `under` are its teams
    with the times they belong to it, None where it is one team alone or the organisation.
    """

    team_id: int | None = None
    under: Spans | None = None

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
        """Its teams as a table of `team`, `since` and `until`, both counted in."""
        if self.under is None:
            return ALL_TEAMS
        rows = ", ".join(
            f"({team}, '{first}', '{last}')"
            for team, spans in self.under.items()
            for first, last in spans
        )
        return f"(SELECT column1 AS team, column2 AS since, column3 AS until FROM (VALUES {rows}))"

    def holds(self, team_id: int, day: date) -> bool:
        """Whether a reading of a team, 0 for none, is one of it on a day."""
        if self.under is None:
            return self.team_id in (None, team_id)
        return any(first <= day <= last for first, last in self.under.get(team_id, ()))


def branch_of(db: Database, subject: SubjectFilter) -> Branch:
    """The branch of a team, or the whole organisation."""
    if subject.team_id is None:
        return Branch()
    under = spans_under(db, subject.team_id, date.min, date.max)
    return Branch(subject.team_id, under if len(under) > 1 else None)


def days_of_parents(
    db: Database, metric_ids: Iterable[int], branch: Branch, since: date, until: date
) -> dict[int, list[date]]:
    """The days between two, both counted in, on which a team that ever had others below it was read
    itself, by metric.
    """
    found: dict[int, list[date]] = {}
    parents = "SELECT DISTINCT parent_id FROM team_parents"
    if branch.under is not None:
        parents += f" WHERE parent_id IN {listed(branch.under)} AND parent_id <> {branch.team_id}"
    rows = db.execute(
        f"SELECT metric_id, date FROM day_summaries WHERE metric_id IN {listed(metric_ids)} "
        f"AND team_id IN ({parents}) AND date BETWEEN ? AND ? AND read_of = 'team'",
        [since.isoformat(), until.isoformat()],
    ).fetchall()
    for metric_id, day in rows:
        found.setdefault(metric_id, []).append(date.fromisoformat(day))
    return found
