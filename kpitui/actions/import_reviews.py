"""Bringing in reviews of KPIs with their decisions, and events, from a file."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from kpitui.actions.events import event_row
from kpitui.actions.import_entered import EnteredLine, EnteredReport, NamesOfFile, import_entered
from kpitui.domain.access import AccessRole, Actor, Permission
from kpitui.domain.coaching_document import EnteredEvent
from kpitui.domain.errors import BadData, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.import_rows import Rejected
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.decision import DecisionDraft, ReviewDecision
from kpitui.domain.records.document import merged, named
from kpitui.domain.records.review import Review, ReviewDraft
from kpitui.domain.review_document import EnteredDecision, EnteredReview, OfKpi
from kpitui.domain.text import name_key
from kpitui.storage.coaching import iso
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, find_rows, insert, row_named, values_of


def import_reviews(
    database: DatabaseFile,
    actor: Actor,
    entries: Iterable[EnteredLine[EnteredReview] | Rejected],
    *,
    strict: bool = False,
    dry_run: bool = False,
    today: date,
) -> EnteredReport:
    """Take every good review; one that is there already adds nothing.

    Raises `Refused` where the actor may review nothing; what others decided is for a leader to
    bring in.
    """
    actor.require(Permission.REVIEWS)
    change = ChangeRecord(actor, "import reviews")
    return import_entered(
        database, change, entries, lambda db: _Taking(db, actor, today).review,
        strict=strict, dry_run=dry_run,
    )  # fmt: skip


def import_decisions(
    database: DatabaseFile,
    actor: Actor,
    entries: Iterable[EnteredLine[EnteredDecision] | Rejected],
    *,
    strict: bool = False,
    dry_run: bool = False,
    today: date,
) -> EnteredReport:
    """Take every good decision of reviews that the file has; one that is there adds nothing."""
    actor.require(Permission.REVIEWS)
    change = ChangeRecord(actor, "import decisions")
    return import_entered(
        database, change, entries, lambda db: _Taking(db, actor, today).decision,
        strict=strict, dry_run=dry_run,
    )  # fmt: skip


def import_events(
    database: DatabaseFile,
    actor: Actor,
    entries: Iterable[EnteredLine[EnteredEvent] | Rejected],
    *,
    strict: bool = False,
    dry_run: bool = False,
    today: date,
) -> EnteredReport:
    """Take every good event; one that is there already adds nothing."""
    actor.require(Permission.ANNOTATIONS)
    change = ChangeRecord(actor, "import events")
    return import_entered(
        database, change, entries, lambda db: _Taking(db, actor, today).event,
        strict=strict, dry_run=dry_run,
    )  # fmt: skip


class _Taking:
    def __init__(self, db: Database, actor: Actor, today: date) -> None:
        self._db, self._actor, self._today = db, actor, today
        self._names = NamesOfFile(db)
        self._met: set[tuple[str, int]] = set()
        """Records that lines of this file were found to be; each is one line's."""

    def review(self, part: EnteredReview) -> bool:
        """Whether a review had to be added."""
        self._require_own(named(part))
        review = merged(Review, part, None, id=0, kpi_id=self._kpi_id(part))
        return self._add(
            "reviews",
            values_of(review, ReviewDraft)
            | {
                "kpi_id": review.kpi_id, "seen": review.seen, "by": review.by,
                "date": review.date.isoformat(),
            },
        )  # fmt: skip

    def decision(self, part: EnteredDecision) -> bool:
        """Whether a decision had to be added."""
        said = named(part)
        self._require_own(said)
        of = {"kpi_id": self._kpi_id(part), "date": said["date"].isoformat(), "by": said["by"]}
        reviews = find_rows(self._db, "reviews", {**of, "decision": part.decision.value})
        if not reviews:
            raise BadData(
                f"{said['metric']} has no review “{part.decision}” by {said['by']} on "
                f"{said['date']}; import the reviews first."
            )
        values = decision_values(part)
        there = [
            row
            for review in reviews
            for row in find_rows(self._db, "decisions", {"review_id": review["id"]})
            if row["text"] == values["text"] and ("decisions", row["id"]) not in self._met
        ]
        same = next((row for row in there if values.items() <= row.items()), None)
        if same is None and there:
            raise BadData(
                f"“{values['text']}” is in the file already, but done, due or given to someone "
                "otherwise; change it there."
            )
        return self._add("decisions", {"review_id": (same or {}).get("review_id")
            or reviews[0]["id"], **values})  # fmt: skip

    def event(self, part: EnteredEvent) -> bool:
        """Whether an event had to be added."""
        metric_id = self._names.id_of("metrics", "metric", part.metric) if part.metric else None
        strategy_id = self._strategy_id(part.strategy, part.priority) if part.strategy else None
        event = merged(
            AnnotationDraft, part, None, metric_id=metric_id, strategy_id=strategy_id,
            team_id=self._names.id_of("teams", "team", part.team) if part.team else None,
            person_id=self._names.id_of("people", "person", part.person) if part.person else None,
        )  # fmt: skip
        return self._add("annotations", event_row(self._db, event))

    def _add(self, table: str, values: Row) -> bool:
        """Whether the values were not there yet."""
        for row in find_rows(self._db, table, values):
            if (table, row["id"]) not in self._met:
                self._met.add((table, row["id"]))
                return False
        self._met.add((table, insert(self._db, table, values)))
        return True

    def _require_own(self, said: dict[str, Any]) -> None:
        """Nothing for a review of the actor, or where a leader brings those of others in."""
        if said["by"] != self._actor.name and self._actor.role is not AccessRole.LEADER:
            raise Refused(f"It is a review by {said['by']}; ask a leader to import it.")
        self._require_past(said["date"])

    def _kpi_id(self, part: OfKpi) -> int:
        said = named(part)
        strategy_id = self._strategy_id(part.strategy, part.priority)
        metric_id = self._names.id_of("metrics", "metric", said["metric"])
        day = part.kpi_starts_on or said["date"]
        found = [
            row
            for row in find_rows(
                self._db, "kpis", {"strategy_id": strategy_id, "metric_id": metric_id}
            )
            if row["starts_on"] == day.isoformat()
            or (part.kpi_starts_on is None and row["starts_on"] < day.isoformat())
        ]
        if not found:
            raise BadData(f"{said['metric']} was not a KPI of “{part.strategy}” on {day}.")
        return int(max(found, key=lambda row: str(row["starts_on"]))["id"])

    def _strategy_id(self, title: str, priority: str | None) -> int:
        within = {}
        if priority is not None:
            above = row_named(self._db, "priorities", priority)
            if above is None:
                raise BadData(f"there is no priority “{priority}”; import the plan first.")
            within = {"priority_id": above["id"]}
        found = find_rows(self._db, "strategies", {"name_key": name_key(title), **within})
        if len(found) != 1:
            what = "no strategy" if not found else "more than one strategy"
            raise BadData(f"there is {what} “{title}”; name its priority, or import the plan.")
        return int(found[0]["id"])

    def _require_past(self, day: date) -> None:
        if day > self._today:
            raise BadData(f"{day} is in the future.")


def decision_values(part: EnteredDecision) -> Row:
    """The row of a decision of a file, without the review that it is of."""
    one = merged(ReviewDecision, part, None, id=0, review_id=0)
    return values_of(one, DecisionDraft) | {
        "done_on": iso(one.done_on), "result": one.result,
        "periods": one.periods.value if one.periods else None,
        "middle": one.middle, "low": one.low, "high": one.high,
    }  # fmt: skip
