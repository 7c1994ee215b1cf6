"""The program of the version after this one: a copy of ours with one more step of the schema, and
with one more thing that a draft keeps.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from kpitui.storage.schema import SCHEMA_FINGERPRINT, SCHEMA_VERSION

ROOT = Path(__file__).parent.parent
NEXT = SCHEMA_VERSION + 1

_STEP = '''
"""The step to the next schema."""

from sqlite_utils import Database


def apply(db: Database) -> None:
    """One table more."""
    db.execute("CREATE TABLE of_the_next (id INTEGER PRIMARY KEY) STRICT")
'''

_FINGERPRINT = """
from kpitui.storage.driver import sqlite3
from kpitui.storage.migrations import apply_migrations
from kpitui.storage.schema import schema_fingerprint
connection = sqlite3.connect(":memory:", isolation_level=None)
apply_migrations(connection, 0)
print(schema_fingerprint(connection))
"""


def _changed(file: Path, *pairs: tuple[str, str]) -> None:
    text = file.read_text("utf-8")
    for old, new in pairs:
        assert text.count(old) == 1, (file, old)
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


def make_next_version(folder: Path) -> list[str]:
    """Lay it into a folder; the command that runs it."""
    shutil.copytree(ROOT / "kpitui", folder / "kpitui", ignore=shutil.ignore_patterns("*.pyc"))
    for name in ("styles", "sample_db"):
        (folder / name).symlink_to(ROOT / name)
    storage = folder / "kpitui" / "storage"
    (storage / "migrations" / "of_the_next.py").write_text(_STEP, "utf-8")
    _changed(
        storage / "migrations" / "__init__.py",
        ("from kpitui.storage.migrations import (", "from kpitui.storage.migrations import (\n"
         "    of_the_next,"),
        (f"    {SCHEMA_VERSION}: ", f"    {NEXT}: of_the_next.apply,\n    {SCHEMA_VERSION}: "),
    )  # fmt: skip
    _changed(storage / "drafts.py", ('    words: str = ""\n',
             '    words: str = ""\n    of_the_next: str = ""\n'))  # fmt: skip
    schema = storage / "schema.py"
    _changed(
        schema,
        (f"SCHEMA_VERSION = {SCHEMA_VERSION}\n", f"SCHEMA_VERSION = {NEXT}\n"),
        (f"SCHEMA_VERSION: 0x{SCHEMA_FINGERPRINT:08X}", f"{SCHEMA_VERSION}: "
         f"0x{SCHEMA_FINGERPRINT:08X}, SCHEMA_VERSION: 0"),
    )  # fmt: skip
    made = subprocess.run(
        [sys.executable, "-c", _FINGERPRINT], cwd=folder, capture_output=True, text=True, check=True
    )
    _changed(schema, ("SCHEMA_VERSION: 0,", f"SCHEMA_VERSION: {made.stdout.strip()},"))
    run = folder / "run.py"
    run.write_text("from kpitui.__main__ import main\n\nmain()\n", "utf-8")
    return [sys.executable, str(run)]
