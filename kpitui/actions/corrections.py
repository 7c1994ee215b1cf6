"""Correcting and voiding readings: what stood there before stays in the history."""

import contextlib
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from kpitui.actions.readings import ReadingRules, Recorded
from kpitui.domain.access import Actor, Deed
from kpitui.domain.errors import Conflict, KpituiError, ReasonNeeded, Refused
from kpitui.domain.history import DeedRecord
from kpitui.domain.readings import ReadingDraft, RecordedReading
from kpitui.domain.same_day import Placed
from kpitui.storage.database import AlreadyDone, DatabaseFile, current_deed_id, reading, writing
from kpitui.storage.driver import Database
from kpitui.storage.readings import insert_reading, readings_of_day, readings_of_deed, state_of
from kpitui.storage.records import Row, row_of, update


def correct_reading(
    database: DatabaseFile, actor: Actor, old: RecordedReading, new: ReadingDraft, *, today: date, why: str = ""
) -> None:
    """Put other values in place of a reading's; raises `Conflict` where somebody changed it since it was read.

    Metric and subject stay. A closed month, of the old day or of the new, asks for the reason.
    """
    actor.require(Deed.READINGS)
    with writing(database, DeedRecord(actor, "correct reading", why)) as db:
        _correct(db, ReadingRules.load(db, today, why), old, new)


def record_and_correct(
    database: DatabaseFile,
    actor: Actor,
    drafts: Sequence[ReadingDraft],
    corrections: Sequence[tuple[RecordedReading, ReadingDraft]],
    *,
    today: date,
    deed: DeedRecord,
    voids: Sequence[RecordedReading] = (),
    known: Sequence[Collection[int]] | None = None,
) -> None:
    """Save new readings, corrections of others, and voids in one transaction: all of them, or none.

    `known`: for each draft the ids of the readings of its metric, subject and day that whoever saves was told of;
    raises `Conflict` where there is another one by now. Give the same `deed` again to retry after an unknown outcome.
    Raises what `record` and `correct_reading` raise; the error names the person and the metric, and carries both.
    """
    actor.require(Deed.READINGS)
    with contextlib.suppress(AlreadyDone), writing(database, deed) as db:
        rules = ReadingRules.load(db, today, deed.why, of=[*drafts, *(new for _, new in corrections)])
        new = [Placed(one, known=frozenset(known[place]) if known else None) for place, one in enumerate(drafts)]
        save_placed(db, rules, [*new, *(Placed(draft, over=old) for old, draft in corrections)])
        for old in voids:
            with _naming(rules, old.draft):
                _void(db, rules, old)


def record_placed(
    database: DatabaseFile, actor: Actor, readings: Sequence[Placed], *, today: date, deed: DeedRecord
) -> Recorded:
    """Save readings as they were placed, in one transaction: all of them, or none; their ids in the same order.

    Give the same `deed` again to retry after an unknown outcome; nothing is then saved twice. Raises `Conflict` where
    somebody recorded one for the same day since it was looked at, and what `record_and_correct` raises.
    """
    actor.require(Deed.READINGS)
    try:
        with writing(database, deed) as db:
            rules = ReadingRules.load(db, today, deed.why, of=[one.draft for one in readings])
            ids = save_placed(db, rules, readings)
    except AlreadyDone as done:
        with reading(database) as db:
            new = iter([row["id"] for row in readings_of_deed(db, done.deed_id)])
            ids = [next(new) if one.over is None else one.over.id for one in readings]
    return Recorded(deed.uuid, tuple(ids))


def save_placed(db: Database, rules: ReadingRules, readings: Sequence[Placed]) -> list[int]:
    """Save readings in the deed that is open, each as a new one or as another version of one; the id of each."""
    deed_id = current_deed_id(db)
    for one in readings:
        if one.known is not None:
            _require_known(db, one.draft, one.known)
    ids = []
    for one in readings:
        with _naming(rules, one.draft):
            if one.over is None:
                ids.append(insert_reading(db, rules.checked(one.draft), deed_id))
                continue
            _correct(db, rules, one.over, one.draft)
            for other in one.voids:
                _void(db, rules, other)
            ids.append(one.over.id)
    return ids


def _require_known(db: Database, draft: ReadingDraft, known: Collection[int]) -> None:
    others = [row for row in readings_of_day(db, draft) if row["id"] not in known]
    if others:
        by = str(others[-1]["by"])
        raise Conflict(f"{by} recorded one for that day a moment ago; nothing was saved. Try again to see it.", by)


@contextlib.contextmanager
def _naming(rules: ReadingRules, draft: ReadingDraft) -> Iterator[None]:
    try:
        yield
    except ReasonNeeded:
        raise  # it is about the month
    except KpituiError as error:
        person, metric = rules.people.get(draft.person_id or 0), rules.metrics.get(draft.metric_id)
        names = ", ".join(one.name for one in (person, metric) if one)
        named = type(error)(f"{names}: {error.sentence}")
        named.cell = (draft.person_id, draft.metric_id) if draft.person_id else None
        raise named from error


def _correct(db: Database, rules: ReadingRules, old: RecordedReading, new: ReadingDraft) -> None:
    _require_kept(db, old, rules)
    draft = rules.checked(replace(new, metric_id=old.draft.metric_id))
    values: Row = {
        "team_id": draft.team_id, "date": draft.date.isoformat(), "value": draft.value,
        "numerator": draft.numerator, "denominator": draft.denominator, "n": draft.n, "note": draft.note or None,
        "state": state_of(draft),
    }  # fmt: skip
    if draft.session_id is not None:
        values["session_id"] = draft.session_id
    update(db, "readings", old.id, old.version, values)


def void_reading(database: DatabaseFile, actor: Actor, old: RecordedReading, *, today: date, why: str = "") -> None:
    """Let a reading count no more; it stays on record. A closed month asks for the reason."""
    actor.require(Deed.READINGS)
    with writing(database, DeedRecord(actor, "void reading", why)) as db:
        _void(db, ReadingRules.load(db, today, why), old)


def _void(db: Database, rules: ReadingRules, old: RecordedReading) -> None:
    _require_kept(db, old, rules)
    update(db, "readings", old.id, old.version, {"state": "void"})


def _require_kept(db: Database, old: RecordedReading, rules: ReadingRules) -> None:
    if row_of(db, "readings", old.id)["state"] == "void":
        raise Refused("That reading was voided already.")
    rules.require_open(old.draft.date)
