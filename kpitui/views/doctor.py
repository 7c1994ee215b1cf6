"""What `kpitui doctor` says of a file."""

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.doctor import findings_of_content, findings_of_file
from kpitui.storage.migrations import MIGRATIONS

SCHEMA = len(MIGRATIONS)
"""The schema version that this program makes."""


def examine(database: DatabaseFile) -> list[str]:
    """Everything that is wrong with a file, each with its mend; nothing for a sound one."""
    with reading(database) as db:
        return [*findings_of_file(database.path), *findings_of_content(db)]
