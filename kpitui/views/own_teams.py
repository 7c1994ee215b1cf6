"""Which teams a list is about: one's own, those that were named, or every team."""

from collections.abc import Mapping, Sequence, Set
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.access import Actor
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.standard import Standard
from kpitui.domain.records.team import Team
from kpitui.domain.within import teams_over as teams_over_words
from kpitui.storage import own_teams as storage
from kpitui.storage.account_teams import teams_over
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_teams
from kpitui.storage.within import of_some_teams, within

EVERY_TEAM_SAID = "every team"
NAMED = 2
"""So many teams are named; more are counted."""


class TeamsShown(Struct, frozen=True):
    """The teams that a list is about, with all below them and their people; without teams it is
    about everyone.
    """

    teams: tuple[Team, ...] = ()
    """As they are called: those below them go without saying."""
    ids: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    whole: bool = True
    """Whether what is of the organisation as one is in the list too."""
    unseen: frozenset[int] = frozenset()
    """Those whose people are not shown to who asks."""
    over: str = ""
    """What is said where each of the teams has ended."""

    def __bool__(self) -> bool:
        """Whether something is left out."""
        return bool(self.teams)

    @property
    def said(self) -> str:
        """What they are called: “Orders”, or “every team”."""
        names = [team.name for team in self.teams]
        if not names:
            return EVERY_TEAM_SAID
        more = len(names) - NAMED
        return f"{', '.join(names[:NAMED])} and {more} more" if more > 0 else " and ".join(names)

    @property
    def hidden(self) -> bool:
        """Whether the people of none of them are shown."""
        return bool(self) and self.unseen >= self.ids

    def has_team(self, team_id: int | None) -> bool:
        """Whether a team is among them."""
        return not self or team_id in self.ids

    def has_person(self, person_id: int) -> bool:
        """Whether a person is in one of them."""
        return not self or person_id in self.people

    def shares(self, standard: Standard) -> bool:
        """Whether a standard is of one of them or of their people, or is everyone's."""
        return self.is_about(standard.team_id, standard.person_id)

    def is_about(self, team_id: int | None, person_id: int | None) -> bool:
        """Whether something is of one of them or of their people; what is of no team and no person
        is everyone's.
        """
        of_team = team_id is None or self.has_team(team_id)
        return of_team and (person_id is None or self.has_person(person_id))


EVERY_TEAM = TeamsShown()


def sees_some_teams(database: DatabaseFile) -> bool:
    """Whether who asks sees the people of some teams alone."""
    with reading(database) as db:
        return of_some_teams(db)


def is_hidden(database: DatabaseFile, subject: SubjectFilter) -> bool:
    """Whether someone, or the people of a team, are not shown to who asks."""
    with reading(database) as db:
        may = within(db)
    if may is None or subject == SubjectFilter():
        return False
    return not may.has(next(iter(subject.person_ids), None), subject.team_id)


def load_own_teams(database: DatabaseFile, actor: Actor, day: date) -> TeamsShown:
    """What is one's own on a day: the teams that the account is for, else the team of its person,
    else everything. A member sees their own page alone, of which nothing is left out.
    """
    if not actor.sees_everybody:
        return EVERY_TEAM
    with reading(database) as db:
        if own := storage.teams_of_account(db, actor.name):
            names = teams_over(db, actor.name, day)
            over = teams_over_words(" and ".join(names)) if names else ""
            return replace(_shown(db, own, day, whole=False), over=over)
        team_id = storage.team_of_account(db, actor.name, day)
        return EVERY_TEAM if team_id is None else _shown(db, [team_id], day, whole=True)


def load_one_team(database: DatabaseFile, team_id: int, day: date) -> TeamsShown:
    """One team alone, without those below it."""
    with reading(database) as db:
        teams = tuple(team for team in load_teams(db) if team.id == team_id)
        people = storage.people_of_teams(db, [team_id], day)
        ids = frozenset([team_id])
        return TeamsShown(teams, ids, people, whole=False, unseen=_unseen(db, ids))


def load_teams_under(database: DatabaseFile, team_id: int, day: date) -> TeamsShown:
    """One team and all below it."""
    with reading(database) as db:
        return _shown(db, [team_id], day, whole=False)


def _shown(db: Database, team_ids: Sequence[int], day: date, *, whole: bool) -> TeamsShown:
    below = storage.with_those_below(db, team_ids, day)
    ids = frozenset[int]().union(*below.values())
    topmost = _topmost(below)
    teams = tuple(team for team in load_teams(db) if team.id in topmost)
    return TeamsShown(
        teams, ids, storage.people_of_teams(db, ids, day), whole, unseen=_unseen(db, ids)
    )


def _unseen(db: Database, team_ids: frozenset[int]) -> frozenset[int]:
    may = within(db)
    return frozenset() if may is None else team_ids - may.teams


def _topmost(below: Mapping[int, Set[int]]) -> set[int]:
    """Those of some teams that are below no other of them; all of a circle."""
    return {
        one
        for one in below
        if not any(one in under and other not in below[one] for other, under in below.items())
    }
