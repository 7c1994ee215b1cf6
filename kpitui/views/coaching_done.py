"""How much was coached in some days, and what became of what was agreed."""

from collections import Counter
from datetime import date, timedelta

from msgspec import Struct

from kpitui.domain.records.session import FollowUpOutcome
from kpitui.storage.coaching import load_not_yet, load_sessions_between
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.within import of_some_teams
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown


class CoachingDone(Struct, frozen=True):
    """Sessions that count as coaching; one that several agents had together is one of them, with
    its length once. `followed_up` counts the follow-ups of these days by what became of them, None
    where no one said; `not_yet` are those that are still open, of sessions
    of these days or said in them.
    """

    sessions: int
    agents: int
    minutes: int
    followed_up: dict[FollowUpOutcome | None, int]
    not_yet: int
    own_teams: bool = False
    """Whether it is of the agents of the teams of who asks alone."""

    def __bool__(self) -> bool:
        return bool(self.sessions or self.followed_up or self.not_yet)


def load_coaching_done(
    database: DatabaseFile, first: date, last: date, shown: TeamsShown = EVERY_TEAM
) -> CoachingDone:
    """The coaching from one day to another with the agents of some teams, or with everyone."""
    clock = database.clock
    with reading(database) as db:
        own_teams = of_some_teams(db)
        found = load_sessions_between(db, first, last)
        waits = load_not_yet(db, clock.start_of(first), clock.start_of(last + timedelta(days=1)))
    found = [session for session in found if shown.has_person(session.person_id)]
    held = [session for session in found if session.counts and first <= session.date <= last]
    lengths = {session.together_id or session.id: session.minutes or 0 for session in held}
    closed = Counter(
        session.outcome
        for session in found
        if session.followed_up_on and first <= session.followed_up_on <= last
    )
    held_waits = [session for session in held if session.outcome is FollowUpOutcome.NOT_YET]
    open_still = {session.id for session in held_waits if session.followed_up_on is None} | {
        session.id for session in waits if shown.has_person(session.person_id)
    }
    return CoachingDone(
        sessions=len(lengths),
        agents=len({session.person_id for session in held}),
        minutes=sum(lengths.values()),
        followed_up=dict(closed),
        not_yet=len(open_still),
        own_teams=own_teams,
    )
