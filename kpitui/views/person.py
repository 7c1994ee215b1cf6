"""The page of a person, and of a team: what is expected of them first, then coaching, then what the
KPIs say.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from kpitui.config import Config
from kpitui.domain.errors import NothingFound
from kpitui.domain.periods import AsOf
from kpitui.domain.records.dated import in_its_time, live
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.person import Membership, Person, latest_membership
from kpitui.domain.records.role import JobRole
from kpitui.domain.records.team import Team
from kpitui.domain.team_tree import TeamTree, path_in
from kpitui.domain.text import name_order
from kpitui.domain.within import is_small
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_person, load_roles, load_teams, people_not_seen
from kpitui.storage.plan import load_plan
from kpitui.storage.within import people_within
from kpitui.views.clearly_below import TeamMetric
from kpitui.views.coaching import OpenLine, SessionLine, load_sessions_of, open_lines
from kpitui.views.contacts import NEWEST, ON_THEIR_PAGE, ContactLine, contacts_of
from kpitui.views.effect import load_newest_effects
from kpitui.views.expectations import Expectation, Latest, load_standing
from kpitui.views.level_notices import MetricNotices, load_level_notices
from kpitui.views.overview import WORST_FIRST as WORST_KPI_FIRST
from kpitui.views.overview import KpiLine, live_kpi_lines
from kpitui.views.sheet_margins import ScoredLately
from kpitui.views.team_members import load_all_under, load_team_of, team_of
from kpitui.views.to_coach import Coached, coached_person
from kpitui.views.weakest import Weakest, weakest_of_person, weakest_of_teams


class PersonKpi(Struct, frozen=True):
    """A KPI of the organisation as context, beside it what the person had last; their value is
    never judged.
    """

    line: KpiLine
    latest: Latest | None


class PersonPage(Struct, frozen=True):
    """Everything of one person; of one who left as it stood on their last day."""

    person: Person
    team: Team | None
    role: JobRole | None
    since: date
    as_of: AsOf
    expectations: list[Expectation]
    kpis: list[PersonKpi]
    sessions: list[SessionLine]
    open: list[OpenLine]
    effects: dict[int, tuple[str, ...]]
    """What the newest sessions did, in words, by session."""
    better: str
    """Whether they got better, in a line; empty where no session can be judged."""
    notices: dict[int, MetricNotices] = {}
    """What is news to them, and what they asked, by metric."""
    own: bool = False
    """Whether the person themselves looks at it."""
    scored_lately: list[ScoredLately] = []
    """What their evaluations of late came to, by metric."""
    contacts: Sequence[ContactLine] = ()
    """Their newest contacts that were scored; more of them on their own page."""
    weakest: Weakest | None = None
    """The questions of call sheets that they are weakest on."""
    coached: Coached | None = None
    """When they were coached last, and when again; None where that is not seen."""
    went_on: bool = False
    """Whether they went on to a team that the account does not see, with all their sessions."""

    @property
    def hours(self) -> float | None:
        """The hours a week that they work; None for full time."""
        held = latest_membership(self.person.memberships, self.as_of.day)
        return held.hours if held else None

    @property
    def left_on(self) -> date | None:
        """The day they had left, where the page stands on their last one."""
        ends_on = self.person.ends_on
        return ends_on if ends_on and self.as_of.day < ends_on <= self.as_of.today else None


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
    """How many more people than those of the rows there are, whom the account does not see."""

    fewest: int = 1
    """Of how many people a group is shown to who sees none of them."""

    @property
    def too_small(self) -> bool:
        """Whether it has too few people to be shown to who sees none of them."""
        return not self.rows and is_small(self.not_seen, self.fewest)


def load_person_page(
    database: DatabaseFile,
    person_id: int,
    as_of: AsOf,
    config: Config,
    *,
    team: bool = True,
    own: bool = False,
) -> PersonPage:
    """What is expected of a person and how it stands, by name, what they are clearly below first;
    then KPIs, sessions, and what is open of them.

    Without the `team` neither the verdicts nor the effects of the sessions say how the others in it
    did, nor do KPIs where all together are too few; `own` is for the person themselves.
    """
    with reading(database) as db:
        person = load_person(db, person_id, known_on=as_of.known_on)
        if person is None:
            raise NothingFound("That person was removed from the file.")
        then, plan = in_its_time(person, as_of), load_plan(db, known_on=as_of.known_on)
        rules = database.rules.on(then.day)
        kpis = sorted(live_kpi_lines(db, plan, then, rules), key=_worst_first)
        # Who may be made out goes by what is agreed now, whatever day is looked at.
        fewest = database.rules.on(as_of.today).fewest_in_group
        if not team and len(live(load_people(db), then.day)) < fewest:
            kpis = []
        standing = load_standing(db, plan, [person], then, rules, more=[one.metric for one in kpis])
        held, place, role = _place_of(db, person, then, as_of)
        notices = load_level_notices(db, person, plan.standards, then.day)
        weakest = weakest_of_person(db, person, then) if team else None
        contacts = contacts_of(db, person_id, then.day, NEWEST if own else ON_THEIR_PAGE)
        expected = [one if team else _alone(one) for one in standing.expectations(person)]
        below = any(one.alone_below for one in standing.expectations(person))
        seen = people_within(db)
        coached = coached_person(db, database.rules, person, then.day, below=below)
    sessions = [
        one for one in load_sessions_of(database, person_id) if one.session.date <= as_of.day
    ]
    effects = load_newest_effects(database, sessions, as_of, config, team=team)
    return PersonPage(
        person=person,
        team=place,
        role=role,
        since=held.starts_on if held else person.starts_on,
        as_of=then,
        expectations=sorted(expected, key=_clearly_below_first),
        kpis=[PersonKpi(line, standing.last_of(person, line.metric)) for line in kpis],
        sessions=sessions,
        open=[line for session in sessions for line in open_lines(session)],
        effects=effects.words,
        better=effects.in_brief,
        notices=notices,
        own=own,
        scored_lately=standing.scored_lately(person),
        weakest=weakest,
        contacts=contacts,
        coached=coached,
        went_on=seen is not None and person_id not in seen,
    )


def _place_of(
    db: Database, person: Person, then: AsOf, as_of: AsOf
) -> tuple[Membership | None, Team | None, JobRole | None]:
    """The team and role that a person has on a day, or had last."""
    held = latest_membership(person.memberships, then.day)
    if held is None:
        return None, None, None
    teams, roles = load_teams(db, known_on=as_of.known_on), load_roles(db, known_on=as_of.known_on)
    team = next((one for one in teams if one.id == held.team_id), None)
    return held, team, next((one for one in roles if one.id == held.role_id), None)


def _worst_first(line: KpiLine) -> tuple[int, str]:
    status = line.standing.judgement.status
    return WORST_KPI_FIRST.index(status), name_order(line.metric.name)


def _alone(one: Expectation) -> Expectation:
    """The same without how the team did."""
    evidence = one.clearly and replace(one.clearly, team=TeamMetric(measured=0, short=0))
    return replace(one, clearly=evidence)


def load_team_page(
    database: DatabaseFile, team_id: int, as_of: AsOf, *, deep: bool = False
) -> TeamPage:
    """The people of a team, with `deep` those of the teams below it too, and how each stands to
    what is expected of them, by name, those clearly below first.
    """
    with reading(database) as db:
        known_on = as_of.known_on
        teams = load_teams(db, known_on=known_on)
        team = next((one for one in teams if one.id == team_id), None)
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
    names = {one.id: one.name for one in teams}
    found = {
        person.id: {each.metric.id: each for each in standing.expectations(person)}
        for person in people
    }
    wanted = {
        metric_id: each.metric for of_one in found.values() for metric_id, each in of_one.items()
    }
    metrics = sorted(wanted.values(), key=lambda one: name_order(one.name))
    rows = [
        TeamRow(
            person,
            [found[person.id].get(metric.id) for metric in metrics],
            names.get(team_of(person, then.day) or 0, "") if deep else "",
        )
        for person in people
    ]
    rows.sort(key=lambda row: not row.clearly_below)
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


def _place_in_tree(
    db: Database, team: Team, teams: Sequence[Team], tree: TeamTree, as_of: AsOf
) -> tuple[str, tuple[str, ...], int]:
    """The path of a team, the teams right below it, and how many people of it and of theirs the
    account sees.
    """
    here = live(teams, as_of.day)
    below = tuple(one.name for one in here if tree.parent(one.id, as_of.day) == team.id)
    path = path_in({one.id: one.name for one in teams}, tree, team.id, as_of.day)
    in_all = len(load_all_under(db, team.id, tree, as_of)) if below else 0
    return path if path != team.name else "", below, in_all


def _clearly_below_first(one: Expectation) -> tuple[bool, str]:
    return not one.clearly_below, name_order(one.metric.name)
