"""What stands in a calendar: actions, follow-ups, reviews and decisions, each on the day it is
due.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.access import Actor
from kpitui.domain.people import names_of
from kpitui.domain.periods import AsOf
from kpitui.domain.records.dated import live_on
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.reviews import days_between_reviews
from kpitui.domain.text import name_key
from kpitui.domain.thresholds import Thresholds
from kpitui.storage import calendar as storage
from kpitui.storage.accounts import account_names, person_of
from kpitui.storage.calendar import Record, Revision
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.people import load_person
from kpitui.storage.plan import PlanRecords, load_plan
from kpitui.storage.records import find_row, moment_in
from kpitui.storage.reviews import load_reviews

Kind: TypeAlias = Literal["action", "follow-up", "review", "decision"]

DONE_DAYS = 90
"""What is done or no longer due stays so long, as cancelled: so that the next import takes it out
of calendars.
"""


class DatedEvent(Struct, frozen=True, kw_only=True):
    """One day in a calendar: `who` is the name of who has to do it, and `of_person` the agent that
    an action or a follow-up is about; `records` are those that it is made of.
    """

    kind: Kind
    id: int
    day: date
    title: str
    told: str
    who: str
    of_person: int | None = None
    done: bool = False
    gone: bool = False
    """No longer due, though no one did it."""
    records: tuple[Record, ...] = ()
    revision: Revision = Revision()

    @property
    def sequence(self) -> int:
        """How often it was changed since its records were made."""
        return max(0, self.revision.count - len(self.records))

    @property
    def cancelled(self) -> bool:
        """Whether the next import takes it out."""
        return self.done or self.gone

    @property
    def of_coaching(self) -> bool:
        """Whether it tells of what was said in coaching."""
        return self.of_person is not None

    @property
    def changed_at(self) -> datetime | None:
        """When it was changed last; None where that is not kept."""
        return moment_in(self.revision.at) if self.revision.at else None


class CalendarOfFile(Struct, frozen=True):
    """The events of a file, by their days; `file_id` tells it from other files."""

    file_id: str
    begun_at: datetime | None
    events: tuple[DatedEvent, ...]
    of_person: bool = True
    """Whether it is known which person the account is of."""


def load_calendar(
    database: DatabaseFile, actor: Actor, as_of: AsOf, *, mine: bool = False
) -> CalendarOfFile:
    """What the account may read, or only what waits for the actor (`mine`). A member has their own:
    what they promised, and the follow-ups with them.
    """
    day, since = as_of.day, as_of.day - timedelta(days=DONE_DAYS)
    with reading(database) as db:
        own = person_of(db, actor.name)
        names = _own_names(db, actor, own)
        found = [*_actions(db, day, since), *_follow_ups(db, day, since), *_lost(db, since)]
        if actor.sees_everybody:
            found += [*_decisions(db, day, since), *_lost_decisions(db, since)]
            found += _reviews(db, as_of, database.rules.on(day).health, since)
            if mine:
                found = [event for event in found if name_key(event.who) in names]
        else:
            # On their own page stands what others do for them too, but it is not theirs to do.
            found = [
                event
                for event in found
                if event.of_person == own
                and own is not None
                and (event.kind == "follow-up" or name_key(event.who) in names)
            ]
        file_id, begun = storage.first_change(db)
        events = sorted(_revised(db, found), key=lambda event: (event.day, event.kind, event.id))
    begun_at = moment_in(begun) if begun else None
    return CalendarOfFile(file_id, begun_at, tuple(events), own is not None)


def _own_names(db: Database, actor: Actor, person_id: int | None) -> set[str]:
    person = load_person(db, person_id) if person_id is not None else None
    accounts = account_names(db).get(person_id, ()) if person_id is not None else ()
    return {name_key(actor.name)} | (names_of(person, accounts) if person else set())


def _actions(db: Database, day: date, since: date) -> Iterator[DatedEvent]:
    for row in storage.dated_actions(db, day, since):
        who = row["who"] or row["person"]
        yield DatedEvent(
            kind="action", who=who, of_person=row["person_id"],
            title=f"{row['text']} ({who})",
            told=f"Action from the session of {row['date']} with {row['person']}, coach "
            f"{row['coach']}",
            records=(("actions", row["id"]), ("people", row["person_id"])), **_dated(row),
        )  # fmt: skip


def _follow_ups(db: Database, day: date, since: date) -> Iterator[DatedEvent]:
    for row in storage.dated_follow_ups(db, day, since):
        yield DatedEvent(
            kind="follow-up", who=row["coach"], of_person=row["person_id"],
            title=f"Follow-up with {row['person']} ({row['coach']})",
            told=f"Follow-up of the session of {row['date']}",
            records=(("sessions", row["id"]), ("people", row["person_id"])), **_dated(row),
        )  # fmt: skip


def _decisions(db: Database, day: date, since: date) -> Iterator[DatedEvent]:
    for row in storage.dated_decisions(db, day, since):
        yield DatedEvent(
            kind="decision", who=row["who"],
            title=f"{row['text']} ({row['who']})" if row["who"] else row["text"],
            told=f"Decision about {row['metric']}, {row['decision']}, by {row['by']} on "
            f"{row['date']}",
            records=(("decisions", row["id"]),), **_dated(row),
        )  # fmt: skip


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    done = row["done_on"] is not None
    gone = bool(row["gone"]) and not done
    return {
        "id": row["id"], "day": date.fromisoformat(row["due_on"]), "done": done, "gone": gone,
        "revision": ENDED if gone else Revision(),
    }  # fmt: skip


ENDED = Revision(1)
"""One more than the history has: the day on which something ends is no change of its own."""


def _lost(db: Database, since: date) -> Iterator[DatedEvent]:
    """The actions and follow-ups that were removed, or have no day any more; without their words,
    which were taken back.
    """
    sessions = storage.lost_days(db, "sessions", since)
    removed = {row["id"]: was["person_id"] for row, was in sessions}
    for row, was in sessions:
        person_id = was["person_id"]
        yield DatedEvent(
            kind="follow-up", id=row["id"], day=date.fromisoformat(was["follow_up_on"]), told="",
            title="follow-up", who=was["coach"], of_person=person_id, gone=True,
            records=(("sessions", row["id"]), ("people", person_id)),
        )  # fmt: skip
    for row, was in storage.lost_days(db, "actions", since):
        session = find_row(db, "sessions", {"id": was["session_id"]})
        person_id = session["person_id"] if session else removed.get(was["session_id"], 0)
        person = load_person(db, person_id)
        yield DatedEvent(
            kind="action", id=row["id"], day=date.fromisoformat(was["due_on"]), told="",
            title="action", who=was["who"] or (person.name if person else ""), gone=True,
            of_person=person_id, records=(("actions", row["id"]), ("people", person_id)),
        )  # fmt: skip


def _lost_decisions(db: Database, since: date) -> Iterator[DatedEvent]:
    for row, was in storage.lost_days(db, "decisions", since):
        yield DatedEvent(
            kind="decision", id=row["id"], day=date.fromisoformat(was["due_on"]), told="",
            title="decision", who=was["who"], gone=True, records=(("decisions", row["id"]),),
        )  # fmt: skip


def _lost_reviews(db: Database, since: date, plan: PlanRecords) -> Iterator[DatedEvent]:
    """The reviews of KPIs that were removed."""
    lost = storage.lost_days(db, "kpis", since)
    changed = storage.review_revisions(db, {row["id"] for row, _ in lost})
    rules = storage.rules_revision(db)
    owners = {strategy.id: strategy.owner for strategy in plan.strategies}
    for row, was in lost:
        yield DatedEvent(
            kind="review", id=row["id"], day=date.fromisoformat(was["starts_on"]), told="",
            title="review", who=was["owner"] or owners.get(was["strategy_id"], ""), gone=True,
            records=(("kpis", row["id"]), ("metrics", was["metric_id"])),
            revision=rules.with_more(changed.get(row["id"])),
        )  # fmt: skip


def _reviews(
    db: Database, as_of: AsOf, thresholds: Thresholds, since: date
) -> Iterator[DatedEvent]:
    """When each live KPI is to be reviewed next: an event that moves on with each review, and is
    cancelled as the KPI ends.
    """
    plan = load_plan(db, known_on=as_of.known_on)
    reviews = load_reviews(db, as_of.day, as_of.known_on)
    yield from _lost_reviews(db, since, plan)
    kpis = [
        kpi
        for kpi in plan.kpis
        if kpi.starts_on <= as_of.day and (kpi.ends_on is None or kpi.ends_on >= since)
    ]
    changed = storage.review_revisions(db, {kpi.id for kpi in kpis})
    rules = storage.rules_revision(db)
    for kpi in kpis:
        last = reviews[kpi.id][0].date if kpi.id in reviews else None
        metric = plan.metrics[kpi.metric_id]
        gone = not live_on(kpi, as_of.day)
        wait = timedelta(days=days_between_reviews(metric.cadence, thresholds))
        yield DatedEvent(
            kind="review", id=kpi.id, day=(last or kpi.starts_on) + wait,
            title=f"Review {metric.name}", who=_owner(kpi, plan),
            told=f"Last reviewed on {last}" if last else "Never reviewed",
            records=(("kpis", kpi.id), ("metrics", metric.id)), gone=gone,
            revision=rules.with_more(changed.get(kpi.id)).with_more(ENDED if gone else None),
        )  # fmt: skip


def _owner(kpi: Kpi, plan: PlanRecords) -> str:
    of = next(
        (strategy.owner for strategy in plan.strategies if strategy.id == kpi.strategy_id), ""
    )
    return kpi.owner or of


def _revised(db: Database, found: Iterable[DatedEvent]) -> Iterator[DatedEvent]:
    found = list(found)
    known = storage.revisions(db, (record for event in found for record in event.records))
    for event in found:
        revision = event.revision
        for record in event.records:
            revision = revision.with_more(known.get(record))
        yield replace(event, revision=revision)
