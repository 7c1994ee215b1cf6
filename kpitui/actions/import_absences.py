"""Bringing in from a file when people are away."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from kpitui.actions.absences import add_absence, change_absence
from kpitui.actions.import_entered import EnteredLine, EnteredReport, NamesOfFile, import_entered
from kpitui.domain.absence_document import EnteredAbsence
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData
from kpitui.domain.history import ChangeRecord
from kpitui.domain.import_rows import Rejected
from kpitui.domain.records.absence import AbsenceDraft
from kpitui.storage.absences import load_absences_of
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import Database


def import_absences(
    database: DatabaseFile,
    actor: Actor,
    entries: Iterable[EnteredLine[EnteredAbsence] | Rejected],
    *,
    strict: bool = False,
    dry_run: bool = False,
    today: date,
) -> EnteredReport:
    """Take every good absence; one that is there already adds nothing, and one of a first day that
    is there with another end or reason becomes what the file says. `today` is not asked.
    """
    actor.require(Permission.ABSENCES)
    change = ChangeRecord(actor, "import absences")
    return import_entered(
        database, change, entries, lambda db: _Taking(db, database, actor).absence,
        strict=strict, dry_run=dry_run,
    )  # fmt: skip


class _Taking:
    def __init__(self, db: Database, database: DatabaseFile, actor: Actor) -> None:
        self._db, self._by = db, (replace(database, open_change=db), actor)
        self._names = NamesOfFile(db)

    def absence(self, part: EnteredAbsence) -> bool:
        """Whether an absence had to be added or changed."""
        person_id = self._names.id_of("people", "person", part.person)
        try:
            draft = AbsenceDraft(starts_on=part.starts_on, ends_on=part.back_on, reason=part.reason)
        except ValueError as error:
            raise BadData(f"{error}") from None
        known = load_absences_of(self._db, person_id)
        there = next((absence for absence in known if absence.starts_on == draft.starts_on), None)
        if there is None:
            add_absence(*self._by, person_id, draft)
            return True
        if (there.ends_on, there.reason) == (draft.ends_on, draft.reason):
            return False
        change_absence(*self._by, there, draft)
        return True
