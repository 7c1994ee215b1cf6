"""Everything that is kept of someone, table by table, as it is kept and in words."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kpitui.domain.access import Actor, Permission
from kpitui.domain.records.kinds import field_words
from kpitui.domain.records.person import Person
from kpitui.domain.writing import WRITING, Writing
from kpitui.storage.calibrations import Blinds
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.forgotten_drafts import kept_in_drafts
from kpitui.storage.of_person import (
    everyone_known,
    history_of,
    kept_of,
    named_in,
    names_in_file,
    names_of,
)
from kpitui.storage.record_labels import Labels, table_words
from kpitui.storage.records import Row, from_json
from kpitui.views.without_others import Others

_QUIET = ("version", "name_key", "code_key", "deed_id", "position")


class KeptTable(Struct, frozen=True):
    """The rows of one table: as they are kept, and in words."""

    table: str
    called: str
    rows: tuple[Row, ...]
    told: tuple[Mapping[str, str], ...]


class PersonalData(Struct, frozen=True):
    """What is kept of a person: records of theirs, records that name them, and the history of both;
    by what names the file knows them.
    """

    person: Person
    names: tuple[str, ...]
    records: tuple[KeptTable, ...]
    named: tuple[KeptTable, ...]
    history: tuple[Row, ...]
    drafts: Mapping[str, Mapping[str, Any]]
    names_others: bool = False
    """Whether other people stand in it, by a name or in a record of theirs."""
    without_others: bool = False
    """Whether they were left out."""


def called(table: str) -> str:
    """What a record of a table is called."""
    return table_words(table)


def load_personal_data(
    database: DatabaseFile, actor: Actor, person: Person, drafts: Sequence[Path],
    writing: Writing = WRITING,
    *, without_others: bool = False,
) -> PersonalData:  # fmt: skip
    """Everything that is kept of a person, also in the drafts of some folders; the other people who
    stand in it can be left out.
    """
    actor.require(Permission.PEOPLE)
    with reading(database) as db:
        names = names_of(db, person.id)
        own = (*names, person.code) if person.code else names
        others = Others(names_in_file(db), own)
        page = _Page(db, Labels(db, writing), Blinds(db), others if without_others else None)
        found = page.of(person, names)
        kept = kept_in_drafts(db, drafts, database, everyone_known(db), person.id, names)
    held = {str(file): one for file, one in kept.items()}
    if without_others:
        held = {file: others.draft(one, person.id) for file, one in held.items()}
        return replace(found, drafts=held, without_others=True)
    whole = (found.history, held, *(record.rows for record in found.records))
    return replace(found, drafts=held, names_others=bool(found.named) or others.named_in(whole))


class _Page(Struct, frozen=True):
    """Makes the tables of what is kept of someone."""

    db: Database
    labels: Labels
    blinds: Blinds
    without: Others | None

    def of(self, person: Person, names: Sequence[str]) -> PersonalData:
        """Records and history; drafts are no part of the file."""
        own = kept_of(self.db, person.id)
        ids = {table: {row["id"] for row in found if "id" in row} for table, found in own.items()}
        others = {
            table: [row for row in found if row["id"] not in ids.get(table, ())]
            for table, found in named_in(self.db, names).items()
        }
        # Of who was taken out as a mistake there is no row left.
        theirs = {("people", person.id)}
        theirs |= {(table, one) for table, found in ids.items() for one in found}
        wanted = theirs | {(table, row["id"]) for table, rows in others.items() for row in rows}
        return PersonalData(
            person,
            tuple(names),
            tuple(self._table(table, found, own=True) for table, found in own.items()),
            tuple(self._table(table, found, own=False) for table, found in others.items() if found),
            tuple(
                self._change(row, own=(row["table_name"], row["record_id"]) in theirs)
                for row in history_of(self.db, names, wanted)
            ),
            {},
        )

    def _table(self, table: str, found: list[Row], *, own: bool) -> KeptTable:
        rows = [self._seen(table, row, own=own) or {} for row in found]
        told = [_told(table, row, self.labels) for row in rows]
        if self.without is not None:
            told = self.without.data(told)
        return KeptTable(table, table_words(table), tuple(rows), tuple(told))

    def _seen(self, table: str, row: Row, *, own: bool) -> Row | None:
        seen = self.blinds.seen(table, row)
        return self.without.row(table, seen, own=own) if self.without and seen else seen

    def _change(self, row: Row, *, own: bool) -> Row:
        table = row["table_name"]
        sides = {
            side: self._seen(table, from_json(row[side]), own=own) if row[side] else None
            for side in ("before", "after")
        }
        said = row if self.without is None else self.without.row("deeds", row, own=own)
        return said | sides


def _told(table: str, row: Mapping[str, Any], labels: Labels) -> dict[str, str]:
    return {
        field_words(table, column): text
        for column in row
        if column not in _QUIET and (text := labels.text(column, row))
    }
