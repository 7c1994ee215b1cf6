"""Lists of contacts: what could be scored, brought in from another program."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum, auto

from msgspec import Struct

from kpitui.domain.access import Actor, Permission
from kpitui.domain.history import ChangeRecord
from kpitui.domain.naming import Names, Several
from kpitui.domain.records.contact import MONTHS_KEPT, Contact
from kpitui.domain.records.person import Person
from kpitui.storage.change_labels import LOAD_CONTACTS
from kpitui.storage.contacts import drop_before, insert_contacts, known_contacts
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.people import load_people
from kpitui.storage.within import of_some_teams


class ContactToLoad(Struct, frozen=True, kw_only=True):
    """A contact as a line of a list says it: the person by code, by name, or by both."""

    reference: str
    person: str
    code: str
    date: date
    channel: str = ""

    @property
    def whose(self) -> str:
        """Whom the line names."""
        return self.person or self.code


class ContactsLoaded(Struct, frozen=True, kw_only=True):
    """What became of the contacts of a list; `unknown` has the names that no one has here, each
    with how many contacts, `dropped` those that were here and are too old. `of_teams` says that
    only people of some teams are looked for.
    """

    added: int
    doubles: int
    old: int
    coming: int
    unknown: Mapping[str, int]
    dropped: int
    of_teams: bool = False


class Fate(Enum):
    """What becomes of a contact of a list."""

    NEW = auto()
    DOUBLE = auto()
    OLD = auto()
    COMING = auto()


class KnownContacts:
    """Which contacts are here, and which may come: not of a day to come, and none older than 13
    months.
    """

    def __init__(self, db: Database, today: date) -> None:
        self.oldest, self._today = _months_before(today, MONTHS_KEPT), today
        self._known = known_contacts(db)

    def fate(self, contact: Contact) -> Fate:
        """What becomes of a contact; a new one is known from now on."""
        key = (contact.reference, contact.person_id)
        if key in self._known:
            return Fate.DOUBLE
        if contact.date < self.oldest or contact.date > self._today:
            return Fate.OLD if contact.date < self.oldest else Fate.COMING
        self._known.add(key)
        return Fate.NEW


class _DryRun(Exception):
    pass


def load_contacts(
    database: DatabaseFile,
    actor: Actor,
    lines: Sequence[ContactToLoad],
    *,
    today: date,
    dry_run: bool = False,
) -> ContactsLoaded:
    """Add the contacts of a list that are not here yet, and drop those older than 13 months, in one
    change.

    Left out and counted are doubles, contacts of a day to come or too long ago, and those of people
    who are not in the file.
    """
    actor.require(Permission.READINGS)
    try:
        with writing(database, ChangeRecord(actor, LOAD_CONTACTS)) as db:
            people, of_teams = _People(load_people(db)), of_some_teams(db)
            known, counts = KnownContacts(db, today), Counter[Fate]()
            added: list[Contact] = []
            for line in lines:
                person_id = people.of(line)
                if person_id is None:
                    continue
                contact = _contact(line, person_id)
                fate = known.fate(contact)
                counts[fate] += 1
                if fate is Fate.NEW:
                    added.append(contact)
            insert_contacts(db, added)
            dropped = drop_before(db, known.oldest)
            if dry_run or not (added or dropped):
                raise _DryRun
    except _DryRun:
        pass
    return ContactsLoaded(
        added=len(added), doubles=counts[Fate.DOUBLE], old=counts[Fate.OLD],
        coming=counts[Fate.COMING], unknown=people.unknown, dropped=dropped,
        of_teams=of_teams,
    )  # fmt: skip


class _People:
    """Finds whom a line names by the code, else by the whole name."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._names = Names(people)
        self._found: dict[tuple[str, str], int | None] = {}
        self.unknown: Counter[str] = Counter()

    def of(self, line: ContactToLoad) -> int | None:
        """The id of the person of a line; None where no one has that code or name, or several
        do.
        """
        key = (line.code, line.person)
        if key not in self._found:
            known = (self._named(typed) for typed in key if typed)
            self._found[key] = next((one.id for one in known if one is not None), None)
        if self._found[key] is None:
            self.unknown[line.whose] += 1
        return self._found[key]

    def _named(self, typed: str) -> Person | None:
        try:
            return self._names.meant(typed, in_full=True)
        except Several:
            return None


def _contact(line: ContactToLoad, person_id: int) -> Contact:
    return Contact(
        reference=line.reference, person_id=person_id, date=line.date, channel=line.channel
    )


def _months_before(day: date, months: int) -> date:
    """The first day of the month that lies so many months before that of a day."""
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, 1)
