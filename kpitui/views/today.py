"""The first page of someone who logs in: what waits for them, and what changed since they were here
last.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from kpitui.domain.access import AccessRole, Actor, Permission
from kpitui.domain.periods import AsOf
from kpitui.domain.writing import WRITING, Writing
from kpitui.lazy import Lazy
from kpitui.storage.accounts import has_accounts
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.people import count_people
from kpitui.views.board import BoardTile, load_board
from kpitui.views.contacts import DisputeLine, load_disputed
from kpitui.views.decisions import DecisionLine, load_decisions_due
from kpitui.views.due import DueSubject, load_due
from kpitui.views.evaluations_due import EvaluationDue, load_evaluations_due
from kpitui.views.level_notices import QuestionLine, load_questions
from kpitui.views.moved import Corrected, Moved, load_corrected_by_others, load_moved
from kpitui.views.own_teams import EVERY_TEAM, TeamsShown
from kpitui.views.to_coach import MOST_LOOKED_AT, ToCoach, load_to_coach

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from kpitui.domain.health.rule import Finding
    from kpitui.views import health
    from kpitui.views.coaching import OpenLine

    TodayLine = (
        BoardTile | Finding | DecisionLine | ToCoach | DueSubject | EvaluationDue | OpenLine
        | QuestionLine | DisputeLine | Moved | Corrected
    )  # fmt: skip
else:
    health = Lazy("kpitui.views.health")  # the rules, which no login message waits for

DAYS_BACK = 7
"""So far someone looks back who was never here before."""

BAD = frozenset({"off track", "at risk", "stale", "not met", "below", "clearly below"})
"""How a KPI or a standard stands that is looked at."""

FEW = MOST_LOOKED_AT
"""Of so many people all is told at once; what is due of thousands, and what the rules of Health
find of them, takes seconds.
"""


class BlockKind(StrEnum):
    """The blocks of the page."""

    STANDS = "stands"
    DECISIONS = "decisions"
    HEALTH = "health"
    DUE = "due"
    EVALUATIONS = "evaluations"
    TO_COACH = "to coach"
    FOLLOW_UPS = "follow-ups"
    ASKED = "asked"
    MOVED = "moved"


class Block(Struct, frozen=True):
    """What there is of one kind; `of` is how many were looked at, 0 where that says nothing."""

    kind: BlockKind
    lines: tuple[TodayLine, ...]
    of: int = 0


class Seat(Struct, frozen=True):
    """Who sits there, and since when there is news for them: since the last visit where `known`,
    else a week back.
    """

    actor: Actor
    since: datetime
    known: bool
    leads: bool
    """Whether they look after the whole: the Board, health, decisions."""
    coaches: bool
    """Whether they look after people."""


class Today(Struct, frozen=True):
    """The page of a day, without what takes longer to find (`load_worse_health`)."""

    as_of: AsOf
    seat: Seat
    blocks: tuple[Block, ...]

    def lines(self, kind: BlockKind) -> tuple[TodayLine, ...]:
        """The lines of a block; none where there is no such block."""
        return next((block.lines for block in self.blocks if block.kind is kind), ())


def is_quick(database: DatabaseFile, shown: TeamsShown) -> bool:
    """Whether all of the page is found at once."""
    with reading(database) as db:
        return len(shown.people) <= FEW if shown else count_people(db) <= FEW


def load_seat(
    database: DatabaseFile, actor: Actor, day: date, own: TeamsShown, since: datetime | None
) -> Seat:
    """What someone looks after, who was here last at a moment; a leader the people of their own
    team too, or where no accounts are set up.
    """
    with reading(database) as db:
        accounts = has_accounts(db)
    leads = actor.role is AccessRole.LEADER
    return Seat(
        actor,
        since or database.clock.begins(day - timedelta(days=DAYS_BACK)),
        since is not None,
        leads,
        actor.may(Permission.COACHING) and (not leads or bool(own) or not accounts),
    )


def load_today(
    database: DatabaseFile,
    seat: Seat,
    as_of: AsOf,
    shown: TeamsShown = EVERY_TEAM,
    writing: Writing = WRITING,
    *,
    results: bool = True,
) -> Today:
    """The page of someone on a day, about the teams that are shown; empty blocks are left out.
    Without `results` nothing is said of readings that are due.
    """
    found, board = list[Block](), None
    if seat.leads or not seat.coaches:
        board = load_board(database, as_of, _team_of(seat, shown))
        tiles = board.tiles
        bad = tuple(tile for tile in tiles if tile.status in BAD)
        found.append(Block(BlockKind.STANDS, bad, len(tiles)))
    if seat.leads:
        found.append(Block(BlockKind.DECISIONS, tuple(load_decisions_due(database, as_of))))
    if seat.coaches and results:
        found.append(Block(BlockKind.DUE, tuple(load_due(database, as_of, shown))))
    if seat.coaches:
        found += _people(database, as_of, shown)
    about = EVERY_TEAM if seat.leads else shown
    changed: list[TodayLine] = [*load_moved(database, as_of, seat.since, about, board)]
    if seat.leads or seat.coaches:
        name = seat.actor.name
        changed += load_corrected_by_others(database, seat.since, name, about, writing)
    found.append(Block(BlockKind.MOVED, tuple(changed)))
    return Today(as_of, seat, tuple(block for block in found if block.lines))


def _team_of(seat: Seat, shown: TeamsShown) -> int | None:
    """Whose figures are told of: those of everyone to who leads, else of one's own team."""
    return shown.teams[0].id if shown and not seat.leads else None


def _people(database: DatabaseFile, as_of: AsOf, shown: TeamsShown) -> Iterator[Block]:
    yield Block(BlockKind.EVALUATIONS, tuple(load_evaluations_due(database, as_of, shown) or ()))
    found = load_to_coach(database, as_of, shown, most=MOST_LOOKED_AT)
    yield Block(BlockKind.TO_COACH, tuple(line for line in found.lines if not line.only_follow_up))
    yield Block(BlockKind.FOLLOW_UPS, found.due)
    asked: list[TodayLine] = [
        *load_disputed(database, shown, as_of.day),
        *load_questions(database, shown, as_of.day),
    ]
    yield Block(BlockKind.ASKED, tuple(asked))


def load_worse_health(
    database: DatabaseFile, seat: Seat, as_of: AsOf, shown: TeamsShown = EVERY_TEAM
) -> Block:
    """What the rules find now and did not find at the last visit, on the records as they are."""
    then = database.clock.here(seat.since).date()
    now = health.load_health(database, as_of, shown)
    before = health.load_health(database, AsOf(min(then, as_of.day), as_of.today), shown)
    known = {finding.id for finding in before.open} | {
        accepted.finding.id for accepted in before.accepted
    }
    found = tuple(finding for finding in now.open if finding.id not in known)
    return Block(BlockKind.HEALTH, found, len(now.open))
