"""The page of a person: what is expected of them first, then coaching, then what the KPIs say."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.config import Config
from kpitui.domain.errors import NothingFound
from kpitui.domain.periods import AsOf
from kpitui.domain.records.dated import in_its_time, live
from kpitui.domain.records.person import Membership, Person, latest_membership
from kpitui.domain.records.role import JobRole
from kpitui.domain.records.team import Team
from kpitui.domain.text import name_order
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people, load_person, load_roles, load_teams
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
from kpitui.views.to_coach import Coached, coached_person
from kpitui.views.weakest import Weakest, weakest_of_person


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
    sessions = [
        session
        for session in load_sessions_of(database, person_id)
        if session.session.date <= as_of.day
    ]
    effects = load_newest_effects(database, sessions, as_of, config, team=team)
    with reading(database) as db:
        person = load_person(db, person_id, known_on=as_of.known_on)
        if person is None:
            raise NothingFound("That person was removed from the file.")
        then, plan = in_its_time(person, as_of), load_plan(db, known_on=as_of.known_on)
        rules = database.rules.on(then.day)
        # Who may be made out goes by what is agreed now, whatever day is looked at.
        fewest = database.rules.on(as_of.today).fewest_in_group
        few = not team and len(live(load_people(db), then.day)) < fewest
        kpis = [] if few else sorted(live_kpi_lines(db, plan, then, rules), key=_worst_first)
        standing = load_standing(db, plan, [person], then, rules, more=[kpi.metric for kpi in kpis])
        held, place, role = _place_of(db, person, then, as_of)
        expected = standing.expectations(person)
        below = any(expectation.alone_below for expectation in expected)
        seen = people_within(db)
        return PersonPage(
            person=person,
            team=place,
            role=role,
            since=held.starts_on if held else person.starts_on,
            as_of=then,
            expectations=sorted(expected if team else map(_alone, expected), key=_below_first),
            kpis=[PersonKpi(line, standing.last_of(person, line.metric)) for line in kpis],
            sessions=sessions,
            open=[line for session in sessions for line in open_lines(session)],
            effects=effects.words,
            better=effects.in_brief,
            notices=load_level_notices(db, person, plan.standards, then.day),
            own=own,
            scored_lately=standing.scored_lately(person),
            weakest=weakest_of_person(db, person, then) if team else None,
            contacts=contacts_of(db, person_id, then.day, NEWEST if own else ON_THEIR_PAGE),
            coached=coached_person(db, database.rules, person, then.day, below=below),
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
    team = next((team for team in teams if team.id == held.team_id), None)
    return held, team, next((role for role in roles if role.id == held.role_id), None)


def _worst_first(line: KpiLine) -> tuple[int, str]:
    status = line.standing.judgement.status
    return WORST_KPI_FIRST.index(status), name_order(line.metric.name)


def _alone(one: Expectation) -> Expectation:
    """The same without how the team did."""
    evidence = one.clearly and replace(one.clearly, team=TeamMetric(measured=0, short=0))
    return replace(one, clearly=evidence)


def _below_first(one: Expectation) -> tuple[bool, str]:
    return not one.clearly_below, name_order(one.metric.name)
