"""Bringing in what people wrote down, row by row of a file, in one transaction; what cannot be
taken is listed with its line and reason.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Generic, TypeVar

from msgspec import Struct, field

from kpitui.domain.errors import BadData, KpituiError
from kpitui.domain.history import ChangeRecord
from kpitui.domain.import_rows import Rejected
from kpitui.domain.near import near_and
from kpitui.domain.within import OF_OTHER_TEAMS, not_called
from kpitui.storage.database import DatabaseFile, current_change_id, writing
from kpitui.storage.driver import Database
from kpitui.storage.hash_chain import GuardedParts
from kpitui.storage.named import id_named, near_name
from kpitui.storage.talked_about import contacts_named
from kpitui.storage.within import of_some_teams

PartT = TypeVar("PartT")


class EnteredLine(Struct, Generic[PartT], frozen=True):
    """What a line of a file says."""

    line: int
    part: PartT


class EnteredReport(Struct):
    """What an import did, or would do."""

    read: int = 0
    added: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)


class _NotKept(Exception):
    pass


def import_entered(
    database: DatabaseFile,
    change: ChangeRecord,
    entries: Iterable[EnteredLine[PartT] | Rejected],
    taking: Callable[[Database], Callable[[PartT], bool]],
    *,
    strict: bool,
    dry_run: bool,
    in_bulk: Callable[[Database], AbstractContextManager[object]] | None = None,
) -> EnteredReport:
    """Take every good entry, or with `strict` none if any is bad.

    `taking` gives for the open change what brings one part in: it says whether anything had to be
    added, and raises `KpituiError` before it changes anything where the part cannot be taken.
    `in_bulk` is the block that notes what many parts bring, in place of a row of the history each.
    """
    report = EnteredReport()
    told = list(entries)  # read to the end before the file is held
    try:
        with (
            writing(database, change, bulk=in_bulk is not None) as db,
            in_bulk(db) if in_bulk else nullcontext(),
        ):
            take, parts = taking(db), GuardedParts(db, current_change_id(db))
            for one in told:
                report.read += 1
                if isinstance(one, Rejected):
                    report.rejected.append(one)
                    continue
                try:
                    with parts.part():
                        added = take(one.part)
                except KpituiError as error:
                    report.rejected.append(Rejected(one.line, error.sentence.removesuffix(".")))
                else:
                    report.added += added
                    report.unchanged += not added
            if dry_run or not report.added or (strict and report.rejected):
                raise _NotKept
    except _NotKept:
        if strict and report.rejected:
            report.added = 0
    return report


class NamesOfFile:
    """The ids of what a file calls by name, each looked up once."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._ids: dict[tuple[str, str], int] = {}
        self._contacts: dict[int, dict[str, int]] = {}

    def id_of(self, table: str, kind: str, name: str) -> int:
        """The id of a record by its name or code; raises `BadData` where there is none."""
        if (table, name) not in self._ids:
            found = id_named(self._db, table, name)
            if found is None:
                near = near_name(self._db, table, name)
                missing = not_called(kind, name, of_teams=of_some_teams(self._db))
                fix = "import the plan and the people first"
                if table == "people" and of_some_teams(self._db):
                    fix = OF_OTHER_TEAMS
                raise BadData(near_and(missing, near, f"{fix}."))
            self._ids[table, name] = found
        return self._ids[table, name]

    def evaluation_id(self, person: str, contact: str) -> int:
        """The id of an evaluation of a person by what its contact is called; raises `BadData` where
        there is none.
        """
        person_id = self.id_of("people", "person", person)
        if person_id not in self._contacts:
            self._contacts[person_id] = contacts_named(self._db, person_id)
        found = self._contacts[person_id].get(contact)
        if found is None:
            raise BadData(f"{person} has no evaluation “{contact}”; import the evaluations first.")
        return found
