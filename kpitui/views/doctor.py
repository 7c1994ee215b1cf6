"""What `kpitui doctor` says of a file."""

import time

from msgspec import Struct

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.doctor import (
    findings_of_damage,
    findings_of_evaluations,
    findings_of_history,
    findings_of_teams,
)
from kpitui.storage.hash_chain import look_along
from kpitui.storage.journal import journal_of, remark_on
from kpitui.storage.place import findings_of_file
from kpitui.storage.presence import Presence, names_of, others_in
from kpitui.storage.schema import SCHEMA_VERSION

SCHEMA = SCHEMA_VERSION
"""The schema version that this program makes."""


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
    with reading(database) as db:
        chain = look_along(db)
        found = [
            *findings_of_file(database.path),
            *findings_of_damage(db),
            *findings_of_teams(db),
            *findings_of_evaluations(db),
            *findings_of_history(db, chain),
        ]
        remark = remark_on(journal_of(db))
        sessions = names_of(others_in(db, NOBODY, time.time()))
    return Examination(tuple(found), (remark,) if remark else (), chain.rows, chain.head, sessions)
