"""Teams and people with their team and role of a day, and what is expected of each."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.records.absence import Absence
from kpitui.domain.records.dated import is_over, live_on
from kpitui.domain.records.person import Person, latest_membership
from kpitui.domain.records.role import JobRole
from kpitui.domain.records.team import Team
from kpitui.domain.team_tree import FLAT, TeamLine, TeamTree, in_tree_order, path_in
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import load_people, load_roles, load_teams, people_not_seen
from kpitui.storage.teams import load_team_tree
from kpitui.views.own_teams import TeamsShown


class PersonLine(Struct, frozen=True):
    """Someone with the team and role they have on a day, or had last."""

    person: Person
    team: Team | None
    role: JobRole | None
    since: date
    here: bool
    hours: float | None = None
    """Hours a week; None for full time."""
    away: Absence | None = None


class People(Struct, frozen=True):
    """Everyone, the teams, and the roles."""

    lines: list[PersonLine]
    teams: list[Team]
    roles: list[JobRole]
    not_seen: Mapping[int, int] = {}
    """How many people of other teams there are, by team, where only some teams are seen."""
    day: date = date.min
    tree: TeamTree = FLAT
    fewest: int = 1
    """Of how many people a group is shown to who sees none of them."""

    def of(self, shown: TeamsShown) -> "People":
        """Those of the teams that are shown; one who left is of the last team."""
        lines = [line for line in self.lines if shown.has_team(line.team.id if line.team else None)]
        teams = [team for team in self.teams if shown.has_team(team.id)]
        not_seen = {one: count for one, count in self.not_seen.items() if shown.has_team(one)}
        return replace(self, lines=lines, teams=teams, not_seen=not_seen)

    @property
    def in_tree(self) -> list[TeamLine]:
        """The teams, each followed by those below it on the day."""
        return [*in_tree_order(self.teams, self.tree, self.day)]

    def path(self, team: Team) -> str:
        """A team with those above it on the day."""
        names = {team.id: team.name for team in self.teams} | {team.id: team.name}
        return path_in(names, self.tree, team.id, self.day)

    def under(self, team: Team) -> Team | None:
        """The team right above a team on the day."""
        parent = self.tree.parent(team.id, self.day)
        return next((team for team in self.teams if team.id == parent), None)


def load_people_lines(
    database: DatabaseFile, day: date, *, gone: bool = False, only: int | None = None
) -> People:
    """Everyone who is here on a day, by name; with `gone` those who left too; with `only` that one
    person, come what may.
    """
    with reading(database) as db:
        teams, roles, people = load_teams(db), load_roles(db), load_people(db)
        not_seen, tree = people_not_seen(db, day), load_team_tree(db)
    if only is not None:
        people, gone = [person for person in people if person.id == only], True
    team_of = {team.id: team for team in teams}
    role_of = {role.id: role for role in roles}
    lines = []
    for person in people:
        here = live_on(person, day)
        coming = person.starts_on > day
        if not (here or coming or gone):
            continue
        held = latest_membership(person.memberships, day)
        team = team_of.get(held.team_id) if held and held.team_id else None
        role = role_of.get(held.role_id) if held and held.role_id else None
        since = held.starts_on if held else person.starts_on
        hours, away = held.hours if held else None, person.away_on(day) if here else None
        lines.append(PersonLine(person, team, role, since, here or coming, hours, away))
    shown = [team for team in teams if gone or not is_over(team, day)]
    fewest = database.rules.on(day).fewest_in_group
    return People(lines, shown, roles, not_seen, day, tree, fewest)
