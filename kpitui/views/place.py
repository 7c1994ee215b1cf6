"""What is to be known of a file at every start."""

import os

from kpitui.storage.database import DatabaseFile
from kpitui.storage.file_errors import file_errors
from kpitui.storage.place import findings_of_file


def warnings(database: DatabaseFile) -> list[str]:
    """What is wrong with the rights and the place of a file, as far as this user can mend it or is hindered by it."""
    with file_errors(database.path):
        return findings_of_file(database.path, os.geteuid())
