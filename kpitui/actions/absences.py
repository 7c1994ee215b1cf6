"""Upkeep of absences: when someone is away and when they are back; one function a change."""

from datetime import date, timedelta

from msgspec.structs import replace

from kpitui.domain.access import Actor, Permission
from kpitui.domain.away_entry import Away
from kpitui.domain.errors import BadData, NothingFound, Refused
from kpitui.domain.history import ChangeRecord
from kpitui.domain.periods import month_end
from kpitui.domain.records.absence import Absence, AbsenceDraft, absence_on, absences_within
from kpitui.domain.records.person import Person
from kpitui.storage.absences import load_absence, load_absences_of
from kpitui.storage.closed_months import load_closed_months
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.people import load_person
from kpitui.storage.records import Row, delete, insert, update, values_of
from kpitui.storage.within import gone, within

Span = tuple[date, date | None]
"""First day away and first day back."""


def add_absence(
    database: DatabaseFile, actor: Actor, person_id: int, draft: AbsenceDraft,
    *, change: ChangeRecord | None = None,
) -> int:  # fmt: skip
    """Say when someone is away; its id. Raises `BadData` or `Refused` where they are not here,
    away then already, or a day of it is in a locked month.
    """
    actor.require(Permission.ABSENCES)
    with writing(database, change or ChangeRecord(actor, "add absence")) as db:
        return _add(db, person_id, draft)


def change_absence(
    database: DatabaseFile, actor: Actor, absence: Absence, draft: AbsenceDraft,
    *, change: ChangeRecord | None = None,
) -> None:  # fmt: skip
    """Put right when someone is away, or why; raises as `add_absence` does."""
    actor.require(Permission.ABSENCES)
    with writing(database, change or ChangeRecord(actor, "change absence")) as db:
        _change(db, absence, draft)


def end_absence(
    database: DatabaseFile, actor: Actor, absence: Absence, back_on: date,
    *, change: ChangeRecord | None = None,
) -> None:  # fmt: skip
    """Say on which day someone is back; who was never away, as that is the first day of it, has
    no absence.
    """
    actor.require(Permission.ABSENCES)
    with writing(database, change or ChangeRecord(actor, "end absence")) as db:
        _end(db, absence, back_on)


def remove_absence(database: DatabaseFile, actor: Actor, absence: Absence) -> None:
    """Take out an absence that was entered by mistake."""
    actor.require(Permission.ABSENCES)
    with writing(database, ChangeRecord(actor, "remove absence")) as db:
        _remove(db, absence)


def say_away(
    database: DatabaseFile, actor: Actor, said: Away, today: date,
    *, change: ChangeRecord | None = None,
) -> Absence | None:  # fmt: skip
    """Do what a line says of someone: a new absence, another end of the one that runs, or back;
    the absence as it is then, None where there is none any more.
    """
    actor.require(Permission.ABSENCES)
    what = "end absence" if said.back else "add absence"
    person_id = said.person.person_id or 0
    with writing(database, change or ChangeRecord(actor, what)) as db:
        if said.back:
            back_on = said.starts_on or today
            absence = _running(db, person_id, back_on)
            return _end(db, absence, back_on)
        running = None
        if said.starts_on is None:
            running = absence_on(load_absences_of(db, person_id), today)
        if running is not None:
            if running.ends_on is not None and said.ends_on is None:
                raise Refused(
                    f"{said.person.name} is away until {running.last_day} already; say until when "
                    "else, or when they are back."
                )
            reason = said.reason or running.reason
            _change(db, running, _draft(running.starts_on, said.ends_on, reason))
            return load_absence(db, running.id)
        draft = _draft(said.starts_on or today, said.ends_on, said.reason)
        return load_absence(db, _add(db, person_id, draft))


def _draft(starts_on: date, ends_on: date | None, reason: str) -> AbsenceDraft:
    try:
        return AbsenceDraft(starts_on=starts_on, ends_on=ends_on, reason=reason)
    except ValueError as error:
        raise BadData(f"{str(error).capitalize()}.") from None


def _running(db: Database, person_id: int, back_on: date) -> Absence:
    """The absence that a first day back belongs to."""
    absences = load_absences_of(db, person_id)
    found = absence_on(absences, back_on) or absence_on(absences, back_on - timedelta(days=1))
    if found is None:
        raise NothingFound(
            f"{_person(db, person_id).name} is not away on {back_on}; kpitui away --list says who "
            "is away when."
        )
    return found


def _add(db: Database, person_id: int, draft: AbsenceDraft) -> int:
    person = _person(db, person_id)
    _require_here(person, draft)
    _require_free(person, draft)
    require_unlocked(db, None, (draft.starts_on, draft.ends_on))
    values = values_of(draft, AbsenceDraft)
    return insert(db, "absences", {"person_id": person_id, **values})


def _change(db: Database, absence: Absence, draft: AbsenceDraft) -> None:
    person = _person(db, absence.person_id)
    _require_here(person, draft)
    _require_free(person, draft, besides=absence.id)
    before = (absence.starts_on, absence.ends_on)
    require_unlocked(db, before, (draft.starts_on, draft.ends_on))
    update(db, "absences", absence.id, absence.version, values_of(draft, AbsenceDraft))


def _end(db: Database, absence: Absence, back_on: date) -> Absence | None:
    if back_on < absence.starts_on:
        raise BadData(
            f"The absence starts on {absence.starts_on}; the first day back is that day or later."
        )
    if back_on == absence.starts_on:
        _remove(db, absence)
        return None
    draft = _draft(absence.starts_on, back_on, absence.reason)
    _change(db, absence, draft)
    return replace(absence, ends_on=back_on, version=absence.version + 1)


def _remove(db: Database, absence: Absence) -> None:
    require_unlocked(db, (absence.starts_on, absence.ends_on), None)
    # Anyone who changed it meanwhile is told from anyone who removes it.
    values = {"reason": absence.reason}
    update(db, "absences", absence.id, absence.version, values)
    delete(db, "absences", absence.id)


def _person(db: Database, person_id: int) -> Person:
    if (seen := within(db)) is not None:
        seen.require(person_id, None)
    person = load_person(db, person_id)
    if person is None:
        raise gone(db, "That person")
    return person


def _require_here(person: Person, draft: AbsenceDraft) -> None:
    if draft.starts_on < person.starts_on:
        raise BadData(f"{person.name} started on {person.starts_on}; choose that day or later.")
    if person.ends_on is not None and draft.starts_on >= person.ends_on:
        raise BadData(f"{person.name} left on {person.ends_on}; choose a day before that.")


def _require_free(person: Person, draft: AbsenceDraft, besides: int = 0) -> None:
    last = date.max if draft.ends_on is None else draft.ends_on - timedelta(days=1)
    for absence in absences_within(person.absences, draft.starts_on, last):
        if absence.id != besides:
            until = f" to {absence.last_day}" if absence.last_day else " on"
            raise Refused(
                f"{person.name} is away from {absence.starts_on}{until} already; change that "
                "absence instead: w on People."
            )


def span_of(row: Row | None) -> Span | None:
    """The days of an absence as the file keeps it; None where there is none."""
    if row is None:
        return None
    ends_on = row["ends_on"]
    return date.fromisoformat(row["starts_on"]), date.fromisoformat(ends_on) if ends_on else None


def require_unlocked(db: Database, before: Span | None, after: Span | None) -> None:
    """Nothing where a change of an absence leaves each locked month as it was; raises `Refused`
    otherwise.
    """
    for month in load_closed_months(db):
        first = date.fromisoformat(f"{month}-01")
        last = month_end(first.year, first.month)
        if _within(before, first, last) != _within(after, first, last):
            following = last + timedelta(days=1)
            raise Refused(
                f"{month} is locked, so who was away in it stays; choose days from {following} on."
            )


def _within(span: Span | None, first: date, last: date) -> tuple[date, date] | None:
    """The days of a month that are in an absence."""
    if span is None or span[0] > last or (span[1] is not None and span[1] <= first):
        return None
    return max(span[0], first), min(span[1] or date.max, last + timedelta(days=1))
