"""Everything that is kept of someone, table by table, as it is kept and in words."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from kpitui.domain.access import Actor, Permission
from kpitui.domain.records.kinds import field_words
from kpitui.domain.records.person import Person
from kpitui.domain.writing import WRITING, Writing
from kpitui.storage.calibrations import Blinds
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.forgotten_drafts import kept_in_drafts
from kpitui.storage.history import Labels, table_words
from kpitui.storage.of_person import (
    everyone_known,
    history_of,
    kept_of,
    named_in,
    names_of,
)
from kpitui.storage.records import Row, from_json

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


def called(table: str) -> str:
    """What a record of a table is called."""
    return table_words(table)


def load_personal_data(
    database: DatabaseFile, actor: Actor, person: Person, drafts: Path, writing: Writing = WRITING
) -> PersonalData:
    """Everything that is kept of a person, also in the drafts of a folder."""
    actor.require(Permission.PEOPLE)
    with reading(database) as db:
        labels, blinds = Labels(db, writing), Blinds(db)
        names = names_of(db, person.id)
        own = kept_of(db, person.id)
        named = named_in(db, names)
        own_ids = {
            table: {row["id"] for row in found if "id" in row} for table, found in own.items()
        }
        others = {
            table: [row for row in found if row["id"] not in own_ids.get(table, ())]
            for table, found in named.items()
        }
        # Of who was taken out as a mistake there is no row left.
        wanted = {("people", person.id)} | {
            (table, one) for table, ids in own_ids.items() for one in ids
        }
        wanted |= {(table, row["id"]) for table, found in others.items() for row in found}
        accounts = everyone_known(db)
        kept = kept_in_drafts(drafts, database, accounts, person.id, names)
        return PersonalData(
            person,
            names,
            tuple(_table(table, found, labels, blinds) for table, found in own.items()),
            tuple(_table(table, found, labels, blinds) for table, found in others.items() if found),
            tuple(_parsed(row, blinds) for row in history_of(db, names, wanted)),
            {str(file): held for file, held in kept.items()},
        )


def _parsed(row: Row, blinds: Blinds) -> Row:
    sides = {side: from_json(row[side]) if row[side] else None for side in ("before", "after")}
    return row | {side: blinds.seen(row["table_name"], held) for side, held in sides.items()}


def _table(table: str, found: list[Row], labels: Labels, blinds: Blinds) -> KeptTable:
    seen = [blinds.seen(table, row) or {} for row in found]
    told = tuple(_told(table, row, labels) for row in seen)
    return KeptTable(table, table_words(table), tuple(seen), told)


def _told(table: str, row: Mapping[str, Any], labels: Labels) -> dict[str, str]:
    return {
        field_words(table, column): text
        for column in row
        if column not in _QUIET and (text := labels.text(column, row))
    }
