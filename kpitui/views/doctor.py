"""What `kpitui doctor` says of a file."""

import time
from pathlib import Path

from msgspec import Struct

from kpitui.domain.first_few import and_more
from kpitui.domain.retention import due_to_be_forgotten
from kpitui.domain.upgrade import Upgrade
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.doctor import (
    accounts_told,
    findings_of_damage,
    findings_of_evaluations,
    findings_of_history,
    findings_of_teams,
    notes_of_seals,
)
from kpitui.storage.driver import Database
from kpitui.storage.erasures import findings_of_erasures
from kpitui.storage.hash_chain import look_along
from kpitui.storage.journal import journal_of, remark_on
from kpitui.storage.people import load_people
from kpitui.storage.place import findings_of_file
from kpitui.storage.presence import Presence, names_of, others_in
from kpitui.storage.schema import SCHEMA_VERSION
from kpitui.storage.upgrade import rehearse_upgrade
from kpitui.storage.within import whole_of

SCHEMA = SCHEMA_VERSION
"""The schema version that this program makes."""


DUE_SHOWN = 5
"""So many names of who is due to be forgotten stand in a line."""

NOBODY = Presence("", "")
"""Someone who looks a file over by a command is not at work in it."""


class Examination(Struct, frozen=True):
    """What is wrong with a file, each with its fix; what else is to be known; its history and last
    seal; who is in.
    """

    findings: tuple[str, ...]
    notes: tuple[str, ...]
    changes: int
    seal: str
    sessions: tuple[str, ...]


def examine(database: DatabaseFile) -> Examination:
    """Look a file over; a sound one has no findings."""
    with reading(database) as seen:
        db = whole_of(seen)  # sums and seals are of all rows; who is named is of what is seen
        chain = look_along(db)
        found = [
            *findings_of_file(database.path),
            *findings_of_damage(db),
            *findings_of_teams(db),
            *findings_of_evaluations(seen),
            *findings_of_history(db, chain),
            *findings_of_erasures(db, database.path),
        ]
        remark = remark_on(journal_of(db))
        notes = [*accounts_told(db), *([remark] if remark else []), *notes_of_seals(db)]
        notes += _due(database, seen)
        sessions = names_of(others_in(db, NOBODY, time.time()))
    return Examination(tuple(found), tuple(notes), chain.rows, chain.head, sessions)


def would_upgrade(path: Path) -> Upgrade | None:
    """What opening a file with this version would do to it, tried on a copy; None where nothing."""
    return rehearse_upgrade(path)


def _due(database: DatabaseFile, db: Database) -> list[str]:
    """Who left longer ago than notes are kept, by the rule of the file."""
    today = database.clock.today()
    months = database.rules.on(today).health.keep_notes
    found = due_to_be_forgotten(load_people(db), today, months)
    if not found:
        return []
    names = and_more([person.name for person in found], DUE_SHOWN)
    return [
        f"due to be forgotten, as notes are kept for {months} months: {names}; do it with: "
        f"kpitui people forget --left-before {months}m"
    ]
