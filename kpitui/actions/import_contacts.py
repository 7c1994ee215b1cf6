"""Bringing lists of contacts in again that went out of a file."""

from collections.abc import Iterable
from datetime import date

from kpitui.actions.contacts import Fate, KnownContacts
from kpitui.actions.import_entered import EnteredLine, EnteredReport, NamesOfFile, import_entered
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData
from kpitui.domain.history import ChangeRecord
from kpitui.domain.import_rows import Rejected
from kpitui.domain.quality_document import ContactPart
from kpitui.domain.records.contact import MONTHS_KEPT, Contact
from kpitui.domain.records.document import merged
from kpitui.storage.change_labels import LOAD_CONTACTS
from kpitui.storage.contacts import insert_contacts
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import Database


def import_contacts(
    database: DatabaseFile,
    actor: Actor,
    entries: Iterable[EnteredLine[ContactPart] | Rejected],
    *,
    strict: bool = False,
    dry_run: bool = False,
    today: date,
) -> EnteredReport:
    """Take every good contact to draw from; one that is there already adds nothing."""
    actor.require(Permission.READINGS)
    return import_entered(
        database, ChangeRecord(actor, LOAD_CONTACTS), entries,
        lambda db: _Taking(db, today).contact, strict=strict, dry_run=dry_run,
    )  # fmt: skip


class _Taking:
    def __init__(self, db: Database, today: date) -> None:
        self._db = db
        self._names, self._known = NamesOfFile(db), KnownContacts(db, today)

    def contact(self, part: ContactPart) -> bool:
        """Whether a contact had to be added; raises `BadData`."""
        person = part.model_dump()["person"]
        person_id = self._names.id_of("people", "person", person)
        contact = merged(Contact, part, None, person_id=person_id)
        match self._known.fate(contact):
            case Fate.DOUBLE:
                return False
            case Fate.OLD:
                raise BadData(
                    f"{contact.date} is more than {MONTHS_KEPT} months ago; older contacts are not "
                    "kept."
                )
            case Fate.COMING:
                raise BadData(f"{contact.date} is in the future.")
            case Fate.NEW:
                insert_contacts(self._db, [contact])
                return True
