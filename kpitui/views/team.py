"""The page of a team: its people, and how each stands to what is expected of them."""

from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from kpitui.domain.errors import NothingFound
from kpitui.domain.periods import AsOf
from kpitui.domain.records.dated import in_its_time, live
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Person
from kpitui.domain.records.team import Team
from kpitui.domain.team_tree import TeamTree, path_in
from kpitui.domain.text import name_order
from kpitui.domain.within import is_small
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_teams, people_not_seen
from kpitui.storage.plan import load_plan
from kpitui.views.expectations import Expectation, PeopleStanding, load_standing
from kpitui.views.team_members import load_all_under, load_team_of, team_of
from kpitui.views.weakest import Weakest, weakest_of_teams


class TeamRow(Struct, frozen=True):
    """Someone of the team; a cell is None where the metric is not expected of them."""

    person: Person
    cells: list[Expectation | None]
    team: str = ""
    """The team they are in, where people of several stand together."""

    @property
    def clearly_below(self) -> bool:
        """Whether they are clearly below anything."""
        return any(cell is not None and cell.clearly_below for cell in self.cells)


class TeamPage(Struct, frozen=True):
    """People down, metrics with a standard across; by name, those clearly below first."""

    team: Team
    as_of: AsOf
    metrics: list[Metric]
    rows: list[TeamRow]
    weakest: Weakest | None = None
    """The questions of call sheets that the team is weakest on."""
    path: str = ""
    """The teams above it and itself, where it is under another."""
    below: tuple[str, ...] = ()
    """The teams right below it, by name."""
    in_all: tuple[int, int] = (0, 0)
    """How many people of it and all teams below it the account sees, and how many more there are;
    none without teams below.
    """

    not_seen: int = 0
    """How many people there are beside those of the rows; the account does not see them."""

    fewest: int = 1
    """Of how many people a group is shown to who sees none of them."""

    @property
    def too_small(self) -> bool:
        """Whether it has too few people to be shown to who sees none of them."""
        return not self.rows and is_small(self.not_seen, self.fewest)


def load_team_page(
    database: DatabaseFile, team_id: int, as_of: AsOf, *, deep: bool = False
) -> TeamPage:
    """The people of a team, with `deep` those of the teams below it too, and how each stands to
    what is expected of them, by name, those clearly below first.
    """
    with reading(database) as db:
        known_on = as_of.known_on
        teams = load_teams(db, known_on=known_on)
        team = next((team for team in teams if team.id == team_id), None)
        if team is None:
            raise NothingFound("That team was removed from the file.")
        then, plan = in_its_time(team, as_of), load_plan(db, known_on=known_on)
        whole = partial(load_all_under, tree=plan.tree) if deep else load_team_of
        people = whole(db, team_id, as_of=then)
        standing = load_standing(db, plan, people, then, database.rules.on(then.day))
        weakest = weakest_of_teams(db, then).get(team_id)
        path, below, seen = _place_in_tree(db, team, teams, plan.tree, then)
        hidden = people_not_seen(db, then.day)
        under = sum(hidden[one] for one in plan.tree.under(team_id, then.day))
    names = {team.id: team.name for team in teams} if deep else {}
    team_names = [names.get(team_of(person, then.day) or 0, "") for person in people]
    metrics, rows = _table(people, team_names, standing)
    return TeamPage(
        team=team,
        as_of=then,
        metrics=metrics,
        rows=rows,
        weakest=weakest,
        path=path,
        below=below,
        in_all=(seen, under if below else 0),
        not_seen=under if deep else hidden[team_id],
        fewest=database.rules.on(as_of.today).fewest_in_group,
    )


def _table(
    people: Sequence[Person], team_names: Sequence[str], standing: PeopleStanding
) -> tuple[list[Metric], list[TeamRow]]:
    """The metrics that anyone is held to, and the people, those clearly below first."""
    found = [{each.metric.id: each for each in standing.expectations(person)} for person in people]
    wanted = {id_: each.metric for of_one in found for id_, each in of_one.items()}
    metrics = sorted(wanted.values(), key=lambda metric: name_order(metric.name))
    rows = [
        TeamRow(person, [of_one.get(metric.id) for metric in metrics], team)
        for person, of_one, team in zip(people, found, team_names, strict=True)
    ]
    return metrics, sorted(rows, key=lambda row: not row.clearly_below)


def _place_in_tree(
    db: Database, team: Team, teams: Sequence[Team], tree: TeamTree, as_of: AsOf
) -> tuple[str, tuple[str, ...], int]:
    """The path of a team, the teams right below it, and how many people of it and of theirs the
    account sees.
    """
    here = live(teams, as_of.day)
    below = tuple(other.name for other in here if tree.parent(other.id, as_of.day) == team.id)
    path = path_in({team.id: team.name for team in teams}, tree, team.id, as_of.day)
    in_all = len(load_all_under(db, team.id, tree, as_of)) if below else 0
    return path if path != team.name else "", below, in_all
