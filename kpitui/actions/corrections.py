"""Correcting and voiding readings: what stood there before stays in the history."""

import contextlib
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from kpitui.actions.readings import ReadingRules
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import Conflict, KpituiError, ReasonNeeded, Refused, nothing_saved
from kpitui.domain.history import ChangeRecord
from kpitui.domain.readings import ReadingDraft, RecordedReading
from kpitui.domain.same_day import Placed
from kpitui.storage.database import AlreadyDone, DatabaseFile, current_change_id, reading, writing
from kpitui.storage.driver import Database
from kpitui.storage.evaluations import evaluation_of_reading
from kpitui.storage.readings import insert_reading, readings_of_change, readings_of_day, state_of
from kpitui.storage.records import Row, row_of, update


def correct_reading(
    database: DatabaseFile,
    actor: Actor,
    old: RecordedReading,
    new: ReadingDraft,
    *,
    today: date,
    why: str = "",
) -> None:
    """Put other values in place of a reading's; raises `Conflict` where someone changed it since
    it was read.

    Metric and subject stay. A closed month, of the old day or of the new, asks for the reason.
    """
    actor.require(Permission.READINGS)
    with writing(database, ChangeRecord(actor, "correct reading", why)) as db:
        correct_within(db, ReadingRules.load(db, today, why), old, new)


def record_placed(
    database: DatabaseFile,
    actor: Actor,
    readings: Sequence[Placed],
    *,
    today: date,
    change: ChangeRecord,
) -> tuple[int, ...]:
    """Save readings as they were placed, in one transaction: all of them, or none; their ids in the
    same order.

    Give the same `change` again to retry after an unknown outcome; nothing is then saved twice.
    Raises `Conflict` where someone recorded one for the same day since it was looked at, and what
    `record` and `correct_reading` raise; the error names the person and the metric, and carries
    both.
    """
    actor.require(Permission.READINGS)
    try:
        with writing(database, change) as db:
            rules = ReadingRules.load(
                db, today, change.why, of=[placed.draft for placed in readings]
            )
            ids = save_placed(db, rules, readings)
    except AlreadyDone as done:
        with reading(database) as db:
            new = iter([row["id"] for row in readings_of_change(db, done.change_id)])
            ids = [next(new) if placed.over is None else placed.over.id for placed in readings]
    return tuple(ids)


def save_placed(db: Database, rules: ReadingRules, readings: Sequence[Placed]) -> list[int]:
    """Save readings in the change that is open, each as a new one or as another version of one; the
    id of each.
    """
    change_id = current_change_id(db)
    for placed in readings:
        if placed.known is not None:
            with _naming(rules, placed.draft):
                # Who is outside is refused before anything is told of their readings.
                rules.team_of(placed.draft.person_id, placed.draft.team_id, placed.draft.date)
            _require_known(db, placed.draft, placed.known)
    ids = []
    for placed in readings:
        with _naming(rules, placed.draft):
            if placed.over is None:
                ids.append(insert_reading(db, rules.checked(placed.draft), change_id))
                continue
            correct_within(db, rules, placed.over, placed.draft)
            for other in placed.voids:
                void_within(db, rules, other)
            ids.append(placed.over.id)
    return ids


def _require_known(db: Database, draft: ReadingDraft, known: Collection[int]) -> None:
    others = [row for row in readings_of_day(db, draft) if row["id"] not in known]
    if others:
        by = str(others[-1]["by"])
        said = f"{by} recorded one for that day a moment ago; try again to see it."
        raise nothing_saved(Conflict(said, by))


@contextlib.contextmanager
def _naming(rules: ReadingRules, draft: ReadingDraft) -> Iterator[None]:
    try:
        yield
    except ReasonNeeded:
        raise  # it is about the month
    except KpituiError as error:
        person, metric = rules.people.get(draft.person_id or 0), rules.metrics.get(draft.metric_id)
        names = ", ".join(record.name for record in (person, metric) if record)
        named = error.reworded(f"{names}: {error.sentence}" if names else error.sentence)
        named.cell = (draft.person_id, draft.metric_id) if draft.person_id else None
        raise named from error


def correct_within(
    db: Database,
    rules: ReadingRules,
    old: RecordedReading,
    new: ReadingDraft,
    *,
    evaluated: bool = False,
) -> None:
    """Put other values in place of a reading's, in the change that is open; raises as
    `correct_reading` does. Only with `evaluated` one that is the score of an evaluation.
    """
    _require_kept(db, old, rules, evaluated=evaluated)
    draft = rules.checked(replace(new, metric_id=old.draft.metric_id))
    values: Row = {
        "team_id": draft.team_id, "date": draft.date.isoformat(), "value": draft.value,
        "numerator": draft.numerator, "denominator": draft.denominator, "n": draft.n,
        "note": draft.note or None, "state": state_of(draft),
    }  # fmt: skip
    if draft.session_id is not None:
        values["session_id"] = draft.session_id
    update(db, "readings", old.id, old.version, values)


def void_reading(
    database: DatabaseFile, actor: Actor, old: RecordedReading, *, today: date, why: str = ""
) -> None:
    """Let a reading count no more; it stays on record. A closed month asks for the reason."""
    actor.require(Permission.READINGS)
    with writing(database, ChangeRecord(actor, "void reading", why)) as db:
        void_within(db, ReadingRules.load(db, today, why), old)


def void_within(
    db: Database, rules: ReadingRules, old: RecordedReading, *, evaluated: bool = False
) -> None:
    """Let a reading count no more, in the change that is open; only with `evaluated` one that is
    the score of an evaluation.
    """
    _require_kept(db, old, rules, evaluated=evaluated)
    update(db, "readings", old.id, old.version, {"state": "void"})


def _require_kept(
    db: Database, old: RecordedReading, rules: ReadingRules, *, evaluated: bool
) -> None:
    if row_of(db, "readings", old.id)["state"] == "void":
        raise Refused("That reading is void already.")
    if not evaluated and evaluation_of_reading(db, old.id):
        raise Refused(
            "That reading is the score of a call sheet: it follows the evaluation, on the page of "
            "the agent."
        )
    rules.require_open(old.draft.date)
