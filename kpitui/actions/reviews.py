"""Reviewing KPIs: what is decided, and what the process limits of a metric rest on."""

import contextlib
from datetime import date

from kpitui.actions.own import one_sentence
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData, NothingFound, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.annotation import RESET_NEEDS_REASON
from kpitui.domain.records.decision import DecisionDraft, LockedLimits
from kpitui.domain.records.review import Decision, ReviewDraft
from kpitui.storage.database import AlreadyDone, DatabaseFile, writing
from kpitui.storage.decisions import insert_decision
from kpitui.storage.records import delete, find_row, insert, row_of, update, values_of
from kpitui.storage.reviews import load_baselines


def review(
    database: DatabaseFile,
    actor: Actor,
    draft: ReviewDraft,
    today: date,
    *,
    decided: DecisionDraft | None = None,
    limits: LockedLimits | None = None,
    change: ChangeRecord | None = None,
) -> None:
    """Put a review of a KPI on record, with what was seen and what was `decided`, which is held
    against the `limits` of this day.

    Give the same `change` again to retry after an unknown outcome. Raises `BadData` where the KPI
    ended, or where what was decided does not fit.
    """
    actor.require(Permission.REVIEWS)
    require_decided(draft.decision, decided, today)
    with (
        contextlib.suppress(AlreadyDone),
        writing(database, change or ChangeRecord(actor, "review")) as db,
    ):
        kpi = row_of(db, "kpis", draft.kpi_id)
        if kpi["ends_on"] is not None and kpi["ends_on"] <= today.isoformat():
            raise BadData(f"That KPI ended on {kpi['ends_on']}; there is nothing left to decide.")
        review_id = insert(
            db,
            "reviews",
            {
                **values_of(draft, ReviewDraft),
                "kpi_id": draft.kpi_id,
                "seen": draft.seen,
                "date": today.isoformat(),
                "by": actor.name,
            },
        )
        if decided is not None:
            insert_decision(db, review_id, decided, limits)


def require_decided(decision: Decision, decided: DecisionDraft | None, today: date) -> None:
    """Nothing where it fits what is decided about a KPI: to adjust takes what is to be done, who
    does it and by when, to keep changes nothing. Raises `BadData` otherwise.
    """
    if decided is None:
        if decision is Decision.ADJUST:
            raise BadData(f"To adjust, say what is to be done, who and by when: {EXAMPLE}.")
        return
    if decision is Decision.KEEP:
        raise BadData("To keep a KPI changes nothing; adjust it to decide what is to be done.")
    if not decided.who:
        raise BadData(f"“{decided.text}” needs someone who does it: {EXAMPLE}.")
    if decided.due_on is None:
        raise BadData(f"“{decided.text}” needs a day: {EXAMPLE}.")
    if decided.due_on < today:
        raise BadData(f"{decided.due_on} is over; type a day from today on.")


EXAMPLE = "shorter greeting, Sam by 14 dec"


def finish_decision(
    database: DatabaseFile, actor: Actor, decision_id: int, version: int, result: str, today: date
) -> None:
    """Say that what was decided is done, and in a word what came of it.

    Raises `Refused` where it is done already, `Conflict` where someone changed it since it was
    read.
    """
    actor.require(Permission.REVIEWS)
    said = one_sentence(result, "the result")
    with writing(database, ChangeRecord(actor, "decision done")) as db:
        if (done_on := row_of(db, "decisions", decision_id)["done_on"]) is not None:
            raise Refused(f"That decision is done since {done_on} already.")
        values = {"done_on": today.isoformat(), "result": said}
        update(db, "decisions", decision_id, version, values)


def lock_baseline(
    database: DatabaseFile, actor: Actor, metric_id: int, first_on: date, last_on: date, reason: str
) -> None:
    """Let the process limits of a metric rest on the periods from one day to another,
    both counted in.
    """
    actor.require(Permission.ANNOTATIONS)
    if last_on < first_on:
        raise BadData(f"The last day {last_on} is before the first, {first_on}.")
    values = {"first_on": first_on.isoformat(), "last_on": last_on.isoformat(), "reason": reason}
    with writing(database, ChangeRecord(actor, "lock limits", reason)) as db:
        locked = load_baselines(db, [metric_id]).get(metric_id)
        if locked is None:
            insert(db, "baselines", {"metric_id": metric_id, **values})
        else:
            update(db, "baselines", locked.id, locked.version, values)


def unlock_baseline(database: DatabaseFile, actor: Actor, metric_id: int, reason: str = "") -> None:
    """Let the process limits of a metric rest on all its periods again."""
    actor.require(Permission.ANNOTATIONS)
    with writing(database, ChangeRecord(actor, "unlock limits", reason)) as db:
        locked = load_baselines(db, [metric_id]).get(metric_id)
        if locked is None:
            raise NothingFound("The limits of that metric are not locked.")
        delete(db, "baselines", locked.id)


def split_limits(
    database: DatabaseFile,
    actor: Actor,
    annotation_id: int,
    version: int,
    reason: str,
    *,
    split: bool = True,
) -> None:
    """Let the process limits start again at an event, for a reason; or no longer, which for a
    reason also says that they stay where they never did.
    """
    actor.require(Permission.ANNOTATIONS)
    if split and not reason:
        raise BadData(f"{RESET_NEEDS_REASON.capitalize()}.")
    with writing(
        database, ChangeRecord(actor, "split limits" if split else "join limits", reason)
    ) as db:
        found = find_row(db, "annotations", {"id": annotation_id})
        if found and found["new_limits"] == int(split) and (found["reason"] or not reason):
            raise BadData(
                "The limits are reset there already."
                if split
                else "The limits are not reset there."
            )
        update(
            db, "annotations", annotation_id, version, {"new_limits": int(split), "reason": reason}
        )
