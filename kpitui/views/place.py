"""What is to be known of a file at every start."""

import os

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.file_errors import file_errors
from kpitui.storage.journal import journal_of, remark_on
from kpitui.storage.place import findings_of_file


def warnings(database: DatabaseFile) -> list[str]:
    """What is wrong with the rights and the place of a file, as far as this user can fix it or is
    hindered by it.
    """
    with file_errors(database.path):
        return findings_of_file(database.path, os.geteuid())


def remark_on_sqlite(database: DatabaseFile) -> str:
    """What the SQLite of this machine means for the file; empty where it is as it has to be."""
    with reading(database) as db:
        return remark_on(journal_of(db))
