"""Reviewing KPIs: decisions, and what the process limits of a metric rest on."""

import contextlib
from datetime import date

from kpitui.domain.access import Actor, Deed
from kpitui.domain.errors import BadData, NothingFound
from kpitui.domain.history import DeedRecord
from kpitui.domain.review_drafts import ReviewDraft
from kpitui.storage.database import AlreadyDone, DatabaseFile, writing
from kpitui.storage.records import insert, row_of, rows, update
from kpitui.storage.reviews import load_baseline


def review(
    database: DatabaseFile, actor: Actor, draft: ReviewDraft, today: date, *, deed: DeedRecord | None = None
) -> None:
    """Put a decision about a KPI on record, with what was seen.

    Give the same `deed` again to retry after an unknown outcome. Raises `BadData` where the KPI ended.
    """
    actor.require(Deed.REVIEWS)
    with contextlib.suppress(AlreadyDone), writing(database, deed or DeedRecord(actor, "review")) as db:
        kpi = row_of(db, "kpis", draft.kpi_id)
        if kpi["ends_on"] is not None and kpi["ends_on"] <= today.isoformat():
            raise BadData(f"That KPI ended on {kpi['ends_on']}; there is nothing to decide any more.")
        insert(db, "reviews", {**draft.model_dump(mode="json"), "date": today.isoformat(), "by": actor.name})


def lock_baseline(
    database: DatabaseFile, actor: Actor, metric_id: int, first_on: date, last_on: date, reason: str
) -> None:
    """Let the process limits of a metric rest on the periods from one day to another, both counted in."""
    actor.require(Deed.ANNOTATIONS)
    if last_on < first_on:
        raise BadData(f"The last day {last_on} lies before the first, {first_on}.")
    values = {"first_on": first_on.isoformat(), "last_on": last_on.isoformat(), "reason": reason}
    with writing(database, DeedRecord(actor, "lock limits", reason)) as db:
        locked = load_baseline(db, metric_id)
        if locked is None:
            insert(db, "baselines", {"metric_id": metric_id, **values})
        else:
            update(db, "baselines", locked.id, locked.version, values)


def unlock_baseline(database: DatabaseFile, actor: Actor, metric_id: int, reason: str = "") -> None:
    """Let the process limits of a metric rest on all its periods again."""
    actor.require(Deed.ANNOTATIONS)
    with writing(database, DeedRecord(actor, "unlock limits", reason)) as db:
        locked = load_baseline(db, metric_id)
        if locked is None:
            raise NothingFound("The limits of that metric are not locked.")
        db.execute("DELETE FROM baselines WHERE id = ?", [locked.id])


def split_limits(
    database: DatabaseFile, actor: Actor, annotation_id: int, version: int, reason: str, *, split: bool = True
) -> None:
    """Let the process limits start anew at an event, for a reason; or no longer."""
    actor.require(Deed.ANNOTATIONS)
    if split and not reason:
        raise BadData("Say why the limits start anew there; a split without a reason hides a signal.")
    with writing(database, DeedRecord(actor, "split limits" if split else "join limits", reason)) as db:
        found = rows(db, "SELECT new_limits FROM annotations WHERE id = :id", {"id": annotation_id})
        if found and found[0]["new_limits"] == int(split):
            raise BadData("The limits start anew there already." if split else "The limits do not start anew there.")
        update(db, "annotations", annotation_id, version, {"new_limits": int(split), "reason": reason})
