"""Write the dump of a file of the newest schema, which the steps after it are tested with:
`python -m tests.storage.schemas.make`, once, when a step is new.
"""

import contextlib
import sqlite3
import tempfile
from pathlib import Path

from kpitui.storage.opening import APPLICATION_ID, create_file
from kpitui.storage.schema import SCHEMA_VERSION

ROWS = """
INSERT INTO deeds (id, uuid, at, by, way, action)
  VALUES (1, 'u', '2026-01-01T00:00:00Z', 'lee', 'cli', 'record');
INSERT INTO metrics (id, name, name_key, code, code_key, direction, aggregation, cadence)
  VALUES (1, 'm', 'm', 'm', 'm', 'higher', 'mean', 'weekly');
INSERT INTO people (id, name, name_key, starts_on) VALUES (1, 'Ana', 'ana', '2024-01-01');
INSERT INTO sessions (id, coach, person_id, date, kind, seen)
  VALUES (1, 'lee', 1, '2026-01-02', 'role-play', 'x');
INSERT INTO readings (id, metric_id, person_id, date, value, n, session_id, deed_id)
  VALUES (1, 1, 1, '2026-01-02', 81.5, 3, 1, 1);
INSERT INTO readings (id, metric_id, date, value, state) VALUES (2, 1, '2026-01-02', 4, 'void');
INSERT INTO readings (id, metric_id, date, state, note)
  VALUES (3, 1, '2026-01-03', 'not applicable', 'closed');
"""


def dump() -> str:
    """A file of the newest schema with some rows, as the SQL that makes it again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "kpi.db")
        create_file(path)
        # Not the program's driver, which may be a pysqlite3 that writes no dumps.
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.executescript(ROWS)
            lines = [
                f"PRAGMA application_id = {APPLICATION_ID};",
                f"PRAGMA user_version = {SCHEMA_VERSION};",
                *connection.iterdump(),
            ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name(f"{SCHEMA_VERSION}.sql").write_text(dump(), "utf-8")
